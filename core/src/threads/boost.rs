//! Passing on: a post that somebody shows to those who follow them, as it is and under its author's
//! name. No forum counts it and no digest holds it.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::{Post, must_get, stands};
use crate::forums;
use crate::people::{self, Person};
use crate::store::entity::boost;
use crate::{Audience, Deed, Event, Job, Millis, Refusal, Result, Tx, notifications, queue};

/// The activity that passes a post on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announce<'a> {
    /// Its id.
    pub activity: &'a str,
    /// Everybody, or followers.
    pub audience: Audience,
    pub at: Millis,
}

/// Passes a post on, to everybody or to one's followers alone; answers the local id of the boost. Doing
/// it twice is doing it once, for whom it was.
///
/// # Errors
/// What is not for everybody is not passed on, nothing is to a few who are named, and a new account
/// passes nothing on.
pub async fn boost(tx: &mut Tx, person: &Person, post: i64, audience: Audience) -> Result<i64> {
    let post = must_get(tx, post).await?;
    if let Some(known) = of(tx, person, &post).await? {
        return Ok(known.id);
    }
    person.approved()?;
    stands(&post, person)?;
    if post.state != "live" {
        let own = post.author_id == person.id;
        return Err(if own {
            Refusal::StillHeld
        } else {
            Refusal::Gone
        }
        .into());
    }
    let open = Audience::from_column(&post.visibility).is_open();
    if !open || audience == Audience::Direct {
        return Err(Refusal::NotToPassOn.into());
    }
    let audience = heard_by(audience);
    let id = tx.id(tx.now());
    let activity = tx.core().base().activity(&person.name, id);
    let at = tx.now();
    let announce = Announce {
        activity: &activity,
        audience,
        at,
    };
    keep(tx, person, &post, id, &announce).await?;
    // Of two at once the first one stands, and has told everybody.
    let kept = of(tx, person, &post).await?.ok_or(Refusal::NoSuchPost)?;
    if kept.id != id {
        return Ok(kept.id);
    }
    notifications::of_boost(tx, person, &post).await?;
    let author = people::get_by_id(tx, post.author_id).await?;
    let deed = Deed::Announce {
        id: activity,
        post: post.uri.clone(),
        author: author_uri(author.as_ref()),
        audience,
        at: tx.now(),
    };
    tell(tx, person, &deed, id, &post, author).await?;
    Ok(id)
}

/// No list of everybody's shows a boost: what is not for followers alone is for all.
fn heard_by(audience: Audience) -> Audience {
    match audience {
        Audience::Followers => Audience::Followers,
        _ => Audience::Public,
    }
}

/// Passes a post on no longer. Doing it twice is doing it once.
pub async fn unboost(tx: &mut Tx, person: &Person, post: i64) -> Result<()> {
    let post = must_get(tx, post).await?;
    let Some(known) = of(tx, person, &post).await? else {
        return Ok(());
    };
    boost::Entity::delete_by_id(known.id)
        .exec(tx.conn().await?)
        .await?;
    tx.happens(Event::Withdrawn {
        person: known.person_id,
        boost: known.id,
    });
    notifications::no_boost(tx, person, &post).await?;
    let author = people::get_by_id(tx, post.author_id).await?;
    let id = tx.id(tx.now());
    let deed = Deed::UndoAnnounce {
        id: tx.core().base().activity(&person.name, id),
        announce: known.activity_id,
        post: post.uri.clone(),
        author: author_uri(author.as_ref()),
        audience: Audience::from_column(&known.visibility),
        at: tx.now(),
    };
    tell(tx, person, &deed, id, &post, author).await
}

fn author_uri(author: Option<&Person>) -> String {
    author.map(|author| author.uri.clone()).unwrap_or_default()
}

/// Those who follow whoever passes on are told, and the author.
async fn tell(
    tx: &mut Tx,
    person: &Person,
    deed: &Deed,
    id: i64,
    post: &Post,
    author: Option<Person>,
) -> Result<()> {
    let dispatch = forums::dispatch(tx, id, &person.uri, deed).await?;
    let author: Vec<Person> = author.into_iter().collect();
    forums::spread_private(
        tx,
        person,
        Audience::Followers,
        dispatch,
        &post.uri,
        &author,
    )
    .await
}

/// Somebody elsewhere passes on a post of ours, or one that somebody here may want to read: what is
/// not known yet is asked for.
pub async fn receive_boost(
    tx: &mut Tx,
    by: &Person,
    uri: &str,
    announce: &Announce<'_>,
) -> Result<()> {
    let Some(post) = super::get_by_uri(tx, uri).await? else {
        if tx.core().base().is_ours(uri) || !forums::is_followed(tx, &by.uri).await? {
            return Ok(());
        }
        let job = Job::FetchBoosted {
            host: crate::address::host_of_uri(uri),
            uri: uri.to_owned(),
            by: by.uri.clone(),
            activity: announce.activity.to_owned(),
            few: announce.audience != Audience::Public,
            at: announce.at,
        };
        return queue::enqueue_once(tx, job).await;
    };
    if post.state != "live" || !Audience::from_column(&post.visibility).is_open() {
        return Ok(());
    }
    if tx.core().base().is_ours(uri) && of(tx, by, &post).await?.is_none() {
        notifications::of_boost(tx, by, &post).await?;
    }
    let id = tx.id(announce.at);
    keep(tx, by, &post, id, announce).await
}

/// Somebody elsewhere passes a post on no longer, by the Announce or by the post.
pub async fn receive_unboost(
    tx: &Tx,
    by: &Person,
    activity: Option<&str>,
    post: Option<&str>,
) -> Result<()> {
    let named = match post {
        Some(uri) => super::get_by_uri(tx, uri).await?.map(|post| post.id),
        None => None,
    };
    let mut which = Condition::any();
    if let Some(activity) = activity {
        which = which.add(boost::Column::ActivityId.eq(activity));
    }
    if let Some(post) = named {
        which = which.add(boost::Column::PostId.eq(post));
    }
    if which.is_empty() {
        return Ok(());
    }
    let known = boost::Entity::find()
        .filter(boost::Column::PersonId.eq(by.id))
        .filter(which)
        .all(tx.conn().await?)
        .await?;
    for row in known {
        boost::Entity::delete_by_id(row.id)
            .exec(tx.conn().await?)
            .await?;
        tx.happens(Event::Withdrawn {
            person: row.person_id,
            boost: row.id,
        });
        let post = must_get(tx, row.post_id).await?;
        notifications::no_boost(tx, by, &post).await?;
    }
    Ok(())
}

async fn of(tx: &Tx, person: &Person, post: &Post) -> Result<Option<boost::Model>> {
    Ok(boost::Entity::find()
        .filter(boost::Column::PersonId.eq(person.id))
        .filter(boost::Column::PostId.eq(post.id))
        .one(tx.conn().await?)
        .await?)
}

async fn keep(tx: &Tx, by: &Person, post: &Post, id: i64, announce: &Announce<'_>) -> Result<()> {
    let row = boost::ActiveModel {
        id: Set(id),
        person_id: Set(by.id),
        post_id: Set(post.id),
        activity_id: Set(announce.activity.to_owned()),
        visibility: Set(announce.audience.as_str().to_owned()),
        published: Set(announce.at),
    };
    let kept = boost::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn().await?)
        .await?;
    if kept > 0 && !tx.is_quiet() {
        tx.happens(Event::PassedOn(id));
    }
    Ok(())
}
