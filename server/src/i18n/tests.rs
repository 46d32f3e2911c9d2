//! Both locales against each other, against the templates and code, and against typography.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;

type Texts = BTreeMap<String, String>;

/// Every message of a language as (key, source of its pattern).
fn messages(lang: Lang) -> Texts {
    let mut texts = Texts::new();
    for source in sources(lang) {
        let mut last = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some(key) = keys(line).next() {
                let (_, text) = line.split_once('=').expect("a key has a text");
                let before = texts.insert(key.to_owned(), text.trim().to_owned());
                assert_eq!(before, None, "{key} stands twice in {}", lang.tag());
                last = Some(key.to_owned());
            } else if let Some(text) = last.as_ref().and_then(|key| texts.get_mut(key)) {
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    texts
}

fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect()
}

/// All text below `folder` of this crate with one of the endings, tests excepted.
fn read_all(folder: &str, ending: &str) -> String {
    fn walk(folder: &Path, ending: &str, text: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder of this crate") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name");
            if path.is_dir() {
                if name != "tests" {
                    walk(&path, ending, text);
                }
            } else if name.ends_with(ending) && name != "tests.rs" {
                text.push_str(&fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut text = String::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        ending,
        &mut text,
    );
    text
}

/// Keys named as the first argument of a call that looks a message up.
fn called<'a>(text: &'a str, calls: &[&str]) -> BTreeSet<&'a str> {
    let after = |call: &&str| {
        let parts: Vec<&'a str> = text.split(*call).skip(1).collect();
        parts
    };
    calls
        .iter()
        .flat_map(after)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

// pages.2
#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (french, english) = (messages(Lang::Fr), messages(Lang::En));
    let keys = |texts: &Texts| texts.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&french), keys(&english));
    for (key, text) in &french {
        assert_eq!(variables(text), variables(&english[key]), "{key}");
        assert!(!text.is_empty() && !english[key].is_empty(), "{key}");
    }
}

#[test]
fn every_file_parses_and_every_message_can_be_said() {
    for lang in Lang::ALL {
        for source in sources(lang) {
            let parsed = FluentResource::try_new(source.to_owned());
            assert!(
                parsed.is_ok(),
                "{:?}",
                parsed.err().map(|(_, errors)| errors)
            );
        }
        for (key, text) in messages(lang) {
            let args: Vec<_> = variables(&text)
                .into_iter()
                .map(|name| (name, Value::from(1)))
                .collect();
            let said = t_args(lang, &key, &args);
            assert!(!said.contains('{') && !said.is_empty(), "{key}: {said}");
            assert_eq!(
                args.is_empty(),
                lang.messages().fixed.contains_key(&key),
                "{key}"
            );
        }
    }
}

#[test]
fn templates_and_code_name_only_messages_that_exist() {
    let known = messages(Lang::Fr);
    let templates = read_all("templates", ".html");
    let code = read_all("src", ".rs");
    let calls = ["shell.t(", ".count(", ".with(", ".around(", ".around_name("];
    let named = called(&templates, &calls);
    assert!(
        named.len() > 100,
        "the scan finds only {} keys",
        named.len()
    );
    for key in named {
        assert!(known.contains_key(key), "a template names {key}");
    }
    let calls = [
        "t(lang, ",
        "t_args(lang, ",
        "t_args(self.lang, ",
        ".shell.t(",
        ".shell.with(",
    ];
    for key in called(&code, &calls) {
        assert!(known.contains_key(key), "the code names {key}");
    }
    for page in ["sign-in", "edit-intro", "field-title"] {
        assert!(
            code.contains(&format!("\"{page}\"")),
            "the scan reads the code"
        );
    }
}

#[test]
fn every_message_is_used() {
    let text = read_all("templates", ".html") + &read_all("src", ".rs");
    for key in messages(Lang::Fr).keys() {
        // Refusals are looked up by the name of their variant, help texts by that of the command
        // or argument; the command line's own test walks those.
        // The words of scopes are walked by the test of the consent.
        let derived = ["refusal-", "cli-about-", "cli-arg-", "scope-"];
        let derived = derived.iter().any(|prefix| key.starts_with(prefix));
        let used = derived || text.contains(&format!("\"{key}\""));
        assert!(used, "{key} is used nowhere");
    }
}

#[test]
fn fixed_calls_name_messages_without_variables() {
    let templates = read_all("templates", ".html");
    for key in called(&templates, &["shell.t("]) {
        assert!(FRENCH.fixed.contains_key(key), "{key} needs variables");
    }
    for key in called(
        &templates,
        &[".count(", ".with(", ".around(", ".around_name("],
    ) {
        assert!(!FRENCH.fixed.contains_key(key), "{key} has no variable");
    }
}

#[test]
fn french_is_set_with_its_spaces_and_apostrophes() {
    for (key, text) in messages(Lang::Fr) {
        for sign in [':', ';', '!', '?', '»'] {
            assert!(
                !text.contains(&format!(" {sign}")),
                "{key}: a plain space before {sign}"
            );
        }
        let letters: Vec<char> = text.chars().collect();
        for pair in letters.windows(2) {
            let spaced = !";!?»".contains(pair[1]) || "\u{A0}\u{202F}".contains(pair[0]);
            assert!(spaced, "{key}: no space before {}", pair[1]);
        }
        assert!(
            !text.contains("« ") && !text.contains('\''),
            "{key}: {text}"
        );
    }
}

