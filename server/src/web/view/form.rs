//! Every page that is one form: sign-up, sign-in, new thread, reply, edit, delete, report, follow.
//!
//! A form keeps what was typed, names its errors at the top with a link to each field and again
//! beside the field, and carries `csrf` and `once`.

mod profile;

use askama::Template;

pub use profile::{FLAGS, Profile, ROWS};

use super::{Cited, Contribution, SafeHtml, Shell, State};
use crate::i18n::WRITTEN;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line; the word is the `type` attribute (`text`, `email`).
    Line(&'static str),
    /// One line never shown again.
    Password,
    /// Several lines.
    Area,
    /// One of several languages, as (value, words).
    Choice(Vec<(String, String)>),
    /// One of several, as (value, words).
    Among(Vec<(String, String)>),
    /// Yes or no.
    Check,
    /// A picture.
    File,
}

/// One field with its words and what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in the form and id on the page.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// A sentence below the label; empty for none.
    pub hint: String,
    /// What was typed.
    pub value: String,
    /// How it is filled in.
    pub kind: Kind,
    /// Value of the `autocomplete` attribute; empty for none.
    pub autocomplete: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
}

/// What is wrong with a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field.
    pub field: &'static str,
    /// Translated sentence.
    pub text: String,
}

/// What someone writes: a title (threads only), a text, its language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Title of a new thread.
    pub title: String,
    /// Markdown.
    pub text: String,
    /// BCP-47.
    pub lang: String,
}

/// What someone types to sign up; the password is never given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUp {
    /// Handle wished for.
    pub name: String,
    /// Display name.
    pub display: String,
    /// E-mail address.
    pub email: String,
    /// Words for whoever approves.
    pub reason: String,
    /// A path of this node to go on to, or empty.
    pub back: String,
}

/// A page that is one form. Made by the constructors below.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "form.html")]
pub struct FormPage {
    /// What surrounds the page.
    pub shell: Shell,
    /// Sentences before the form.
    pub intro: Vec<String>,
    /// The contribution that is answered, deleted or reported, shown above the form.
    pub above: Option<Contribution>,
    /// Cleaned rendering of the text typed so far, for a form that came back to be checked.
    pub preview: SafeHtml,
    /// Where the form is sent.
    pub action: String,
    /// Whether it is sent in parts, with files.
    pub parts: bool,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// What is wrong, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// Words of the button.
    pub submit: String,
    /// Whether the button destroys something.
    pub grave: bool,
    /// Where to go instead, as (address, words).
    pub instead: Option<(String, String)>,
    /// Page to return to afterwards, a path of this node; empty for none.
    pub back: String,
}

/// A page with where it leads back to, if that is anywhere.
pub(crate) fn with_back(page: &str, back: &str) -> String {
    if back.is_empty() {
        return page.to_owned();
    }
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("{page}?back={back}")
}

