//! Databases with many contributions, made once through the verbs that everybody uses and kept
//! under the target folder; each measurement works on a copy of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use palabre::Given;
use palabre_core::clock::StillClock;
use palabre_core::people::Person;
use palabre_core::threads::{self, Draft};
use palabre_core::{Clock as _, Core, SystemClock, forums};

use crate::node;
use crate::scene;

/// Contributions in one commit while a store is filled.
const TOGETHER: usize = 20;
/// Contributions of the long thread, and the words of each: one full page.
pub(crate) const FULL_PAGE: usize = 25;
const LONG_WORDS: usize = 180;
/// Words of every other contribution.
const WORDS: usize = 60;

/// What a store holds: so many threads of so many contributions each, and a long thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contents {
    pub(crate) threads: usize,
    pub(crate) each: usize,
}

impl Contents {
    pub(crate) const SMALL: Self = Self::new(100, 10);
    pub(crate) const LARGE: Self = Self::new(10_000, 10);
    pub(crate) const THOUSAND_BY_TEN: Self = Self::new(1_000, 10);
    pub(crate) const THREADS: Self = Self::new(10_000, 1);

    const fn new(threads: usize, each: usize) -> Self {
        Self { threads, each }
    }

    /// Contributions, those of the long thread included.
    pub(crate) fn posts(self) -> usize {
        self.threads * self.each + FULL_PAGE
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures")
}

/// A data directory with a copy of the store, for one measurement.
pub(crate) async fn copy(contents: Contents, name: &str) -> Result<PathBuf> {
    let made = made(contents).await?;
    let place = folder().join(name);
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    let copied = place.join("palabre.sqlite");
    std::fs::copy(made.join("palabre.sqlite"), &copied)?;
    // What the machine still writes of the copy would be counted as the server's waiting.
    std::fs::File::open(&copied)?.sync_all()?;
    Ok(place)
}

async fn made(contents: Contents) -> Result<PathBuf> {
    let Contents { threads, each } = contents;
    let place = folder().join(format!("store-{threads}x{each}"));
    if place.join("palabre.sqlite").exists() {
        return Ok(place);
    }
    let begun = folder().join(format!("store-{threads}x{each}-begun"));
    if begun.exists() {
        std::fs::remove_dir_all(&begun)?;
    }
    std::fs::create_dir_all(&begun)?;
    println!("making a store of {} contributions", contents.posts());
    fill(&begun, contents).await?;
    std::fs::rename(&begun, &place)?;
    Ok(place)
}

pub(crate) async fn fill(place: &Path, contents: Contents) -> Result<()> {
    // A second between two contributions, ending an hour ago.
    let posts = i64::try_from(contents.posts())?;
    let clock = Arc::new(StillClock::at(
        SystemClock.now() - 3_600_000 - posts * 1_000,
    ));
    let given = Given {
        clock: clock.clone(),
        ..Given::real()
    };
    let core = palabre::open(&node::config(place)?, &given).await?;
    scene::people(&core).await?;
    let author = scene::author(&core).await?;
    let drafts = drafts(&core, WORDS).await?;
    let mut roots = Vec::with_capacity(contents.threads);
    while roots.len() < contents.threads {
        let count = TOGETHER.min(contents.threads - roots.len());
        clock.advance(i64::try_from(count)? * 1_000);
        let more = together(&core, &author, &drafts, &vec![None; count]).await?;
        roots.extend(more);
    }
    for _ in 1..contents.each {
        for some in roots.chunks(TOGETHER) {
            clock.advance(i64::try_from(some.len())? * 1_000);
            let parents: Vec<_> = some.iter().copied().map(Some).collect();
            together(&core, &author, &drafts, &parents).await?;
        }
    }
    let long = drafts_of(&core, LONG_WORDS, "Le long fil").await?;
    let root = together(&core, &author, &long, &[None]).await?;
    for _ in 1..FULL_PAGE {
        clock.advance(1_000);
        together(&core, &author, &long, &[root.first().copied()]).await?;
    }
    core.close().await;
    Ok(())
}

/// Some contributions in one commit; nothing as parent opens a thread. Two ids of one moment may
/// meet by chance: the commit is then made again with other ids.
async fn together(
    core: &Core,
    author: &Person,
    drafts: &[Draft],
    parents: &[Option<i64>],
) -> Result<Vec<i64>> {
    let mut last = None;
    for _ in 0..5 {
        match once(core, author, drafts, parents).await {
            Ok(ids) => return Ok(ids),
            Err(error) => last = Some(error),
        }
    }
    Err(last.context("an error")?)
}

async fn once(
    core: &Core,
    author: &Person,
    drafts: &[Draft],
    parents: &[Option<i64>],
) -> Result<Vec<i64>> {
    let forum = forums::by_slug(core, scene::FORUM, None).await?;
    let forum = forum.context("the forum")?;
    let mut tx = core.begin().await?;
    let mut ids = Vec::with_capacity(parents.len());
    for (parent, draft) in parents.iter().zip(drafts.iter().cycle()) {
        let post = match parent {
            Some(parent) => threads::reply(&mut tx, author, *parent, draft).await?,
            None => threads::open(&mut tx, author, &forum, draft).await?,
        };
        ids.push(post.id);
    }
    tx.commit().await?;
    Ok(ids)
}

async fn drafts(core: &Core, words: usize) -> Result<Vec<Draft>> {
    drafts_of(core, words, "Un point d'échange Internet").await
}

/// Texts that differ, so that no page of the database is like another.
async fn drafts_of(core: &Core, words: usize, title: &str) -> Result<Vec<Draft>> {
    let mut drafts = Vec::with_capacity(TOGETHER);
    for number in 0..TOGETHER {
        let text = text(words, number);
        let title = format!("{title} ({number})");
        drafts.push(threads::draft(core, &text, Some(&title), "fr").await?);
    }
    Ok(drafts)
}

/// Markdown of so many words, in paragraphs of sixty, with a link and some emphasis.
pub(crate) fn text(words: usize, salt: usize) -> String {
    const LEXICON: [&str; 24] = [
        "gouvernance",
        "le",
        "réseau",
        "de",
        "Dakar",
        "et",
        "chaque",
        "chapitre",
        "propose",
        "une",
        "interconnexion",
        "locale",
        "pour",
        "les",
        "écoles",
        "dont",
        "la",
        "bande",
        "passante",
        "reste",
        "chère",
        "**malgré**",
        "nos",
        "efforts",
    ];
    let mut text = String::new();
    for at in 0..words {
        let word = LEXICON[(at * 7 + salt * 5 + at / 11) % LEXICON.len()];
        let link = at % 60 == 30;
        if link {
            text.push_str("[le rapport](https://exemple.org/rapport) ");
        }
        text.push_str(word);
        text.push_str(if at % 60 == 59 { "\n\n" } else { " " });
    }
    text
}
