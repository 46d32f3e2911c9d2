//! What a member says of themselves and chooses, as a form.

use super::super::{FieldError, Shell};
use super::{Field, FormPage, Kind};
use crate::i18n::WRITTEN;

/// Fields whose names and values a form holds, by the names of their inputs.
pub const ROWS: [(&str, &str); 4] = [
    ("name1", "value1"),
    ("name2", "value2"),
    ("name3", "value3"),
    ("name4", "value4"),
];

/// What is yes or no, with its words.
pub const FLAGS: [(&str, &str); 5] = [
    ("locked", "field-locked"),
    ("bot", "field-bot"),
    ("discoverable", "field-discoverable"),
    ("indexable", "field-indexable"),
    ("hidden", "field-hidden"),
];

/// For whom a status is, with its words.
const AUDIENCES: [(&str, &str); 3] = [
    ("public", "audience-public"),
    ("unlisted", "audience-unlisted"),
    ("followers", "audience-followers"),
];

/// What is typed and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Displayed name.
    pub display: String,
    /// Markdown.
    pub note: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// Of [`FLAGS`], those that are yes.
    pub flags: Vec<&'static str>,
    /// For whom a status is.
    pub audience: String,
    /// Whether a status is sensitive.
    pub sensitive: bool,
    /// BCP-47; empty for that of the interface.
    pub lang: String,
    /// Whether there is a picture, beside the name and above the page.
    pub pictures: (bool, bool),
}

impl FormPage {
    /// `/moi/profil`. Files stand last: what was typed has come in before them.
    pub fn profile(shell: Shell, typed: &Profile, errors: Vec<FieldError>) -> Self {
        let action = "/moi/profil".to_owned();
        let mut page = Self::new(shell, "profile-title", "save", action)
            .field(
                "display",
                ("field-display", "field-display-hint"),
                Kind::Line("text"),
                &typed.display,
            )
            .optional()
            .field(
                "note",
                ("field-note", "field-note-hint"),
                Kind::Area,
                &typed.note,
            )
            .optional();
        for (number, (name, value)) in (1..).zip(ROWS) {
            let row = typed.fields.get(number - 1).cloned().unwrap_or_default();
            page = page
                .numbered(name, "field-row-name", number, &row.0)
                .numbered(value, "field-row-value", number, &row.1);
        }
        for (name, words) in FLAGS {
            page = page.check(name, words, typed.flags.contains(&name));
        }
        page = page
            .among("audience", "field-audience", &AUDIENCES, &typed.audience)
            .check("sensitive", "field-sensitive", typed.sensitive)
            .writes(&typed.lang)
            .picture(("avatar", "field-avatar"), ("no-avatar", typed.pictures.0))
            .picture(("header", "field-header"), ("no-header", typed.pictures.1));
        page.instead = Some(("/moi".to_owned(), page.shell.t("cancel").to_owned()));
        page.parts = true;
        page.errors = errors;
        page
    }

    fn numbered(
        mut self,
        name: &'static str,
        words: &'static str,
        number: usize,
        value: &str,
    ) -> Self {
        let label = self.shell.with(words, "number", number.to_string());
        self.fields.push(Field {
            name,
            label,
            hint: String::new(),
            value: value.to_owned(),
            kind: Kind::Line("text"),
            autocomplete: "",
            required: false,
        });
        self
    }

    fn check(self, name: &'static str, words: &'static str, yes: bool) -> Self {
        let value = if yes { "1" } else { "" };
        self.field(name, (words, ""), Kind::Check, value).optional()
    }

    fn among(
        self,
        name: &'static str,
        words: &'static str,
        all: &[(&str, &str)],
        chosen: &str,
    ) -> Self {
        let choice =
            |(value, words): &(&str, &str)| ((*value).to_owned(), self.shell.t(words).to_owned());
        let choices = all.iter().map(choice).collect();
        self.field(name, (words, ""), Kind::Among(choices), chosen)
    }

    fn writes(self, tag: &str) -> Self {
        let own = (String::new(), self.shell.t("as-interface").to_owned());
        let mut choices = vec![own];
        choices.extend(WRITTEN.map(|(tag, name)| (tag.to_owned(), name.to_owned())));
        if !choices.iter().any(|(known, _)| known == tag) {
            choices.push((tag.to_owned(), tag.to_owned()));
        }
        self.field("lang", ("field-writes", ""), Kind::Choice(choices), tag)
            .optional()
    }

    fn picture(
        self,
        (name, words): (&'static str, &'static str),
        (none, has): (&'static str, bool),
    ) -> Self {
        let page = self
            .field(name, (words, "field-picture-hint"), Kind::File, "")
            .optional();
        if has {
            page.check(none, "field-no-picture", false)
        } else {
            page
        }
    }
}
