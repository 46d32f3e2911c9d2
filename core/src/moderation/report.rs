//! What a member reports: kept for the moderators here, and told those elsewhere who can do something
//! about it, by the node and without a name.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

use super::{Report, reports};
use crate::address::host_of_uri;
use crate::people::Person;
use crate::store::entity::report;
use crate::threads::Post;
use crate::{Deed, Refusal, Result, Tx, bulletin, forums};

/// Longest words of a member's report, in characters.
pub const COMMENT: usize = 1_000;
/// Contributions that one report can be about.
pub const REPORTED: usize = 40;

/// What is wrong, in the member's eyes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Category {
    Spam,
    /// Against the law.
    Legal,
    /// Against the rules of the node.
    Violation,
    #[default]
    Other,
}

impl Category {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Spam, "spam"),
        (Self::Legal, "legal"),
        (Self::Violation, "violation"),
        (Self::Other, "other"),
    ];

    /// The name that the column `report.category` holds.
    pub fn as_str(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(one, _)| *one == self);
        known.map_or("other", |(_, name)| name)
    }

    /// The category of a name that a client says.
    pub fn named(text: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(_, name)| *name == text);
        known.map(|(one, _)| *one)
    }
}

/// A member's report.
#[derive(Debug, Clone)]
pub struct NewReport<'n> {
    /// Who is reported.
    pub target: &'n Person,
    /// Contributions of theirs, which the member may read.
    pub posts: &'n [Post],
    pub comment: &'n str,
    pub category: Category,
    /// Rules of this node that are broken, by their numbers; kept with [`Category::Violation`] alone.
    pub rules: &'n [i64],
    /// Whether the node of who is reported is told too.
    pub forward: bool,
}

/// Keeps a member's report. The home of a salon of another chapter that it concerns is told, because
/// only its moderators can act there; the node of who is reported is told where the member asks so.
///
/// # Errors
/// Too long, too many contributions, or one of somebody else's; a rule that is not there.
pub async fn report(tx: &mut Tx, reporter: &Person, new: &NewReport<'_>) -> Result<Report> {
    let comment = new.comment.trim();
    let chars = comment.chars().count();
    if chars > COMMENT {
        return Err(Refusal::ReasonTooLong {
            chars,
            limit: COMMENT,
        }
        .into());
    }
    let others = |post: &Post| post.author_id != new.target.id;
    if new.posts.len() > REPORTED || new.posts.iter().any(others) {
        return Err(Refusal::NoSuchPost.into());
    }
    let rules = broken(tx, new.category, new.rules).await?;
    let mut objects = vec![new.target.uri.clone()];
    objects.extend(new.posts.iter().map(|post| post.uri.clone()));
    // Nothing leaves the node of somebody whose account waits.
    let forwarded = reporter.state != "held" && tell(tx, new, &objects).await?;
    let id = tx.id(tx.now());
    let made = report::ActiveModel {
        activity_id: Set(tx.core().base().activity(&reporter.name, id)),
        actor: Set(reporter.uri.clone()),
        host: Set(Some(host_of_uri(&reporter.uri))),
        objects: Set(objects.join("\n")),
        reason: Set(comment.to_owned()),
        received_at: Set(tx.now()),
        target: Set(Some(new.target.uri.clone())),
        category: Set(new.category.as_str().to_owned()),
        forwarded: Set(forwarded),
        rules: Set(rules),
        ..Default::default()
    };
    let kept = report::Entity::insert(made)
        .exec_with_returning(tx.conn().await?)
        .await?;
    reports::heard(tx, &kept.activity_id, &reporter.uri, &objects).await?;
    Ok(kept)
}

/// The rules that a report of a category names, as the row keeps them.
pub(super) async fn broken(tx: &Tx, category: Category, rules: &[i64]) -> Result<Option<String>> {
    if rules.is_empty() || category != Category::Violation {
        return Ok(None);
    }
    let known = bulletin::rules(tx.core()).await?;
    let known = |id: &i64| known.iter().any(|rule| rule.id == *id);
    if !rules.iter().all(known) {
        return Err(Refusal::NoSuchRule.into());
    }
    let words: Vec<String> = rules.iter().map(i64::to_string).collect();
    Ok(Some(words.join(" ")))
}

/// Tells those elsewhere whom a report concerns; answers whether there are any.
async fn tell(tx: &mut Tx, new: &NewReport<'_>, objects: &[String]) -> Result<bool> {
    // By inbox: whom the letter is to.
    let mut told = BTreeMap::new();
    let mut salons: Vec<i64> = new.posts.iter().filter_map(|post| post.forum_id).collect();
    salons.sort_unstable();
    salons.dedup();
    for salon in salons {
        let forum = forums::get_by_id(tx, salon).await?;
        if let Some(forum) = forum.filter(|forum| !forum.local) {
            told.insert(forum.delivery_inbox().to_owned(), forum.uri);
        }
    }
    if new.forward
        && !new.target.local
        && let Some(inbox) = new.target.delivery_inbox()
    {
        told.entry(inbox.to_owned())
            .or_insert_with(|| new.target.uri.clone());
    }
    let node = tx.core().base().actor();
    for (inbox, to) in &told {
        let id = tx.id(tx.now());
        let deed = Deed::Flag {
            id: tx.core().base().node_activity(id),
            objects: objects.to_vec(),
            to: to.clone(),
            reason: new.comment.trim().to_owned(),
            at: tx.now(),
        };
        let letter = forums::dispatch(tx, id, &node, &deed).await?;
        forums::letter_to(tx, inbox, &node, letter, to);
    }
    Ok(!told.is_empty())
}
