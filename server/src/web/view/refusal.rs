//! Pages that say what has not happened, or not yet: refusals, faults, waiting.

use askama::Template;

use super::Shell;
use crate::i18n::{self, Lang, Value};

/// Any refusal or fault as a page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "refused.html")]
pub struct RefusedPage {
    /// What surrounds the page; its title is set by [`Self::new`].
    pub shell: Shell,
    /// What happened, in the reader's words.
    pub explanation: String,
    /// What to do now.
    pub advice: String,
    /// Number that the keeper of the node finds in the log, for faults.
    pub reference: Option<String>,
    /// Text that was sent and must not be lost.
    pub text: Option<String>,
}

impl RefusedPage {
    /// A page for the HTTP status `status` and the refusal `name` (`thread-locked` reads the
    /// message `refusal-thread-locked`). A refusal without words of its own takes those of its
    /// status.
    pub fn new(mut shell: Shell, status: u16, name: &str, args: &[(&str, Value<'_>)]) -> Self {
        let lang = shell.lang;
        let kind = kind(status);
        i18n::t(lang, title_key(kind)).clone_into(&mut shell.title);
        let explanation = sentence(lang, name, args)
            .unwrap_or_else(|| i18n::t(lang, explanation_key(kind)).to_owned());
        let advice = i18n::t(lang, advice_key(kind)).to_owned();
        Self {
            shell,
            explanation,
            advice,
            reference: None,
            text: None,
        }
    }
}

/// The sentence for a refusal, for pages, form fields and notices; `None` when the locales have
/// none of that name.
pub fn sentence(lang: Lang, name: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
    let key = format!("refusal-{name}");
    i18n::has(&key).then(|| i18n::t_args(lang, &key, args))
}

/// The kinds of architecture §6, with a fault as the seventh, what is gone apart from absent, and
/// an address that is not for this method apart from invalid.
#[derive(Clone, Copy)]
enum Kind {
    Absent,
    Gone,
    Forbidden,
    Invalid,
    Method,
    Conflict,
    TooMany,
    Unready,
    Fault,
}

fn kind(status: u16) -> Kind {
    match status {
        404 => Kind::Absent,
        410 => Kind::Gone,
        401 | 403 => Kind::Forbidden,
        405 => Kind::Method,
        409 => Kind::Conflict,
        429 => Kind::TooMany,
        502..=507 => Kind::Unready,
        400..=499 => Kind::Invalid,
        _ => Kind::Fault,
    }
}

fn title_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Absent => "absent-title",
        Kind::Gone => "gone-title",
        Kind::Forbidden => "forbidden-title",
        Kind::Invalid => "invalid-title",
        Kind::Method => "method-title",
        Kind::Conflict => "conflict-title",
        Kind::TooMany => "too-many-title",
        Kind::Unready => "unready-title",
        Kind::Fault => "fault-title",
    }
}

fn explanation_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Absent => "absent-text",
        Kind::Gone => "gone-text",
        Kind::Forbidden => "forbidden-text",
        Kind::Invalid => "invalid-text",
        Kind::Method => "method-text",
        Kind::Conflict => "conflict-text",
        Kind::TooMany => "too-many-text",
        Kind::Unready => "unready-text",
        Kind::Fault => "fault-text",
    }
}

fn advice_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Absent | Kind::Gone | Kind::Method => "advice-look-elsewhere",
        Kind::Forbidden => "advice-ask",
        Kind::Invalid | Kind::Conflict => "advice-go-back",
        Kind::TooMany | Kind::Unready | Kind::Fault => "advice-later",
    }
}

/// Shown after sign-up while an account waits for its approval.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "waiting.html")]
pub struct WaitingPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Contributions already written, which will leave once the account is approved.
    pub held: u32,
}

/// What came of following a salon by its address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "followed.html")]
pub struct FollowedPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// The salon.
    pub forum: super::ForumRef,
    /// Its address, `@acces@quebec.test`.
    pub address: String,
    /// Whether its home has accepted already.
    pub accepted: bool,
}
