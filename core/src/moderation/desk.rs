//! Reports as somebody works on them: found by what they are about, taken up, sorted, closed and opened
//! again.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::report::broken;
use super::reports::{Report, must_judge, of_salons};
use super::{By, Category};
use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::evenly;
use crate::store::entity::{forum, moderator, person, post, report};
use crate::threads::Post;
use crate::{Core, Refusal, Result, Tx};

/// Reports that are read at a time, where some of them are not for the reader.
const TOGETHER: u64 = 200;

/// Which reports are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those that were dealt with, or those that were not.
    pub closed: bool,
    /// `ActivityPub` id of who reports.
    pub by: Option<String>,
    /// `ActivityPub` id of who is reported.
    pub target: Option<String>,
}

/// Those and that which some reports name, by `ActivityPub` id, as far as it is known here.
#[derive(Debug, Clone, Default)]
pub struct Named {
    pub people: HashMap<String, Person>,
    pub posts: HashMap<String, Post>,
}

/// The salons of this node that somebody moderates, by local id.
pub async fn salons_of(core: &Core, person: &Person) -> Result<BTreeSet<i64>> {
    let ids: Vec<i64> = moderator::Entity::find()
        .select_only()
        .column(moderator::Column::ForumId)
        .filter(moderator::Column::Actor.eq(person.uri.as_str()))
        .into_tuple()
        .all(core.reader())
        .await?;
    let ours: Vec<i64> = forum::Entity::find()
        .select_only()
        .column(forum::Column::Id)
        .filter(forum::Column::Id.is_in(ids))
        .filter(forum::Column::Local.eq(true))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(ours.into_iter().collect())
}

/// A page of reports, the newest first; where `salons` are given, only those about a post in one of these
/// forums, by local id.
pub async fn page(
    core: &Core,
    salons: Option<&BTreeSet<i64>>,
    wanted: &Wanted,
    page: &Page,
) -> Result<Vec<Report>> {
    let (low, high) = page.ids();
    let rising = page.order() == "ASC";
    let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let (mut low, mut high) = (low, high);
    loop {
        let some = report::Entity::find()
            .filter(wanted.condition())
            .filter(report::Column::Id.gt(low))
            .filter(report::Column::Id.lt(high))
            .order_by(
                report::Column::Id,
                if rising { Order::Asc } else { Order::Desc },
            )
            .limit(salons.map_or(page.limit, |_| TOGETHER))
            .all(core.reader())
            .await?;
        let last = some.last().map(|one| one.id);
        found.extend(of_salons(core, some, salons).await?);
        match last {
            Some(last) if salons.is_some() && found.len() < most => {
                *(if rising { &mut low } else { &mut high }) = last;
            }
            _ => break,
        }
    }
    found.truncate(most);
    found.sort_by_key(|one| std::cmp::Reverse(one.id));
    Ok(found)
}

/// Some reports by their ids, in no order; `salons` as for [`page`].
pub async fn some(core: &Core, salons: Option<&BTreeSet<i64>>, ids: &[i64]) -> Result<Vec<Report>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = report::Entity::find()
        .filter(report::Column::Id.is_in(evenly(ids)))
        .all(core.reader())
        .await?;
    of_salons(core, found, salons).await
}

/// Who and what is named by some reports: who reports, who is reported, who works on them, and posts.
pub async fn named(core: &Core, reports: &[Report]) -> Result<Named> {
    let mut uris: BTreeSet<&str> = BTreeSet::new();
    let mut objects: BTreeSet<&str> = BTreeSet::new();
    for one in reports {
        uris.insert(&one.actor);
        let others = [&one.target, &one.assigned_to, &one.closed_by];
        uris.extend(others.into_iter().flatten().map(String::as_str));
        objects.extend(one.objects.lines());
    }
    let people = by_uris::<person::Entity>(core, person::Column::Uri, uris).await?;
    let posts = by_uris::<post::Entity>(core, post::Column::Uri, objects).await?;
    let people = people.into_iter().map(|row| (row.uri.clone(), row));
    let posts = posts.into_iter().map(|row| (row.uri.clone(), row));
    Ok(Named {
        people: people.collect(),
        posts: posts.collect(),
    })
}

