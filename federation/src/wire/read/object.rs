//! An object: a post in any of the forms that servers give it.

use serde_json::{Map, Value};

use super::{
    Audience, Malformed, date_of, first_url, limits, map_of, need_type, need_url, one_or_many,
    parts, quotes, rev_of, short, strings, translated, type_of, url_of,
};

/// The types of object that this node shows or follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// A thread's opening from Lemmy, `PieFed`, Mbin.
    Page,
    /// A thread's opening from us, `NodeBB`, Discourse, `WordPress`.
    Article,
    /// A reply, or anything from a microblog.
    Note,
    /// A poll.
    Question,
    /// A gathering.
    Event,
    /// A film.
    Video,
    /// A file.
    Document,
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// What is left of a deleted object.
    Tombstone,
}

impl ObjectKind {
    /// The type of that name, if it is one of ours.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Page" => Self::Page,
            "Article" => Self::Article,
            "Note" => Self::Note,
            "Question" => Self::Question,
            "Event" => Self::Event,
            "Video" => Self::Video,
            "Document" => Self::Document,
            "Image" => Self::Image,
            "Audio" => Self::Audio,
            "Tombstone" => Self::Tombstone,
            _ => return None,
        })
    }
}

/// Someone named in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention<'a> {
    /// The actor's address.
    pub href: &'a str,
    /// The handle as written (`@name@host`, `!forum@host`, sometimes nothing).
    pub name: Option<&'a str>,
}

/// Something that hangs on a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// Its type as written (`Document`, `Image`, `Link`…).
    pub kind: Option<&'a str>,
    /// Where it lies, `http` or `https`.
    pub url: &'a str,
    /// Its media type as claimed.
    pub media_type: Option<&'a str>,
    /// Its name, or what it shows.
    pub name: Option<&'a str>,
    /// Width and height as claimed.
    pub size: Option<(i64, i64)>,
    /// The picture in a few letters.
    pub blurhash: Option<&'a str>,
    /// What of it is to be seen first: right and up of its middle, in ten-thousandths of its half.
    pub focus: Option<(i64, i64)>,
}

/// What a poll asks, and what was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll<'a> {
    /// Each option with its votes, one at least.
    pub options: Vec<(&'a str, i64)>,
    /// Whether more than one may be chosen.
    pub multiple: bool,
    /// When it ends or has ended, in milliseconds.
    pub ends_ms: Option<i64>,
    /// How many have voted, where that is said.
    pub voters: Option<i64>,
}

/// What this node wants to know of an object. HTML is as received, not cleaned.
#[derive(Debug, Clone, PartialEq)]
pub struct Object<'a> {
    /// The document as received.
    pub raw: &'a Value,
    /// The object's own address.
    pub id: &'a str,
    /// Its type.
    pub kind: ObjectKind,
    /// Its one author; absent only on a Tombstone.
    pub attributed_to: Option<&'a str>,
    /// The `Group` that stands beside the `Person` in a list of authors (`PeerTube`'s channel).
    pub group: Option<&'a str>,
    /// The one who made it when `attributedTo` is a group (Mobilizon).
    pub actor: Option<&'a str>,
    /// The parent.
    pub in_reply_to: Option<&'a str>,
    /// The conversation: `context`, else the older `conversation`; addresses only.
    pub context: Option<&'a str>,
    /// The conversation's activities (FEP-171b).
    pub context_history: Option<&'a str>,
    /// `audience`: the forum.
    pub audience: Vec<&'a str>,
    /// The title, cut at [`limits::NAME_CHARS`].
    pub name: Option<&'a str>,
    /// An excerpt or a content warning, cut at [`limits::SUMMARY_CHARS`].
    pub summary: Option<&'a str>,
    /// The text, at most [`limits::CONTENT_BYTES`].
    pub content: Option<&'a str>,
    /// The text by language, the original first, at most [`limits::TRANSLATIONS`].
    pub content_map: Vec<(&'a str, &'a str)>,
    /// The media type of `content` where it is said; HTML otherwise. `PeerTube` sends Markdown.
    pub media_type: Option<&'a str>,
    /// The Markdown it was written in.
    pub source: Option<&'a str>,
    /// The tag of the language it was written in.
    pub language: Option<&'a str>,
    /// Whether it asks to be hidden behind a warning.
    pub sensitive: bool,
    /// Who is named, at most [`limits::MENTIONS`].
    pub mentions: Vec<Mention<'a>>,
    /// Keywords in lower case without `#`, each once, at most [`limits::HASHTAGS`].
    pub hashtags: Vec<String>,
    /// What hangs on it, at most [`limits::ATTACHMENTS`].
    pub attachments: Vec<Attachment<'a>>,
    /// What a `Question` asks.
    pub poll: Option<Poll<'a>>,
    /// What it quotes.
    pub quote: Option<quotes::Quote<'a>>,
    /// Who may quote it, where it says so.
    pub quotable: Option<palabre_core::quotes::Quotable>,
    /// Milliseconds, 1970 to 2100.
    pub published_ms: Option<i64>,
    /// Milliseconds, 1970 to 2100.
    pub updated_ms: Option<i64>,
    /// `palabre:rev`, 0 where there is none.
    pub rev: u64,
    /// The collection of replies.
    pub replies: Option<&'a str>,
    /// The collection of likes.
    pub likes: Option<&'a str>,
    /// The page for people.
    pub url: Option<&'a str>,
    /// `to` without Public.
    pub to: Vec<&'a str>,
    /// `cc` without Public.
    pub cc: Vec<&'a str>,
    /// For whom it is by these two.
    pub reach: palabre_core::Audience,
    /// What a Tombstone was (`formerType`).
    pub former_type: Option<&'a str>,
    public: bool,
    answers: bool,
}