// pages.2
#[test]
fn a_language_is_chosen_by_query_then_cookie_then_header_then_french() {
    let header = Some("de, en-GB;q=0.8, fr;q=0.5");
    assert_eq!(Lang::choose(Some("fr"), Some("en"), header), Lang::Fr);
    assert_eq!(Lang::choose(Some("tlh"), Some("en"), None), Lang::En);
    assert_eq!(Lang::choose(None, None, header), Lang::En);
    assert_eq!(Lang::choose(None, None, Some("fr-CA,en;q=0.9")), Lang::Fr);
    assert_eq!(Lang::choose(None, None, Some("en;q=0, *")), Lang::Fr);
    assert_eq!(Lang::choose(None, None, Some("en;q=zero")), Lang::Fr);
    assert_eq!(Lang::choose(None, Some(""), Some(",,;")), Lang::Fr);
}

#[test]
fn plurals_follow_each_language() {
    let said = |lang, n: i64| t_args(lang, "contributions-count", &[("n", Value::from(n))]);
    assert_eq!(said(Lang::Fr, 0), "0 contribution");
    assert_eq!(said(Lang::Fr, 2), "2 contributions");
    assert_eq!(said(Lang::En, 0), "0 contributions");
    assert_eq!(said(Lang::En, 1), "1 contribution");
    assert_eq!(said(Lang::Fr, 12_345), "12\u{202F}345 contributions");
    assert_eq!(said(Lang::En, 1_234_567), "1,234,567 contributions");
}

#[test]
fn numbers_keep_their_sign_and_groups() {
    assert_eq!(number(Lang::En, -7_300), "\u{2212}7,300");
    assert_eq!(number(Lang::Fr, 999), "999");
    assert_eq!(
        number(Lang::En, i64::MIN),
        "\u{2212}9,223,372,036,854,775,808"
    );
}

#[test]
fn dates_read_as_people_write_them() {
    let at = 1_795_269_909_000;
    let utc = Zone::utc();
    assert_eq!(
        utc.date_time(Lang::Fr, at),
        "21\u{A0}nov.\u{A0}2026, 14\u{202F}h\u{202F}05\u{A0}UTC"
    );
    assert_eq!(
        utc.date_time(Lang::En, at),
        "21\u{A0}Nov\u{A0}2026, 14:05\u{A0}UTC"
    );
    let first = at - 20 * 86_400_000;
    assert_eq!(utc.date(Lang::Fr, first), "1er\u{A0}nov.\u{A0}2026");
    assert_eq!(iso(at), "2026-11-21T14:05:09Z");
    assert_eq!(iso(i64::MAX), "1970-01-01T00:00:00Z");
    assert_eq!(iso(-1), "1969-12-31T23:59:59Z");
}

// pages.3
#[test]
fn times_are_shown_in_the_zone_of_the_node_by_name() {
    let at = 1_795_269_909_000;
    let said = |zone: &str| Zone::named(zone).expect("a zone").date_time(Lang::En, at);
    assert!(
        said("America/Montreal").ends_with("09:05\u{A0}EST"),
        "{}",
        said("America/Montreal")
    );
    assert!(said("Indian/Antananarivo").ends_with("17:05\u{A0}EAT"));
    assert!(said("America/Sao_Paulo").ends_with("11:05\u{A0}UTC\u{2212}3"));
    assert!(said("Asia/Kathmandu").ends_with("19:50\u{A0}UTC+5:45"));
    assert!(Zone::named("Mars/Olympus").is_none());
}

#[test]
fn a_sentence_is_cut_where_its_variable_stands() {
    let cut = around(Lang::Fr, "in-reply-to", "name");
    assert_eq!(
        (cut.before.as_str(), cut.after.as_str()),
        ("en réponse à ", "")
    );
}

// pages.2
#[test]
fn de_is_elided_before_a_vowel() {
    for (name, said) in [
        ("Awa", "d’Awa"),
        ("Élodie", "d’Élodie"),
        ("E\u{301}lodie", "d’E\u{301}lodie"),
        ("ousmane", "d’ousmane"),
        ("Œdipe", "d’Œdipe"),
        ("Ælfric", "d’Ælfric"),
        ("Ïsa", "d’Ïsa"),
        ("Binta", "de Binta"),
        ("Çağla", "de Çağla"),
        ("Hélène", "de Hélène"),
        ("Yacine", "de Yacine"),
        ("أمينة", "de أمينة"),
        ("3615", "de 3615"),
        ("", "de "),
    ] {
        assert_eq!(elision::de(name), said);
        let title = t_args(Lang::Fr, "contribution-of", &[("name", Value::from(name))]);
        assert_eq!(title, format!("Contribution {said}"));
        let cut = around_name(Lang::Fr, "contribution-of", "name", name);
        assert_eq!(format!("{}{name}{}", cut.before, cut.after), title);
        let english = around_name(Lang::En, "contribution-of", "name", name);
        assert_eq!(
            (english.before.as_str(), english.after.as_str()),
            ("Contribution by ", "")
        );
    }
}

#[test]
fn no_french_text_says_de_before_a_name_by_itself() {
    for (key, text) in messages(Lang::Fr) {
        assert!(!text.contains(" de { $"), "{key}: {text}");
    }
}

#[test]
fn direction_comes_from_the_declared_language() {
    assert_eq!(direction(Some("ar")), "rtl");
    assert_eq!(direction(Some("ff-Adlm-GN")), "rtl");
    assert_eq!(direction(Some("ku-Arab")), "rtl");
    assert_eq!(direction(Some("ar-Latn")), "ltr");
    assert_eq!(direction(Some("wo")), "ltr");
    assert_eq!(direction(Some("")), "auto");
    assert_eq!(direction(None), "auto");
}

#[test]
fn an_unknown_key_is_shown_and_does_not_fail() {
    assert_eq!(t(Lang::En, "no-such-key"), "no-such-key");
    assert_eq!(t_args(Lang::En, "no-such-key", &[]), "no-such-key");
    assert!(!has("no-such-key"));
}
