//! Who runs the node: a node that has had an administrator always has one who can sign in.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::must_find;
use crate::people;
use crate::store::entity::account;
use crate::{Event, Refusal, Result, Tx, notifications};

const ADMIN: &str = "admin";

/// Makes somebody an administrator, or no longer.
///
/// # Errors
/// The last administrator stays one.
pub async fn set_role(tx: &Tx, name: &str, admin: bool) -> Result<()> {
    let (row, person) = must_find(tx, name).await?;
    if (row.role == ADMIN) == admin {
        return Ok(());
    }
    if !admin {
        must_leave_an_admin(tx, person.id).await?;
        notifications::forget_office(tx, person.id).await?;
    }
    let role = if admin { ADMIN } else { "member" };
    account::Entity::update_many()
        .col_expr(account::Column::Role, Expr::value(role))
        .filter(account::Column::PersonId.eq(person.id))
        .exec(tx.conn().await?)
        .await?;
    tx.happens(Event::Rights(person.id));
    Ok(())
}

/// That somebody is an administrator now, whatever they were when they asked.
pub(crate) async fn must_be_admin(tx: &Tx, person_id: i64) -> Result<()> {
    if acting(tx).await?.contains(&person_id) {
        Ok(())
    } else {
        Err(Refusal::NotAnAdmin.into())
    }
}

/// That the node has an administrator without this one. Two who would end each other do it one after the
/// other.
pub(crate) async fn must_leave_an_admin(tx: &Tx, person_id: i64) -> Result<()> {
    let acting = acting(tx).await?;
    if acting.contains(&person_id) && acting.len() == 1 {
        return Err(Refusal::LastAdmin.into());
    }
    Ok(())
}

/// The administrators who can sign in, by local id. Nobody else changes who they are until this is
/// written.
async fn acting(tx: &Tx) -> Result<Vec<i64>> {
    // The rows are locked by writing them as they are; what is read after is then what stands.
    account::Entity::update_many()
        .col_expr(account::Column::Role, Expr::value(ADMIN))
        .filter(account::Column::Role.eq(ADMIN))
        .exec(tx.conn().await?)
        .await?;
    let rows = account::Entity::find()
        .filter(account::Column::Role.eq(ADMIN))
        .filter(account::Column::DisabledAt.is_null())
        .all(tx.conn().await?)
        .await?;
    let mut acting = Vec::new();
    for row in rows {
        tx.memo().forget_people();
        let person = people::get_by_id(tx, row.person_id).await?;
        if person.is_some_and(|person| person.suspended_at.is_none()) {
            acting.push(row.person_id);
        }
    }
    Ok(acting)
}
