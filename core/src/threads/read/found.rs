//! What is read of posts and of people for whoever asks: the same for every reader.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryResult, Value,
};

use super::quoted::Quotes;
use super::rows;
use super::told::{Actor, Mine};
use crate::forums::Forum;
use crate::people::Person;
use crate::quotes::rules::{self, Who};
use crate::quotes::{Consent, Quotable};
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{forum, person, post};
use crate::store::shelf::Shelf;
use crate::threads::{self, Post};
use crate::{Audience, Core, Millis, Result};

/// How far what is quoted is followed.
const DEEP: usize = 2;

/// Posts and people that were asked for, and what posts are to members.
#[derive(Debug, Default)]
pub(crate) struct AtHand {
    posts: Shelf<i64, Option<Arc<Found>>>,
    actors: Shelf<Key, Option<Arc<Actor>>>,
    /// By reader and post, with whether they may quote it; nothing where its author blocks the reader.
    pub(super) mine: Shelf<(i64, i64), Option<(Mine, Consent)>>,
    pub(super) contexts: super::context::AtHand,
}

/// A post with what is said beside it, whoever asks.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Found {
    pub(super) post: Arc<Post>,
    /// The post that it answers and whoever wrote that, by local id.
    pub(super) parent: Option<(i64, i64)>,
    pub(super) answers: u64,
    pub(super) locked: bool,
    pub(super) pinned: bool,
    pub(super) tags: Arc<Vec<String>>,
    pub(super) boosts: u64,
    /// How often it is quoted, by what everybody may read.
    pub(super) quoted: u64,
    pub(super) quotes: Option<Quotes>,
    /// Who may quote it.
    pub(super) quotable: Option<Quotable>,
    /// Whether somebody may of whom nothing is known.
    pub(super) consent: Consent,
    /// Whether its text says its title and no more.
    pub(super) only_title: bool,
    /// The Group of its salon, by `ActivityPub` id.
    pub(super) group: Option<String>,
    pub(super) forum_id: Option<i64>,
    pub(super) forum_is_ours: bool,
    pub(super) last_in: Option<Millis>,
    pub(super) moderated_before: bool,
    /// Whether its author is suspended, or their host blocked.
    pub(super) blocked: bool,
    pub(super) names: Vec<String>,
    /// The host of its author.
    pub(super) host: String,
}

/// Some posts, by local id, by two queries at most: those that are there, in no order.
pub(super) async fn posts(core: &Core, ids: &[i64]) -> Result<Vec<Arc<Found>>> {
    let shelf = &core.posts_at_hand().posts;
    let looked = shelf.look(core, ids.iter().copied());
    let mut read: HashMap<i64, Option<Arc<Found>>> =
        looked.missing.iter().map(|id| (*id, None)).collect();
    let mut found = find(core, &looked.missing).await?;
    beside(core, &looked.missing, &mut found).await?;
    read.extend(
        found
            .into_iter()
            .map(|one| (one.post.id, Some(Arc::new(one)))),
    );
    let found = shelf.keep(looked, read);
    Ok(found.values().filter_map(|one| (**one).clone()).collect())
}

/// As [`posts`], with what they quote with consent, and what that quotes.
pub(super) async fn with_quoted(core: &Core, ids: &[i64]) -> Result<Vec<Arc<Found>>> {
    let mut all = posts(core, ids).await?;
    let mut known: HashSet<i64> = ids.iter().copied().collect();
    let mut above = all.clone();
    for _ in 0..DEEP {
        let quoted = above.iter().filter_map(|one| one.quotes.as_ref()?.agreed());
        let quoted: Vec<i64> = quoted.filter(|id| known.insert(*id)).collect();
        if quoted.is_empty() {
            break;
        }
        above = posts(core, &quoted).await?;
        all.extend(above.iter().cloned());
    }
    Ok(all)
}

