//! Follow, Accept, Reject, Undo: who follows whom.

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::listed::off_lists;
use super::{Forum, spread};
use crate::people::Person;
use crate::store::dialect::evenly;
use crate::store::entity::{follow, forum};
use crate::{Core, Deed, Error, Job, Refusal, Result, Tx, notifications};

/// A person of ours follows a forum or a person. A second call changes nothing.
///
/// # Errors
/// They may not: one of them blocks the other, or the node does, or their account waits for approval.
pub async fn follow(tx: &mut Tx, person: &Person, whom: &str, inbox: &str) -> Result<()> {
    if row(tx, &person.uri, whom).await?.is_some() {
        return Ok(());
    }
    let base = tx.core().base().clone();
    let ours = base.is_ours(whom);
    super::refuse::may_follow(tx, person, whom).await?;
    let asks = ours && super::asked::asks_first(tx, whom).await?;
    let id = tx.id(tx.now());
    let activity_id = base.activity(&person.name, id);
    let counts = ours && !asks;
    insert(
        tx,
        &person.uri,
        whom,
        &activity_id,
        counts,
        base.host(),
        None,
    )
    .await?;
    if ours {
        return notifications::of_follow(tx, person, whom, asks).await;
    }
    let deed = Deed::Follow {
        id: activity_id,
        object: whom.to_owned(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &person.uri, &deed).await?;
    spread::letter_to(tx, inbox, &person.uri, dispatch, whom);
    Ok(())
}

/// A person of ours follows no longer.
pub async fn unfollow(tx: &mut Tx, person: &Person, whom: &str, inbox: &str) -> Result<()> {
    let Some(old) = row(tx, &person.uri, whom).await? else {
        return Ok(());
    };
    follow::Entity::delete_by_id(old.id)
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    off_lists(tx, &person.uri, whom).await?;
    if tx.core().base().is_ours(whom) {
        return notifications::no_follow(tx, &person.uri, whom).await;
    }
    let id = tx.id(tx.now());
    let deed = Deed::UndoFollow {
        id: tx.core().base().activity(&person.name, id),
        follow: old.activity_id,
        object: whom.to_owned(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &person.uri, &deed).await?;
    spread::letter_to(tx, inbox, &person.uri, dispatch, whom);
    Ok(())
}

/// Somebody elsewhere follows an actor of ours: kept, and answered with an Accept, which waits where a
/// member answers themselves.
pub async fn receive_follow(
    tx: &mut Tx,
    follower: &Person,
    whom: &Person,
    activity_id: &str,
) -> Result<()> {
    if super::refuse::is_shut_out(tx, follower, &whom.uri).await? {
        return super::refuse::reject(tx, whom, follower, activity_id).await;
    }
    let inbox = follower.delivery_inbox().map(str::to_owned);
    let (uri, host) = (&follower.uri, &follower.host);
    let known = row(tx, uri, &whom.uri).await?;
    let waits = known.as_ref().is_none_or(|row| row.state == "pending");
    let asks = whom.is_locked() && waits;
    if whom.kind == "Person" && known.is_none() {
        notifications::of_follow(tx, follower, &whom.uri, asks).await?;
    }
    insert(
        tx,
        uri,
        &whom.uri,
        activity_id,
        !asks,
        host,
        inbox.as_deref(),
    )
    .await?;
    if asks {
        return Ok(());
    }
    accept_follow(tx, follower, whom, activity_id).await
}

/// Sends the Accept of a Follow.
pub async fn accept_follow(
    tx: &mut Tx,
    follower: &Person,
    whom: &Person,
    activity_id: &str,
) -> Result<()> {
    let base = tx.core().base().clone();
    let id = tx.id(tx.now());
    let own_id = match whom.kind.as_str() {
        "Group" => base.forum_activity(&whom.name, id),
        _ => base.activity(&whom.name, id),
    };
    let deed = Deed::Accept {
        id: own_id,
        follow: activity_id.to_owned(),
        follower: follower.uri.clone(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &whom.uri, &deed).await?;
    if let Some(inbox) = follower.delivery_inbox() {
        spread::letter_to(tx, inbox, &whom.uri, dispatch, &follower.uri);
    }
    Ok(())
}

/// Somebody elsewhere follows an actor of ours no longer.
pub async fn receive_unfollow(tx: &Tx, follower: &str, whom: &str) -> Result<()> {
    follow::Entity::delete_many()
        .filter(follow::Column::Follower.eq(follower))
        .filter(follow::Column::Followed.eq(whom))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    notifications::no_follow(tx, follower, whom).await
}

/// Somebody elsewhere takes a Follow back, naming whom it followed or the Follow itself.
pub async fn receive_undo_follow(
    tx: &Tx,
    follower: &str,
    whom: Option<&str>,
    activity_id: Option<&str>,
) -> Result<()> {
    if let Some(whom) = whom {
        return receive_unfollow(tx, follower, whom).await;
    }
    let Some(activity_id) = activity_id else {
        return Ok(());
    };
    let asked = follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower))
        .filter(follow::Column::ActivityId.eq(activity_id))
        .one(tx.conn().await?)
        .await?;
    match asked {
        Some(row) => receive_unfollow(tx, follower, &row.followed).await,
        None => Ok(()),
    }
}

/// The followed actor has answered our Follow. The first accepted follow of a forum from this
/// node fetches its newest threads (ledger §7); one that comes after a time without any compares the
/// forum with its home, which has told us nothing meanwhile (`docs/spec/thread_sync.md` 13).
pub async fn answer_to_follow(
    tx: &mut Tx,
    activity_id: &str,
    answered_by: &str,
    accepted: bool,
) -> Result<()> {
    let row = follow::Entity::find()
        .filter(follow::Column::ActivityId.eq(activity_id))
        .filter(follow::Column::Followed.eq(answered_by))
        .one(tx.conn().await?)
        .await?
        .ok_or(Refusal::ActivityRefused(
            "an answer to a follow that was never asked",
        ))?;
    if !accepted {
        follow::Entity::delete_by_id(row.id)
            .exec(tx.conn().await?)
            .await?;
        tx.memo().forget_follows();
        return off_lists(tx, &row.follower, answered_by).await;
    }
    let told_before = has_followers_here(tx, answered_by).await?;
    follow::Entity::update_many()
        .col_expr(follow::Column::State, Expr::value("accepted"))
        .filter(follow::Column::Id.eq(row.id))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    if let Some(forum) = super::get(tx, answered_by)
        .await?
        .filter(|forum| !forum.local)
    {
        super::compared::daily(tx, &forum).await?;
        if super::begin_backfill(tx, forum.id).await? {
            tx.enqueue(Job::FetchForum {
                host: forum.host,
                forum: forum.uri,
            });
        } else if !told_before {
            super::compared::now(tx, &forum).await?;
        }
    }
    Ok(())
}

/// Whether somebody follows somebody with their consent, inside a write.
pub async fn follows(tx: &Tx, follower: &str, whom: &str) -> Result<bool> {
    let found = row(tx, follower, whom).await?;
    Ok(found.is_some_and(|row| row.state == "accepted"))
}

/// Whether somebody of this node follows an actor with its consent, so that it tells us of itself.
pub async fn has_followers_here(tx: &Tx, whom: &str) -> Result<bool> {
    let found = follow::Entity::find()
        .filter(follow::Column::Followed.eq(whom))
        .filter(follow::Column::Host.eq(tx.core().base().host()))
        .filter(follow::Column::State.eq("accepted"))
        .one(tx.conn().await?)
        .await?;
    Ok(found.is_some())
}

/// A follower's document says where it reads: what it follows goes there from now on.
pub async fn keep_inbox(tx: &Tx, follower: &Person) -> Result<()> {
    let Some(inbox) = follower.delivery_inbox().filter(|_| !follower.local) else {
        return Ok(());
    };
    let moved = follow::Entity::update_many()
        .col_expr(follow::Column::Inbox, Expr::value(inbox))
        .filter(follow::Column::Follower.eq(follower.uri.as_str()))
        .filter(follow::Column::Inbox.ne(inbox))
        .exec(tx.conn().await?)
        .await?;
    if moved.rows_affected > 0 {
        tx.memo().forget_follows();
    }
    Ok(())
}

/// An inbox elsewhere is not there any more: whoever read there follows nobody here any longer.
pub async fn inbox_gone(tx: &Tx, inbox: &str) -> Result<()> {
    follow::Entity::delete_many()
        .filter(follow::Column::Inbox.eq(inbox))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    Ok(())
}

/// Whether somebody follows somebody, and the answer that came: `pending` or `accepted`.
pub async fn is_following(core: &Core, follower: &str, whom: &str) -> Result<Option<String>> {
    Ok(follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower))
        .filter(follow::Column::Followed.eq(whom))
        .one(core.reader())
        .await?
        .map(|row| row.state))
}

