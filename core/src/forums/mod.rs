//! Forums (salons) and who follows them.

mod asked;
pub mod compared;
mod follow;
mod listed;
mod lists;
mod refuse;
mod spread;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::people::{self, LocalKeys};
use crate::store::dialect::{evenly, lowered};
pub use crate::store::entity::follow::Model as Follow;
pub use crate::store::entity::forum::Model as Forum;
use crate::store::entity::{forum, moderator};
use crate::{Core, Refusal, Result, Tx};

pub(crate) use asked::let_all_in;
pub use asked::{authorize, decline, request_count, request_page};
pub use follow::{
    accept_follow, answer_to_follow, follow, followed_here, follower_count, followers, following,
    follows, has_followers_here, inbox_gone, is_followed, is_followed_here, is_following,
    keep_inbox, neighbours, receive_follow, receive_undo_follow, receive_unfollow, unfollow,
};
pub(crate) use follow::{ensure as ensure_follow, inboxes, is_heeded, read_followed};
pub(crate) use listed::forget_lists;
pub(crate) use lists::followed_by;
pub use lists::{Ties, familiar, follower_page, following_page, heed, ties};
pub use refuse::refuse_follower;
pub(crate) use refuse::{forget_follows, is_shut_out, unfollow_host, unfollow_people};
pub use spread::{
    announce, answer_no, dispatch, dispatch_raw, is_dispatched, letter_to, spread_own,
    spread_private,
};

/// Longest title and description of a forum, in characters.
pub const TITLE: usize = 100;
pub const DESCRIPTION: usize = 500;

impl Forum {
    /// `@slug@host`.
    pub fn handle(&self) -> String {
        format!("@{}@{}", self.slug, self.host)
    }

    /// Where deliveries for the forum go: its host's shared inbox if it has one.
    pub fn delivery_inbox(&self) -> &str {
        self.shared_inbox.as_deref().unwrap_or(&self.inbox)
    }

    /// Whether contributions are read by a moderator before anybody else.
    pub fn moderated_before(&self) -> bool {
        self.moderation == "before"
    }
}

/// A forum to be made here.
#[derive(Debug, Clone)]
pub struct NewForum {
    pub slug: String,
    pub title: String,
    pub description: String,
    pub lang: String,
    pub moderated_before: bool,
}

/// What a remote Group's document says, checked by federation.
#[derive(Debug, Clone)]
pub struct RemoteForum {
    pub uri: String,
    pub host: String,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub lang: String,
    pub inbox: String,
    pub shared_inbox: Option<String>,
    pub followers: Option<String>,
    pub outbox: Option<String>,
    pub url: Option<String>,
    pub moderators: Vec<String>,
}

/// Makes a forum of this node. Its name is taken for ever.
pub async fn create(tx: &mut Tx, new: &NewForum, keys: &LocalKeys) -> Result<Forum> {
    let slug = crate::address::forum_slug(&new.slug)
        .map_err(|_| Refusal::NameInvalid(new.slug.clone()))?;
    let title = crate::text::clean::name(&new.title, TITLE);
    if title.is_empty() {
        return Err(Refusal::ForumTitleEmpty.into());
    }
    let lang = crate::text::valid_language(&new.lang)
        .ok_or_else(|| Refusal::LanguageUnknown(new.lang.clone()))?;
    people::names::take(tx, &slug, "forum").await?;
    let base = tx.core().base().clone();
    let uri = base.forum(&slug);
    let actor = people::create_local(tx, &slug, &uri, &title, "Group", keys).await?;
    let summary = crate::text::clean::name(&new.description, DESCRIPTION);
    let made = Forum {
        id: actor.id,
        host: base.host().to_owned(),
        title,
        summary,
        lang,
        local: true,
        inbox: format!("{uri}/inbox"),
        shared_inbox: Some(base.shared_inbox()),
        followers: Some(format!("{uri}/followers")),
        outbox: Some(format!("{uri}/outbox")),
        url: Some(base.forum_page(&slug)),
        moderation: if new.moderated_before {
            "before"
        } else {
            "after"
        }
        .to_owned(),
        created_at: tx.now(),
        fetched_at: tx.now(),
        backfilled_at: None,
        slug,
        uri,
    };
    forum::Entity::insert(forum::ActiveModel::from(made.clone()))
        .exec_without_returning(tx.conn().await?)
        .await?;
    tx.memo().keep_forum(&made.uri, Some(&made));
    Ok(made)
}

