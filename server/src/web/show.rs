//! From core's nouns to the plain data of the pages.

use std::collections::HashMap;

use palabre_core::Millis;
use palabre_core::forums::Forum;
use palabre_core::media::{self, Media};
use palabre_core::people::Person;
use palabre_core::polls;
use palabre_core::quotes;
use palabre_core::text::excerpt;
use palabre_core::threads::Post;
use palabre_core::threads::read::{self, Batch, Heading, Listed, Shown, Viewer};

use super::view::account::ExcerptRow;
use super::view::{
    Choice, Cited, Contribution, ForumRef, Hung, May, Parent, PersonRef, Poll, SafeHtml, State,
    ThreadRow, Title,
};
use crate::api::entity::addresses;
use crate::app::App;
use crate::emoji;
use crate::http::answer::Answer;
use crate::i18n::{self, Lang};

/// Characters of a contribution in a list.
const EXCERPT: usize = 200;

pub(super) fn forum(forum: &Forum) -> ForumRef {
    ForumRef {
        title: forum.title.clone(),
        salon: App::salon(forum),
    }
}

pub(super) fn person(person: &Person) -> PersonRef {
    PersonRef {
        name: person.display.clone(),
        handle: App::handle(person),
    }
}

pub(super) fn author(shown: &Shown) -> PersonRef {
    let handle = if shown.author_local {
        shown.author_name.clone()
    } else {
        format!("{}@{}", shown.author_name, shown.author_host)
    };
    PersonRef {
        name: shown.author_display.clone(),
        handle,
    }
}

pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn small<N: TryInto<u32>>(n: N) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}

/// What is known of the reader and the thread when a contribution is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Eyes<'e> {
    pub(super) reader: Option<&'e Person>,
    pub(super) moderator: bool,
    pub(super) locked: bool,
    /// Host of the forum's home.
    pub(super) home: &'e str,
    /// Local ids that stand on the same page.
    pub(super) here: &'e [i64],
    pub(super) supported: &'e [i64],
}

impl Eyes<'_> {
    fn owns(&self, post: &Post) -> bool {
        self.reader
            .is_some_and(|reader| reader.id == post.author_id)
    }

    fn may(&self, post: &Post) -> May {
        let mut may = May::READ;
        if self.reader.is_none() {
            return may;
        }
        let stands = matches!(post.state.as_str(), "live" | "pending" | "held");
        let open = !self.locked || self.moderator;
        if open && stands {
            may = may.and(May::REPLY);
        }
        if self.owns(post) {
            if stands {
                may = may.and(May::DELETE);
            }
            if stands && open {
                may = may.and(May::EDIT);
            }
        } else {
            may = may.and(May::REPORT);
            if stands {
                may = may.and(May::SUPPORT);
            }
        }
        if self.moderator {
            may.and(May::MODERATE)
        } else {
            may
        }
    }
}

/// A contribution as its reader may see it; that they may see it at all was decided by core. Of
/// what comes from a blocked host stand its place and its date.
pub(super) fn contribution(shown: &Shown, eyes: &Eyes<'_>) -> Contribution {
    let post = &shown.post;
    if shown.blocked {
        return Contribution {
            id: post.id,
            published: post.published,
            parent: parent(shown, eyes),
            state: State::Blocked,
            ..Contribution::default()
        };
    }
    let known = !shown.author_uri.is_empty();
    let hidden = post.state == "removed" && !eyes.moderator && !eyes.owns(post);
    Contribution {
        id: post.id,
        author: known.then(|| author(shown)),
        published: post.published,
        edited: post
            .updated
            .filter(|_| post.rev > 0 || post.updated != Some(post.published)),
        lang: some(&post.lang),
        warning: post.warning.clone(),
        html: if hidden {
            SafeHtml::default()
        } else {
            SafeHtml::from_cleaned(post.html.clone())
        },
        media: Vec::new(),
        poll: None,
        cited: None,
        parent: parent(shown, eyes),
        state: state(post, eyes.home),
        supports: small(post.likes),
        supported: eyes.supported.contains(&post.id),
        may: eyes.may(post),
    }
}

