//! The proof that nothing but the ledger decides: every folded table thrown away and made again.

use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Kind, refold, rows};
use crate::store::entity::{mention, post, post_like, post_tag, record, thread};
use crate::{Core, Result, Tx, notes};

/// Throws every folded table away and folds all records again: the proof that nothing but the
/// ledger decides. Local ids stay what they were. Answers how many objects were folded.
pub async fn refold_everything(core: &Core) -> Result<usize> {
    let mut tx = core.begin().await?;
    tx.notify_nobody();
    tx.lock_ledger().await?;
    clear(&mut tx).await?;
    let records: Vec<(String, String, String, i64)> = record::Entity::find()
        .select_only()
        .column(record::Column::Object)
        .column(record::Column::Kind)
        .column(record::Column::Actor)
        .column(record::Column::Published)
        .order_by_asc(record::Column::Rid)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let mut steps = std::collections::BTreeSet::new();
    // Likes before the posts that count them; Creates oldest first, roots mostly before replies.
    for (object, kind, actor, published) in records {
        let kind = Kind::from_column(&kind).unwrap_or(Kind::Update);
        steps.insert(match kind {
            _ if kind.is_reaction() => (0, 0, object, actor),
            Kind::Create => (1, published, object, String::new()),
            Kind::Delete => (2, 0, object, String::new()),
            _ => continue,
        });
    }
    for (order, _, object, actor) in &steps {
        let entries = rows::about(&tx, object).await?;
        let kind = if *order == 0 {
            Kind::Like
        } else {
            Kind::Create
        };
        Box::pin(refold::after(&mut tx, object, kind, actor, &entries)).await?;
        // Every object of the node comes by here: none of them is remembered.
        tx.memo().ledger.forget();
    }
    tx.commit().await?;
    Ok(steps.len())
}

/// Empties the folded tables but for likes and notes that are no records, and remembers local ids.
async fn clear(tx: &mut Tx) -> Result<()> {
    let posts: Vec<(String, i64)> = post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .column(post::Column::Id)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let threads: Vec<(String, i64)> = thread::Entity::find()
        .select_only()
        .column(thread::Column::Context)
        .column(thread::Column::Id)
        .filter(thread::Column::Root.is_null())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for (_, id) in &posts {
        tx.unindexed(*id).await?;
    }
    tx.keep_ids(posts);
    tx.keep_ids(threads);
    post_tag::Entity::delete_many()
        .filter(post_tag::Column::PostId.not_in_subquery(notes::all()))
        .exec(tx.conn().await?)
        .await?;
    mention::Entity::delete_many()
        .filter(mention::Column::PostId.not_in_subquery(notes::all()))
        .exec(tx.conn().await?)
        .await?;
    post_like::Entity::delete_many()
        .filter(post_like::Column::ActivityId.in_subquery(recorded()))
        .exec(tx.conn().await?)
        .await?;
    post::Entity::delete_many()
        .filter(post::Column::Id.not_in_subquery(notes::all()))
        .exec(tx.conn().await?)
        .await?;
    thread::Entity::delete_many().exec(tx.conn().await?).await?;
    tx.memo().ledger.forget();
    Ok(())
}

fn recorded() -> SelectStatement {
    Query::select()
        .column(record::Column::ActivityId)
        .from(record::Entity)
        .to_owned()
}