/// Whether anybody of this node follows an actor, or has asked to: what the followed one sends may
/// overtake its answer.
pub async fn is_followed_here(core: &Core, whom: &str) -> Result<bool> {
    let found = among(core.reader(), core.base().host(), &[whom]).await?;
    Ok(!found.is_empty())
}

/// As [`is_followed_here`], inside a write.
pub async fn is_followed(tx: &Tx, whom: &str) -> Result<bool> {
    if let Some(known) = tx.memo().followed.get(whom) {
        return Ok(known);
    }
    read_followed(tx, &[whom]).await?;
    Ok(tx.memo().followed.get(whom).unwrap_or(false))
}

/// Whether somebody of this node wants to hear of everything that an actor opens.
pub(crate) async fn is_heeded(tx: &Tx, whom: &str) -> Result<bool> {
    if let Some(known) = tx.memo().heeded.get(whom) {
        return Ok(known);
    }
    read_followed(tx, &[whom]).await?;
    Ok(tx.memo().heeded.get(whom).unwrap_or(false))
}

/// Reads for this write which of some actors are followed, and which of these are heeded.
pub(crate) async fn read_followed(tx: &Tx, actors: &[&str]) -> Result<()> {
    let found = among(tx.conn().await?, tx.core().base().host(), actors).await?;
    for actor in actors {
        let of_actor = || found.iter().filter(|(followed, _)| followed == actor);
        let heeded = of_actor().any(|(_, notifies)| *notifies == Some(true));
        let memo = tx.memo();
        memo.followed
            .keep((*actor).to_owned(), of_actor().next().is_some());
        memo.heeded.keep((*actor).to_owned(), heeded);
    }
    Ok(())
}

