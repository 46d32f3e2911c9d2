//! Conversations: what members and others say to each other alone. Each member keeps their own of each
//! circle of people, and lets go of it without the others losing theirs.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::people::{self, Person};
use crate::store::dialect::within;
pub use crate::store::entity::conversation::Model as Conversation;
use crate::store::entity::{conversation, conversation_post, post};
use crate::{Audience, Core, Event, Refusal, Result, Tx};

impl Conversation {
    /// Those whom the member talks with, by local id; themselves where they talk to nobody else.
    pub fn with(&self) -> Vec<i64> {
        let others: Vec<i64> = self.people.split(',').flat_map(str::parse).collect();
        if others.is_empty() {
            vec![self.person_id]
        } else {
            others
        }
    }
}

/// Something was said for those alone who are named in it: it stands in the conversation of each of
/// them who is of this node, and of its author.
pub(crate) async fn said(
    tx: &Tx,
    row: &post::Model,
    author: &Person,
    named: &BTreeSet<String>,
) -> Result<()> {
    if Audience::from_column(&row.visibility) != Audience::Direct || row.state != "live" {
        return Ok(());
    }
    let mut all = vec![author.clone()];
    for uri in named {
        let person = people::get(tx, uri).await?;
        all.extend(person.filter(|person| person.id != author.id));
    }
    let root = root(tx, row).await?;
    for member in all.iter().filter(|person| person.local) {
        let others = all.iter().map(|person| person.id);
        let others: BTreeSet<i64> = others.filter(|id| *id != member.id).collect();
        let others: Vec<String> = others.iter().map(i64::to_string).collect();
        let unread = member.id != author.id && !tx.is_quiet();
        let id = keep(tx, member.id, root, others.join(","), row.id, unread).await?;
        tx.happens(Event::Conversed(id));
    }
    Ok(())
}

/// What a conversation began with: that of what this answers, or the thread that it is said beside.
async fn root(tx: &Tx, row: &post::Model) -> Result<i64> {
    let Some(parent) = &row.parent else {
        return Ok(row.id);
    };
    let parent = post::Entity::find()
        .filter(post::Column::Uri.eq(parent))
        .one(tx.conn().await?)
        .await?;
    let Some(parent) = parent else {
        return Ok(row.id);
    };
    let known: Option<i64> = conversation_post::Entity::find()
        .select_only()
        .column(conversation::Column::Root)
        .join_rev(
            sea_orm::JoinType::InnerJoin,
            conversation::Entity::belongs_to(conversation_post::Entity)
                .from(conversation::Column::Id)
                .to(conversation_post::Column::ConversationId)
                .into(),
        )
        .filter(conversation_post::Column::PostId.eq(parent.id))
        .into_tuple()
        .one(tx.conn().await?)
        .await?;
    Ok(known.or(parent.thread_id).unwrap_or(parent.id))
}

async fn keep(
    tx: &Tx,
    person: i64,
    root: i64,
    people: String,
    post: i64,
    unread: bool,
) -> Result<i64> {
    let row = conversation::ActiveModel {
        person_id: Set(person),
        root: Set(root),
        people: Set(people),
        last_post: Set(post),
        unread: Set(unread),
        ..Default::default()
    };
    let key = [
        conversation::Column::PersonId,
        conversation::Column::Root,
        conversation::Column::People,
    ];
    // What comes late is not what was said last.
    let later = "CASE WHEN excluded.last_post > conversation.last_post \
                 THEN excluded.last_post ELSE conversation.last_post END";
    let anew = OnConflict::columns(key)
        .update_column(conversation::Column::Unread)
        .value(conversation::Column::LastPost, Expr::cust(later))
        .to_owned();
    let kept = conversation::Entity::insert(row)
        .on_conflict(anew)
        .exec_with_returning(tx.conn().await?)
        .await?;
    let stands = conversation_post::ActiveModel {
        post_id: Set(post),
        conversation_id: Set(kept.id),
    };
    let once = OnConflict::columns([
        conversation_post::Column::PostId,
        conversation_post::Column::ConversationId,
    ])
    .do_nothing()
    .to_owned();
    conversation_post::Entity::insert(stands)
        .on_conflict(once)
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(kept.id)
}

/// What was said is erased: each conversation ends with what was said before, and one in which nothing
/// is left goes.
pub(crate) async fn forget_posts(tx: &Tx, posts: &[i64]) -> Result<()> {
    let Some(those) = within(conversation_post::Column::PostId, posts) else {
        return Ok(());
    };
    let stood: Vec<i64> = conversation_post::Entity::find()
        .select_only()
        .column(conversation_post::Column::ConversationId)
        .distinct()
        .filter(those.clone())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    conversation_post::Entity::delete_many()
        .filter(those)
        .exec(tx.conn().await?)
        .await?;
    for id in stood {
        let last: Option<i64> = conversation_post::Entity::find()
            .select_only()
            .column(conversation_post::Column::PostId)
            .filter(conversation_post::Column::ConversationId.eq(id))
            .order_by_desc(conversation_post::Column::PostId)
            .limit(1)
            .into_tuple()
            .one(tx.conn().await?)
            .await?;
        match last {
            Some(last) => {
                conversation::Entity::update_many()
                    .col_expr(conversation::Column::LastPost, Expr::value(last))
                    .filter(conversation::Column::Id.eq(id))
                    .exec(tx.conn().await?)
                    .await?;
            }
            None => drop_one(tx, id).await?,
        }
    }
    Ok(())
}

/// What somebody who goes has kept.
pub(crate) async fn forget_person(tx: &Tx, person: i64) -> Result<()> {
    let own: Vec<i64> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(conversation::Column::PersonId.eq(person))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for id in own {
        drop_one(tx, id).await?;
    }
    Ok(())
}

async fn drop_one(tx: &Tx, id: i64) -> Result<()> {
    conversation_post::Entity::delete_many()
        .filter(conversation_post::Column::ConversationId.eq(id))
        .exec(tx.conn().await?)
        .await?;
    conversation::Entity::delete_by_id(id)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// A member has read a conversation of theirs.
///
/// # Errors
/// Another's or none.
pub async fn read(tx: &Tx, person: &Person, id: i64) -> Result<Conversation> {
    let mut row = own(tx, person, id).await?;
    row.unread = false;
    conversation::Entity::update_many()
        .col_expr(conversation::Column::Unread, Expr::value(false))
        .filter(conversation::Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    Ok(row)
}

/// A member lets go of a conversation of theirs. What was said stays; what is said next begins it anew.
///
/// # Errors
/// Another's or none.
pub async fn delete(tx: &Tx, person: &Person, id: i64) -> Result<()> {
    own(tx, person, id).await?;
    drop_one(tx, id).await
}

async fn own(tx: &Tx, person: &Person, id: i64) -> Result<Conversation> {
    let row = conversation::Entity::find_by_id(id)
        .one(tx.conn().await?)
        .await?;
    let row = row.filter(|row| row.person_id == person.id);
    row.ok_or_else(|| Refusal::NothingThere(id.to_string()).into())
}

/// Some conversations, by id, in no order.
pub async fn some(core: &Core, ids: &[i64]) -> Result<Vec<Conversation>> {
    let Some(those) = within(conversation::Column::Id, ids) else {
        return Ok(Vec::new());
    };
    Ok(conversation::Entity::find()
        .filter(those)
        .all(core.reader())
        .await?)
}
