//! What members do not want to read without being warned, or at all: filters of words and of single
//! posts. A filter changes no list: whoever shows a post says which filters of its reader it meets, and
//! the reader's client does what they say where they hold.

mod read;
mod sift;
#[cfg(test)]
mod tests;
mod verbs;

pub use crate::store::entity::filter::Model as Filter;
pub use crate::store::entity::filter_rule::Model as Rule;
pub use read::{all, one, rule};
pub(crate) use sift::AtHand;
pub use sift::{Met, Sift};
pub(crate) use verbs::forget;
pub use verbs::{
    add_keyword, add_post, change, change_alone, change_keyword, delete, delete_alone, drop_rule,
    make,
};

use crate::{BadFilter, Millis, Result};

/// Filters of one member at most.
const FILTERS: usize = 100;
/// Keywords in all filters of one member at most.
const KEYWORDS: usize = 500;
/// Posts in all filters of one member at most.
const POSTS: usize = 500;
/// Longest title, in characters.
const TITLE: usize = 256;
/// Longest keyword, in characters: as many as may be kept are made one automaton in milliseconds.
const KEYWORD: usize = 128;
/// No filter ends later than in so many milliseconds, a hundred years.
const LATEST: Millis = 3_155_760_000_000;

/// Where a filter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    Home,
    Notifications,
    Public,
    Thread,
    Account,
}

impl Context {
    const ALL: [Self; 5] = [
        Self::Home,
        Self::Notifications,
        Self::Public,
        Self::Thread,
        Self::Account,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notifications => "notifications",
            Self::Public => "public",
            Self::Thread => "thread",
            Self::Account => "account",
        }
    }

    /// What a word stands for.
    ///
    /// # Errors
    /// Nothing of the kind.
    pub fn named(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|one| one.word() == word.trim());
        known.ok_or_else(|| BadFilter::FilterContext.into())
    }
}

/// What a client does with what a filter meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Shows it behind the filter's title.
    Warn,
    /// Does not show it.
    Hide,
    /// Blurs its media.
    Blur,
}

impl Action {
    const ALL: [Self; 3] = [Self::Warn, Self::Hide, Self::Blur];

    fn word(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Hide => "hide",
            Self::Blur => "blur",
        }
    }

    /// What a word stands for, where it stands for something.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// How long a filter meets anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    Always,
    For(Millis),
}

/// What is said of a filter; what is not said stays, or is as usual.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub title: Option<String>,
    pub contexts: Option<Vec<Context>>,
    pub action: Option<Action>,
    pub lasting: Option<Lasting>,
    pub keywords: Vec<Change>,
}

/// What is said of a keyword; what is not said stays, or is as usual.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub keyword: Option<String>,
    pub whole: Option<bool>,
}

/// What becomes of the keywords of a filter.
#[derive(Debug, Clone)]
pub enum Change {
    New(Words),
    Other(i64, Words),
    Gone(i64),
}

/// What a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Words,
    Post,
}

/// A filter with everything that it meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    pub filter: Filter,
    /// The oldest first.
    pub rules: Vec<Rule>,
}

impl Whole {
    /// Its keywords.
    pub fn keywords(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.names() == Of::Words)
    }

    /// Its posts.
    pub fn posts(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.names() == Of::Post)
    }
}

impl Rule {
    fn names(&self) -> Of {
        match self.keyword {
            Some(_) => Of::Words,
            None => Of::Post,
        }
    }
}

impl Filter {
    /// Whether it holds somewhere.
    pub fn holds_in(&self, context: Context) -> bool {
        let mut words = self.contexts.split(' ');
        words.any(|word| word == context.word())
    }

    /// Whether what it meets is shown behind its title.
    pub fn warns(&self) -> bool {
        self.action == Action::Warn.word()
    }

    /// Whether what it meets is not to be shown at all.
    pub fn hides(&self) -> bool {
        self.action == Action::Hide.word()
    }
}