async fn by_uris<E: EntityTrait>(
    core: &Core,
    uri: E::Column,
    uris: BTreeSet<&str>,
) -> Result<Vec<E::Model>> {
    let uris: Vec<&str> = uris.into_iter().collect();
    let mut found = Vec::new();
    for some in uris.chunks(512) {
        let rows = E::find().filter(uri.is_in(evenly(some)));
        found.extend(rows.all(core.reader()).await?);
    }
    Ok(found)
}

impl Named {
    /// Those of the posts that a report is about which its reader may judge; `salons` as for [`page`].
    pub fn posts_of(&self, report: &Report, salons: Option<&BTreeSet<i64>>) -> Vec<&Post> {
        let posts = report.objects.lines().filter_map(|uri| self.posts.get(uri));
        let theirs = |post: &&Post| match salons {
            None => true,
            Some(salons) => post.forum_id.is_some_and(|forum| salons.contains(&forum)),
        };
        posts.filter(theirs).collect()
    }

    /// Who is reported, by local id. Whoever judges what stands in some salons alone hears of those who
    /// have written there.
    pub fn target_of(&self, report: &Report, salons: Option<&BTreeSet<i64>>) -> Option<i64> {
        let posts = self.posts_of(report, salons);
        let said = report.target.as_ref();
        let said = said.and_then(|uri| self.people.get(uri));
        let wrote = |person: &&Person| posts.iter().any(|post| post.author_id == person.id);
        let said = said.filter(|person| salons.is_none() || wrote(person));
        let author = posts.first().map(|post| post.author_id);
        said.map(|person| person.id).or(author)
    }
}

impl Wanted {
    fn condition(&self) -> Condition {
        let closed = report::Column::ClosedAt;
        let mut all = Condition::all().add(if self.closed {
            closed.is_not_null()
        } else {
            closed.is_null()
        });
        if let Some(by) = &self.by {
            all = all.add(report::Column::Actor.eq(by.as_str()));
        }
        if let Some(target) = &self.target {
            all = all.add(report::Column::Target.eq(target.as_str()));
        }
        all
    }
}

/// A report is somebody's to deal with, or nobody's.
pub async fn assign(tx: &Tx, by: By<'_>, id: i64, yes: bool) -> Result<()> {
    must_judge(tx, by, id).await?;
    let to = match by {
        By::Person { person, .. } if yes => Some(person.uri.clone()),
        _ => None,
    };
    change(tx, id, &[(report::Column::AssignedTo, to)]).await
}

/// Sorts a report. Without `rules`, those that it names stay, as long as it is about rules.
///
/// # Errors
/// A rule that is not there.
pub async fn sort(
    tx: &Tx,
    by: By<'_>,
    id: i64,
    category: Category,
    rules: Option<&[i64]>,
) -> Result<()> {
    must_judge(tx, by, id).await?;
    let mut to = vec![(report::Column::Category, Some(category.as_str().to_owned()))];
    if rules.is_some() || category != Category::Violation {
        let named = broken(tx, category, rules.unwrap_or_default()).await?;
        to.push((report::Column::Rules, named));
    }
    change(tx, id, &to).await
}

/// Opens a report again that was closed.
pub async fn reopen(tx: &Tx, by: By<'_>, id: i64) -> Result<()> {
    must_judge(tx, by, id).await?;
    report::Entity::update_many()
        .col_expr(report::Column::ClosedAt, Expr::value(None::<i64>))
        .filter(report::Column::Id.eq(id))
        .exec(tx.conn().await?)
        .await?;
    change(tx, id, &[(report::Column::ClosedBy, None)]).await
}

async fn change(tx: &Tx, id: i64, to: &[(report::Column, Option<String>)]) -> Result<()> {
    let mut change = report::Entity::update_many()
        .col_expr(report::Column::ChangedAt, Expr::value(Some(tx.now())))
        .filter(report::Column::Id.eq(id));
    for (column, value) in to {
        change = change.col_expr(*column, Expr::value(value.clone()));
    }
    if change.exec(tx.conn().await?).await?.rows_affected == 0 {
        return Err(Refusal::NothingThere(id.to_string()).into());
    }
    Ok(())
}
