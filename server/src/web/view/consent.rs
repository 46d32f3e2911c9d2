//! The consent that a member gives to a client.

use askama::Template;

use super::Shell;
use crate::i18n::{self, Lang};

/// `/oauth/authorize`: who asks for what.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "consent.html")]
pub struct ConsentPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Name of the app, plain text.
    pub app: String,
    /// Page of the app (http or https).
    pub website: Option<String>,
    /// Display name of the member.
    pub name: String,
    /// Full address of the member, `@ana@quebec.test`.
    pub address: String,
    /// What the app would be allowed, a sentence each.
    pub scopes: Vec<String>,
    /// What the form brings back.
    pub fields: Vec<(&'static str, String)>,
    /// Where the answer goes, `https://client.test` or `tusky:`; empty where the code is shown.
    pub target: String,
}

impl ConsentPage {
    /// With its title.
    #[must_use]
    pub fn titled(mut self) -> Self {
        i18n::t(self.shell.lang, "consent-title").clone_into(&mut self.shell.title);
        self
    }

    /// What scopes allow, in words.
    pub fn words<'s>(lang: Lang, scopes: impl Iterator<Item = &'s str>) -> Vec<String> {
        scopes.map(|scope| words(lang, scope)).collect()
    }
}

/// The words of `read`, or those of `read:statuses` made of both parts.
fn words(lang: Lang, scope: &str) -> String {
    let whole = format!("scope-{}", scope.replace(':', "-"));
    if i18n::has(&whole) {
        return i18n::t_args(lang, &whole, &[]);
    }
    let (level, part) = scope.rsplit_once(':').unwrap_or((scope, ""));
    let part = i18n::t_args(lang, &format!("scope-part-{}", part.replace('_', "-")), &[]);
    let of = format!("scope-of-{}", level.replace(':', "-"));
    i18n::t_args(lang, &of, &[("part", i18n::Value::from(part))])
}

/// The code of a client that has no address of its own.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "code.html")]
pub struct CodePage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Name of the app, plain text.
    pub app: String,
    /// The code.
    pub code: String,
}

impl CodePage {
    /// With its title.
    #[must_use]
    pub fn titled(mut self) -> Self {
        i18n::t(self.shell.lang, "code-title").clone_into(&mut self.shell.title);
        self
    }
}

#[cfg(test)]
mod tests {
    use palabre_core::access::scopes;

    use super::*;

    // client_api.6
    #[test]
    fn every_scope_has_words_of_its_own_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            let all = scopes::all();
            let words = ConsentPage::words(lang, all.iter().map(String::as_str));
            let distinct: std::collections::BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), all.len(), "{words:?}");
            assert!(words.iter().all(|one| !one.contains("scope-")), "{words:?}");
        }
    }
}