/// Those of some actors whom people of a host follow, or have asked to; with whether they want to hear
/// of everything.
async fn among(
    conn: &impl ConnectionTrait,
    host: &str,
    actors: &[&str],
) -> Result<Vec<(String, Option<bool>)>> {
    Ok(follow::Entity::find()
        .select_only()
        .column(follow::Column::Followed)
        .column(follow::Column::Notifies)
        .distinct()
        .filter(follow::Column::Followed.is_in(evenly(actors)))
        .filter(follow::Column::Host.eq(host))
        .into_tuple()
        .all(conn)
        .await?)
}

/// The forums of other homes that somebody of this node follows.
pub async fn followed_here(core: &Core) -> Result<Vec<Forum>> {
    let followed = Query::select()
        .column(follow::Column::Followed)
        .from(follow::Entity)
        .and_where(follow::Column::Host.eq(core.base().host()))
        .and_where(follow::Column::State.eq("accepted"))
        .to_owned();
    Ok(forum::Entity::find()
        .filter(forum::Column::Local.eq(false))
        .filter(forum::Column::Uri.in_subquery(followed))
        .order_by_asc(forum::Column::Uri)
        .all(core.reader())
        .await?)
}

/// What somebody follows, newest first.
pub async fn following(core: &Core, follower: &str) -> Result<Vec<super::Follow>> {
    Ok(follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower))
        .order_by_desc(follow::Column::Id)
        .all(core.reader())
        .await?)
}

