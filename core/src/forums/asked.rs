//! Who has asked to follow a member that answers each Follow themselves.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::follow::accept_follow;
use crate::page::{Line, Page};
use crate::people::{self, Person};
use crate::store::entity::follow;
use crate::store::lines::lines;
use crate::{Core, Refusal, Result, Tx, notifications};

/// Who waits for the answer of an actor of ours, the newest first.
pub async fn request_page(core: &Core, whom: &str, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT w.id AS place, a.id AS shown FROM follow w JOIN person a \
                 ON a.uri = w.follower WHERE w.followed = ? AND w.state = 'pending'";
    lines(core, words, "w.id", vec![whom.into()], page).await
}

/// How many wait for the answer of an actor of ours.
pub async fn request_count(core: &Core, whom: &str) -> Result<u64> {
    Ok(follow::Entity::find()
        .filter(follow::Column::Followed.eq(whom))
        .filter(follow::Column::State.eq("pending"))
        .count(core.reader())
        .await?)
}

/// Whether somebody of ours, by `ActivityPub` id, answers each Follow themselves.
pub(super) async fn asks_first(tx: &Tx, whom: &str) -> Result<bool> {
    let person = people::get(tx, whom).await?;
    Ok(person.is_some_and(|person| person.is_locked()))
}

/// A member lets somebody follow who has asked, and hears that they do, as Mastodon's members.
///
/// # Errors
/// They have not.
pub async fn authorize(tx: &mut Tx, member: &Person, follower: &Person) -> Result<()> {
    let row = asked(tx, member, follower).await?;
    if let_in(tx, member, follower, &row).await? {
        notifications::of_follow(tx, follower, &member.uri, false).await?;
    }
    Ok(())
}

/// A member does not let somebody follow who has asked.
///
/// # Errors
/// They have not.
pub async fn decline(tx: &mut Tx, member: &Person, follower: &Person) -> Result<()> {
    asked(tx, member, follower).await?;
    super::refuse::refuse_follower(tx, member, follower).await
}

/// A member answers no Follow themselves any more: whoever waits follows.
pub(crate) async fn let_all_in(tx: &mut Tx, member: &Person) -> Result<()> {
    let waiting = follow::Entity::find()
        .filter(follow::Column::Followed.eq(member.uri.as_str()))
        .filter(follow::Column::State.eq("pending"))
        .order_by_asc(follow::Column::Id)
        .all(tx.conn().await?)
        .await?;
    for row in waiting {
        if let Some(follower) = people::get(tx, &row.follower).await? {
            let_in(tx, member, &follower, &row).await?;
        }
    }
    Ok(())
}

async fn asked(tx: &Tx, member: &Person, follower: &Person) -> Result<follow::Model> {
    let row = follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower.uri.as_str()))
        .filter(follow::Column::Followed.eq(member.uri.as_str()))
        .filter(follow::Column::State.eq("pending"))
        .one(tx.conn().await?)
        .await?;
    row.ok_or_else(|| Refusal::NoSuchPerson(follower.handle()).into())
}

/// Whether they follow by this: not where they were let in already, or have gone, and nobody is told twice.
async fn let_in(
    tx: &mut Tx,
    member: &Person,
    follower: &Person,
    row: &follow::Model,
) -> Result<bool> {
    let let_in = follow::Entity::update_many()
        .col_expr(follow::Column::State, Expr::value("accepted"))
        .filter(follow::Column::Id.eq(row.id))
        .filter(follow::Column::State.eq("pending"))
        .exec(tx.conn().await?)
        .await?;
    if let_in.rows_affected == 0 {
        return Ok(false);
    }
    tx.memo().forget_follows();
    notifications::no_follow(tx, &follower.uri, &member.uri).await?;
    if !follower.local {
        accept_follow(tx, follower, member, &row.activity_id).await?;
    }
    Ok(true)
}