impl<'a> Object<'a> {
    /// Reads an object of one of the types of [`ObjectKind`]. It must have an address and, unless
    /// it is a Tombstone, exactly one author. Authority is not judged here.
    pub fn read(value: &'a Value) -> Result<Self, Malformed> {
        let map = map_of(value)?;
        let name = need_type(value)?;
        let kind = ObjectKind::of(name).ok_or_else(|| Malformed::Type(name.to_owned()))?;
        let (attributed_to, group) = authors(map, kind)?;
        let content = content(map)?;
        let content_map = parts::translations(map, content);
        let content = content.or(content_map.first().map(|(_, text)| *text));
        let audience = Audience::read(map);
        let reach = audience.reach(attributed_to.unwrap_or_default());
        let (mentions, hashtags) = parts::tags(map);
        Ok(Self {
            raw: value,
            id: need_url(map, "id")?,
            kind,
            attributed_to,
            group,
            actor: first_url(map, "actor"),
            in_reply_to: first_url(map, "inReplyTo"),
            context: first_url(map, "context").or_else(|| first_url(map, "conversation")),
            context_history: first_url(map, "contextHistory"),
            audience: audience.audience,
            name: translated(map, "name", "nameMap", limits::NAME_CHARS),
            summary: translated(map, "summary", "summaryMap", limits::SUMMARY_CHARS),
            language: parts::language(map, content, &content_map),
            content,
            content_map,
            media_type: super::bounded(map, "mediaType", limits::MEDIA_TYPE_BYTES),
            source: parts::source(map),
            sensitive: map
                .get("sensitive")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            mentions,
            hashtags,
            attachments: parts::attachments(map),
            poll: parts::poll(map).filter(|_| kind == ObjectKind::Question),
            quote: quotes::quote(map),
            quotable: quotes::quotable(map, attributed_to),
            published_ms: date_of(map, "published"),
            updated_ms: date_of(map, "updated"),
            rev: rev_of(map),
            replies: first_url(map, "replies"),
            likes: first_url(map, "likes"),
            url: parts::page(map),
            to: audience.to,
            cc: audience.cc,
            reach,
            former_type: short(map, "formerType", limits::TYPE_BYTES),
            public: audience.public,
            answers: map
                .get("inReplyTo")
                .is_some_and(|parent| !strings(parent).is_empty()),
        })
    }

    /// Whether it is for everybody.
    pub fn is_public(&self) -> bool {
        self.public
    }

    /// The option that it votes for in a poll: it has a name and answers something, and says nothing.
    pub fn vote(&self) -> Option<&'a str> {
        let says_nothing = self.content.is_none() && self.attachments.is_empty();
        let name = self.raw.get("name").and_then(Value::as_str);
        name.filter(|name| {
            let is_vote = self.kind == ObjectKind::Note && self.answers && says_nothing;
            is_vote && !name.is_empty()
        })
    }

    /// Whether it opens a thread: it is not a Tombstone and answers nothing, not even something
    /// whose id is no address.
    pub fn is_root(&self) -> bool {
        !self.answers && self.kind != ObjectKind::Tombstone
    }
}

/// The text of `content`; one beyond the maximum is refused, as a part of it would be another text.
fn content(map: &Map<String, Value>) -> Result<Option<&str>, Malformed> {
    match map.get("content").and_then(Value::as_str) {
        Some(text) if text.len() > limits::CONTENT_BYTES => Err(Malformed::TooLong {
            field: "content",
            max: limits::CONTENT_BYTES,
        }),
        Some("") | None => Ok(None),
        text => Ok(text),
    }
}

/// The author and, of a list in the manner of `PeerTube`, the group beside it.
fn authors(
    map: &Map<String, Value>,
    kind: ObjectKind,
) -> Result<(Option<&str>, Option<&str>), Malformed> {
    const FIELD: &str = "attributedTo";
    match map.get(FIELD) {
        None | Some(Value::Null) if kind == ObjectKind::Tombstone => Ok((None, None)),
        Some(list @ Value::Array(entries)) if entries.len() > 1 => {
            let of_type = |wanted: &'static str| {
                one_or_many(list)
                    .iter()
                    .take(limits::ENTRIES)
                    .filter(move |entry| type_of(entry) == Some(wanted))
                    .filter_map(url_of)
            };
            let mut people = of_type("Person");
            match (people.next(), people.next()) {
                (Some(person), None) => Ok((Some(person), of_type("Group").next())),
                _ => Err(Malformed::Several(FIELD)),
            }
        }
        _ => need_url(map, FIELD).map(|author| (Some(author), None)),
    }
}
