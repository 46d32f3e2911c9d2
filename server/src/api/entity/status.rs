//! A status: a post, or a post that somebody passes on.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use palabre_core::bulletin::Emoji;
use palabre_core::filters::Sift;
use palabre_core::id;
use palabre_core::media::Media;
use palabre_core::polls;
use palabre_core::scribe::Attachment;
use palabre_core::text::clean::escape;
use palabre_core::text::excerpt::flatten;
use palabre_core::threads;
use palabre_core::threads::read::{Batch, Told};
use palabre_core::timelines::{Entry, Kind, Place};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::account::Named;
use super::quote::{self, Quote};
use super::{Account, CustomEmoji, Filtered, MediaAttachment, Poll};
use crate::api::dates;
use crate::api::openapi::shapes;
use crate::app::App;
use crate::emoji;

/// A status as one reader sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the shape is the API's")]
pub(crate) struct Status<'a> {
    id: String,
    created_at: String,
    in_reply_to_id: Option<String>,
    in_reply_to_account_id: Option<String>,
    sensitive: bool,
    /// What its author warns of.
    spoiler_text: &'a str,
    visibility: &'static str,
    language: Option<&'a str>,
    /// Its `ActivityPub` id.
    uri: &'a str,
    /// Its page.
    url: &'a str,
    replies_count: u64,
    reblogs_count: u64,
    favourites_count: i64,
    quotes_count: u64,
    edited_at: Option<String>,
    favourited: bool,
    reblogged: bool,
    muted: bool,
    bookmarked: bool,
    pinned: bool,
    /// Safe HTML.
    content: String,
    reblog: Option<Box<Status<'a>>>,
    application: Option<Value>,
    #[schemars(with = "Account")]
    account: Named<'a>,
    media_attachments: Vec<MediaAttachment>,
    mentions: Vec<Mention<'a>>,
    tags: Vec<StatusTag<'a>>,
    emojis: Vec<CustomEmoji>,
    card: Option<Value>,
    poll: Option<Poll>,
    #[schemars(with = "Option<shapes::Quote>")]
    quote: Option<Quote<'a>>,
    #[schemars(with = "shapes::QuoteApproval")]
    quote_approval: Value,
    /// The filters of the reader that it meets.
    pub(super) filtered: Vec<Filtered>,
    /// Of a thread's opening; a word of Mitra's.
    title: Option<&'a str>,
    /// The salon that it stands in; a word of Mitra's.
    #[schemars(with = "Option<Account>")]
    group: Option<Named<'a>>,
    /// How it stands with its thread, for clients that know forums.
    thread: Option<Thread>,
    /// What was typed, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// Somebody who is named.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "StatusMention")]
struct Mention<'a> {
    id: &'a str,
    username: &'a str,
    acct: &'a str,
    url: &'a str,
}

/// A hashtag with its page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "StatusTag")]
pub(super) struct StatusTag<'a> {
    name: Cow<'a, str>,
    url: String,
}

impl<'a> StatusTag<'a> {
    /// By its key.
    pub(super) fn of(app: &App, key: impl Into<Cow<'a, str>>) -> Self {
        let name = key.into();
        let url = app.core.base().tag_of_clients(&name);
        Self { name, url }
    }
}

/// How a status stands with its thread.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "StatusThread")]
struct Thread {
    id: String,
    url: String,
    locked: bool,
    pinned: bool,
    /// `live`, or `pending` and `held` as long as the salon's home or a moderator has not spoken; `refused`
    /// where one has, which the author alone reads, and `removed`, which moderators read too.
    state: String,
    /// Why, in the moderator's words.
    reason: Option<String>,
}

/// Everybody beside some posts, as accounts, by local id.
pub(crate) type Accounts = HashMap<i64, Account>;

/// The statuses of some posts, as one reader sees them.
pub(crate) struct Statuses<'a> {
    pub(crate) app: &'a App,
    pub(crate) batch: &'a Batch,
    pub(crate) accounts: &'a Accounts,
    /// By post, in their order.
    pub(crate) media: &'a HashMap<i64, Arc<Vec<Media>>>,
    /// By post.
    pub(crate) polls: &'a HashMap<i64, polls::Shown>,
    /// By post, the filters of the reader that it meets.
    pub(crate) filtered: &'a HashMap<i64, Vec<Filtered>>,
    /// Emoji of the node that stand in what its own people write here.
    pub(crate) emoji: &'a [Emoji],
    pub(crate) signed_in: bool,
}

impl Status<'_> {
    /// What a reader wants to read in its place where they hear of it, as HTML.
    pub(super) fn covered(&self) -> Option<String> {
        let titles = self.filtered.iter().filter_map(|one| one.covers.as_ref());
        titles.map(|title| escape(title)).next()
    }

    /// What is read of it first: its warning, or else its text as HTML.
    pub(super) fn beginning(&self) -> String {
        if self.spoiler_text.is_empty() {
            self.content.clone()
        } else {
            escape(self.spoiler_text)
        }
    }

    /// Says that it answers another status, or none: what it answers is not shown where it is.
    pub(crate) fn answers(&mut self, parent: Option<(i64, i64)>) {
        self.in_reply_to_id = parent.map(|(id, _)| Place::post(id).to_string());
        self.in_reply_to_account_id = parent.map(|(_, author)| author.to_string());
    }
}

