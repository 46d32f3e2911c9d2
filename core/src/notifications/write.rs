//! Who hears of what. One statement writes what happens to all whom it concerns, and looks at what
//! each of them wants to hear.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DeleteMany, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Statement, Value,
};

use super::policy::Answer;
use super::{Kind, requests, screen};
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{boost, notification, post};
use crate::{Audience, Event, Result, Tx, push, quotes, threads};

/// People `p` of this node, but for the one who did it (`a`) and the author of the post (`b`); nobody
/// who mutes or blocks these, whom they block, who blocks their host, or who wants to hear no more of the
/// discussion.
const TO: &str = "p.local AND p.kind = 'Person' AND p.state <> 'gone' \
    AND p.id <> a.id AND p.id <> b.id \
    AND NOT EXISTS (SELECT 1 FROM mute u WHERE u.person_id = p.id AND u.target_id IN (a.id, b.id) \
    AND u.notifications AND (u.until IS NULL OR u.until > ?)) \
    AND NOT EXISTS (SELECT 1 FROM block u WHERE u.person_id = p.id AND u.target_id IN (a.id, b.id)) \
    AND NOT EXISTS (SELECT 1 FROM block u WHERE u.target_id = p.id AND u.person_id IN (a.id, b.id)) \
    AND NOT EXISTS (SELECT 1 FROM host_block u WHERE u.person_id = p.id AND u.host IN (a.host, b.host)) \
    AND NOT EXISTS (SELECT 1 FROM hushed u WHERE u.person_id = p.id AND u.thread_id = ?)";

/// A deed that people may hear of.
struct News<'a> {
    kind: Kind,
    /// Who did it, by local id.
    actor: i64,
    /// Who wrote what is shown, by local id; where nothing is shown, the actor.
    author: i64,
    post: Option<&'a post::Model>,
}

/// Tells those people `p` whom `who` finds.
async fn tell(tx: &Tx, news: &News<'_>, who: &str, mut whom: Vec<Value>) -> Result<()> {
    let thread = news.post.map(|post| post.thread_id.unwrap_or(post.id));
    whom.extend([tx.now().into(), thread.unwrap_or_default().into()]);
    tell_even(tx, news, &format!("{who} AND {TO}"), whom).await
}

/// As [`tell`], whatever they want to hear of a discussion. What each has said of people whom they may
/// not know holds all the same: what they set aside nobody is called for.
async fn tell_even(tx: &Tx, news: &News<'_>, who: &str, whom: Vec<Value>) -> Result<()> {
    if tx.is_quiet() {
        return Ok(());
    }
    told(tx, telling(tx, news, who, whom)).await
}

/// Writes what people hear of, as a statement says that answers the rows: lists and clients are told.
pub(super) async fn told(tx: &Tx, asked: Statement) -> Result<()> {
    let (mut notices, mut waiting) = (Vec::new(), Vec::new());
    for row in tx.conn().await?.query_all_raw(asked).await? {
        let (person, notice) = (row.try_get("", "person_id")?, row.try_get("", "id")?);
        if row.try_get("", "aside")? {
            waiting.push(notice);
            continue;
        }
        tx.happens(Event::Noticed { person, notice });
        notices.push(notice);
    }
    requests::keep(tx, &waiting).await?;
    push::call(tx, &notices).await
}

/// The statement that tells those people `p` whom `who` finds, and answers whom it has told.
fn telling(tx: &Tx, news: &News<'_>, who: &str, whom: Vec<Value>) -> Statement {
    let post = news.post.map(|post| post.id);
    let (mut asked, mut aside, mut heard) = (String::new(), "FALSE".to_owned(), String::new());
    let mut values: Vec<Value> = vec![
        news.kind.as_str().into(),
        post.into(),
        news.kind.together(post, tx.now()).into(),
        tx.now().into(),
    ];
    if news.kind.is_screened() {
        asked = format!(", {}", screen::columns());
        aside = screen::verdict(Answer::Filter);
        heard = format!(" AND NOT {}", screen::verdict(Answer::Drop));
        let private = news.kind == Kind::Mention
            && news
                .post
                .is_some_and(|post| post.visibility == Audience::Direct.as_str());
        values.extend(screen::values(tx.now(), private));
    }
    values.extend([news.actor.into(), news.author.into()]);
    values.extend(whom);
    let words = format!(
        "INSERT INTO notification (person_id, kind, actor_id, post_id, group_key, made_at, aside) \
         SELECT q.person, CAST(? AS TEXT), q.actor, CAST(? AS BIGINT), CAST(? AS TEXT), \
         CAST(? AS BIGINT), {aside} FROM (SELECT p.id AS person, a.id AS actor{asked} \
         FROM person p JOIN person a ON a.id = ? JOIN person b ON b.id = ? \
         LEFT JOIN notice_policy w ON w.person_id = p.id WHERE {who}) q WHERE TRUE{heard} \
         ON CONFLICT DO NOTHING RETURNING id, person_id, aside"
    );
    statement(tx.core().backend(), &words, values)
}

