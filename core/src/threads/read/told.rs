//! Posts as clients are told of them: many at once, with everything that is said beside them, in a
//! number of queries that does not grow with theirs.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryResult, QuerySelect, Value,
};

use super::marks::{self, Keys};
use super::quoted::{Avoided, Quoted, Quotes, avoided};
use super::sight::{Facts, Sight};
use super::{Viewer, rows};
use crate::forums::{self, Forum};
use crate::people::Person;
use crate::quotes::rules::{self, Who};
use crate::quotes::{self, Consent, Quotable};
use crate::store::dialect::{evenly, statement};
use crate::store::entity::{forum, moderator, person, post};
use crate::threads::Post;
use crate::{Audience, Core, Millis, Result};

/// A person, or a salon with its Group.
#[derive(Debug, Clone)]
pub struct Actor {
    pub person: Person,
    pub forum: Option<Forum>,
}

/// A post with what is said beside it.
#[derive(Debug, Clone)]
pub struct Told {
    pub post: Post,
    /// The salon's Group, by local id, where it is known.
    pub group: Option<i64>,
    /// The post that it answers and whoever wrote that, by local id.
    pub parent: Option<(i64, i64)>,
    /// Of a root every answer in the thread, of another post the direct ones.
    pub answers: u64,
    pub locked: bool,
    pub pinned: bool,
    pub tags: Vec<String>,
    /// Who is named, by local id.
    pub mentions: Vec<i64>,
    /// How often it was passed on.
    pub boosts: u64,
    /// How often it is quoted, by what everybody may read.
    pub quotes: u64,
    /// What it quotes.
    pub quote: Option<Quoted>,
    /// Who may quote it.
    pub quotable: Option<Quotable>,
    /// Whether the reader may.
    pub consent: Consent,
    /// What it is to the reader.
    pub mine: Mine,
}

/// What a post is to its reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub struct Mine {
    pub supported: bool,
    pub boosted: bool,
    pub bookmarked: bool,
    /// Whether it stands on top of the page of its author, who is the reader.
    pub pinned: bool,
    /// Whether the reader hears no more of its discussion.
    pub hushed: bool,
    /// Whether the reader avoids its author.
    pub avoided: Option<Avoided>,
}

/// Some posts with everybody who is named beside them.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub posts: HashMap<i64, Told>,
    pub actors: HashMap<i64, Actor>,
}

/// A post as the first query finds it.
struct Found {
    told: Told,
    /// The Group of its salon, by `ActivityPub` id.
    group: Option<String>,
    forum_id: Option<i64>,
    forum_is_ours: bool,
    last_in: Option<Millis>,
    moderated_before: bool,
    /// Whether its author's host is blocked.
    blocked: bool,
    names: Vec<String>,
    /// The host of its author.
    host: String,
    quotes: Option<Quotes>,
}

/// Those of some posts that the viewer may read, by local id, and those of some people who are there.
/// What was deleted, removed or withheld has no words and is left out. What they quote is among them,
/// and what that quotes.
pub async fn told(core: &Core, viewer: &Viewer, ids: &[i64], people: &[i64]) -> Result<Batch> {
    let mut all = quotes::below(core, ids).await?;
    all.extend(ids);
    let ids: Vec<i64> = all.into_iter().collect();
    let mut found = find(core, &ids).await?;
    beside(core, &ids, &mut found).await?;
    let mut found = visible(core, viewer, found).await?;
    if let Some(reader) = &viewer.person {
        found = marked(core, reader, found).await?;
    }
    quoted(&mut found);
    let actors = actors(core, &found, people).await?;
    let by_uri: HashMap<&str, i64> = actors
        .values()
        .map(|actor| (actor.person.uri.as_str(), actor.person.id))
        .collect();
    let known = |uri: &String| by_uri.get(uri.as_str()).copied();
    let mut posts = HashMap::with_capacity(found.len());
    for mut one in found {
        one.told.group = one.group.as_ref().and_then(known);
        one.told.mentions = one.names.iter().filter_map(known).collect();
        posts.insert(one.told.post.id, one.told);
    }
    Ok(Batch { posts, actors })
}

/// Says of each post what it quotes, of which the reader sees what is among those that are left.
fn quoted(found: &mut [Found]) {
    let seen: HashMap<i64, Option<Avoided>> = found
        .iter()
        .map(|one| (one.told.post.id, one.told.mine.avoided))
        .collect();
    for one in found {
        one.told.quote = one.quotes.as_ref().map(|quotes| quotes.seen(&seen));
    }
}