/// Hangs on contributions what their reader sees of them: nothing where there is no text to be seen.
pub(super) async fn hang(
    app: &App,
    reader: Option<&Person>,
    shown: &mut [Contribution],
) -> Answer<()> {
    let readable = shown.iter().filter(|one| one.speaks());
    let ids: Vec<i64> = readable.map(|one| one.id).collect();
    for row in media::of_posts(&app.core, &ids).await? {
        let place = shown.iter_mut().find(|one| Some(one.id) == row.post_id);
        if let Some((place, hung)) = place.zip(hung(app, &row)) {
            place.media.push(hung);
        }
    }
    let mut polls = polls::of_posts(&app.core, reader, &ids).await?;
    if reader.is_some() {
        polls::refresh(&app.core, polls.values().map(|one| &one.poll)).await;
    }
    picture(app, shown).await?;
    let mut cited = Box::pin(cited(app, reader, &ids)).await?;
    for one in shown {
        one.cited = cited.remove(&one.id);
        let asked = polls.remove(&one.id);
        let may_vote = reader.is_some_and(|reader| reader.state != "held") && one.stands();
        one.poll = asked.map(|asked| poll(&asked, may_vote, app.core.now()));
    }
    Ok(())
}

/// Puts pictures in place of the node's emoji in what its own people write.
async fn picture(app: &App, shown: &mut [Contribution]) -> Answer<()> {
    let ours = |one: &Contribution| {
        let author = one.author.as_ref();
        author.is_some_and(|author| author.host().is_none())
    };
    let texts = shown.iter().filter(|one| ours(one));
    let texts = texts.map(|one| one.html.as_str());
    let known = emoji::in_texts(&app.core, texts).await?;
    for one in shown.iter_mut().filter(|one| ours(one)) {
        if !known.is_empty() {
            one.html = SafeHtml::from_cleaned(emoji::pictured(one.html.as_str(), &known));
        }
    }
    Ok(())
}

/// What contributions quote, each as the reader may see it.
async fn cited(app: &App, reader: Option<&Person>, ids: &[i64]) -> Answer<HashMap<i64, Cited>> {
    let quoting = quotes::quoting_among(&app.core, ids).await?;
    if quoting.is_empty() {
        return Ok(HashMap::new());
    }
    let viewer = Viewer {
        person: reader.cloned(),
        admin: false,
    };
    let batch = read::told(&app.core, &viewer, &quoting, &[]).await?;
    let mut cited = HashMap::new();
    for id in quoting {
        let Some(quote) = batch.posts.get(&id).and_then(|told| told.quote) else {
            continue;
        };
        let open = quote.post.filter(|_| quote.state == quotes::ACCEPTED);
        let shown = open.and_then(|post| card(&batch, post));
        let instead = if quote.state == quotes::PENDING {
            Cited::Waits
        } else {
            Cited::Hidden
        };
        cited.insert(id, shown.unwrap_or(instead));
    }
    Ok(cited)
}

fn card(batch: &Batch, post: i64) -> Option<Cited> {
    let post = &batch.posts.get(&post)?.post;
    let author = &batch.actors.get(&post.author_id)?.person;
    let text = excerpt::short(&post.html, EXCERPT);
    let unsaid = match (&post.warning, text.is_empty()) {
        (Some(_), true) => "quote-sensitive",
        (Some(_), false) => "warned-without-words",
        (None, _) => "quote-without-words",
    };
    let words = match (&post.warning, &post.title) {
        (Some(warning), _) => warning.clone(),
        (None, Some(title)) => title.clone(),
        (None, None) => text,
    };
    Some(Cited::Shown {
        id: post.id,
        author: person(author),
        words,
        unsaid,
        lang: some(&post.lang),
    })
}

fn poll(shown: &polls::Shown, may_vote: bool, now: Millis) -> Poll {
    let (asked, tally) = (&shown.poll, shown.poll.tally());
    let told = asked.tells_totals(now);
    let places = (0..).zip(asked.titles());
    let choice = |(at, title): (usize, String)| Choice {
        title,
        votes: tally
            .votes
            .get(at)
            .filter(|_| told)
            .map(|votes| small(*votes)),
        own: shown.own.iter().any(|own| usize::try_from(*own) == Ok(at)),
    };
    Poll {
        options: places.map(choice).collect(),
        multiple: asked.multiple,
        open: may_vote && !shown.voted && !asked.is_over(now),
        voters: asked.voters.map(small),
        ends: asked.ends_at,
        over: asked.is_over(now),
    }
}

