//! Reports (Flag): kept for moderators, no records and never public. Somebody deals with each and
//! closes it.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{By, Category};
use crate::address::host_of_uri;
use crate::forums;
use crate::people;
use crate::store::dialect::evenly;
pub use crate::store::entity::report::Model as Report;
use crate::store::entity::{post, report};
use crate::threads;
use crate::{Core, Refusal, Result, Tx, notes, notifications};

/// Open reports that another host can have here; beyond, its oldest go.
pub const OF_ONE_HOST: u64 = 50;
/// Addresses of one report that are looked at.
const ABOUT: usize = 100;
/// Reports that are read at a time.
const PAGE: u64 = 200;

/// Keeps a report for moderators, what is known here first. The same activity is kept once, whoever
/// brings it. What is about nothing that is known here is not kept: nobody could judge it.
pub async fn keep_report(
    tx: &Tx,
    activity_id: &str,
    actor: &str,
    objects: &[String],
    reason: &str,
) -> Result<()> {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for object in objects.iter().take(ABOUT) {
        match is_known(tx, object, actor).await? {
            Some(true) => known.push(object.as_str()),
            Some(false) => unknown.push(object.as_str()),
            None => {}
        }
    }
    if known.is_empty() {
        tracing::info!(activity_id, actor, "a report is about nothing known here");
        return Ok(());
    }
    let before = report::Entity::find()
        .filter(report::Column::ActivityId.eq(activity_id))
        .one(tx.conn().await?)
        .await?;
    if before.is_some() {
        return Ok(());
    }
    known.extend(unknown);
    let host = host_of_uri(actor);
    // Another process may write the same one just now.
    let once = OnConflict::column(report::Column::ActivityId)
        .do_nothing()
        .to_owned();
    let made = report::ActiveModel {
        activity_id: Set(activity_id.to_owned()),
        actor: Set(actor.to_owned()),
        host: Set(Some(host.clone())),
        objects: Set(known.join("\n")),
        reason: Set(reason.chars().take(5_000).collect()),
        received_at: Set(tx.now()),
        closed_at: Set(None),
        closed_by: Set(None),
        category: Set(Category::Other.as_str().to_owned()),
        target: Set(target(tx, &known).await?),
        forwarded: Set(false),
        ..Default::default()
    };
    let kept = report::Entity::insert(made)
        .on_conflict(once)
        .exec_without_returning(tx.conn().await?)
        .await?;
    if kept > 0 {
        heard(tx, activity_id, actor, &known).await?;
    }
    // How many reports our own people write is limited where they write them.
    if host == tx.core().base().host() {
        return Ok(());
    }
    let mine = Condition::all()
        .add(report::Column::Host.eq(host))
        .add(report::Column::ClosedAt.is_null());
    make_room(tx, mine).await
}

/// Whether a post with this id is known, or it is the id of somebody, or of a forum, of this node.
/// Nothing where it is a note for a few that the one who reports may not read: nobody shows it to
/// moderators who could not show it to anybody.
async fn is_known(tx: &Tx, object: &str, reporter: &str) -> Result<Option<bool>> {
    if let Some(post) = threads::get_by_uri(tx, object).await? {
        if !notes::is_private(&post) {
            return Ok(Some(true));
        }
        return Ok(match people::get(tx, reporter).await? {
            Some(reporter) if notes::may_read(tx, &reporter, &post).await? => Some(true),
            _ => None,
        });
    }
    let person = people::get(tx, object).await?;
    Ok(Some(person.is_some_and(|person| person.local)))
}

/// Who is reported: the first person of what a report is about, or the author of its first post.
async fn target(tx: &Tx, objects: &[&str]) -> Result<Option<String>> {
    for object in objects {
        if people::get(tx, object).await?.is_some() {
            return Ok(Some((*object).to_owned()));
        }
    }
    for object in objects {
        if let Some(post) = threads::get_by_uri(tx, object).await? {
            let author = people::get_by_id(tx, post.author_id).await?;
            return Ok(author.map(|author| author.uri));
        }
    }
    Ok(None)
}

/// Those who may deal with a report hear of it: administrators, and the moderators of the forums of ours
/// that its posts stand in.
pub(super) async fn heard<S: AsRef<str>>(
    tx: &Tx,
    activity_id: &str,
    actor: &str,
    objects: &[S],
) -> Result<()> {
    let kept = report::Entity::find()
        .filter(report::Column::ActivityId.eq(activity_id))
        .one(tx.conn().await?)
        .await?;
    let reporter = people::get(tx, actor).await?;
    let Some((report, reporter)) = kept.zip(reporter) else {
        return Ok(());
    };
    let mut salons = BTreeSet::new();
    for object in objects {
        let post = threads::get_by_uri(tx, object.as_ref()).await?;
        let Some(forum) = post.and_then(|post| post.forum_id) else {
            continue;
        };
        let forum = forums::get_by_id(tx, forum).await?;
        salons.extend(forum.filter(|forum| forum.local).map(|forum| forum.id));
    }
    notifications::of_report(tx, &reporter, report.id, &salons).await
}

/// Takes away the oldest of the open reports of a host that are more than [`OF_ONE_HOST`].
async fn make_room(tx: &Tx, mine: Condition) -> Result<()> {
    let first_kept: Option<i64> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(mine.clone())
        .order_by_desc(report::Column::Id)
        .offset(OF_ONE_HOST - 1)
        .limit(1)
        .into_tuple()
        .one(tx.conn().await?)
        .await?;
    if let Some(first_kept) = first_kept {
        report::Entity::delete_many()
            .filter(mine)
            .filter(report::Column::Id.lt(first_kept))
            .exec(tx.conn().await?)
            .await?;
    }
    Ok(())
}

