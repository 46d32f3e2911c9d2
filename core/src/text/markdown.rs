//! A contribution's source in Markdown (`CommonMark` with `~~strike~~`) made into safe HTML.
//!
//! A line end is a line end, as people expect of a forum; raw HTML is shown as text; an image is
//! a link to it. Bare addresses, mentions and hashtags become links, but never inside code or
//! another link.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::extract::{self, Piece};
use super::{TextRefusal, clean};
use crate::address::{ActorUrl, Handle};

/// Longest source, in bytes.
pub const MAX_SOURCE_BYTES: usize = 64 * 1024;
/// Most people that one text may mention.
pub const MAX_MENTIONS: usize = 10;
/// Most hashtags that one text may carry.
pub const MAX_HASHTAGS: usize = 20;

/// Characters of a bare address that are shown, after its scheme.
const SEEN: usize = 30;

/// Someone found behind a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionLink {
    /// The actor's id, for the activity.
    pub actor_uri: ActorUrl,
    /// The page that people open.
    pub page_url: String,
    /// The name that the text is known under from now on.
    pub handle: Handle,
}

/// What the renderer cannot know: who is who, and where pages live. Answers come from what the
/// caller has resolved before; nothing is fetched here.
pub trait Linker {
    /// The person or forum of that name (lower case without a host), or `None`: it stays text.
    fn mention(&self, name: &str, host: Option<&str>) -> Option<MentionLink>;
    /// The page of a hashtag, given its key.
    fn hashtag_url(&self, tag: &str) -> String;
}

/// A contribution ready to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Clean HTML.
    pub html: String,
    /// Those who were found, each once, in the order of the text.
    pub mentions: Vec<Handle>,
    /// Keys ([`extract::tag_key`]), each once, in the order of the text.
    pub hashtags: Vec<String>,
}

/// Renders a source of at most [`MAX_SOURCE_BYTES`].
///
/// # Errors
/// Too long, too tangled, more than [`MAX_MENTIONS`] distinct mentions written (found or not) or
/// more than [`MAX_HASHTAGS`] distinct hashtags.
pub fn render(source: &str, linker: &dyn Linker) -> Result<Rendered, TextRefusal> {
    let events = events(source)?;
    let mut weaver = Weaver::new(linker);
    let mut woven = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Block::Markup(event) => woven.push(event),
            Block::Prose(prose) => weaver.weave(&prose, &mut woven),
        }
    }
    weaver.written.check()?;
    let mut html = String::with_capacity(source.len() * 2);
    html::push_html(&mut html, woven.into_iter());
    Ok(Rendered {
        html: clean::html(&html)?.trim_end().to_owned(),
        mentions: weaver.mentions,
        hashtags: weaver.hashtags,
    })
}

/// The handles that a source mentions, each once: what a caller resolves before [`render`].
/// Errors as [`render`].
pub fn handles_in(source: &str) -> Result<Vec<Handle>, TextRefusal> {
    let mut written = Written::default();
    let mut handles = Vec::new();
    for event in events(source)? {
        let Block::Prose(prose) = event else { continue };
        for piece in prose.pieces() {
            if written.note(&piece)
                && let Piece::Mention(_, handle) = piece
            {
                handles.push(handle);
            }
        }
    }
    written.check()?;
    Ok(handles)
}

/// Distinct mentions and hashtags met so far.
#[derive(Default)]
struct Written {
    mentions: BTreeSet<String>,
    hashtags: BTreeSet<String>,
}

impl Written {
    /// Counts a piece; whether it is the first of its kind.
    fn note(&mut self, piece: &Piece<'_>) -> bool {
        match piece {
            Piece::Mention(_, handle) => self
                .mentions
                .insert(handle.to_string().to_ascii_lowercase()),
            Piece::Hashtag(tag) => self.hashtags.insert(extract::tag_key(tag)),
            Piece::Text(_) | Piece::Url(_) => false,
        }
    }

    fn check(&self) -> Result<(), TextRefusal> {
        let (mentions, hashtags) = (self.mentions.len(), self.hashtags.len());
        if mentions > MAX_MENTIONS {
            return Err(TextRefusal::TooManyMentions {
                found: mentions,
                limit: MAX_MENTIONS,
            });
        }
        if hashtags > MAX_HASHTAGS {
            return Err(TextRefusal::TooManyHashtags {
                found: hashtags,
                limit: MAX_HASHTAGS,
            });
        }
        Ok(())
    }
}

/// Markup to keep, or text in which to look for links.
enum Block<'s> {
    Markup(Event<'s>),
    Prose(Prose),
}

/// Text outside code and links, joined again from the parser's crumbs.
#[derive(Default)]
struct Prose {
    text: String,
    /// Where a character stands that its author escaped with a backslash.
    literal: Vec<usize>,
}

impl Prose {
    fn pieces(&self) -> Vec<Piece<'_>> {
        extract::pieces(&self.text, &self.literal)
    }
}

/// Parses the source and brings it to the house's subset.
fn events(source: &str) -> Result<Vec<Block<'_>>, TextRefusal> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(TextRefusal::TooLong {
            limit: MAX_SOURCE_BYTES,
        });
    }
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH).into_offset_iter()
    {
        let escaped = range.start > 0 && source.as_bytes()[range.start - 1] == b'\\';
        reader.take(event, escaped);
    }
    reader.end_prose();
    Ok(reader.out)
}

#[derive(Default)]
struct Reader<'s> {
    out: Vec<Block<'s>>,
    prose: Prose,
    /// For each open link or image, whether it is kept.
    links: Vec<bool>,
    in_link: bool,
    code: bool,
    raw: bool,
}