/// Somebody names people in a post, or answers them: people of this node, by `ActivityPub` id.
pub(crate) async fn of_naming(tx: &Tx, post: &post::Model, named: &[String]) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let named: Vec<Value> = evenly(named).map(Value::from).collect();
    let who = format!("p.uri IN ({})", vec!["?"; named.len()].join(", "));
    let news = News {
        kind: Kind::Mention,
        actor: post.author_id,
        author: post.author_id,
        post: Some(post),
    };
    tell(tx, &news, &who, named).await
}

/// Something opens a discussion: those who want to hear of all that `actor`, its author or the Group
/// of its salon, begins, and have not heard of it otherwise.
pub(crate) async fn of_opening(tx: &Tx, post: &post::Model, actor: &Person) -> Result<()> {
    let who = "p.uri IN (SELECT f.follower FROM follow f WHERE f.followed = ? \
        AND f.state = 'accepted' AND f.notifies AND f.host = ?) \
        AND NOT EXISTS (SELECT 1 FROM notification o WHERE o.post_id = ? AND o.person_id = p.id)";
    let whom = vec![
        actor.uri.as_str().into(),
        tx.core().base().host().into(),
        post.id.into(),
    ];
    let news = News {
        kind: Kind::Status,
        actor: actor.id,
        author: post.author_id,
        post: Some(post),
    };
    tell(tx, &news, who, whom).await
}

/// A poll has ended: whoever has voted hears of it, and its author, who has not done it.
pub(crate) async fn of_ending(tx: &Tx, post: &post::Model) -> Result<()> {
    let news = News {
        kind: Kind::Poll,
        actor: post.author_id,
        author: post.author_id,
        post: Some(post),
    };
    let who = "p.id IN (SELECT v.person_id FROM vote v WHERE v.post_id = ?)";
    tell(tx, &news, who, vec![post.id.into()]).await?;
    let author = "p.id = ? AND p.local AND p.state <> 'gone'";
    tell_even(tx, &news, author, vec![post.author_id.into()]).await
}

/// Somebody quotes a post, by its `ActivityPub` id, whose author agrees.
pub(crate) async fn of_quote(tx: &Tx, post: &post::Model, quoted: &str) -> Result<()> {
    if !tx.core().base().is_ours(quoted) {
        return Ok(());
    }
    let news = News {
        kind: Kind::Quote,
        actor: post.author_id,
        author: post.author_id,
        post: Some(post),
    };
    let who = "p.id IN (SELECT q.author_id FROM post q WHERE q.uri = ?)";
    tell(tx, &news, who, vec![quoted.into()]).await
}

/// A post quotes no longer with consent.
pub(crate) async fn no_quote(tx: &Tx, post: i64) -> Result<()> {
    let heard = all_of(Kind::Quote, post);
    heard.exec(tx.conn().await?).await?;
    Ok(())
}

/// What members have heard of a post by one kind of notification, to be forgotten.
fn all_of(kind: Kind, post: i64) -> DeleteMany<notification::Entity> {
    notification::Entity::delete_many()
        .filter(notification::Column::PostId.eq(post))
        .filter(notification::Column::Kind.eq(kind.as_str()))
}

/// A post was edited: members hear of it who have passed it on, and those who quote it, of whose own
/// post it is then. Of each edit they hear anew, and of none before it any more.
pub(crate) async fn of_edit(tx: &Tx, post: &post::Model) -> Result<()> {
    let news = News {
        kind: Kind::Update,
        actor: post.author_id,
        author: post.author_id,
        post: Some(post),
    };
    let boosters = boost::Entity::find()
        .select_only()
        .column(boost::Column::PersonId)
        .filter(boost::Column::PostId.eq(post.id));
    let again = notification::Column::PersonId.in_subquery(boosters.into_query());
    let before = all_of(Kind::Update, post.id).filter(again);
    before.exec(tx.conn().await?).await?;
    let who = "p.id IN (SELECT o.person_id FROM boost o WHERE o.post_id = ?)";
    tell(tx, &news, who, vec![post.id.into()]).await?;
    for quoting in quotes::quoting_edited(tx, &post.uri).await? {
        let quoting = threads::must_get(tx, quoting).await?;
        let whom: Vec<Value> = vec![quoting.author_id.into()];
        let news = News {
            kind: Kind::QuotedUpdate,
            post: Some(&quoting),
            ..news
        };
        let again = notification::Column::PersonId.eq(quoting.author_id);
        let before = all_of(Kind::QuotedUpdate, quoting.id).filter(again);
        before.exec(tx.conn().await?).await?;
        tell(tx, &news, "p.id = ?", whom).await?;
    }
    Ok(())
}

