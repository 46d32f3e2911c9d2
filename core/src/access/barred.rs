//! Accounts that nobody signs in to: their sessions and tokens have ended, and whoever knows the password
//! is told why.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::revoke_all;
use crate::people::{self, Person};
use crate::store::entity::{account, session};
use crate::{Core, Refusal, Result, Tx};

/// Why nobody signs in to an account; nothing where it is open.
pub async fn barred(core: &Core, person_id: i64) -> Result<Option<Refusal>> {
    let row = account::Entity::find_by_id(person_id)
        .one(core.reader())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let person = people::by_id(core, person_id).await?;
    let suspended = person.is_some_and(|person| person.suspended_at.is_some());
    if !suspended && row.disabled_at.is_none() {
        return Ok(None);
    }
    Ok(Some(Refusal::AccountBarred(
        row.barred_why.unwrap_or_default(),
    )))
}

/// Closes an account to sign-ins, until it is [`enable`]d.
pub(crate) async fn disable(tx: &Tx, person: &Person, why: &str) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::DisabledAt, Expr::value(Some(tx.now())))
        .filter(account::Column::PersonId.eq(person.id))
        .filter(account::Column::DisabledAt.is_null())
        .exec(tx.conn().await?)
        .await?;
    end_all(tx, person.id).await?;
    say_why(tx, person, why).await
}

/// Opens an account again. Clients must be let in anew.
pub(crate) async fn enable(tx: &Tx, person: &Person) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::DisabledAt, Expr::value(None::<i64>))
        .filter(account::Column::PersonId.eq(person.id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// What whoever knows the password is told; nothing leaves what was said before.
pub(crate) async fn say_why(tx: &Tx, person: &Person, why: &str) -> Result<()> {
    if why.is_empty() {
        return Ok(());
    }
    account::Entity::update_many()
        .col_expr(account::Column::BarredWhy, Expr::value(Some(why)))
        .filter(account::Column::PersonId.eq(person.id))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Ends every session and every token of a person.
pub(crate) async fn end_all(tx: &Tx, person_id: i64) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person_id))
        .exec(tx.conn().await?)
        .await?;
    revoke_all(tx, person_id).await
}
