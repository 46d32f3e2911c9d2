//! The statements that polls share.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::Poll;
use crate::store::dialect::evenly;
use crate::store::entity::{dispatch, person, poll, vote};
use crate::{Result, Tx};

/// The poll of a post, inside a write.
pub(crate) async fn find(tx: &Tx, post: i64) -> Result<Option<Poll>> {
    Ok(poll::Entity::find_by_id(post).one(tx.conn().await?).await?)
}

pub(super) async fn add(tx: &Tx, row: Poll) -> Result<()> {
    poll::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

pub(super) async fn save(tx: &Tx, row: &Poll) -> Result<()> {
    let row = poll::ActiveModel::from(row.clone()).reset_all();
    row.update(tx.conn().await?).await?;
    Ok(())
}

/// What somebody has chosen.
pub(super) async fn votes_of(tx: &Tx, post: i64, voter: i64) -> Result<Vec<i64>> {
    Ok(vote::Entity::find()
        .select_only()
        .column(vote::Column::Choice)
        .filter(vote::Column::PostId.eq(post))
        .filter(vote::Column::PersonId.eq(voter))
        .into_tuple()
        .all(tx.conn().await?)
        .await?)
}

/// Keeps what somebody has chosen; what is there already stays.
pub(super) async fn add_votes(
    tx: &Tx,
    post: i64,
    voter: i64,
    choices: &BTreeSet<usize>,
) -> Result<()> {
    let rows = choices.iter().map(|choice| vote::ActiveModel {
        post_id: Set(post),
        person_id: Set(voter),
        choice: Set(i64::try_from(*choice).unwrap_or(i64::MAX)),
        made_at: Set(tx.now()),
    });
    vote::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// Strikes who has voted for what in a poll.
pub(super) async fn forget_votes(tx: &Tx, posts: &[i64]) -> Result<()> {
    vote::Entity::delete_many()
        .filter(vote::Column::PostId.is_in(evenly(posts)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Strikes the polls of some posts, with their votes and the letters that tell their counts, which
/// carry the text of the post. Answers whether there were any.
pub(crate) async fn forget_of_posts(tx: &Tx, posts: &[i64]) -> Result<bool> {
    let gone = poll::Entity::delete_many()
        .filter(poll::Column::PostId.is_in(evenly(posts)))
        .exec(tx.conn().await?)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(false);
    }
    forget_votes(tx, posts).await?;
    dispatch::Entity::delete_many()
        .filter(dispatch::Column::About.is_in(evenly(posts)))
        .filter(dispatch::Column::About.is_not_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(true)
}

/// Strikes what somebody has chosen wherever they have voted; what was counted stays, and nobody
/// knows any more whose it was.
pub(crate) async fn forget_voter(tx: &Tx, voter: i64) -> Result<()> {
    vote::Entity::delete_many()
        .filter(vote::Column::PersonId.eq(voter))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Where those from elsewhere who have voted are told of it.
pub(super) async fn inboxes_of_voters(tx: &Tx, post: i64) -> Result<BTreeSet<String>> {
    let voters = Query::select()
        .column(vote::Column::PersonId)
        .from(vote::Entity)
        .and_where(vote::Column::PostId.eq(post))
        .to_owned();
    let found: Vec<(Option<String>, Option<String>)> = person::Entity::find()
        .select_only()
        .column(person::Column::SharedInbox)
        .column(person::Column::Inbox)
        .distinct()
        .filter(person::Column::Id.in_subquery(voters))
        .filter(person::Column::Local.eq(false))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(shared, own)| shared.or(own))
        .collect())
}

/// Notes that the home of a poll is asked for its counts, where nobody has asked since `before`.
pub(super) async fn is_first_to_ask(tx: &Tx, post: i64, before: i64) -> Result<bool> {
    let asked = poll::Entity::update_many()
        .col_expr(poll::Column::AskedAt, Expr::value(Some(tx.now())))
        .filter(poll::Column::PostId.eq(post))
        .filter(poll::Column::AskedAt.lte(before))
        .exec(tx.conn().await?)
        .await?;
    Ok(asked.rows_affected == 1)
}

/// The last letter that carries the text of a post which is no record, as it was signed.
pub(super) async fn last_letter(tx: &Tx, post: i64) -> Result<Option<Vec<u8>>> {
    use sea_orm::QueryOrder as _;

    let letter = dispatch::Entity::find()
        .filter(dispatch::Column::About.eq(post))
        .filter(dispatch::Column::About.is_not_null())
        .order_by_desc(dispatch::Column::MadeAt)
        .order_by_desc(dispatch::Column::Id)
        .one(tx.conn().await?)
        .await?;
    Ok(letter.map(|row| row.raw))
}
