//! The addresses of everything of this node, made here and nowhere else (ledger §8), and taken
//! apart again by [`parse`].

use super::authority;

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

/// The origin under which this node is known, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    origin: String,
}

impl Base {
    /// From an origin such as `https://forum.example` or `http://127.0.0.1:8080`; a path, a query
    /// or a user is refused with `None`. The origin is kept in its one normal form.
    pub fn new(origin: &str) -> Option<Self> {
        let url = url::Url::parse(origin).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let origin = authority(origin)?.to_string();
        bare.then_some(Self { origin })
    }

    /// The origin, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host with its port where that is not the scheme's own: the right half of handles.
    pub fn host(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or(self.origin.as_str(), |(_, host)| host)
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The actor of an owner.
    pub fn of(&self, owner: Owner<'_>) -> String {
        match owner {
            Owner::Node => self.at("/ap/actor"),
            Owner::Person(name) => self.at(&format!("/ap/u/{name}")),
            Owner::Forum(slug) => self.at(&format!("/ap/f/{slug}")),
        }
    }

    /// `/ap/actor`: the node's own actor.
    pub fn actor(&self) -> String {
        self.of(Owner::Node)
    }

    /// `/ap/u/{name}`.
    pub fn person(&self, name: &str) -> String {
        self.of(Owner::Person(name))
    }

    /// `/ap/f/{slug}`.
    pub fn forum(&self, slug: &str) -> String {
        self.of(Owner::Forum(slug))
    }

    /// `…/inbox`; the node's is the shared one.
    pub fn inbox(&self, owner: Owner<'_>) -> String {
        match owner {
            Owner::Node => self.shared_inbox(),
            owner => format!("{}/inbox", self.of(owner)),
        }
    }

    /// `/ap/inbox`.
    pub fn shared_inbox(&self) -> String {
        self.at("/ap/inbox")
    }

    /// `…/outbox`.
    pub fn outbox(&self, owner: Owner<'_>) -> String {
        format!("{}/outbox", self.of(owner))
    }

    /// `…/followers`.
    pub fn followers(&self, owner: Owner<'_>) -> String {
        format!("{}/followers", self.of(owner))
    }

    /// `/ap/f/{slug}/moderators`.
    pub fn moderators(&self, slug: &str) -> String {
        format!("{}/moderators", self.forum(slug))
    }

    /// `/ap/f/{slug}/featured`.
    pub fn featured(&self, slug: &str) -> String {
        format!("{}/featured", self.forum(slug))
    }

    /// `…#main-key`: the RSA key.
    pub fn main_key(&self, owner: Owner<'_>) -> String {
        format!("{}#main-key", self.of(owner))
    }

    /// `…#ed25519-key`.
    pub fn ed25519_key(&self, owner: Owner<'_>) -> String {
        format!("{}#ed25519-key", self.of(owner))
    }

    /// `/ap/p/{id}`.
    pub fn post(&self, id: i64) -> String {
        self.at(&format!("/ap/p/{id}"))
    }

    /// `/ap/p/{id}/replies`.
    pub fn replies(&self, id: i64) -> String {
        self.at(&format!("/ap/p/{id}/replies"))
    }

    /// `/ap/p/{id}/likes`.
    pub fn likes(&self, id: i64) -> String {
        self.at(&format!("/ap/p/{id}/likes"))
    }

    /// `/ap/p/{id}/create`.
    pub fn create(&self, id: i64) -> String {
        self.at(&format!("/ap/p/{id}/create"))
    }

    /// `/ap/p/{id}/update/{rev}`.
    pub fn update(&self, id: i64, rev: u64) -> String {
        self.at(&format!("/ap/p/{id}/update/{rev}"))
    }

    /// `/ap/p/{id}/delete`.
    pub fn delete(&self, id: i64) -> String {
        self.at(&format!("/ap/p/{id}/delete"))
    }

    /// `/ap/t/{id}`.
    pub fn thread(&self, id: i64) -> String {
        self.at(&format!("/ap/t/{id}"))
    }

    /// `/ap/t/{id}/history`.
    pub fn thread_history(&self, id: i64) -> String {
        self.at(&format!("/ap/t/{id}/history"))
    }

    /// `/ap/u/{name}/a/{id}`: a person's Like, Undo, Follow …
    pub fn activity(&self, name: &str, id: i64) -> String {
        self.activity_of(Owner::Person(name), id)
    }

    /// As [`Base::activity`] for any owner; a forum's own acts (Accept, Remove, Lock …) stand at
    /// `/ap/f/{slug}/d/{id}`, apart from its Announces.
    pub fn activity_of(&self, owner: Owner<'_>, id: i64) -> String {
        let folder = if matches!(owner, Owner::Forum(_)) {
            "d"
        } else {
            "a"
        };
        format!("{}/{folder}/{id}", self.of(owner))
    }

    /// `/ap/f/{slug}/a/{first 32 hex of rid}`: derived from the record, so that work redone sends
    /// the same id (ledger §8). A shorter `rid` is taken whole.
    pub fn announce(&self, slug: &str, rid_hex: &str) -> String {
        format!(
            "{}/a/{}",
            self.forum(slug),
            rid_hex.get(..RID_HEX).unwrap_or(rid_hex)
        )
    }

    /// `/f/{id}`.
    pub fn thread_page(&self, id: i64) -> String {
        self.at(&format!("/f/{id}"))
    }

    /// `/c/{id}`.
    pub fn post_page(&self, id: i64) -> String {
        self.at(&format!("/c/{id}"))
    }

    /// `/salons/{slug}`.
    pub fn forum_page(&self, slug: &str) -> String {
        self.at(&format!("/salons/{slug}"))
    }

    /// `/@{name}`.
    pub fn person_page(&self, name: &str) -> String {
        self.at(&format!("/@{name}"))
    }

    /// `/mots/{tag}`, the tag percent-encoded.
    pub fn tag_page(&self, tag: &str) -> String {
        self.at(&format!("/mots/{}", encode(tag)))
    }

    /// What an address of this node names; `None` for another origin or an unknown path.
    pub fn parse<'a>(&self, address: &'a str) -> Option<LocalId<'a>> {
        let path = address.strip_prefix(&self.origin)?;
        path.starts_with('/').then(|| parse(path)).flatten()
    }
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
        ["f", slug, "a", rid] => LocalId::Announce(name(slug)?, short_rid(rid)?),
        ["f", slug, rest @ ..] => parse_owned(Owner::Forum(name(slug)?), rest)?,
        ["p", id] => LocalId::Post(number(id)?),
        ["p", id, "replies"] => LocalId::Replies(number(id)?),
        ["p", id, "likes"] => LocalId::Likes(number(id)?),
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

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    encoded
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