/// Followers of an actor, oldest first, a page at a time.
pub async fn followers(core: &Core, whom: &str, offset: u64, limit: u64) -> Result<Vec<String>> {
    Ok(follow::Entity::find()
        .select_only()
        .column(follow::Column::Follower)
        .filter(follow::Column::Followed.eq(whom))
        .filter(follow::Column::State.eq("accepted"))
        .order_by_asc(follow::Column::Id)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(core.reader())
        .await?)
}

/// How many follow an actor.
pub async fn follower_count(core: &Core, whom: &str) -> Result<u64> {
    Ok(follow::Entity::find()
        .filter(follow::Column::Followed.eq(whom))
        .filter(follow::Column::State.eq("accepted"))
        .count(core.reader())
        .await?)
}

/// Inboxes on other hosts of those who follow an actor, each once.
pub(crate) async fn inboxes(tx: &Tx, whom: &str) -> Result<Vec<String>> {
    if let Some(known) = tx.memo().inboxes.get(whom) {
        return Ok(known);
    }
    let found: Vec<String> = follow::Entity::find()
        .select_only()
        .column(follow::Column::Inbox)
        .distinct()
        .filter(follow::Column::Followed.eq(whom))
        .filter(follow::Column::State.eq("accepted"))
        .filter(follow::Column::Inbox.is_not_null())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    tx.memo().inboxes.keep(whom.to_owned(), found.clone());
    Ok(found)
}

/// Inboxes of the hosts that follow us or that we follow, one for each host.
pub async fn neighbours(core: &Core) -> Result<Vec<String>> {
    let mut inboxes: Vec<String> = follow::Entity::find()
        .select_only()
        .column(follow::Column::Inbox)
        .distinct()
        .filter(follow::Column::Inbox.is_not_null())
        .into_tuple()
        .all(core.reader())
        .await?;
    let forums = super::list(core).await?;
    inboxes.extend(
        forums
            .iter()
            .filter(|forum| !forum.local && forum.backfilled_at.is_some())
            .map(|forum| forum.delivery_inbox().to_owned()),
    );
    let mut seen = std::collections::BTreeSet::new();
    inboxes.retain(|inbox| seen.insert(crate::address::host_of_uri(inbox)));
    Ok(inboxes)
}

/// Whether a person of ours follows a forum, so that the forum tells us of itself.
pub(crate) async fn ensure(tx: &mut Tx, person: &Person, forum: &Forum) -> Result<()> {
    if forum.local {
        return Ok(());
    }
    let inbox = forum.delivery_inbox().to_owned();
    match follow(tx, person, &forum.uri, &inbox).await {
        // Whoever wants nothing of its host writes there all the same.
        Err(Error::Refused(_)) => Ok(()),
        done => done,
    }
}

async fn row(tx: &Tx, follower: &str, whom: &str) -> Result<Option<follow::Model>> {
    Ok(follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower))
        .filter(follow::Column::Followed.eq(whom))
        .one(tx.conn().await?)
        .await?)
}

async fn insert(
    tx: &Tx,
    follower: &str,
    whom: &str,
    activity_id: &str,
    accepted: bool,
    host: &str,
    inbox: Option<&str>,
) -> Result<()> {
    let state = if accepted { "accepted" } else { "pending" };
    follow::Entity::insert(follow::ActiveModel {
        follower: Set(follower.to_owned()),
        followed: Set(whom.to_owned()),
        activity_id: Set(activity_id.to_owned()),
        state: Set(state.to_owned()),
        host: Set(host.to_owned()),
        inbox: Set(inbox.map(str::to_owned)),
        created_at: Set(tx.now()),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([follow::Column::Follower, follow::Column::Followed])
            .update_columns([
                follow::Column::ActivityId,
                follow::Column::State,
                follow::Column::Inbox,
            ])
            .to_owned(),
    )
    .exec_without_returning(tx.conn().await?)
    .await?;
    tx.memo().forget_follows();
    Ok(())
}
