//! Why a command stops, in the words of whoever can act.

use palabre_core::{Error, Fault, OpenError, Refusal};

use crate::StartError;
use crate::config::ConfigError;
use crate::i18n::{self, Lang, Value};
use crate::media::unfit::Unfit;

/// A command that was refused or has failed.
#[derive(Debug)]
pub(super) enum Stop {
    Config(ConfigError),
    Open(OpenError),
    Core(Error),
    /// A file that is not taken, by the name of the reason, with the number in it.
    Unfit(&'static str, Option<u64>),
    /// A message with its arguments.
    Said(&'static str, Vec<(&'static str, String)>),
    /// Everything was said already; only the exit code is left.
    Silent,
}

impl Stop {
    /// Something the operating system refused; the message takes `$words`.
    pub(super) fn io(key: &'static str, error: &std::io::Error) -> Self {
        Self::Said(key, vec![("words", error.to_string())])
    }

    /// A message with its arguments.
    pub(super) fn said<V: ToString>(key: &'static str, args: &[(&'static str, V)]) -> Self {
        Self::Said(
            key,
            args.iter()
                .map(|(name, value)| (*name, value.to_string()))
                .collect(),
        )
    }

    /// The sentence, with what to do where that is known.
    pub(super) fn words(&self, lang: Lang) -> String {
        match self {
            Self::Config(error) => match lang {
                Lang::Fr => error.in_french(),
                Lang::En => error.in_english(),
            },
            Self::Open(error) => open(lang, error),
            Self::Core(Error::Refused(refusal)) => refused(lang, refusal),
            Self::Core(Error::Fault(fault)) => broken(lang, fault),
            Self::Unfit(name, limit) => {
                let limit = limit.map(|limit| ("limit", limit.to_string()));
                said(lang, &format!("refusal-{name}"), &Vec::from_iter(limit))
            }
            Self::Said(key, args) => said(lang, key, args),
            Self::Silent => String::new(),
        }
    }
}

impl From<ConfigError> for Stop {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<Unfit> for Stop {
    fn from(unfit: Unfit) -> Self {
        let (key, limit) = unfit.words();
        Self::Unfit(key, limit)
    }
}

impl From<StartError> for Stop {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Config(error) => Self::Config(error),
            StartError::Open(error) => Self::Open(error),
            other => Self::said("cli-not-started", &[("words", other)]),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Core(refusal.into())
    }
}

fn open(lang: Lang, error: &OpenError) -> String {
    match error {
        OpenError::Unreadable(words) => said(lang, "cli-database-unreadable", &[("words", words)]),
        OpenError::Migration(words) => said(lang, "cli-database-migration", &[("words", words)]),
        OpenError::OtherHost { pinned, asked } => said(
            lang,
            "cli-other-host",
            &[("pinned", pinned), ("asked", asked)],
        ),
    }
}

fn refused(lang: Lang, refusal: &Refusal) -> String {
    let key = refusal.key();
    if !i18n::has(key) {
        return refusal.to_string();
    }
    // Numbers choose plural forms, so they are passed as numbers.
    let value = |text: String| match text.parse::<i64>() {
        Ok(number) => Value::from(number),
        Err(_) => Value::from(text),
    };
    let args: Vec<(&str, Value<'_>)> = refusal
        .args()
        .into_iter()
        .map(|(name, text)| (name, value(text)))
        .collect();
    i18n::t_args(lang, key, &args)
}

fn broken(lang: Lang, fault: &Fault) -> String {
    said(lang, "cli-fault", &[("words", fault)])
}

/// A count chooses plural forms, so it is passed as a number; it is always called `n`.
fn value_of(name: &str, text: String) -> Value<'static> {
    match text.parse::<i64>() {
        Ok(number) if name == "n" => Value::from(number),
        _ => Value::from(text),
    }
}

fn said<V: ToString>(lang: Lang, key: &str, args: &[(&'static str, V)]) -> String {
    let args: Vec<(&str, Value<'_>)> = args
        .iter()
        .map(|(name, value)| (*name, value_of(name, value.to_string())))
        .collect();
    i18n::t_args(lang, key, &args)
}