async fn find(core: &Core, ids: &[i64]) -> Result<Vec<Found>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = evenly(ids).collect();
    let words = format!(
        "SELECT p.*, pp.id AS x_parent, pp.author_id AS x_parent_author, \
         t.locked AS x_locked, t.pinned AS x_pinned, \
         CASE WHEN p.parent IS NULL AND t.id IS NOT NULL THEN t.posts - 1 ELSE \
         (SELECT COUNT(*) FROM post r WHERE r.parent = p.uri AND r.parent IS NOT NULL \
         AND r.state = 'live' AND r.visibility IN ('public', 'unlisted')) END AS x_answers, \
         (SELECT COUNT(*) FROM boost b WHERE b.post_id = p.id) AS x_boosts, a.host AS x_host, \
         (SELECT COUNT(*) FROM quote c JOIN post cp ON cp.id = c.post_id WHERE c.quoted = p.uri \
         AND c.state = 'accepted' AND cp.state = 'live' \
         AND cp.visibility IN ('public', 'unlisted')) AS x_quotes, \
         a.local AS x_local, u.state AS x_quote, u.asked_at AS x_asked, q.id AS x_quoted, \
         q.state AS x_quoted_state, o.whom AS x_whom, \
         f.id AS x_forum, f.uri AS x_group, f.local AS x_ours, f.moderation AS x_moderation, \
         h.last_in AS x_last_in, {} AS x_level, {} AS x_sensitive \
         FROM post p JOIN person a ON a.id = p.author_id \
         LEFT JOIN peer ah ON ah.host = a.host LEFT JOIN quote u ON u.post_id = p.id \
         LEFT JOIN post q ON q.uri = u.quoted LEFT JOIN quotable o ON o.post_id = p.id \
         LEFT JOIN post pp ON pp.uri = p.parent AND (pp.visibility IN ('public', 'unlisted') \
         AND pp.state IN ('live', 'pending', 'removed', 'deleted') \
         OR p.visibility NOT IN ('public', 'unlisted')) LEFT JOIN thread t ON t.id = p.thread_id \
         LEFT JOIN forum f ON f.id = p.forum_id LEFT JOIN peer h ON h.host = f.host \
         WHERE p.id IN ({})",
        rows::level("ah", "a"),
        rows::SENSITIVE,
        rows::marks(&ids)
    );
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    let found = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    found.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Found> {
    let parent: Option<i64> = row.try_get("", "x_parent")?;
    let parent_author: Option<i64> = row.try_get("", "x_parent_author")?;
    let answers: i64 = row.try_get("", "x_answers")?;
    let locked: Option<bool> = row.try_get("", "x_locked")?;
    let pinned: Option<bool> = row.try_get("", "x_pinned")?;
    let ours: Option<bool> = row.try_get("", "x_ours")?;
    let moderation: Option<String> = row.try_get("", "x_moderation")?;
    let mut post = post::Model::from_query_result(row, "")?;
    rows::warned(&mut post, row, "x_sensitive")?;
    let is_root = post.parent.is_none();
    let whom: Option<i64> = row.try_get("", "x_whom")?;
    let chosen = whom.map(Quotable::from_column);
    let quotable = Quotable::of(chosen, post.quotable, row.try_get("", "x_local")?);
    let audience = Audience::from_column(&post.visibility);
    Ok(Found {
        parent: parent.zip(parent_author),
        answers: u64::try_from(answers).unwrap_or_default(),
        locked: locked.unwrap_or_default(),
        pinned: is_root && pinned.unwrap_or_default(),
        tags: Arc::default(),
        only_title: is_root && says_only_title(&post),
        boosts: u64::try_from(row.try_get::<i64>("", "x_boosts")?).unwrap_or_default(),
        quoted: u64::try_from(row.try_get::<i64>("", "x_quotes")?).unwrap_or_default(),
        quotes: Quotes::of(row)?,
        quotable,
        consent: rules::consent(quotable, audience, Who::default()),
        post: Arc::new(post),
        group: row.try_get("", "x_group")?,
        forum_id: row.try_get("", "x_forum")?,
        forum_is_ours: ours.unwrap_or_default(),
        last_in: row.try_get("", "x_last_in")?,
        moderated_before: moderation.is_some_and(|when| when == "before"),
        blocked: rows::blocks(row, "x_level")?,
        names: Vec::new(),
        host: row.try_get("", "x_host")?,
    })
}

