//! Words for people: two complete languages, French first, from Fluent files under `locales/`.
//!
//! Messages without variables are resolved once per process, so that a page that prints the same
//! word twenty-five times pays for a table look-up and not for a formatting.

mod date;
mod elision;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

pub use date::{Zone, iso};
pub use fluent_bundle::FluentValue as Value;

/// A language in which the interface is complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// French, the language of the source.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Every language of the interface, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The BCP-47 tag, as in `<html lang>`, `?lang=` and the cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    pub fn endonym(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// Reads a tag such as `fr`, `fr-CA` or `EN`; `None` when the interface does not speak it.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// The language of a visit: `?lang` before the cookie, the cookie before `Accept-Language`,
    /// and French when none of them names a language we speak.
    pub fn choose(
        query: Option<&str>,
        cookie: Option<&str>,
        accept_language: Option<&str>,
    ) -> Self {
        query
            .and_then(Self::parse)
            .or_else(|| cookie.and_then(Self::parse))
            .or_else(|| accept_language.and_then(preferred))
            .unwrap_or_default()
    }

    fn messages(self) -> &'static Messages {
        match self {
            Self::Fr => &FRENCH,
            Self::En => &ENGLISH,
        }
    }
}

/// The spoken language with the highest weight of an `Accept-Language` header (RFC 9110 §12.5.4).
/// Of equal weights the first wins; a weight of zero means "not this one".
fn preferred(header: &str) -> Option<Lang> {
    let mut best: Option<(Lang, f32)> = None;
    for range in header.split(',').take(32) {
        let mut parts = range.split(';');
        let Some(lang) = parts.next().and_then(Lang::parse) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q=").map(str::parse::<f32>))
            .map_or(1.0, |weight| weight.unwrap_or(0.0));
        if weight > 0.0 && best.is_none_or(|(_, found)| weight > found) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

/// The text of a message without variables. An unknown key comes back as it is, which a test
/// over templates and code keeps from happening.
pub fn t(lang: Lang, key: &str) -> &str {
    lang.messages().fixed.get(key).map_or(key, String::as_str)
}

/// Whether `key` is a message, for keys that are derived from a value at run time.
pub fn has(key: &str) -> bool {
    FRENCH.bundle.has_message(key)
}

/// The text of a message with variables. Numbers choose the plural form by the rules of CLDR and
/// are printed with the separators of the language.
pub fn t_args(lang: Lang, key: &str, args: &[(&str, Value<'_>)]) -> String {
    let bundle = &lang.messages().bundle;
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let args: FluentArgs<'_> = args
        .iter()
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    let mut errors = Vec::new();
    bundle
        .format_pattern(pattern, Some(&args), &mut errors)
        .into_owned()
}

/// A sentence cut at one variable, so that a template can put markup in its place without
/// knowing the order of words: `before`, then the link or name, then `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// What stands before the variable.
    pub before: String,
    /// What stands after it.
    pub after: String,
}

/// Cuts the message `key` at its variable `name`.
pub fn around(lang: Lang, key: &str, name: &str) -> Around {
    around_name(lang, key, name, "")
}

/// As [`around`], where the words beside the variable depend on what stands in it: « d’Awa »,
/// « de Binta ».
pub fn around_name(lang: Lang, key: &str, name: &str, text: &str) -> Around {
    let marked = format!("{CUT}{text}{CUT}");
    let said = t_args(lang, key, &[(name, Value::from(marked))]);
    let (before, rest) = said.split_once(CUT).unwrap_or((&said, ""));
    let (_, after) = rest.split_once(CUT).unwrap_or_default();
    Around {
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

/// A private-use character that no translation holds.
const CUT: char = '\u{E000}';

/// The direction of a text from its declared language: `rtl`, `ltr`, or `auto` when unknown.
pub fn direction(tag: Option<&str>) -> &'static str {
    const PRIMARY: [&str; 13] = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur",
    ];
    const SCRIPTS: [&str; 7] = ["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"];
    let Some(tag) = tag.filter(|tag| !tag.is_empty()) else {
        return "auto";
    };
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    // A four-letter subtag names the script, and the script decides (BCP 47).
    let script = parts.find(|part| part.len() == 4 && part.chars().all(char::is_alphabetic));
    let right_to_left = match script {
        Some(script) => SCRIPTS.contains(&script),
        None => PRIMARY.contains(&primary) || primary == "yi",
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// Languages offered for a contribution, as (BCP-47 tag, endonym). Others may be typed by clients;
/// this is only what a form lists.
pub const WRITTEN: [(&str, &str); 18] = [
    ("fr", "Français"),
    ("en", "English"),
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("ff", "Fulfulde"),
    ("ht", "Kreyòl ayisyen"),
    ("it", "Italiano"),
    ("ln", "Lingála"),
    ("mg", "Malagasy"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("rw", "Ikinyarwanda"),
    ("sw", "Kiswahili"),
    ("vi", "Tiếng Việt"),
    ("wo", "Wolof"),
    ("zh", "中文"),
];

/// A whole number with the separators of the language: `12 345` or `12,345`.
pub fn number(lang: Lang, n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let separator = match lang {
        Lang::Fr => '\u{202F}',
        Lang::En => ',',
    };
    let mut text = String::with_capacity(digits.len() + 8);
    if n < 0 {
        text.push('\u{2212}');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

struct Messages {
    bundle: FluentBundle<FluentResource>,
    fixed: HashMap<String, String>,
}

static FRENCH: LazyLock<Messages> = LazyLock::new(|| Messages::read(Lang::Fr));
static ENGLISH: LazyLock<Messages> = LazyLock::new(|| Messages::read(Lang::En));

macro_rules! files {
    ($lang:literal) => {
        [
            include_str!(concat!("../../locales/", $lang, "/common.ftl")),
            include_str!(concat!("../../locales/", $lang, "/threads.ftl")),
            include_str!(concat!("../../locales/", $lang, "/forms.ftl")),
            include_str!(concat!("../../locales/", $lang, "/network.ftl")),
            include_str!(concat!("../../locales/", $lang, "/refusals.ftl")),
            include_str!(concat!("../../locales/", $lang, "/apps.ftl")),
            include_str!(concat!("../../locales/", $lang, "/media.ftl")),
            include_str!(concat!("../../locales/", $lang, "/polls.ftl")),
            include_str!(concat!("../../locales/", $lang, "/profile.ftl")),
            include_str!(concat!("../../locales/", $lang, "/cli.ftl")),
        ]
    };
}

fn sources(lang: Lang) -> [&'static str; 10] {
    match lang {
        Lang::Fr => files!("fr"),
        Lang::En => files!("en"),
    }
}

impl Messages {
    fn read(lang: Lang) -> Self {
        let mut bundle =
            FluentBundle::new_concurrent(lang.tag().parse().into_iter().collect::<Vec<_>>());
        // Names stand in `<bdi>` on pages; isolating characters would end in mails and logs.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Fr => french_number,
            Lang::En => english_number,
        }));
        if lang == Lang::Fr {
            elision::teach(&mut bundle);
        }
        for source in sources(lang) {
            // A file that does not parse or repeats a key is caught by a test; here the rest of
            // it still serves.
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        let mut fixed = HashMap::new();
        for key in sources(lang).iter().flat_map(|source| keys(source)) {
            let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors);
            if errors.is_empty() {
                fixed.insert(key.to_owned(), text.into_owned());
            }
        }
        Self { bundle, fixed }
    }
}

fn french_number<M>(value: &Value<'_>, _memoizer: &M) -> Option<String> {
    group(Lang::Fr, value)
}

fn english_number<M>(value: &Value<'_>, _memoizer: &M) -> Option<String> {
    group(Lang::En, value)
}

fn group(lang: Lang, value: &Value<'_>) -> Option<String> {
    let Value::Number(number_value) = value else {
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only whole numbers are ever passed"
    )]
    Some(number(lang, number_value.value as i64))
}

/// The keys of a Fluent file: what stands before ` = ` at the start of a line.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once(" =")?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (!key.is_empty() && key.chars().all(plain)).then_some(key)
    })
}
