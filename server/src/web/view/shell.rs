//! What surrounds every page: head, header, notices, language switch, footer.

use crate::i18n::{self, Around, Lang, Value, Zone};

use super::assets;
use super::form::with_back;

/// Who is reading, when signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// Display name, plain text.
    pub name: String,
    /// Local handle without `@`.
    pub handle: String,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done or is so.
    #[default]
    Info,
    /// Something needs attention.
    Warning,
}

/// A sentence at the top of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub kind: NoticeKind,
    /// Translated plain text.
    pub text: String,
}

impl Notice {
    /// Whether it needs attention.
    pub fn is_warning(&self) -> bool {
        self.kind == NoticeKind::Warning
    }
}

/// A link of the footer that the node's configuration adds (charter, contact, accessibility).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FooterLink {
    /// Where it leads.
    pub href: String,
    /// Its words, already in the reader's language.
    pub text: String,
}

/// What every page needs beside its own content.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Language of the interface.
    pub lang: Lang,
    /// Zone in which times are shown.
    pub zone: Zone,
    /// Name of the node, plain text.
    pub node: String,
    /// Host of the node, with its port if it has one.
    pub host: String,
    /// Title of this page without the node's name, plain text.
    pub title: String,
    /// Path and query of this page, for the language switch and the way back after sign-in.
    pub path: String,
    /// Absolute address of this page, when it has a canonical one.
    pub canonical: Option<String>,
    /// Who is reading.
    pub visitor: Option<Visitor>,
    /// Token of the session, in every form.
    pub csrf: String,
    /// Token of this rendering, in every form: the same token twice is the same deed.
    pub once: String,
    /// Sentences above the content.
    pub notices: Vec<Notice>,
    /// Links the node adds to the footer.
    pub footer: Vec<FooterLink>,
    /// Where the source code of this node is offered (AGPL-3.0 §13); empty where the node does not
    /// say it.
    pub source: String,
    /// Whether sign-up is possible, for the link in the header.
    pub registration: bool,
}

impl Shell {
    /// A fixed message.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        i18n::t(self.lang, key)
    }

    /// A message with one variable `n`.
    pub fn count<N: Copy + Into<i64>>(&self, key: &str, n: &N) -> String {
        i18n::t_args(self.lang, key, &[("n", Value::from((*n).into()))])
    }

    /// A message with one text variable.
    pub fn with(&self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        i18n::t_args(self.lang, key, &[(name, Value::from(value.as_ref()))])
    }

    /// A message cut at a variable, for markup in its place.
    pub fn around(&self, key: &str, name: &str) -> Around {
        i18n::around(self.lang, key, name)
    }

    /// A message cut around a name that decides about the words beside it.
    pub fn around_name(&self, key: &str, name: &str, text: impl AsRef<str>) -> Around {
        i18n::around_name(self.lang, key, name, text.as_ref())
    }

    /// A time in the node's zone.
    pub fn when(&self, ms: &i64) -> String {
        self.zone.date_time(self.lang, *ms)
    }

    /// A day in the node's zone.
    pub fn day(&self, ms: &i64) -> String {
        self.zone.date(self.lang, *ms)
    }

    /// "this thread differs from that of quebec.example (compared on …)".
    pub fn differs(&self, home: &str, ms: &i64) -> String {
        let args = [
            ("host", Value::from(home)),
            ("when", Value::from(self.when(ms))),
        ];
        i18n::t_args(self.lang, "digest-differs", &args)
    }

    /// "page 2 of 5".
    pub fn page_of(&self, page: &u32, last: &u32) -> String {
        let args = [("page", Value::from(*page)), ("last", Value::from(*last))];
        i18n::t_args(self.lang, "page-of", &args)
    }

    /// A time for the `datetime` attribute.
    pub fn iso(&self, ms: &i64) -> String {
        i18n::iso(*ms)
    }

    /// Where the foot of the page links for the source: without an address of it, a page of the
    /// node says who owes it.
    pub fn source_page(&self) -> &str {
        if self.source.is_empty() {
            "/source"
        } else {
            &self.source
        }
    }

    /// Where a guest signs in or asks for an account, from where they come back to this page.
    pub fn door(&self, page: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        if path != "/connexion" && path != "/inscription" {
            return with_back(page, if path == "/" { "" } else { &self.path });
        }
        let back = query.split('&').find(|pair| pair.starts_with("back="));
        back.map_or_else(|| page.to_owned(), |back| format!("{page}?{back}"))
    }

    /// Address of the style sheet.
    pub fn css(&self) -> &'static str {
        &assets::stylesheet().path
    }

    /// Address of the icon.
    pub fn icon(&self) -> &'static str {
        &assets::icon().path
    }

    /// The other languages: tag, endonym and the address of this page in each.
    pub fn languages(&self) -> Vec<(&'static str, &'static str, String)> {
        Lang::ALL
            .into_iter()
            .filter(|lang| *lang != self.lang)
            .map(|lang| (lang.tag(), lang.endonym(), self.in_language(lang)))
            .collect()
    }

    /// The address of this page in another language, its other query parameters kept.
    fn in_language(&self, lang: Lang) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let mut address = format!("{path}?");
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if pair != "lang" && !pair.starts_with("lang=") {
                address.push_str(pair);
                address.push('&');
            }
        }
        address.push_str("lang=");
        address.push_str(lang.tag());
        address
    }
}