/// Keeps what a remote Group's document says.
pub async fn keep_remote(tx: &Tx, remote: &RemoteForum) -> Result<Forum> {
    let title = crate::text::clean::name(&remote.title, TITLE);
    let row = forum::ActiveModel {
        id: Set(tx.id(tx.now())),
        uri: Set(remote.uri.clone()),
        host: Set(remote.host.clone()),
        slug: Set(crate::text::clean::name(&remote.slug, TITLE)),
        title: Set(if title.is_empty() {
            remote.slug.clone()
        } else {
            title
        }),
        summary: Set(crate::text::excerpt::short(&remote.summary, DESCRIPTION)),
        lang: Set(crate::text::valid_language(&remote.lang).unwrap_or_else(|| "fr".to_owned())),
        local: Set(false),
        inbox: Set(remote.inbox.clone()),
        shared_inbox: Set(remote.shared_inbox.clone()),
        followers: Set(remote.followers.clone()),
        outbox: Set(remote.outbox.clone()),
        url: Set(remote.url.clone()),
        moderation: Set("after".to_owned()),
        created_at: Set(tx.now()),
        fetched_at: Set(tx.now()),
        backfilled_at: Set(None),
    };
    forum::Entity::insert(row)
        .on_conflict(
            OnConflict::column(forum::Column::Uri)
                .update_columns([
                    forum::Column::Slug,
                    forum::Column::Title,
                    forum::Column::Summary,
                    forum::Column::Inbox,
                    forum::Column::SharedInbox,
                    forum::Column::Followers,
                    forum::Column::Outbox,
                    forum::Column::Url,
                    forum::Column::FetchedAt,
                ])
                .action_and_where(Expr::col((forum::Entity, forum::Column::Local)).eq(false))
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    tx.memo().forget_forums();
    let kept = get(tx, &remote.uri)
        .await?
        .ok_or(Refusal::NoSuchForum(remote.uri.clone()))?;
    for actor in &remote.moderators {
        add_moderator(tx, kept.id, actor).await?;
    }
    Ok(kept)
}

/// Makes somebody a moderator of a forum.
pub async fn add_moderator(tx: &Tx, forum_id: i64, actor: &str) -> Result<()> {
    moderator::Entity::insert(moderator::ActiveModel {
        forum_id: Set(forum_id),
        actor: Set(actor.to_owned()),
    })
    .on_conflict(OnConflict::new().do_nothing().to_owned())
    .exec_without_returning(tx.conn().await?)
    .await?;
    tx.memo().moderators.forget(&forum_id);
    Ok(())
}

/// Makes somebody a moderator of a forum no longer, both by `ActivityPub` id.
pub async fn remove_moderator(tx: &Tx, forum: &str, actor: &str) -> Result<()> {
    let Some(forum) = get(tx, forum).await? else {
        return Err(Refusal::NoSuchForum(forum.to_owned()).into());
    };
    moderator::Entity::delete_by_id((forum.id, actor.to_owned()))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().moderators.forget(&forum.id);
    Ok(())
}

/// The moderators of a forum, by `ActivityPub` id.
pub async fn moderators(core: &Core, forum_id: i64) -> Result<Vec<String>> {
    let rows = moderator::Entity::find()
        .filter(moderator::Column::ForumId.eq(forum_id))
        .order_by_asc(moderator::Column::Actor)
        .all(core.reader())
        .await?;
    Ok(rows.into_iter().map(|row| row.actor).collect())
}

/// Whether somebody is a moderator of a forum.
pub async fn is_moderator(core: &Core, forum_id: i64, actor: &str) -> Result<bool> {
    Ok(moderator::Entity::find_by_id((forum_id, actor.to_owned()))
        .one(core.reader())
        .await?
        .is_some())
}

/// Whether somebody is a moderator of a forum, inside a write.
pub async fn is_moderator_in(tx: &Tx, forum_id: i64, actor: &str) -> Result<bool> {
    if let Some(known) = tx.memo().moderators.get(&forum_id) {
        return Ok(known.contains(actor));
    }
    let all: Vec<String> = moderator::Entity::find()
        .select_only()
        .column(moderator::Column::Actor)
        .filter(moderator::Column::ForumId.eq(forum_id))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let all: HashSet<String> = all.into_iter().collect();
    let found = all.contains(actor);
    tx.memo().moderators.keep(forum_id, Arc::new(all));
    Ok(found)
}

/// A forum of this node by its name in addresses.
pub async fn by_slug(core: &Core, slug: &str, host: Option<&str>) -> Result<Option<Forum>> {
    let lowered = Expr::cust(lowered(core.backend(), "slug"));
    let mut found = forum::Entity::find()
        .filter(lowered.eq(slug.to_ascii_lowercase()))
        .filter(forum::Column::Host.eq(host.unwrap_or_else(|| core.base().host())))
        .all(core.reader())
        .await?;
    found.sort_by_key(|forum| (forum.slug != slug, forum.id));
    Ok(found.into_iter().next())
}

/// A forum by local id.
pub async fn by_id(core: &Core, id: i64) -> Result<Option<Forum>> {
    Ok(forum::Entity::find_by_id(id).one(core.reader()).await?)
}

/// A forum by `ActivityPub` id.
pub async fn by_uri(core: &Core, uri: &str) -> Result<Option<Forum>> {
    Ok(forum::Entity::find()
        .filter(forum::Column::Uri.eq(uri))
        .one(core.reader())
        .await?)
}

/// A forum by `ActivityPub` id, inside a write.
pub async fn get(tx: &Tx, uri: &str) -> Result<Option<Forum>> {
    if let Some(known) = tx.memo().forums.get(uri) {
        return Ok(known);
    }
    let found = forum::Entity::find()
        .filter(forum::Column::Uri.eq(uri))
        .one(tx.conn().await?)
        .await?;
    tx.memo().keep_forum(uri, found.as_ref());
    Ok(found)
}

/// Reads together what [`get`] will be asked for.
pub(crate) async fn read_ahead(tx: &Tx, uris: &[String]) -> Result<()> {
    let rows = forum::Entity::find()
        .filter(forum::Column::Uri.is_in(evenly(uris)))
        .all(tx.conn().await?)
        .await?;
    for uri in uris {
        tx.memo().keep_forum(uri, None);
    }
    for row in &rows {
        tx.memo().keep_forum(&row.uri, Some(row));
    }
    Ok(())
}

/// A forum by local id, inside a write.
pub async fn get_by_id(tx: &Tx, id: i64) -> Result<Option<Forum>> {
    if let Some(known) = tx.memo().forums_by_id.get(&id) {
        return Ok(Some(known));
    }
    let found = forum::Entity::find_by_id(id).one(tx.conn().await?).await?;
    if let Some(forum) = &found {
        tx.memo().keep_forum(&forum.uri, Some(forum));
    }
    Ok(found)
}

/// Every forum known here, ours first, by title.
pub async fn list(core: &Core) -> Result<Vec<Forum>> {
    Ok(forum::Entity::find()
        .order_by_desc(forum::Column::Local)
        .order_by_asc(forum::Column::Title)
        .all(core.reader())
        .await?)
}

/// Remembers that a forum's newest threads have been asked for; answers whether it was the first
/// time.
pub async fn begin_backfill(tx: &Tx, forum_id: i64) -> Result<bool> {
    let change = forum::Entity::update_many()
        .col_expr(forum::Column::BackfilledAt, Expr::value(Some(tx.now())))
        .filter(forum::Column::Id.eq(forum_id))
        .filter(forum::Column::BackfilledAt.is_null())
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_forums();
    Ok(change.rows_affected == 1)
}