fn says_only_title(post: &Post) -> bool {
    let title = post.title.as_deref();
    title.is_some_and(|title| threads::title::is_only(title, &post.html))
}

/// Puts hashtags and names beside the posts, by one query.
async fn beside(core: &Core, ids: &[i64], found: &mut [Found]) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = evenly(ids).collect();
    let marks = rows::marks(&ids);
    let words = format!(
        "SELECT post_id, 0 AS kind, tag AS said FROM post_tag WHERE post_id IN ({marks}) \
         UNION ALL SELECT post_id, 1 AS kind, uri AS said FROM mention WHERE post_id IN ({marks})"
    );
    let values = ids.iter().chain(&ids).map(|id| Value::from(*id)).collect();
    let said = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    for row in said {
        let kind: i32 = row.try_get("", "kind")?;
        let lists = if kind == 0 { &mut tags } else { &mut names };
        let list = lists.entry(row.try_get("", "post_id")?).or_default();
        list.push(row.try_get("", "said")?);
    }
    for one in found {
        let mut tags = tags.remove(&one.post.id).unwrap_or_default();
        tags.sort();
        one.tags = Arc::new(tags);
        one.names = names.remove(&one.post.id).unwrap_or_default();
        one.names.sort();
    }
    Ok(())
}

/// Some people and salons, by local id and by `ActivityPub` id, in two queries at most.
pub async fn who(core: &Core, ids: &[i64], uris: &[&str]) -> Result<HashMap<i64, Arc<Actor>>> {
    let keys = ids.iter().map(|id| Key::Id(*id));
    let keys = keys.chain(uris.iter().map(|&uri| Key::Uri(uri.to_owned())));
    let shelf = &core.posts_at_hand().actors;
    let looked = shelf.look(core, keys);
    let actors = actors(core, &looked.missing).await?;
    let by_uri: HashMap<&str, &Arc<Actor>> = actors
        .values()
        .map(|actor| (actor.person.uri.as_str(), actor))
        .collect();
    let answer = |key: &Key| {
        let actor = match key {
            Key::Id(id) => actors.get(id),
            Key::Uri(uri) => by_uri.get(uri.as_str()).copied(),
        };
        (key.clone(), actor.cloned())
    };
    let read: Vec<_> = looked.missing.iter().map(answer).collect();
    let found = shelf.keep(looked, read);
    let each = found.into_values().filter_map(|actor| (*actor).clone());
    Ok(each.map(|actor| (actor.person.id, actor)).collect())
}

/// What somebody is asked for by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Id(i64),
    Uri(String),
}

async fn actors(core: &Core, keys: &[Key]) -> Result<HashMap<i64, Arc<Actor>>> {
    let (mut ids, mut uris): (Vec<i64>, Vec<&str>) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            Key::Id(id) => ids.push(*id),
            Key::Uri(uri) => uris.push(uri),
        }
    }
    let mut either = Condition::any();
    if !ids.is_empty() {
        either = either.add(person::Column::Id.is_in(evenly(&ids)));
    }
    if !uris.is_empty() {
        either = either.add(person::Column::Uri.is_in(evenly(&uris)));
    }
    if either.is_empty() {
        return Ok(HashMap::new());
    }
    let people = person::Entity::find()
        .filter(either)
        .all(core.reader())
        .await?;
    let groups: Vec<&str> = people
        .iter()
        .filter(|person| person.kind == "Group")
        .map(|person| person.uri.as_str())
        .collect();
    let mut salons: HashMap<String, Forum> = HashMap::new();
    if !groups.is_empty() {
        let rows = forum::Entity::find()
            .filter(forum::Column::Uri.is_in(evenly(&groups)))
            .all(core.reader())
            .await?;
        salons.extend(rows.into_iter().map(|forum| (forum.uri.clone(), forum)));
    }
    let actor = |person: Person| {
        let forum = salons.remove(&person.uri);
        (person.id, Arc::new(Actor { person, forum }))
    };
    Ok(people.into_iter().map(actor).collect())
}