impl FormPage {
    /// What is wrong with the field `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == name)
            .map(|error| error.text.as_str())
    }

    /// The ids of what describes a field, for `aria-describedby`; empty when nothing does.
    pub fn described(&self, field: &Field) -> String {
        let hint = (!field.hint.is_empty()).then(|| format!("{}-h", field.name));
        let error = self.error(field.name).map(|_| format!("{}-e", field.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    fn new(mut shell: Shell, title: &'static str, submit: &'static str, action: String) -> Self {
        let lang = shell.lang;
        crate::i18n::t(lang, title).clone_into(&mut shell.title);
        let submit = crate::i18n::t(lang, submit).to_owned();
        Self {
            shell,
            action,
            submit,
            ..Self::default()
        }
    }

    fn say(mut self, key: &'static str) -> Self {
        self.intro.push(self.shell.t(key).to_owned());
        self
    }

    fn field(
        mut self,
        name: &'static str,
        (label, hint): (&'static str, &'static str),
        kind: Kind,
        value: &str,
    ) -> Self {
        let hint = if hint.is_empty() {
            String::new()
        } else {
            self.shell.t(hint).to_owned()
        };
        let autocomplete = match (name, &kind) {
            ("name", _) => "username",
            ("display", _) => "name",
            ("email", _) => "email",
            _ => "",
        };
        self.fields.push(Field {
            name,
            label: self.shell.t(label).to_owned(),
            hint,
            value: value.to_owned(),
            kind,
            autocomplete,
            required: true,
        });
        self
    }

    fn optional(mut self) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.required = false;
        }
        self
    }

    fn completes(mut self, autocomplete: &'static str) -> Self {
        if let Some(field) = self.fields.last_mut() {
            field.autocomplete = autocomplete;
        }
        self
    }

    fn language(self, tag: &str) -> Self {
        let tag = if tag.is_empty() {
            self.shell.lang.tag()
        } else {
            tag
        };
        let mut choices: Vec<(String, String)> = WRITTEN
            .iter()
            .map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()))
            .collect();
        // A language that the list does not name is kept as it was declared.
        if !choices.iter().any(|(known, _)| known == tag) {
            choices.push((tag.to_owned(), tag.to_owned()));
        }
        self.field(
            "lang",
            ("field-lang", "field-lang-hint"),
            Kind::Choice(choices),
            tag,
        )
    }

    fn write(self, text: &str) -> Self {
        self.field("text", ("field-text", "field-text-hint"), Kind::Area, text)
    }

    /// `/connexion`. `back` is a path of this node to return to, or empty.
    pub fn sign_in(shell: Shell, name: &str, back: &str, errors: Vec<FieldError>) -> Self {
        let registration = shell.registration;
        let mut page = Self::new(shell, "sign-in", "sign-in", "/connexion".to_owned())
            .field("name", ("field-login", ""), Kind::Line("text"), name)
            .field("password", ("field-password", ""), Kind::Password, "")
            .completes("current-password");
        if registration {
            let words = page.shell.t("sign-up").to_owned();
            page.instead = Some((with_back("/inscription", back), words));
        }
        back.clone_into(&mut page.back);
        page.errors = errors;
        page
    }

    /// `/inscription`; `approval` when the node's keepers read each request.
    pub fn sign_up(shell: Shell, typed: &SignUp, approval: bool, errors: Vec<FieldError>) -> Self {
        let mut page = Self::new(
            shell,
            "sign-up",
            "sign-up-submit",
            "/inscription".to_owned(),
        )
        .say("sign-up-intro")
        .field(
            "name",
            ("field-name", "field-name-hint"),
            Kind::Line("text"),
            &typed.name,
        )
        .field(
            "display",
            ("field-display", "field-display-hint"),
            Kind::Line("text"),
            &typed.display,
        )
        .field(
            "email",
            ("field-email", "field-email-hint"),
            Kind::Line("email"),
            &typed.email,
        )
        .field(
            "password",
            ("field-password", "field-password-hint"),
            Kind::Password,
            "",
        )
        .completes("new-password");
        if approval {
            page = page
                .say("sign-up-approval")
                .field(
                    "reason",
                    ("field-motive", "field-motive-hint"),
                    Kind::Area,
                    &typed.reason,
                )
                .optional();
        }
        let words = page.shell.t("sign-in").to_owned();
        page.instead = Some((with_back("/connexion", &typed.back), words));
        page.back.clone_from(&typed.back);
        page.errors = errors;
        page
    }

    /// `/salons/{salon}/nouveau`.
    pub fn new_thread(
        shell: Shell,
        forum: &super::ForumRef,
        draft: &Draft,
        errors: Vec<FieldError>,
    ) -> Self {
        let action = format!("/salons/{}/nouveau", forum.salon);
        // First strong isolate and its end: the title is someone's, and may run the other way.
        let intro = shell.with(
            "new-thread-in",
            "salon",
            format!("\u{2068}{}\u{2069}", forum.title),
        );
        let mut page = Self::new(shell, "new-thread", "publish", action)
            .field(
                "title",
                ("field-title", "field-title-hint"),
                Kind::Line("text"),
                &draft.title,
            )
            .write(&draft.text)
            .language(&draft.lang);
        page.intro.push(intro);
        page.errors = errors;
        page
    }

    /// `/c/{id}/repondre`, with the contribution that is answered above the box.
    pub fn reply(
        shell: Shell,
        parent: Contribution,
        draft: &Draft,
        errors: Vec<FieldError>,
    ) -> Self {
        let action = format!("/c/{}/repondre", parent.id);
        let mut page = Self::new(shell, "reply-title", "publish", action)
            .write(&draft.text)
            .language(&draft.lang);
        page.above = Some(parent);
        page.errors = errors;
        page
    }

    /// `/c/{id}/modifier`; `opening` when the title may be changed too.
    pub fn edit(
        shell: Shell,
        id: i64,
        opening: bool,
        draft: &Draft,
        errors: Vec<FieldError>,
    ) -> Self {
        let mut page =
            Self::new(shell, "edit-title", "save", format!("/c/{id}/modifier")).say("edit-intro");
        if opening {
            let words = ("field-title", "field-title-hint");
            page = page.field("title", words, Kind::Line("text"), &draft.title);
        }
        page = page.write(&draft.text).language(&draft.lang);
        page.instead = Some((format!("/c/{id}"), page.shell.t("cancel").to_owned()));
        page.errors = errors;
        page
    }

    /// `/c/{id}/supprimer`: asks once more, with the text that will be gone.
    pub fn delete(shell: Shell, contribution: Contribution) -> Self {
        let id = contribution.id;
        let mut page = Self::new(
            shell,
            "delete-title",
            "delete-submit",
            format!("/c/{id}/supprimer"),
        )
        .say("delete-intro");
        page.instead = Some((format!("/c/{id}"), page.shell.t("cancel").to_owned()));
        page.above = Some(contribution);
        page.grave = true;
        page
    }

    /// `/c/{id}/signaler`: a few words to the salon's moderators.
    pub fn report(
        shell: Shell,
        contribution: Contribution,
        reason: &str,
        errors: Vec<FieldError>,
    ) -> Self {
        let id = contribution.id;
        let mut page = Self::new(
            shell,
            "report-title",
            "report-submit",
            format!("/c/{id}/signaler"),
        )
        .say("report-intro")
        .field("reason", ("field-reason", ""), Kind::Area, reason);
        page.instead = Some((format!("/c/{id}"), page.shell.t("cancel").to_owned()));
        page.above = Some(contribution);
        page.errors = errors;
        page
    }

    /// `/suivre`: a salon of another chapter by its address.
    pub fn follow(shell: Shell, address: &str, errors: Vec<FieldError>) -> Self {
        let words = ("field-address", "field-address-hint");
        let mut page = Self::new(shell, "follow-title", "follow-submit", "/suivre".to_owned())
            .say("follow-intro")
            .field("address", words, Kind::Line("text"), address);
        page.errors = errors;
        page
    }
}
