//! What somebody asks for, read: words, "words that stand together", what is not wanted (`-word`), and what
//! posts are (`from:`, `language:`, `has:`, `is:`, `in:`, `before:`, `after:`, `during:`). What is none of
//! this is searched as words.

use std::collections::BTreeSet;

use time::Date;
use time::macros::format_description;

use super::words::{marked, runs, stems, units};
use crate::Millis;
use crate::address::Handle;
use crate::store::dialect::{Either, Sought};
use crate::text::valid_language;

/// So many words and conditions count; others are left out.
const MOST: usize = 32;
const DAY: Millis = 86_400_000;

/// Who has written what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Author {
    Reader,
    Named(Handle),
}

/// A question as it is understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) sought: Sought,
    /// And whether it is somebody else who is wanted.
    pub(super) authors: Vec<(Author, bool)>,
    /// Published at this moment or later.
    pub(super) since: Option<Millis>,
    /// Published before this moment.
    pub(super) before: Option<Millis>,
    /// What the reader wrote, supports or keeps.
    pub(super) library: bool,
}

impl Question {
    pub(super) fn read(text: &str) -> Self {
        let mut question = Self::default();
        let mut rest = text.trim_start();
        for _ in 0..MOST {
            let Some(first) = rest.chars().next() else {
                break;
            };
            let refused = first == '-' && rest[1..].starts_with(|c: char| !c.is_whitespace());
            let wanted = if refused { &rest[1..] } else { rest };
            let (term, after) = Term::first(wanted);
            question.add(&term, refused);
            rest = after.trim_start();
        }
        question
    }

    /// Whether it asks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Also asks for what is so, or is not.
    pub(super) fn add_mark(&mut self, mark: &str, refused: bool) {
        self.add_words(vec![vec![vec![marked(mark)]]], refused);
    }

    fn add_words(&mut self, each: Vec<Either>, refused: bool) {
        if each.is_empty() {
            return;
        }
        if refused {
            self.sought.none.push(each);
        } else {
            self.sought.all.extend(each);
        }
    }

    fn add(&mut self, term: &Term<'_>, refused: bool) {
        match *term {
            Term::Together(text) => {
                let phrase: Vec<String> = runs(text).flat_map(units).collect();
                let each = (!phrase.is_empty()).then(|| vec![phrase]);
                self.add_words(each.into_iter().collect(), refused);
            }
            Term::Word(text) => {
                let understood = text
                    .split_once(':')
                    .is_some_and(|(name, value)| self.condition(name, value, refused));
                if !understood {
                    let each = runs(text).take(MOST).filter_map(either).collect();
                    self.add_words(each, refused);
                }
            }
        }
    }

    /// Answers whether it is a condition.
    fn condition(&mut self, name: &str, value: &str, refused: bool) -> bool {
        match (name.to_ascii_lowercase().as_str(), value) {
            ("from", value) => match author(value) {
                Some(author) => self.authors.push((author, refused)),
                None => return false,
            },
            ("language", value) => match valid_language(value) {
                Some(language) => self.add_mark(&format!("lang{language}"), refused),
                None => return false,
            },
            ("has", "media" | "link") | ("is", "reply" | "sensitive") => {
                self.add_mark(value, refused);
            }
            ("in", "library") if !refused => self.library = true,
            ("before", value) if !refused => match day(value) {
                Some(day) => self.ends_before(day),
                None => return false,
            },
            ("after", value) if !refused => match day(value) {
                Some(day) => self.begins_at(day + DAY),
                None => return false,
            },
            ("during", value) if !refused => match day(value) {
                Some(day) => {
                    self.begins_at(day);
                    self.ends_before(day + DAY);
                }
                None => return false,
            },
            _ => return false,
        }
        true
    }

    fn begins_at(&mut self, at: Millis) {
        self.since = self.since.max(Some(at));
    }

    fn ends_before(&mut self, at: Millis) {
        self.before = Some(self.before.map_or(at, |before| Ord::min(before, at)));
    }
}

/// A word with its stems, or letters that stand together. Of some signs nothing is left.
fn either(run: &str) -> Option<Either> {
    let units = units(run);
    let stems = match units.len() {
        0 => return None,
        1 => stems(run, None),
        _ => BTreeSet::new(),
    };
    let stems = stems.into_iter().map(|stem| vec![stem]);
    Some(std::iter::once(units).chain(stems).collect())
}

fn author(value: &str) -> Option<Author> {
    if value.eq_ignore_ascii_case("me") {
        return Some(Author::Reader);
    }
    let handle = Handle::parse(&format!("@{}", value.trim_start_matches('@')));
    handle.ok().map(Author::Named)
}

/// When a day begins, in UTC.
fn day(value: &str) -> Option<Millis> {
    let day = Date::parse(value, format_description!("[year]-[month]-[day]")).ok()?;
    let seconds = day.midnight().assume_utc().unix_timestamp();
    Some(seconds * 1_000)
}

/// A piece of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term<'t> {
    Word(&'t str),
    Together(&'t str),
}

impl<'t> Term<'t> {
    /// The first piece of a text that begins with no space, and what follows it. A quotation that does not
    /// end is none.
    fn first(text: &'t str) -> (Self, &'t str) {
        for (open, close) in [('"', '"'), ('“', '”'), ('«', '»')] {
            if let Some(quoted) = text.strip_prefix(open)
                && let Some((quoted, rest)) = quoted.split_once(close)
            {
                return (Self::Together(quoted), rest);
            }
        }
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        (Self::Word(&text[..end]), &text[end..])
    }
}