/// Reports that nobody has dealt with, the newest first; where `salons` are given, only those about
/// a post in one of these forums, by local id.
pub async fn reports(
    core: &Core,
    salons: Option<&BTreeSet<i64>>,
    limit: usize,
) -> Result<Vec<Report>> {
    let mut found = Vec::new();
    let mut before = i64::MAX;
    while found.len() < limit {
        let page = report::Entity::find()
            .filter(report::Column::ClosedAt.is_null())
            .filter(report::Column::Id.lt(before))
            .order_by_desc(report::Column::Id)
            .limit(PAGE)
            .all(core.reader())
            .await?;
        let Some(last) = page.last() else { break };
        before = last.id;
        found.extend(of_salons(core, page, salons).await?);
    }
    found.truncate(limit);
    Ok(found)
}

/// Reports that were dealt with, the one that was closed last first; `salons` as for [`reports`].
pub async fn closed_reports(
    core: &Core,
    salons: Option<&BTreeSet<i64>>,
    limit: usize,
) -> Result<Vec<Report>> {
    let mut found = Vec::new();
    let mut read = 0;
    while found.len() < limit {
        let page = report::Entity::find()
            .filter(report::Column::ClosedAt.is_not_null())
            .order_by_desc(report::Column::ClosedAt)
            .order_by_desc(report::Column::Id)
            .offset(read)
            .limit(PAGE)
            .all(core.reader())
            .await?;
        if page.is_empty() {
            break;
        }
        read += PAGE;
        found.extend(of_salons(core, page, salons).await?);
    }
    found.truncate(limit);
    Ok(found)
}

/// Those of some reports that are about a post in one of some forums.
pub(super) async fn of_salons(
    core: &Core,
    mut page: Vec<Report>,
    salons: Option<&BTreeSet<i64>>,
) -> Result<Vec<Report>> {
    let Some(salons) = salons else {
        return Ok(page);
    };
    let objects: BTreeSet<&str> = page.iter().flat_map(|one| one.objects.lines()).collect();
    let objects: Vec<&str> = objects.into_iter().collect();
    let mut stands = HashMap::new();
    for some in objects.chunks(512) {
        let rows: Vec<(String, Option<i64>)> = post::Entity::find()
            .select_only()
            .column(post::Column::Uri)
            .column(post::Column::ForumId)
            .filter(post::Column::Uri.is_in(evenly(some)))
            .into_tuple()
            .all(core.reader())
            .await?;
        stands.extend(rows);
    }
    let in_them = |object: &str| {
        let forum = stands.get(object).copied().flatten();
        forum.is_some_and(|forum| salons.contains(&forum))
    };
    page.retain(|one| one.objects.lines().any(in_them));
    Ok(page)
}

/// Closes a report: somebody has dealt with it. It takes an administrator, or a moderator of a
/// forum of ours that one of the reported posts stands in.
pub async fn close_report(tx: &Tx, by: By<'_>, id: i64) -> Result<()> {
    let report = must_judge(tx, by, id).await?;
    if report.closed_at.is_some() {
        return Err(Refusal::AlreadyClosed.into());
    }
    close(tx, by, Condition::all().add(report::Column::Id.eq(id))).await
}

/// Closes every open report about somebody, by `ActivityPub` id: they were judged.
pub(super) async fn close_about(tx: &Tx, by: By<'_>, target: &str) -> Result<()> {
    let open = Condition::all()
        .add(report::Column::Target.eq(target))
        .add(report::Column::ClosedAt.is_null());
    close(tx, by, open).await
}

async fn close(tx: &Tx, by: By<'_>, which: Condition) -> Result<()> {
    let closed_by = match by {
        By::Command => None,
        By::Person { person, .. } => Some(person.uri.clone()),
    };
    report::Entity::update_many()
        .col_expr(report::Column::ClosedAt, Expr::value(Some(tx.now())))
        .col_expr(report::Column::ClosedBy, Expr::value(closed_by))
        .col_expr(report::Column::ChangedAt, Expr::value(Some(tx.now())))
        .filter(which)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// A report that somebody may deal with: an administrator, or a moderator of a forum of ours that one
/// of the reported posts stands in.
pub(super) async fn must_judge(tx: &Tx, by: By<'_>, id: i64) -> Result<Report> {
    let found = report::Entity::find_by_id(id).one(tx.conn().await?).await?;
    let report = found.ok_or_else(|| Refusal::NothingThere(id.to_string()))?;
    if let By::Person { person, admin } = by
        && !admin
        && !concerns(tx, &report, &person.uri).await?
    {
        return Err(Refusal::NotAModerator.into());
    }
    Ok(report)
}

/// Whether one of the reported posts stands in a forum that somebody moderates here.
async fn concerns(tx: &Tx, report: &Report, person: &str) -> Result<bool> {
    for object in report.objects.lines() {
        let post = threads::get_by_uri(tx, object).await?;
        let Some(forum) = post.and_then(|post| post.forum_id) else {
            continue;
        };
        let local = forums::get_by_id(tx, forum).await?;
        if local.is_some_and(|forum| forum.local)
            && forums::is_moderator_in(tx, forum, person).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
