//! Posts as clients are told of them: many at once, with everything that is said beside them, in a
//! number of queries that does not grow with theirs.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Viewer;
use super::found::{self, Found};
use super::marks::{self, Keys, Marks};
use super::quoted::{Avoided, Quoted};
use super::sight::{Facts, Sight};
use crate::forums::{self, Forum};
use crate::people::Person;
use crate::quotes::rules::{self, Who};
use crate::quotes::{Consent, Quotable};
use crate::store::dialect::evenly;
use crate::store::entity::{moderator, person};
use crate::threads::Post;
use crate::{Audience, Core, Result};

/// A person, or a salon with its Group.
#[derive(Debug, Clone)]
pub struct Actor {
    pub person: Person,
    pub forum: Option<Forum>,
}

/// A post with what is said beside it.
#[derive(Debug, Clone)]
pub struct Told {
    pub post: Arc<Post>,
    /// The salon's Group, by local id, where it is known.
    pub group: Option<i64>,
    /// The post that it answers and whoever wrote that, by local id.
    pub parent: Option<(i64, i64)>,
    /// Of a root every answer in the thread, of another post the direct ones.
    pub answers: u64,
    pub locked: bool,
    pub pinned: bool,
    pub tags: Arc<Vec<String>>,
    /// Who is named, by local id.
    pub mentions: Vec<i64>,
    /// Whether its text says its title and no more.
    pub only_title: bool,
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
    pub actors: HashMap<i64, Arc<Actor>>,
}

/// Those of some posts that the viewer may read, by local id, and those of some people who are there.
/// What was deleted, removed or withheld has no words and is left out. What they quote is among them,
/// and what that quotes.
pub async fn told(core: &Core, viewer: &Viewer, ids: &[i64], people: &[i64]) -> Result<Batch> {
    let found = found::with_quoted(core, ids).await?;
    let found = visible(core, viewer, found).await?;
    let found = match &viewer.person {
        Some(reader) => marked(core, reader, found).await?,
        None => found
            .into_iter()
            .map(|one| {
                let consent = one.consent;
                (one, Mine::default(), consent)
            })
            .collect(),
    };
    let seen: HashMap<i64, Option<Avoided>> = found
        .iter()
        .map(|(one, mine, _)| (one.post.id, mine.avoided))
        .collect();
    let actors = actors(core, &found, people).await?;
    let by_uri: HashMap<&str, i64> = actors
        .values()
        .map(|actor| (actor.person.uri.as_str(), actor.person.id))
        .collect();
    let known = |uri: &String| by_uri.get(uri.as_str()).copied();
    let mut posts = HashMap::with_capacity(found.len());
    for (one, mine, consent) in found {
        let told = Told {
            post: Arc::clone(&one.post),
            group: one.group.as_ref().and_then(known),
            parent: one.parent,
            answers: one.answers,
            locked: one.locked,
            pinned: one.pinned,
            tags: Arc::clone(&one.tags),
            mentions: one.names.iter().filter_map(known).collect(),
            only_title: one.only_title,
            boosts: one.boosts,
            quotes: one.quoted,
            // Of which the reader sees what is among those that are left.
            quote: one.quotes.as_ref().map(|quotes| quotes.seen(&seen)),
            quotable: one.quotable,
            consent,
            mine,
        };
        posts.insert(one.post.id, told);
    }
    Ok(Batch { posts, actors })
}

/// A post with what it is to its reader, and whether they may quote it.
type Marked = (Arc<Found>, Mine, Consent);

/// Puts the marks of a reader on posts; those whose authors block the reader are left out.
async fn marked(core: &Core, reader: &Person, found: Vec<Arc<Found>>) -> Result<Vec<Marked>> {
    let shelf = &core.posts_at_hand().mine;
    let looked = shelf.look(core, found.iter().map(|one| (reader.id, one.post.id)));
    let missing: HashSet<i64> = looked.missing.iter().map(|(_, post)| *post).collect();
    let unread = || found.iter().filter(|one| missing.contains(&one.post.id));
    let mut keys = Keys::default();
    for one in unread() {
        let post = &one.post;
        keys.posts.insert(post.id);
        keys.uris.insert(post.uri.clone());
        keys.authors.insert(post.author_id);
        keys.hosts.insert(one.host.clone());
        keys.threads.insert(post.thread_id.unwrap_or(post.id));
        if !matches!(one.consent, Consent::Automatic) && post.author_id != reader.id {
            keys.asked.insert(post.author_id);
        }
    }
    let marks = marks::of(core, reader, &keys).await?;
    let read: Vec<_> = unread()
        .map(|one| {
            let mine = marks.mine(one);
            let consent = consent(one, reader, &marks);
            ((reader.id, one.post.id), mine.map(|mine| (mine, consent)))
        })
        .collect();
    let all = shelf.keep(looked, read);
    let mine = |post: i64| *all.get(&(reader.id, post))?.as_ref();
    let marked = found.into_iter();
    Ok(marked
        .filter_map(|one| {
            let (mine, consent) = mine(one.post.id)?;
            Some((one, mine, consent))
        })
        .collect())
}

/// Whether a reader may quote a post.
fn consent(one: &Found, reader: &Person, marks: &Marks) -> Consent {
    let who = Who {
        author: one.post.author_id == reader.id,
        follows: marks.followed.contains(&one.post.author_id),
        followed: None,
    };
    let audience = Audience::from_column(&one.post.visibility);
    rules::consent(one.quotable, audience, who)
}

/// Those that the viewer may read.
async fn visible(core: &Core, viewer: &Viewer, found: Vec<Arc<Found>>) -> Result<Vec<Arc<Found>>> {
    let moderated = moderated(core, viewer, &found).await?;
    let followed = followed(core, viewer, &found).await?;
    let now = core.now();
    let sees = |one: &Arc<Found>| {
        let post = &one.post;
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
async fn moderated(core: &Core, viewer: &Viewer, found: &[Arc<Found>]) -> Result<HashSet<i64>> {
    let matters = |one: &&Arc<Found>| one.forum_is_ours && one.post.state != "live";
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
async fn followed(core: &Core, viewer: &Viewer, found: &[Arc<Found>]) -> Result<HashSet<i64>> {
    let matters = |one: &&Arc<Found>| one.post.visibility == "followers";
    let authors: BTreeSet<i64> = found
        .iter()
        .filter(matters)
        .map(|one| one.post.author_id)
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
async fn actors(core: &Core, found: &[Marked], more: &[i64]) -> Result<HashMap<i64, Arc<Actor>>> {
    let ids: BTreeSet<i64> = found
        .iter()
        .map(|(one, ..)| one.post.author_id)
        .chain(more.iter().copied())
        .collect();
    let uris: BTreeSet<&str> = found
        .iter()
        .flat_map(|(one, ..)| one.names.iter().chain(&one.group))
        .map(String::as_str)
        .collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let uris: Vec<&str> = uris.into_iter().collect();
    found::who(core, &ids, &uris).await
}
