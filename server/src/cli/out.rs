//! What a command says: sentences in one language, or one line of JSON.

use std::io::Write;
use std::process::ExitCode;

use super::stop::Stop;
use crate::i18n::{self, Lang, Value};

/// The voice of a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Out {
    pub(super) lang: Lang,
    pub(super) json: bool,
}

impl Out {
    pub(super) fn new(lang: Lang, json: bool) -> Self {
        Self { lang, json }
    }

    /// A sentence on standard output, unless the command answers in JSON.
    pub(super) fn say(self, key: &str, args: &[(&str, Value<'_>)]) {
        if !self.json {
            Out::line(&i18n::t_args(self.lang, key, args));
        }
    }

    /// A line on standard output. A reader that has gone away is no failure of the command.
    pub(super) fn line(text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    }

    /// The answer for scripts, where `--json` asks for it.
    pub(super) fn data(self, value: &serde_json::Value) {
        if self.json {
            Out::line(&value.to_string());
        }
    }

    /// Why the command stopped, on standard error.
    pub(super) fn stopped(self, stop: &Stop) -> ExitCode {
        let words = stop.words(self.lang);
        if !words.is_empty() {
            let _ = writeln!(std::io::stderr().lock(), "palabre: {words}");
        }
        ExitCode::from(1)
    }

    /// The text of a message.
    pub(super) fn words(self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        i18n::t_args(self.lang, key, args)
    }
}
