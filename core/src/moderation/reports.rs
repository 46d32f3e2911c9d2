//! Reports (Flag): kept for moderators, no records and never public. Somebody deals with each and
//! closes it.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::By;
use crate::forums;
use crate::store::entity::report;
pub use crate::store::entity::report::Model as Report;
use crate::threads;
use crate::{Core, Refusal, Result, Tx};

/// Keeps a report for moderators. The same activity is kept once.
pub async fn keep_report(
    tx: &Tx,
    activity_id: &str,
    actor: &str,
    objects: &[String],
    reason: &str,
) -> Result<()> {
    report::Entity::insert(report::ActiveModel {
        activity_id: Set(activity_id.to_owned()),
        actor: Set(actor.to_owned()),
        objects: Set(objects.join("\n")),
        reason: Set(reason.chars().take(5_000).collect()),
        received_at: Set(tx.now()),
        closed_at: Set(None),
        closed_by: Set(None),
        ..Default::default()
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Reports that nobody has dealt with, oldest first.
pub async fn reports(core: &Core) -> Result<Vec<Report>> {
    Ok(report::Entity::find()
        .filter(report::Column::ClosedAt.is_null())
        .order_by_asc(report::Column::Id)
        .all(core.reader())
        .await?)
}

/// Reports that were dealt with, the one that was closed last first.
pub async fn closed_reports(core: &Core, limit: u64) -> Result<Vec<Report>> {
    Ok(report::Entity::find()
        .filter(report::Column::ClosedAt.is_not_null())
        .order_by_desc(report::Column::ClosedAt)
        .order_by_desc(report::Column::Id)
        .limit(limit)
        .all(core.reader())
        .await?)
}

/// Closes a report: somebody has dealt with it. It takes an administrator, or a moderator of a
/// forum of ours that one of the reported posts stands in.
pub async fn close_report(tx: &Tx, by: By<'_>, id: i64) -> Result<()> {
    let found = report::Entity::find_by_id(id).one(tx.conn()).await?;
    let report = found.ok_or_else(|| Refusal::NothingThere(id.to_string()))?;
    let closed_by = match by {
        By::Command => None,
        By::Person { person, admin } => {
            if !admin && !concerns(tx, &report, &person.uri).await? {
                return Err(Refusal::NotAModerator.into());
            }
            Some(person.uri.clone())
        }
    };
    if report.closed_at.is_some() {
        return Err(Refusal::AlreadyClosed.into());
    }
    report::Entity::update_many()
        .col_expr(report::Column::ClosedAt, Expr::value(Some(tx.now())))
        .col_expr(report::Column::ClosedBy, Expr::value(closed_by))
        .filter(report::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
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