/// Puts the marks of a reader on posts; those whose authors block the reader are left out.
async fn marked(core: &Core, reader: &Person, mut found: Vec<Found>) -> Result<Vec<Found>> {
    let mut keys = Keys::default();
    for one in &found {
        let post = &one.told.post;
        keys.posts.insert(post.id);
        keys.uris.insert(post.uri.clone());
        keys.authors.insert(post.author_id);
        keys.hosts.insert(one.host.clone());
        keys.threads.insert(post.thread_id.unwrap_or(post.id));
        if !matches!(one.told.consent, Consent::Automatic) && post.author_id != reader.id {
            keys.asked.insert(post.author_id);
        }
    }
    let marks = marks::of(core, reader, &keys).await?;
    found.retain(|one| !marks.closed.contains(&one.told.post.author_id));
    for one in &mut found {
        let post = &one.told.post;
        one.told.mine = Mine {
            supported: marks.supported.contains(&post.uri),
            boosted: marks.boosted.contains(&post.id),
            bookmarked: marks.bookmarked.contains(&post.id),
            pinned: marks.pinned.contains(&post.id),
            hushed: marks.hushed.contains(&post.thread_id.unwrap_or(post.id)),
            avoided: avoided(&marks, post.author_id, &one.host),
        };
        let who = Who {
            author: post.author_id == reader.id,
            follows: marks.followed.contains(&post.author_id),
            followed: None,
        };
        let audience = Audience::from_column(&post.visibility);
        one.told.consent = rules::consent(one.told.quotable, audience, who);
    }
    Ok(found)
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
         h.last_in AS x_last_in, ah.level AS x_level \
         FROM post p JOIN person a ON a.id = p.author_id \
         LEFT JOIN peer ah ON ah.host = a.host LEFT JOIN quote u ON u.post_id = p.id \
         LEFT JOIN post q ON q.uri = u.quoted LEFT JOIN quotable o ON o.post_id = p.id \
         LEFT JOIN post pp ON pp.uri = p.parent AND (pp.visibility IN ('public', 'unlisted') \
         AND pp.state IN ('live', 'pending', 'removed', 'deleted') \
         OR p.visibility NOT IN ('public', 'unlisted')) LEFT JOIN thread t ON t.id = p.thread_id \
         LEFT JOIN forum f ON f.id = p.forum_id LEFT JOIN peer h ON h.host = f.host \
         WHERE p.id IN ({})",
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
    let post = post::Model::from_query_result(row, "")?;
    let is_root = post.parent.is_none();
    let whom: Option<i64> = row.try_get("", "x_whom")?;
    let chosen = whom.map(Quotable::from_column);
    let quotable = Quotable::of(chosen, post.quotable, row.try_get("", "x_local")?);
    let audience = Audience::from_column(&post.visibility);
    Ok(Found {
        told: Told {
            group: None,
            parent: parent.zip(parent_author),
            answers: u64::try_from(answers).unwrap_or_default(),
            locked: locked.unwrap_or_default(),
            pinned: is_root && pinned.unwrap_or_default(),
            tags: Vec::new(),
            mentions: Vec::new(),
            boosts: u64::try_from(row.try_get::<i64>("", "x_boosts")?).unwrap_or_default(),
            quotes: u64::try_from(row.try_get::<i64>("", "x_quotes")?).unwrap_or_default(),
            quote: None,
            quotable,
            consent: rules::consent(quotable, audience, Who::default()),
            mine: Mine::default(),
            post,
        },
        quotes: Quotes::of(row)?,
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
    let at: HashMap<i64, usize> = found
        .iter()
        .enumerate()
        .map(|(at, one)| (one.told.post.id, at))
        .collect();
    let said = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    for row in said {
        let post: i64 = row.try_get("", "post_id")?;
        let kind: i32 = row.try_get("", "kind")?;
        let Some(at) = at.get(&post) else { continue };
        let one = &mut found[*at];
        let list = if kind == 0 {
            &mut one.told.tags
        } else {
            &mut one.names
        };
        list.push(row.try_get("", "said")?);
    }
    for one in found {
        one.told.tags.sort();
        one.names.sort();
    }
    Ok(())
}

/// Those that the viewer may read.
async fn visible(core: &Core, viewer: &Viewer, found: Vec<Found>) -> Result<Vec<Found>> {
    let moderated = moderated(core, viewer, &found).await?;
    let followed = followed(core, viewer, &found).await?;
    let now = core.now();
    let sees = |one: &Found| {
        let post = &one.told.post;
        let sight = Sight {
            reader: viewer.id(),
            moderator: one.forum_id.is_some_and(|id| moderated.contains(&id)),
            last_in: one.last_in,
            // Outside forums nothing waits for a home.
            moderated_before: one.forum_id.is_none() || one.moderated_before,
            now,
        };
        let named = |person: &Person| one.names.contains(&person.uri);
        let for_followers = post.visibility == "followers" && followed.contains(&post.author_id);
        let facts = Facts {
            author: post.author_id,
            state: &post.state,
            visibility: &post.visibility,
            received_at: post.received_at,
            addressed: for_followers || viewer.person.as_ref().is_some_and(named),
        };
        let has_words = !matches!(post.state.as_str(), "deleted" | "withheld");
        has_words && !one.blocked && sight.sees(facts) && !sight.covers(&post.state, post.author_id)
    };
    Ok(found.into_iter().filter(sees).collect())
}

/// Those of the salons of this node that the viewer moderates, asked only where it matters.
async fn moderated(core: &Core, viewer: &Viewer, found: &[Found]) -> Result<HashSet<i64>> {
    let matters = |one: &&Found| one.forum_is_ours && one.told.post.state != "live";
    let forums: BTreeSet<i64> = found
        .iter()
        .filter(matters)
        .filter_map(|one| one.forum_id)
        .collect();
    let Some(person) = viewer.person.as_ref().filter(|_| !forums.is_empty()) else {
        return Ok(HashSet::new());
    };
    if viewer.admin {
        return Ok(forums.into_iter().collect());
    }
    let forums: Vec<i64> = forums.into_iter().collect();
    let ids: Vec<i64> = moderator::Entity::find()
        .select_only()
        .column(moderator::Column::ForumId)
        .filter(moderator::Column::ForumId.is_in(evenly(&forums)))
        .filter(moderator::Column::Actor.eq(person.uri.as_str()))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(ids.into_iter().collect())
}

/// Those of the authors of what is for followers whom the viewer follows.
async fn followed(core: &Core, viewer: &Viewer, found: &[Found]) -> Result<HashSet<i64>> {
    let matters = |one: &&Found| one.told.post.visibility == "followers";
    let authors: BTreeSet<i64> = found
        .iter()
        .filter(matters)
        .map(|one| one.told.post.author_id)
        .collect();
    let Some(person) = viewer.person.as_ref().filter(|_| !authors.is_empty()) else {
        return Ok(HashSet::new());
    };
    let authors: Vec<i64> = authors.into_iter().collect();
    let ids: Vec<i64> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.is_in(evenly(&authors)))
        .filter(person::Column::Uri.in_subquery(forums::followed_by(&person.uri)))
        .into_tuple()
        .all(core.reader())
        .await?;
    Ok(ids.into_iter().collect())
}

/// Everybody beside some posts, and some more, by two queries.
async fn actors(core: &Core, found: &[Found], more: &[i64]) -> Result<HashMap<i64, Actor>> {
    let ids: BTreeSet<i64> = found
        .iter()
        .map(|one| one.told.post.author_id)
        .chain(more.iter().copied())
        .collect();
    let uris: BTreeSet<&str> = found
        .iter()
        .flat_map(|one| one.names.iter().chain(&one.group))
        .map(String::as_str)
        .collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let uris: Vec<&str> = uris.into_iter().collect();
    who(core, &ids, &uris).await
}

/// Some people and salons, by local id and by `ActivityPub` id, in two queries.
pub async fn who(core: &Core, ids: &[i64], uris: &[&str]) -> Result<HashMap<i64, Actor>> {
    let mut either = Condition::any();
    if !ids.is_empty() {
        either = either.add(person::Column::Id.is_in(evenly(ids)));
    }
    if !uris.is_empty() {
        either = either.add(person::Column::Uri.is_in(evenly(uris)));
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
        (person.id, Actor { person, forum })
    };
    Ok(people.into_iter().map(actor).collect())
}