fn hung(app: &App, row: &Media) -> Option<Hung> {
    let (whole, small_one) = addresses(app, row);
    // Of what is not in the cache yet, the size of the whole gives the shape.
    let size = row.small_width.zip(row.small_height);
    let size = size.or_else(|| row.width.zip(row.height).map(fitted));
    let (width, height) = size.unwrap_or((320, 240));
    Some(Hung {
        whole: whole?,
        small: small_one.map(|address| (address, width, height)),
        description: row.description.clone(),
        kind: match row.kind.as_str() {
            "image" => "media-image",
            "audio" => "media-audio",
            "video" | "gifv" => "media-video",
            _ => "media-file",
        },
        size: small(row.bytes.div_euclid(1_024)),
    })
}

/// The sides of a small picture.
fn fitted((width, height): (i64, i64)) -> (i64, i64) {
    let most = width.max(height).max(1);
    if most <= 640 {
        return (width, height);
    }
    ((width * 640 / most).max(1), (height * 640 / most).max(1))
}

fn parent(shown: &Shown, eyes: &Eyes<'_>) -> Option<Parent> {
    match &shown.parent {
        Some(parent) => Some(Parent {
            id: Some(parent.id),
            name: parent.display.clone(),
            blocked: parent.blocked,
            here: eyes.here.contains(&parent.id),
        }),
        None => shown.parent_missing().then(Parent::default),
    }
}

fn state(post: &Post, home: &str) -> State {
    match post.state.as_str() {
        "live" => State::Live,
        "deleted" => State::Deleted,
        "removed" => State::Removed {
            reason: post.reason.clone(),
            at: post.removed_at,
        },
        // Its author reads why a held contribution was refused.
        "refused" => State::Refused {
            reason: post.reason.clone(),
        },
        "pending" => State::Unconfirmed {
            host: home.to_owned(),
        },
        "withheld" => State::Withheld,
        _ => State::Held,
    }
}

/// What stands above a thread.
pub(super) fn title(heading: &Heading) -> Title {
    Title::Key(match heading {
        Heading::Words(words) => return Title::Words(words.clone()),
        Heading::Untitled => "thread-untitled",
        Heading::Deleted => "thread-opening-deleted",
        Heading::Removed => "thread-opening-removed",
        Heading::Missing => "thread-opening-missing",
        Heading::Blocked => "thread-opening-blocked",
    })
}

/// The same, in words.
pub(super) fn heading(lang: Lang, heading: &Heading) -> String {
    match title(heading) {
        Title::Words(words) => words,
        Title::Key(key) => i18n::t(lang, key).to_owned(),
    }
}

/// Salons by local id, to name them in lists.
pub(super) type Salons = HashMap<i64, ForumRef>;

pub(super) fn salons(forums: &[Forum]) -> Salons {
    forums.iter().map(|one| (one.id, forum(one))).collect()
}

/// A thread in a list; `salons` is empty where the salon goes without saying.
pub(super) fn thread(listed: &Listed, salons: &Salons) -> ThreadRow {
    let thread = &listed.thread;
    ThreadRow {
        id: thread.id,
        title: title(&listed.heading),
        lang: some(&thread.lang),
        author: listed.author.as_ref().map(person).unwrap_or_default(),
        forum: thread.forum_id.and_then(|id| salons.get(&id).cloned()),
        contributions: small(thread.posts),
        last: thread.last_at,
        locked: thread.locked,
        pinned: thread.pinned,
        pending: false,
    }
}

/// A contribution in a list of one person's; `titles` by thread.
pub(super) fn row(shown: &Shown, titles: &HashMap<i64, String>) -> ExcerptRow {
    let post = &shown.post;
    let title = post.thread_id.and_then(|id| titles.get(&id)).cloned();
    ExcerptRow {
        id: post.id,
        thread: title.unwrap_or_default(),
        warning: post.warning.clone(),
        excerpt: excerpt::short(&post.html, EXCERPT),
        lang: some(&post.lang),
        published: post.published,
        pending: matches!(post.state.as_str(), "pending" | "held"),
    }
}
