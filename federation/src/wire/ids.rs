//! The addresses of this node taken apart again: [`parse`] is the inverse of
//! [`palabre_core::naming::Base`], which makes them (ledger §8). Beside it, the few addresses that
//! only the wire knows: an actor's collections.

use palabre_core::naming::Base;

/// Whose inbox, outbox, followers or keys an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner<'a> {
    /// The node itself.
    Node,
    /// A person, by name.
    Person(&'a str),
    /// A forum, by slug.
    Forum(&'a str),
}

/// What a path of this node names: the inverse of the functions of [`Base`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalId<'a> {
    /// `/ap/actor`, `/ap/u/{name}`, `/ap/f/{slug}`.
    Actor(Owner<'a>),
    /// `/ap/inbox` of the node (shared), `…/inbox` of a person or forum.
    Inbox(Owner<'a>),
    /// `…/outbox`.
    Outbox(Owner<'a>),
    /// `…/followers`.
    Followers(Owner<'a>),
    /// `/ap/f/{slug}/moderators`.
    Moderators(&'a str),
    /// `/ap/f/{slug}/featured`.
    Featured(&'a str),
    /// `/ap/f/{slug}/threads`: its threads with their digests.
    Threads(&'a str),
    /// `…#main-key`.
    MainKey(Owner<'a>),
    /// `…#ed25519-key`.
    Ed25519Key(Owner<'a>),
    /// `/ap/p/{id}`.
    Post(i64),
    /// `/ap/p/{id}/replies`.
    Replies(i64),
    /// `/ap/p/{id}/likes`.
    Likes(i64),
    /// `/ap/p/{id}/quotes/{number}`: that a quote of a post is agreed to.
    Approval(i64, i64),
    /// `/ap/p/{id}/create`.
    Create(i64),
    /// `/ap/p/{id}/update/{rev}`.
    Update(i64, u64),
    /// `/ap/p/{id}/delete`.
    Delete(i64),
    /// `/ap/t/{id}`: the posts of a thread.
    Thread(i64),
    /// `/ap/t/{id}/history`: its activities.
    ThreadHistory(i64),
    /// `/ap/u/{name}/a/{id}`, `/ap/f/{slug}/d/{id}`, `/ap/actor/a/{id}`: what an owner did that is
    /// no post of theirs.
    Activity(Owner<'a>, i64),
    /// `/ap/f/{slug}/a/{first 32 hex of rid}`: the Announce of a record.
    Announce(&'a str, &'a str),
    /// `/ap/f/{slug}/r/{first 32 hex of rid}`: the plain Announce of a thread's opening.
    AnnounceRoot(&'a str, &'a str),
    /// `/f/{id}`: the page of a thread.
    ThreadPage(i64),
    /// `/c/{id}`: the page of a contribution.
    PostPage(i64),
    /// `/salons/{slug}`.
    ForumPage(&'a str),
    /// `/@{name}`.
    PersonPage(&'a str),
    /// `/mots/{tag}`, the tag decoded.
    TagPage(String),
}

/// The actor of an owner.
pub fn of(base: &Base, owner: Owner<'_>) -> String {
    match owner {
        Owner::Node => base.actor(),
        Owner::Person(name) => base.person(name),
        Owner::Forum(slug) => base.forum(slug),
    }
}

/// `…/inbox` of an actor of ours; the node's is the shared one.
pub fn inbox(base: &Base, owner: Owner<'_>) -> String {
    match owner {
        Owner::Node => base.shared_inbox(),
        owner => format!("{}/inbox", of(base, owner)),
    }
}

/// `…/outbox` of an actor of ours.
pub fn outbox(actor: &str) -> String {
    format!("{actor}/outbox")
}

/// `…/followers` of an actor of ours.
pub fn followers(actor: &str) -> String {
    format!("{actor}/followers")
}

/// `/ap/f/{slug}/moderators`, from the forum's actor.
pub fn moderators(forum: &str) -> String {
    format!("{forum}/moderators")
}

/// `/ap/f/{slug}/featured`, from the forum's actor.
pub fn featured(forum: &str) -> String {
    format!("{forum}/featured")
}

/// `/ap/f/{slug}/threads`, from the forum's actor.
pub fn threads(forum: &str) -> String {
    format!("{forum}/threads")
}

/// What an address of this node names; `None` for another origin or an unknown path.
pub fn local<'a>(base: &Base, address: &'a str) -> Option<LocalId<'a>> {
    let path = address.strip_prefix(base.origin())?;
    path.starts_with('/').then(|| parse(path)).flatten()
}

/// Hex digits of a rid that an Announce's address holds.
const RID_HEX: usize = 32;
/// Parts of the longest path, `/ap/p/{id}/update/{rev}`.
const LONGEST: usize = 5;

/// What a path (with its fragment, without query) names; `None` for a path that is not ours.
pub fn parse(path: &str) -> Option<LocalId<'_>> {
    let (path, fragment) = match path.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (path, None),
    };
    // One more than the longest path has, so that a longer one matches nothing.
    let parts: Vec<&str> = path
        .strip_prefix('/')?
        .split('/')
        .take(LONGEST + 1)
        .collect();
    let found = match parts.as_slice() {
        ["ap", rest @ ..] => parse_ap(rest)?,
        ["f", id] => LocalId::ThreadPage(number(id)?),
        ["c", id] => LocalId::PostPage(number(id)?),
        ["salons", slug] => LocalId::ForumPage(name(slug)?),
        ["mots", tag] => LocalId::TagPage(decode(tag)?),
        [page] => LocalId::PersonPage(name(page.strip_prefix('@')?)?),
        _ => return None,
    };
    match (fragment, found) {
        (None, found) => Some(found),
        (Some("main-key"), LocalId::Actor(owner)) => Some(LocalId::MainKey(owner)),
        (Some("ed25519-key"), LocalId::Actor(owner)) => Some(LocalId::Ed25519Key(owner)),
        (Some(_), _) => None,
    }
}

fn parse_ap<'a>(parts: &[&'a str]) -> Option<LocalId<'a>> {
    Some(match parts {
        ["inbox"] => LocalId::Inbox(Owner::Node),
        ["actor", rest @ ..] => parse_owned(Owner::Node, rest)?,
        ["u", person, rest @ ..] => parse_owned(Owner::Person(name(person)?), rest)?,
        ["f", slug, "moderators"] => LocalId::Moderators(name(slug)?),
        ["f", slug, "featured"] => LocalId::Featured(name(slug)?),
        ["f", slug, "threads"] => LocalId::Threads(name(slug)?),
        ["f", slug, "a", rid] => LocalId::Announce(name(slug)?, short_rid(rid)?),
        ["f", slug, "r", rid] => LocalId::AnnounceRoot(name(slug)?, short_rid(rid)?),
        ["f", slug, rest @ ..] => parse_owned(Owner::Forum(name(slug)?), rest)?,
        ["p", id] => LocalId::Post(number(id)?),
        ["p", id, "replies"] => LocalId::Replies(number(id)?),
        ["p", id, "likes"] => LocalId::Likes(number(id)?),
        ["p", id, "quotes", approval] => LocalId::Approval(number(id)?, number(approval)?),
        ["p", id, "create"] => LocalId::Create(number(id)?),
        ["p", id, "update", rev] => LocalId::Update(number(id)?, u64::try_from(number(rev)?).ok()?),
        ["p", id, "delete"] => LocalId::Delete(number(id)?),
        ["t", id] => LocalId::Thread(number(id)?),
        ["t", id, "history"] => LocalId::ThreadHistory(number(id)?),
        _ => return None,
    })
}

fn parse_owned<'a>(owner: Owner<'a>, rest: &[&'a str]) -> Option<LocalId<'a>> {
    Some(match (rest, owner) {
        ([], _) => LocalId::Actor(owner),
        (["inbox"], Owner::Person(_) | Owner::Forum(_)) => LocalId::Inbox(owner),
        (["outbox"], _) => LocalId::Outbox(owner),
        (["followers"], _) => LocalId::Followers(owner),
        (["d", id], Owner::Forum(_)) | (["a", id], Owner::Node | Owner::Person(_)) => {
            LocalId::Activity(owner, number(id)?)
        }
        _ => return None,
    })
}

/// A decimal number as we write it: no sign, no zero in front, not 0.
fn number(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

/// A name or slug: ASCII in lower case (ledger §8). That it exists is for the table of names.
fn name(text: &str) -> Option<&str> {
    let sound =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.');
    (!text.is_empty() && text.len() <= super::limits::USERNAME_BYTES && text.bytes().all(sound))
        .then_some(text)
}

fn short_rid(text: &str) -> Option<&str> {
    let hex = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
    (text.len() == RID_HEX && text.bytes().all(hex)).then_some(text)
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            bytes.extend(hex::decode(digits).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok().filter(|tag| !tag.is_empty())
}