/// Somebody supports a post.
pub(crate) async fn of_like(tx: &Tx, actor: &Person, post: &post::Model) -> Result<()> {
    of_post(tx, Kind::Favourite, actor, post).await
}

/// Somebody supports a post no longer.
pub(crate) async fn no_like(tx: &Tx, actor: &Person, post: &post::Model) -> Result<()> {
    take_back(tx, Kind::Favourite, actor, post).await
}

/// Somebody passes a post on.
pub async fn of_boost(tx: &Tx, actor: &Person, post: &crate::threads::Post) -> Result<()> {
    of_post(tx, Kind::Reblog, actor, post).await
}

/// Somebody passes a post on no longer.
pub async fn no_boost(tx: &Tx, actor: &Person, post: &crate::threads::Post) -> Result<()> {
    take_back(tx, Kind::Reblog, actor, post).await
}

/// The author of a post hears what somebody does with it.
async fn of_post(tx: &Tx, kind: Kind, actor: &Person, post: &post::Model) -> Result<()> {
    if post.state != "live" || !tx.core().base().is_ours(&post.uri) {
        return Ok(());
    }
    let news = News {
        kind,
        actor: actor.id,
        author: actor.id,
        post: Some(post),
    };
    tell(tx, &news, "p.id = ?", vec![post.author_id.into()]).await
}

async fn take_back(tx: &Tx, kind: Kind, actor: &Person, post: &post::Model) -> Result<()> {
    if !tx.core().base().is_ours(&post.uri) {
        return Ok(());
    }
    let heard = all_of(kind, post.id)
        .filter(notification::Column::PersonId.eq(post.author_id))
        .filter(notification::Column::ActorId.eq(actor.id));
    heard.exec(tx.conn().await?).await?;
    Ok(())
}

/// Somebody follows somebody of this node, or `asks` to; a salon hears nothing.
pub(crate) async fn of_follow(tx: &Tx, follower: &Person, whom: &str, asks: bool) -> Result<()> {
    let news = News {
        kind: if asks {
            Kind::FollowRequest
        } else {
            Kind::Follow
        },
        actor: follower.id,
        author: follower.id,
        post: None,
    };
    tell(tx, &news, "p.uri = ?", vec![whom.into()]).await
}

/// Somebody follows somebody no longer, or asks no longer.
pub(crate) async fn no_follow(tx: &Tx, follower: &str, whom: &str) -> Result<()> {
    let words = "DELETE FROM notification WHERE post_id IS NULL AND kind IN (?, ?) \
        AND person_id IN (SELECT id FROM person WHERE uri = ?) \
        AND actor_id IN (SELECT id FROM person WHERE uri = ?)";
    let (follows, asks) = (Kind::Follow.as_str(), Kind::FollowRequest.as_str());
    let values = vec![follows.into(), asks.into(), whom.into(), follower.into()];
    let asked = statement(tx.core().backend(), words, values);
    tx.conn().await?.execute_raw(asked).await?;
    Ok(())
}

/// A post is there no longer: nobody hears of it.
pub(crate) async fn forget_post(tx: &Tx, post: i64) -> Result<()> {
    notification::Entity::delete_many()
        .filter(notification::Column::PostId.eq(post))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Somebody is gone: nobody hears of them, and they hear of nothing.
pub(crate) async fn forget_person(tx: &Tx, person: i64) -> Result<()> {
    for column in [
        notification::Column::ActorId,
        notification::Column::PersonId,
    ] {
        notification::Entity::delete_many()
            .filter(column.eq(person))
            .exec(tx.conn().await?)
            .await?;
    }
    requests::forget(tx, person).await?;
    crate::store::entity::marker::Entity::delete_many()
        .filter(crate::store::entity::marker::Column::PersonId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}
