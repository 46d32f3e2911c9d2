//! From what somebody has typed to what can be published: Markdown to HTML, mentions to people.
//! Done before a transaction begins, since it reads.

use std::collections::HashMap;

use crate::address::{ActorUrl, Handle, Host};
use crate::media::Media;
use crate::people::{self, Person};
use crate::quotes::Policy;
use crate::scribe::Mention;
use crate::text::markdown::{self, Linker, MentionLink};
use crate::text::{TextRefusal, clean, excerpt};
use crate::{Core, Refusal, Result, forums, polls};

use super::rules;

/// A contribution ready to be published.
#[derive(Debug, Clone)]
pub struct Draft {
    pub title: Option<String>,
    /// What its author warns of; empty where they say only that it is sensitive.
    pub warning: Option<String>,
    pub source: String,
    /// Safe HTML.
    pub html: String,
    pub lang: String,
    pub mentions: Vec<Mention>,
    /// Those of them who are people, to be told.
    pub mentioned: Vec<Person>,
    /// (key, address of its page).
    pub tags: Vec<(String, String)>,
    /// Uploads of its author that hang on it; nothing said of them leaves an edited one what it has.
    pub media: Option<Vec<Media>>,
    /// What it asks.
    pub poll: polls::Wish,
    /// What it quotes, by local id; an edited one quotes what it did.
    pub quote: Option<i64>,
    /// Who may quote it; nothing said of it leaves an edited one as it is.
    pub quotable: Option<Policy>,
    /// Whether an edit is told though it says the same: of what it carries something else is said.
    pub renewed: bool,
}

impl Draft {
    /// The same behind a warning; without words it says only that the text is sensitive.
    ///
    /// # Errors
    /// Too long, by itself or together with the text.
    pub fn warned(mut self, core: &Core, words: &str) -> Result<Self> {
        let words = clean::name(words, usize::MAX);
        rules::may_be_warned(core.limits(), excerpt::words(&self.html), &words)?;
        self.warning = Some(words);
        Ok(self)
    }
}

/// Reads what somebody has typed.
///
/// # Errors
/// Too long, empty, too many mentions, a language that is none.
pub async fn draft(core: &Core, source: &str, title: Option<&str>, lang: &str) -> Result<Draft> {
    let draft = draft_beside(core, source, title, lang).await?;
    if excerpt::is_blank(&draft.html) {
        return Err(Refusal::TextEmpty.into());
    }
    Ok(draft)
}

/// As [`draft`], of a text that stands beside pictures or a question and may be without words.
///
/// # Errors
/// As [`draft`], but for an empty text.
pub async fn draft_beside(
    core: &Core,
    source: &str,
    title: Option<&str>,
    lang: &str,
) -> Result<Draft> {
    let lang = crate::text::valid_language(lang)
        .ok_or_else(|| Refusal::LanguageUnknown(lang.to_owned()))?;
    let title = title.map(|title| clean::name(title, usize::MAX));
    let limits = core.limits();
    // U+0000 is no text: no database and no other node takes it.
    let source = &source.replace('\0', "");
    let names = markdown::handles_in(source).map_err(|refusal| refused(&refusal, limits.words))?;
    let mut known = Known {
        page: core.base().tag_page(""),
        found: HashMap::new(),
    };
    let mut mentioned = Vec::new();
    for handle in names {
        if let Some((link, person)) = resolve(core, &handle).await? {
            known.found.insert(spelled(&handle.name, handle.host), link);
            mentioned.extend(person);
        }
    }
    let rendered =
        markdown::render(source, &known).map_err(|refusal| refused(&refusal, limits.words))?;
    rules::may_be_written(limits, excerpt::words(&rendered.html), title.as_deref())?;
    let mentions = known
        .found
        .values()
        .filter(|link| rendered.mentions.contains(&link.handle))
        .map(|link| Mention {
            uri: link.actor_uri.as_str().to_owned(),
            handle: format!("@{}", link.handle.acct(core.base().host())),
        })
        .collect();
    Ok(Draft {
        title,
        warning: None,
        source: source.to_owned(),
        html: rendered.html,
        lang,
        mentions,
        mentioned,
        tags: rendered
            .hashtags
            .into_iter()
            .map(|tag| {
                let page = known.hashtag_url(&tag);
                (tag, page)
            })
            .collect(),
        media: None,
        poll: polls::Wish::AsBefore,
        quote: None,
        quotable: None,
        renewed: false,
    })
}

/// A handle as it is known by: no two differ by capitals alone.
fn spelled(name: &str, host: Option<Host>) -> (String, Option<Host>) {
    (name.to_ascii_lowercase(), host)
}

struct Known {
    page: String,
    found: HashMap<(String, Option<Host>), MentionLink>,
}

impl Linker for Known {
    fn mention(&self, name: &str, host: Option<&str>) -> Option<MentionLink> {
        let host = match host {
            Some(host) => Some(Host::parse(host).ok()?),
            None => None,
        };
        self.found.get(&spelled(name, host)).cloned()
    }

    fn hashtag_url(&self, tag: &str) -> String {
        format!("{}{}", self.page, tag)
    }
}

async fn resolve(core: &Core, handle: &Handle) -> Result<Option<(MentionLink, Option<Person>)>> {
    let host = handle.host.as_ref().map(Host::as_str);
    if let Some(person) = people::by_name(core, &handle.name, host).await? {
        let page = person.url.clone().unwrap_or_else(|| person.uri.clone());
        let Ok(actor_uri) = ActorUrl::parse(&person.uri) else {
            return Ok(None);
        };
        let link = MentionLink {
            actor_uri,
            page_url: page,
            handle: named(&person.name, handle),
        };
        return Ok(Some((link, Some(person))));
    }
    let Some(forum) = forums::by_slug(core, &handle.name, host).await? else {
        return Ok(None);
    };
    let Ok(actor_uri) = ActorUrl::parse(&forum.uri) else {
        return Ok(None);
    };
    let page_url = forum.url.clone().unwrap_or_else(|| forum.uri.clone());
    Ok(Some((
        MentionLink {
            actor_uri,
            page_url,
            handle: named(&forum.slug, handle),
        },
        None,
    )))
}

/// A handle as whoever has it writes it.
fn named(name: &str, handle: &Handle) -> Handle {
    Handle {
        name: name.to_owned(),
        host: handle.host.clone(),
    }
}

fn refused(refusal: &TextRefusal, limit: usize) -> Refusal {
    match refusal {
        TextRefusal::TooManyMentions { limit, .. } => Refusal::TooManyMentions { limit: *limit },
        TextRefusal::TooManyHashtags { limit, .. } => Refusal::TooManyHashtags { limit: *limit },
        TextRefusal::TooLong { .. } | TextRefusal::TooTangled => Refusal::TextTooLong {
            words: limit + 1,
            limit,
        },
    }
}
