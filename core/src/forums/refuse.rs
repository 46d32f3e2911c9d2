//! Whoever somebody of ours does not want as a follower.

use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::listed::off_lists;
use super::spread;
use crate::peering::Level;
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::entity::{follow, person};
use crate::{Deed, Refusal, Result, Tx, notifications, peering, people};

/// Somebody of ours has a follower no longer, who is told by a Reject of the Follow.
pub async fn refuse_follower(tx: &mut Tx, person: &Person, follower: &Person) -> Result<()> {
    let row = follow::Entity::find()
        .filter(follow::Column::Follower.eq(follower.uri.as_str()))
        .filter(follow::Column::Followed.eq(person.uri.as_str()))
        .one(tx.conn().await?)
        .await?;
    let Some(row) = row else { return Ok(()) };
    follow::Entity::delete_by_id(row.id)
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_follows();
    off_lists(tx, &follower.uri, &person.uri).await?;
    notifications::no_follow(tx, &follower.uri, &person.uri).await?;
    reject(tx, person, follower, &row.activity_id).await
}

/// Somebody of ours follows nobody of a host any more, nor any forum of it.
pub(crate) async fn unfollow_host(tx: &mut Tx, person: &Person, host: &str) -> Result<()> {
    let of_host = person::Column::Host.eq(host);
    unfollow_some(tx, person, of_host).await
}

/// Somebody of ours who leaves follows no people any more. Forums of other nodes go on telling this node,
/// which so hears of the end of what they wrote there.
pub(crate) async fn unfollow_people(tx: &mut Tx, person: &Person) -> Result<()> {
    unfollow_some(tx, person, person::Column::Kind.ne("Group")).await
}

async fn unfollow_some(tx: &mut Tx, person: &Person, which: SimpleExpr) -> Result<()> {
    let own = Query::select()
        .column(follow::Column::Followed)
        .from(follow::Entity)
        .and_where(follow::Column::Follower.eq(person.uri.as_str()))
        .to_owned();
    let followed = person::Entity::find()
        .filter(person::Column::Uri.in_subquery(own))
        .filter(which)
        .all(tx.conn().await?)
        .await?;
    for whom in followed {
        let inbox = match super::get(tx, &whom.uri).await? {
            Some(forum) => forum.delivery_inbox().to_owned(),
            None => whom.delivery_inbox().unwrap_or_default().to_owned(),
        };
        super::follow::unfollow(tx, person, &whom.uri, &inbox).await?;
    }
    Ok(())
}

/// Somebody is gone: nobody follows them, and they follow nobody. Between a forum and the node of somebody
/// elsewhere the follow stays, by which their node hears of the end of what they wrote there.
pub(crate) async fn forget_follows(tx: &mut Tx, gone: &Person) -> Result<()> {
    let uri = gone.uri.as_str();
    let theirs = "DELETE FROM follow WHERE follower = ? AND NOT EXISTS (SELECT 1 FROM person g \
                  WHERE g.uri = follow.followed AND g.kind = 'Group' AND g.local <> ?)";
    let of_them = "DELETE FROM follow WHERE followed = ?";
    for (words, values) in [
        (theirs, vec![uri.into(), gone.local.into()]),
        (of_them, vec![uri.into()]),
    ] {
        let asked = statement(tx.core().backend(), words, values);
        tx.conn().await?.execute_raw(asked).await?;
    }
    tx.memo().forget_follows();
    Ok(())
}

/// Tells somebody elsewhere that they do not follow.
pub(super) async fn reject(
    tx: &mut Tx,
    person: &Person,
    follower: &Person,
    follow: &str,
) -> Result<()> {
    let Some(inbox) = follower.delivery_inbox().filter(|_| !follower.local) else {
        return Ok(());
    };
    let id = tx.id(tx.now());
    let deed = Deed::Reject {
        id: tx.core().base().activity(&person.name, id),
        follow: follow.to_owned(),
        follower: follower.uri.clone(),
        at: tx.now(),
    };
    let dispatch = spread::dispatch(tx, id, &person.uri, &deed).await?;
    spread::letter_to(tx, inbox, &person.uri, dispatch, &follower.uri);
    Ok(())
}

/// Whether somebody of ours may follow somebody or a forum, by `ActivityPub` id.
///
/// # Errors
/// They block them, or their host, as the node may; or are blocked. Whoever is gone, suspended or waits
/// for approval is not there; and who waits for it follows the forums of this node alone.
pub(super) async fn may_follow(tx: &Tx, person: &Person, whom: &str) -> Result<()> {
    let target = people::get(tx, whom).await?;
    let absent = || Refusal::NoSuchPerson(whom.to_owned());
    let stands = |one: &Person| one.state == "active" && one.suspended_at.is_none();
    if target.as_ref().is_some_and(|target| !stands(target)) {
        return Err(absent().into());
    }
    let host = target.as_ref().map_or_else(
        || crate::address::host_of_uri(whom),
        |target| target.host.clone(),
    );
    let group = target.as_ref().is_some_and(|target| target.kind == "Group");
    let ours = tx.core().base().is_ours(whom);
    if !(ours && group) {
        person.approved()?;
    }
    if ours && is_shut_out(tx, person, whom).await? {
        return Err(absent().into());
    }
    if peering::level_in(tx, &host).await? == Level::Block {
        return Err(Refusal::HostBlocked(host).into());
    }
    let id = target.as_ref().map(|target| target.id);
    if blocks(tx, &person.uri, id, &host).await? {
        let name = target.map_or(host, |target| target.handle());
        return Err(Refusal::YouBlock(name).into());
    }
    Ok(())
}

/// Whether somebody of ours, by `ActivityPub` id, has blocked whoever would follow, or their host.
pub(crate) async fn is_shut_out(tx: &Tx, follower: &Person, whom: &str) -> Result<bool> {
    blocks(tx, whom, Some(follower.id), &follower.host).await
}

/// Whether somebody of ours, by `ActivityPub` id, has blocked somebody, by local id, or their host.
async fn blocks(tx: &Tx, who: &str, other: Option<i64>, host: &str) -> Result<bool> {
    let words = "SELECT 1 AS one FROM person a JOIN block b ON b.person_id = a.id \
                 AND b.target_id = ? WHERE a.uri = ? UNION ALL SELECT 1 FROM person a \
                 JOIN host_block h ON h.person_id = a.id AND h.host = ? WHERE a.uri = ?";
    let values = vec![other.into(), who.into(), host.into(), who.into()];
    let asked = statement(tx.core().backend(), words, values);
    Ok(tx.conn().await?.query_one_raw(asked).await?.is_some())
}
