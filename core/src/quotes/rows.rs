//! The statements that quotes share.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{ACCEPTED, PENDING, Quotable, Quote};
use crate::store::dialect::evenly;
use crate::store::entity::{dispatch, person, quotable, quote};
use crate::{Millis, Result, Tx};

/// So many quotes of one post hear that it was edited.
const HEAR: u64 = 200;

/// What a post quotes, by its `ActivityPub` id, inside a write.
pub(super) async fn find(tx: &Tx, uri: &str) -> Result<Option<Quote>> {
    Ok(quote::Entity::find_by_id(uri).one(tx.conn().await?).await?)
}

/// As [`find`], by the local id of the post.
pub(super) async fn of_post(tx: &Tx, post: i64) -> Result<Option<Quote>> {
    Ok(quote::Entity::find()
        .filter(quote::Column::PostId.eq(post))
        .one(tx.conn().await?)
        .await?)
}

/// The quotes of which an address is said to be the consent: anybody can say so.
pub(super) async fn by_approval(tx: &Tx, approval: &str) -> Result<Vec<Quote>> {
    Ok(quote::Entity::find()
        .filter(quote::Column::Approval.eq(approval))
        .all(tx.conn().await?)
        .await?)
}

/// How many quotes of a post somebody was granted that have not come.
pub(super) async fn granted_ahead(tx: &Tx, quoted: &str, actor: &str) -> Result<u64> {
    Ok(quote::Entity::find()
        .filter(quote::Column::Quoted.eq(quoted))
        .filter(quote::Column::PostId.is_null())
        .filter(quote::Column::Actor.eq(actor))
        .count(tx.conn().await?)
        .await?)
}

pub(super) async fn add(tx: &Tx, row: Quote) -> Result<()> {
    quote::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

pub(super) async fn save(tx: &Tx, row: &Quote) -> Result<()> {
    let row = quote::ActiveModel::from(row.clone()).reset_all();
    row.update(tx.conn().await?).await?;
    Ok(())
}

pub(super) async fn forget(tx: &Tx, row: &Quote) -> Result<()> {
    quote::Entity::delete_by_id(row.uri.as_str())
        .exec(tx.conn().await?)
        .await?;
    match row.post_id {
        Some(post) => forget_letters(tx, &[post]).await,
        None => Ok(()),
    }
}

/// Strikes what some posts quote, with the letters that carry their text.
pub(crate) async fn forget_of_posts(tx: &Tx, posts: &[i64]) -> Result<()> {
    let gone = quote::Entity::delete_many()
        .filter(quote::Column::PostId.is_in(evenly(posts)))
        .exec(tx.conn().await?)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(());
    }
    forget_letters(tx, posts).await
}

async fn forget_letters(tx: &Tx, posts: &[i64]) -> Result<()> {
    dispatch::Entity::delete_many()
        .filter(dispatch::Column::About.is_in(evenly(posts)))
        .filter(dispatch::Column::About.is_not_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Notes that somebody is asked about a quote that is pending, where nobody has asked since `before`.
pub(super) async fn is_first_to_ask(tx: &Tx, post: i64, before: Millis) -> Result<bool> {
    let asked = quote::Entity::update_many()
        .col_expr(quote::Column::AskedAt, Expr::value(Some(tx.now())))
        .filter(quote::Column::PostId.eq(post))
        .filter(quote::Column::State.eq(PENDING))
        .filter(
            Condition::any()
                .add(quote::Column::AskedAt.is_null())
                .add(quote::Column::AskedAt.lte(before)),
        )
        .exec(tx.conn().await?)
        .await?;
    Ok(asked.rows_affected == 1)
}

/// Who may quote a post, where its author has chosen after it was written.
pub(super) async fn chosen(tx: &Tx, post: i64) -> Result<Option<Quotable>> {
    let row = quotable::Entity::find_by_id(post)
        .one(tx.conn().await?)
        .await?;
    Ok(row.map(|row| Quotable::from_column(row.whom)))
}

pub(super) async fn choose(tx: &Tx, post: i64, whom: Quotable) -> Result<()> {
    quotable::Entity::insert(quotable::ActiveModel {
        post_id: Set(post),
        whom: Set(whom.column()),
    })
    .on_conflict(
        OnConflict::column(quotable::Column::PostId)
            .update_column(quotable::Column::Whom)
            .to_owned(),
    )
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(())
}

/// The words of a post say now who may quote it.
pub(super) async fn forget_chosen(tx: &Tx, post: i64) -> Result<()> {
    quotable::Entity::delete_by_id(post)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// The posts of members that quote a post with its author's consent, each with its author, by local id.
pub(crate) async fn quoting_edited(tx: &Tx, uri: &str) -> Result<Vec<i64>> {
    let members = Query::select()
        .column(person::Column::Uri)
        .from(person::Entity)
        .and_where(
            Expr::col((person::Entity, person::Column::Uri))
                .equals((quote::Entity, quote::Column::Actor)),
        )
        .and_where(person::Column::Local.eq(true))
        .to_owned();
    let found: Vec<Option<i64>> = quote::Entity::find()
        .select_only()
        .column(quote::Column::PostId)
        .filter(quote::Column::Quoted.eq(uri))
        .filter(quote::Column::PostId.is_not_null())
        .filter(quote::Column::State.eq(ACCEPTED))
        .filter(quote::Column::Actor.in_subquery(members))
        .limit(HEAR)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    Ok(found.into_iter().flatten().collect())
}