impl<'a> Statuses<'a> {
    /// An entry of a list; nothing where the reader may not see it.
    pub(crate) fn entry(&self, entry: &Entry) -> Option<Status<'a>> {
        let inner = self.post(entry.post)?;
        let Some(by) = entry.by else {
            return Some(inner);
        };
        let account = Named(self.accounts.get(&by)?);
        Some(Status {
            id: entry.place.to_string(),
            // A salon passes a thread on when it is opened; a boost has a moment of its own.
            created_at: match entry.place.kind {
                Kind::Boost => dates::full(id::moment(entry.place.id)),
                Kind::Post | Kind::Salon => inner.created_at.clone(),
            },
            account,
            visibility: if entry.few {
                "private"
            } else {
                inner.visibility
            },
            // Who passes on answers nobody, and says nothing of their own.
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            application: None,
            pinned: false,
            reblog: Some(Box::new(inner.clone())),
            ..inner
        })
    }

    /// A post by its author.
    pub(crate) fn post(&self, id: i64) -> Option<Status<'a>> {
        Some(Status {
            quote: self.quote(id),
            ..self.alone(id)?
        })
    }

    /// What a post quotes.
    pub(crate) fn quote(&self, id: i64) -> Option<Quote<'a>> {
        Quote::whole(self, self.batch.posts.get(&id)?)
    }

    /// A post within another one, which says only that it quotes.
    pub(super) fn within(&self, id: i64) -> Option<Status<'a>> {
        Some(Status {
            quote: Quote::by_id(self.batch.posts.get(&id)?),
            ..self.alone(id)?
        })
    }

    fn alone(&self, id: i64) -> Option<Status<'a>> {
        let told = self.batch.posts.get(&id)?;
        let account = Named(self.accounts.get(&told.post.author_id)?);
        let post = &told.post;
        let place = |id: i64| Place::post(id).to_string();
        let is_root = post.parent.is_none();
        let title = post.title.as_deref().filter(|_| is_root);
        Some(Status {
            id: place(post.id),
            created_at: dates::full(post.published),
            in_reply_to_id: told.parent.map(|(id, _)| place(id)),
            in_reply_to_account_id: told.parent.map(|(_, author)| author.to_string()),
            sensitive: post.warning.is_some(),
            spoiler_text: post.warning.as_deref().unwrap_or_default(),
            visibility: visibility(&post.visibility),
            language: Some(post.lang.as_str()).filter(|lang| !lang.is_empty()),
            uri: &post.uri,
            url: post.url.as_deref().unwrap_or(&post.uri),
            replies_count: told.answers,
            reblogs_count: told.boosts,
            favourites_count: post.likes,
            quotes_count: told.quotes,
            edited_at: post.updated.map(dates::full),
            favourited: told.mine.supported,
            reblogged: told.mine.boosted,
            muted: told.mine.hushed,
            bookmarked: told.mine.bookmarked,
            pinned: told.pinned || told.mine.pinned,
            content: self.content(told, title),
            reblog: None,
            application: None,
            account,
            media_attachments: self.media(post.id),
            mentions: self.mentions(told),
            tags: self.tags(told),
            emojis: self.emojis(told),
            card: None,
            poll: self.poll(post.id),
            quote: None,
            quote_approval: quote::approval(told),
            filtered: self.filtered.get(&id).cloned().unwrap_or_default(),
            title,
            group: self.group(told),
            thread: self.thread(told),
            text: None,
        })
    }

    /// Which filters of a reader the posts meet, by post.
    pub(crate) fn sifted(&self, sift: &Sift) -> HashMap<i64, Vec<Filtered>> {
        let mut filtered = HashMap::new();
        for (id, told) in &self.batch.posts {
            let met = sift.meets(*id, || self.said(&told.post));
            if !met.is_empty() {
                let all = met.iter().map(|one| Filtered::of(one, *id));
                filtered.insert(*id, all.collect());
            }
        }
        filtered
    }

    /// Everything that a post says, without markup.
    fn said(&self, post: &threads::Post) -> Vec<String> {
        let mut said: Vec<String> = post.title.iter().chain(&post.warning).cloned().collect();
        said.push(flatten(&post.html));
        let poll = self.polls.get(&post.id);
        said.extend(poll.into_iter().flat_map(|shown| shown.poll.titles()));
        let media = self
            .media
            .get(&post.id)
            .into_iter()
            .flat_map(|all| all.iter());
        said.extend(media.map(|one| one.description.clone()));
        said
    }

    fn emojis(&self, told: &Told) -> Vec<CustomEmoji> {
        let said: Vec<&str> = self.written(&told.post).collect();
        self.emojis_of(told, self.emoji, &said)
    }

    /// Which of some emoji stand in what a post once said.
    pub(crate) fn emojis_in(&self, id: i64, emoji: &[Emoji], said: &[&str]) -> Vec<CustomEmoji> {
        let told = self.batch.posts.get(&id);
        told.map_or_else(Vec::new, |told| self.emojis_of(told, emoji, said))
    }

    fn emojis_of(&self, told: &Told, emoji: &[Emoji], said: &[&str]) -> Vec<CustomEmoji> {
        if emoji.is_empty() || !self.is_ours(&told.post) {
            return Vec::new();
        }
        let all = emoji.iter();
        all.filter(|one| said.iter().any(|text| emoji::stands_in(one, text)))
            .map(|one| CustomEmoji::of(self.app, one))
            .collect()
    }

    /// What people of this node write in these posts.
    pub(crate) fn ours(&self) -> impl Iterator<Item = &str> {
        let posts = self.batch.posts.values().map(|told| &told.post);
        posts
            .filter(|post| self.is_ours(post))
            .flat_map(|post| self.written(post))
    }

    /// Where an emoji may stand.
    fn written<'t>(&'t self, post: &'t threads::Post) -> impl Iterator<Item = &'t str> {
        let asked = self.polls.get(&post.id).map(|shown| &shown.poll.options);
        let besides = post.title.iter().chain(&post.warning).chain(asked);
        std::iter::once(&post.html)
            .chain(besides)
            .map(String::as_str)
    }

    fn is_ours(&self, post: &threads::Post) -> bool {
        self.app.core.base().is_ours(&post.uri)
    }

    pub(crate) fn media(&self, post: i64) -> Vec<MediaAttachment> {
        let media = self.media.get(&post).into_iter().flat_map(|all| all.iter());
        media
            .map(|one| MediaAttachment::of(self.app, one))
            .collect()
    }

    /// What a post once carried and still does, as it was described then: of what it carries no longer
    /// nothing is kept.
    pub(crate) fn media_then(&self, post: i64, carried: &[Attachment]) -> Vec<MediaAttachment> {
        let Some(media) = self.media.get(&post) else {
            return Vec::new();
        };
        let base = self.app.core.base();
        let known = |then: &Attachment| {
            let is_it = |one: &&Media| match (&one.url, &one.original) {
                (Some(url), _) => *url == then.url,
                (None, Some(key)) => base.media(key) == then.url,
                (None, None) => false,
            };
            let one = media.iter().find(is_it)?;
            Some(MediaAttachment::described(self.app, one, &then.name))
        };
        carried.iter().filter_map(known).collect()
    }

    /// What a post asks.
    pub(crate) fn poll(&self, post: i64) -> Option<Poll> {
        let shown = self.polls.get(&post)?;
        let told = self.batch.posts.get(&post)?;
        let emojis = self.emojis_of(told, self.emoji, &[&shown.poll.options]);
        let now = self.app.core.now();
        Some(Poll::of(shown, emojis, self.signed_in, now))
    }

    fn group(&self, told: &Told) -> Option<Named<'a>> {
        self.accounts.get(&told.group?).map(Named)
    }

    fn thread(&self, told: &Told) -> Option<Thread> {
        let id = told
            .post
            .thread_id
            .filter(|_| told.post.forum_id.is_some())?;
        Some(Thread {
            id: Place::post(id).to_string(),
            url: self.app.core.base().thread_page(id),
            locked: told.locked,
            pinned: told.pinned,
            state: told.post.state.clone(),
            reason: told.post.reason.clone(),
        })
    }

    fn mentions(&self, told: &Told) -> Vec<Mention<'a>> {
        let group = told.group.filter(|_| told.post.parent.is_none());
        let all = told.mentions.iter().copied();
        let more = group.filter(|group| !told.mentions.contains(group));
        all.chain(more)
            .filter_map(|id| self.accounts.get(&id))
            .map(|account| Mention {
                id: &account.id,
                username: &account.username,
                acct: &account.acct,
                url: &account.url,
            })
            .collect()
    }

    fn tags(&self, told: &'a Told) -> Vec<StatusTag<'a>> {
        let tags = told.tags.iter();
        tags.map(|key| StatusTag::of(self.app, key)).collect()
    }
}

impl Status<'_> {
    /// Whether it is not the same for everybody who may read it: what it quotes may be by somebody who
    /// lets some read it and not others.
    pub(crate) fn differs(&self) -> bool {
        self.quote.as_ref().is_some_and(Quote::shows)
    }

    /// With what was typed: what a client needs to write it anew.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self {
            text: Some(text),
            ..self
        }
    }
}

/// The word of the API for a visibility.
pub(super) fn visibility(word: &str) -> &'static str {
    match word {
        "public" => "public",
        "unlisted" => "unlisted",
        "followers" => "private",
        _ => "direct",
    }
}