impl<'s> Reader<'s> {
    fn take(&mut self, event: Event<'s>, escaped: bool) {
        match event {
            Event::Text(text) if !self.code && !self.in_link => {
                if escaped {
                    self.prose.literal.push(self.prose.text.len());
                }
                self.prose.text.push_str(&text);
            }
            Event::SoftBreak => self.push(Event::HardBreak),
            Event::Html(text) | Event::InlineHtml(text) => self.raw_html(&text),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            event => self.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'s>) {
        match tag {
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.open_link(dest_url),
            Tag::HtmlBlock => {
                self.raw = true;
                self.push(Event::Start(Tag::Paragraph));
            }
            tag => {
                self.code |= matches!(tag, Tag::CodeBlock(_));
                self.push(Event::Start(tag));
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                if self.links.pop() == Some(true) {
                    self.in_link = false;
                    self.push(Event::End(TagEnd::Link));
                }
            }
            TagEnd::HtmlBlock => {
                self.raw = false;
                // The last line of a block of raw HTML has opened one line too many.
                if matches!(self.out.last(), Some(Block::Markup(Event::HardBreak))) {
                    self.out.pop();
                }
                self.push(Event::End(TagEnd::Paragraph));
            }
            tag => {
                self.code &= !matches!(tag, TagEnd::CodeBlock);
                self.push(Event::End(tag));
            }
        }
    }

    /// Opens a link to a web address outside other links; of anything else only the text stays.
    fn open_link(&mut self, dest_url: CowStr<'s>) {
        let kept = !self.in_link && extract::is_web_address(&dest_url);
        if kept {
            self.push(Event::Start(Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url,
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }));
        }
        self.in_link |= kept;
        self.links.push(kept);
    }

    /// Shows raw HTML as the text it is, line by line in a block.
    fn raw_html(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let shown = line.trim_end_matches(['\n', '\r']);
            if !shown.is_empty() {
                self.push(Event::Text(shown.to_owned().into()));
            }
            if shown.len() < line.len() {
                self.push(if self.raw {
                    Event::HardBreak
                } else {
                    Event::SoftBreak
                });
            }
        }
    }

    fn push(&mut self, event: Event<'s>) {
        self.end_prose();
        self.out.push(Block::Markup(event));
    }

    fn end_prose(&mut self) {
        if !self.prose.text.is_empty() {
            self.out.push(Block::Prose(std::mem::take(&mut self.prose)));
        }
    }
}

/// A bare address as a link. Of a long one the beginning is shown, in the classes that clients know, and
/// all of it is there to be read and copied; its host is never hidden.
fn link(url: &str) -> String {
    let href = clean::escape(url);
    let (head, host) = match url.split_once("://") {
        Some((scheme, _)) => url.split_at(scheme.len() + 3),
        None => ("", url),
    };
    let named = host.find(['/', '?', '#']).unwrap_or(host.len());
    let seen = host
        .char_indices()
        .nth(SEEN)
        .map_or(host.len(), |(at, _)| at);
    let (shown, rest) = host.split_at(seen.max(named));
    if rest.is_empty() {
        return format!("<a href=\"{href}\">{href}</a>");
    }
    let (head, shown, rest) = (
        clean::escape(head),
        clean::escape(shown),
        clean::escape(rest),
    );
    format!(
        "<a href=\"{href}\"><span class=\"invisible\">{head}</span>\
         <span class=\"ellipsis\">{shown}</span><span class=\"invisible\">{rest}</span></a>"
    )
}

/// Puts links into prose.
struct Weaver<'l> {
    linker: &'l dyn Linker,
    /// What the linker answered, by the handle as written.
    known: BTreeMap<Handle, Option<MentionLink>>,
    written: Written,
    mentions: Vec<Handle>,
    hashtags: Vec<String>,
}

impl<'l> Weaver<'l> {
    fn new(linker: &'l dyn Linker) -> Self {
        Self {
            linker,
            known: BTreeMap::new(),
            written: Written::default(),
            mentions: Vec::new(),
            hashtags: Vec::new(),
        }
    }

    fn weave(&mut self, prose: &Prose, out: &mut Vec<Event<'_>>) {
        for piece in prose.pieces() {
            let first = self.written.note(&piece);
            let event = match piece {
                Piece::Text(text) => Event::Text(text.to_owned().into()),
                Piece::Url(url) => Event::InlineHtml(link(url).into()),
                Piece::Mention(text, handle) => self.mention(text, handle),
                Piece::Hashtag(tag) => self.hashtag(tag, first),
            };
            out.push(event);
        }
    }

    fn mention(&mut self, text: &str, handle: Handle) -> Event<'static> {
        let linker = self.linker;
        let found = self.known.entry(handle).or_insert_with_key(|handle| {
            linker.mention(&handle.name, handle.host.as_ref().map(AsRef::as_ref))
        });
        let Some(link) = found else {
            return Event::Text(text.to_owned().into());
        };
        if !self.mentions.contains(&link.handle) {
            self.mentions.push(link.handle.clone());
        }
        let (href, name) = (
            clean::escape(&link.page_url),
            clean::escape(&link.handle.name),
        );
        let link = format!(
            "<span class=\"h-card\"><a href=\"{href}\" class=\"u-url mention\">@<span>{name}</span></a></span>"
        );
        Event::InlineHtml(link.into())
    }

    fn hashtag(&mut self, tag: &str, first: bool) -> Event<'static> {
        let key = extract::tag_key(tag);
        let href = clean::escape(&self.linker.hashtag_url(&key));
        if first {
            self.hashtags.push(key);
        }
        let tag = clean::escape(tag);
        let link = format!(
            "<a href=\"{href}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"
        );
        Event::InlineHtml(link.into())
    }
}
