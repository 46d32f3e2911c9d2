//! Pages rendered as handlers will: their size, their structure, their escaping, their words.

mod colours;
mod markup;
mod pages;
mod prose;
mod sample;

use std::collections::BTreeSet;
use std::io::Write;

use askama::Template;
use flate2::{Compression, write::GzEncoder};

use super::assets;
use crate::i18n::Lang;
use markup::{Tag, tags};

fn gzip(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(text.as_bytes())
        .expect("memory takes bytes");
    encoder.finish().expect("memory takes bytes").len()
}

/// Every page in both languages, as (name, HTML).
fn every_page() -> Vec<(String, String)> {
    let mut every = Vec::new();
    for lang in Lang::ALL {
        let thread = sample::thread(lang).render().expect("a page renders");
        every.push((format!("thread {}", lang.tag()), thread));
        for (name, html) in pages::all(lang) {
            every.push((format!("{name} {}", lang.tag()), html));
        }
    }
    every
}

fn page(name: &str) -> String {
    every_page()
        .into_iter()
        .find(|(known, _)| known == name)
        .expect("a page of that name")
        .1
}

// pages.8
#[test]
fn a_thread_page_of_25_contributions_fits_the_budget() {
    let page = sample::thread(Lang::Fr);
    let prose: String = page
        .contributions
        .iter()
        .map(|c| c.html.to_string())
        .collect();
    let words = prose.split_whitespace().count();
    assert!(words >= 25 * 180);
    // Prose that people write takes more than two bytes a word; softer text would prove nothing.
    assert!(
        gzip(&prose) * 10 >= words * 22,
        "{} bytes, {words} words",
        gzip(&prose)
    );
    let size = gzip(&page.render().expect("a page renders"));
    assert!(size <= 16 * 1024, "{size} bytes");
    // What surrounds the prose is what the templates answer for.
    assert!(
        size - gzip(&prose) <= 4 * 1024,
        "{} bytes of markup",
        size - gzip(&prose)
    );
}

// pages.8
#[test]
fn the_other_pages_and_the_style_sheet_fit_their_budgets() {
    for lang in Lang::ALL {
        for (name, html) in pages::all(lang) {
            assert!(gzip(&html) <= 8 * 1024, "{name}: {} bytes", gzip(&html));
        }
    }
    let (css, icon) = (assets::stylesheet(), assets::icon());
    let sheet = std::str::from_utf8(css.body).expect("text");
    assert!(gzip(sheet) <= 8 * 1024, "{} bytes", gzip(sheet));
    assert!(icon.body.len() < 1024);
    assert_eq!(assets::at(&css.path), Some(css));
    assert_eq!(assets::at("/assets/00000000.css"), None);
}

// pages.13
#[test]
fn every_page_is_well_formed_with_one_heading_and_no_id_twice() {
    for (name, html) in every_page() {
        let tags = tags(&html);
        let named = |wanted: &str| tags.iter().filter(|tag| tag.name == wanted).count();
        assert_eq!(
            (named("h1"), named("main"), named("title")),
            (1, 1, 1),
            "{name}"
        );
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{name}: id {id} twice");
        }
        for tag in &tags {
            let points = ["aria-labelledby", "aria-describedby", "for", "form"];
            for id in points.iter().filter_map(|points| tag.get(points)) {
                for id in id.split_whitespace() {
                    assert!(ids.contains(id), "{name}: {tag:?} points to nothing");
                }
            }
            if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(id), "{name}: a link to #{id}");
            }
            assert!(
                tag.name != "article" || tag.has("aria-labelledby"),
                "{name}"
            );
        }
        let first = tags.iter().find(|tag| tag.name == "a").expect("a link");
        assert_eq!(
            first.get("href"),
            Some("#contenu"),
            "{name}: the first link skips"
        );
    }
}

// pages.15
#[test]
fn every_page_links_to_its_source() {
    for (name, html) in every_page() {
        let tags = tags(&html);
        let links = tags.iter().filter_map(|tag| tag.get("href"));
        let source = links.filter(|to| *to == "https://quebec.test/source");
        assert_eq!(source.count(), 1, "{name}");
    }
}

// pages.13: where a control or a link stands alone, the style sheet makes it 24 pixels high
#[test]
fn targets_are_large_enough() {
    let css = std::str::from_utf8(assets::stylesheet().body).expect("text");
    for target in [
        "button,.button{",
        ".do a,.act>a,.pages a,.mod a{",
        ".meta a{",
        ".node{",
    ] {
        let (_, rest) = css.split_once(target).expect(target);
        let (rule, _) = rest.split_once('}').expect("a rule ends");
        let (_, size) = rule.split_once("min-block-size:").expect(target);
        let (size, _) = size.split_once("rem").expect(target);
        let size: f32 = size.parse().expect("a number");
        assert!(size * 16.0 >= 24.0, "{target} {size}rem");
    }
}

// pages.13, accounts.10
#[test]
fn every_form_posts_with_its_two_tokens_and_labelled_fields() {
    for (name, html) in every_page() {
        let tags = tags(&html);
        let labelled: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.get("for")).collect();
        for (place, form) in tags
            .iter()
            .enumerate()
            .filter(|(_, tag)| tag.name == "form")
        {
            assert_eq!(form.get("method"), Some("post"), "{name}");
            let fields: Vec<&Tag> = tags
                .iter()
                .filter(|tag| tag.inside.contains(&place))
                .collect();
            for token in ["csrf", "once"] {
                let value = fields.iter().find(|tag| tag.get("name") == Some(token));
                let value = value.and_then(|tag| tag.get("value")).unwrap_or_default();
                assert!(!value.is_empty(), "{name}: a form without {token}");
            }
        }
        for tag in tags
            .iter()
            .filter(|tag| ["input", "select", "textarea"].contains(&&*tag.name))
        {
            let hidden = tag.get("type") == Some("hidden");
            let label = tag.get("id").is_some_and(|id| labelled.contains(id));
            assert!(hidden || label, "{name}: {tag:?} has no label");
        }
        for button in tags.iter().filter(|tag| tag.name == "button") {
            let form = button
                .inside
                .iter()
                .map(|&place| &tags[place])
                .find(|t| t.name == "form");
            let target = button
                .get("formaction")
                .or(form.and_then(|form| form.get("action")));
            assert!(
                target.is_some_and(|to| to.starts_with('/')),
                "{name}: {button:?}"
            );
        }
    }
}

// pages.1
#[test]
fn no_page_runs_or_loads_anything_but_its_style_and_icon() {
    for (name, html) in every_page() {
        for tag in tags(&html) {
            let foreign = ["script", "style", "iframe", "img", "object"].contains(&&*tag.name);
            assert!(!foreign, "{name}: {tag:?}");
            let active = |key: &String| key.starts_with("on") || key == "style";
            assert!(!tag.attributes.keys().any(active), "{name}: {tag:?}");
            if tag.name == "link" && tag.get("rel") != Some("canonical") {
                assert!(
                    tag.get("href").is_some_and(|to| to.starts_with("/assets/")),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn templates_escape_everything_but_cleaned_html() {
    fn walk(folder: &std::path::Path) {
        for entry in std::fs::read_dir(folder).expect("the templates") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a template");
            let bare = text.contains("|safe") || text.contains("| safe") || text.contains("escape");
            assert!(!bare, "{}", path.display());
        }
    }
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
    assert!(page("sign-up fr").contains("value=\"Ana &#60;script&#62;\""));
    assert!(page("states fr").contains("propos blessants &#60;b&#62;"));
    let mut shell = sample::shell(Lang::Fr);
    shell.node = "\"><script>".to_owned();
    shell.path = "/x\"><script>".to_owned();
    shell.csrf = "\"><script>".to_owned();
    let html = super::MePage {
        shell,
        ..super::MePage::default()
    }
    .render()
    .expect("a page");
    assert!(!html.contains("<script"));
}

// pages.13, posting.5
#[test]
fn a_refused_form_keeps_its_text_and_links_to_what_is_wrong() {
    let html = page("new-thread fr");
    assert!(html.contains("<a href=\"#title\">Donnez un titre au fil.</a>"));
    assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"title-h title-e\""));
    assert!(html.contains("<option value=\"wo\" selected lang=\"wo\">Wolof</option>"));
    let draft = prose::paragraphs(&mut prose::Draw::new(3), 90).join("\n\n");
    assert!(html.contains(&draft), "the text is in the box as it was");
    // A browser drops the first line break of a box, so one of ours stands before the text.
    assert!(html.contains(&format!(">\n{draft}</textarea>")));
    assert!(!page("sign-in fr").contains("type=\"password\" value"));
    let refused = page("refused fr");
    assert!(refused.contains("Ma réponse, &#60;/textarea&#62;&#60;script&#62;"));
}

// pages.13, thread_sync.8, thread_sync.9
#[test]
fn every_state_is_said_in_words() {
    let html = page("states fr");
    for words in [
        "Contribution supprimée par la personne qui l’a écrite.",
        "Contribution retirée par la modération du salon le ",
        "En attente",
        "Pas encore confirmée par senegal.test.",
        "Message non reçu",
        "en réponse à un message non reçu",
        "Le texte de cette contribution n’est pas conservé sur ce nœud.",
        "épinglé",
        "verrouillé",
        "Fil incomplet",
        "2 messages non reçus",
        "1 contribution en attente",
        "1 texte non conservé ici",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let complete = page("thread fr");
    assert!(complete.contains("Fil complet") && complete.contains(&sample::digest().text));
}

// notes.24
#[test]
fn a_warned_text_waits_behind_its_warning() {
    let page = page("states fr");
    let closed = "<details class=\"warned\"><summary>";
    let words =
        "Avertissement\u{a0}: <bdi lang=\"fr\">Récit d’une panne &#60;i&#62;</bdi></summary>";
    assert!(
        page.contains(&format!("{closed}{words}<div class=\"text\"")),
        "{page}"
    );
    assert!(page.contains(&format!(
        "{closed}Texte sensible</summary><div class=\"text\""
    )));
    assert_eq!(page.matches("class=\"warned\"").count(), 2);
}

// pages.4, pages.7
#[test]
fn a_reply_names_and_links_what_it_answers() {
    let html = page("states fr");
    assert!(html.contains("en réponse à <a href=\"#c900\"><bdi>Ana Tremblay</bdi></a>"));
    assert!(html.contains("<div class=\"text\" lang=\"ar\" dir=\"rtl\">"));
    let reply = page("reply fr");
    let above = reply
        .find("<article class=\"above\"")
        .expect("the parent is shown");
    assert!(
        above < reply.find("<textarea").expect("a box"),
        "above the box"
    );
}

#[test]
fn gestures_are_offered_only_where_they_can_be_done() {
    let html = page("states fr");
    for gone in [901, 902, 903, 905, 907] {
        assert!(
            !html.contains(&format!("/c/{gone}/appui")),
            "{gone} cannot be supported"
        );
        assert!(
            !html.contains(&format!("/c/{gone}/repondre")),
            "{gone} cannot be answered"
        );
    }
    assert!(html.contains("formaction=\"/c/906/appui\""));
    assert!(html.contains("href=\"/c/900/modifier\""));
    assert!(html.contains("formaction=\"/c/904/appui/retrait\""));
    let mut guest = sample::thread(Lang::Fr);
    guest.shell.visitor = None;
    guest.may = super::May::READ;
    guest
        .contributions
        .iter_mut()
        .for_each(|c| c.may = super::May::READ);
    let html = guest.render().expect("a page renders");
    assert!(!html.contains("<form") && !html.contains("<button"));
    assert!(html.contains("href=\"/connexion?back=/f/7359482910473829104\""));
}

// pages.2
#[test]
fn a_contribution_is_titled_with_its_author_as_the_language_says_it() {
    for (lang, words) in [
        (Lang::Fr, "Contribution d’"),
        (Lang::En, "Contribution by "),
    ] {
        let mut page = pages::contribution(lang);
        page.contribution.author = Some(sample::person(1));
        let html = page.render().expect("a page renders");
        let title = format!("<h1>{words}<bdi>Awa Ndiaye</bdi></h1>");
        assert!(html.contains(&title), "{html}");
    }
}

// peering.10
#[test]
fn a_thread_that_differs_from_its_homes_says_so_and_not_that_it_is_complete() {
    let words = [
        (
            Lang::Fr,
            "Fil complet",
            "Ce fil diffère de celui de senegal.test (comparé le ",
        ),
        (
            Lang::En,
            "Complete thread",
            "This thread differs from that of senegal.test (compared on ",
        ),
    ];
    for (lang, complete, differs) in words {
        let mut thread = sample::thread(lang);
        let html = thread.render().expect("a page renders");
        assert!(html.contains(complete) && !html.contains(differs));
        let digest = thread.digest.as_mut().expect("a digest");
        digest.differs = Some(("senegal.test".to_owned(), sample::NOW));
        let html = thread.render().expect("a page renders");
        let plain = html.replace(['\u{2068}', '\u{2069}'], "");
        assert!(
            plain.contains(differs) && !plain.contains(complete),
            "{plain}"
        );
    }
}

#[test]
fn the_network_page_says_levels_reasons_and_words() {
    let html = page("network en");
    for words in [
        "twinned",
        "limited",
        "blocked",
        "empty",
        "1,234 letters",
        "never",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.contains("7,300 seconds behind ours"));
    assert!(html.contains("connection refused (os error 111)"));
    assert!(html.contains("Reason: <bdi>nœud tout neuf, à relire</bdi>"));
    assert!(page("network fr").contains("7\u{202F}300 secondes de retard sur la nôtre"));
}

#[test]
fn pages_are_numbered_from_one() {
    let middle = super::Paging::numbered("/f/1", 2, 3);
    assert_eq!(middle.previous.as_deref(), Some("/f/1"));
    assert_eq!(middle.next.as_deref(), Some("/f/1?page=3"));
    assert!(super::Paging::numbered("/f/1", 1, 1).is_single());
}

// pages.14
#[test]
fn a_refusal_speaks_in_its_own_words_or_in_those_of_its_kind() {
    use super::RefusedPage;
    let args = [("limit", 5_000.into()), ("words", 7_412.into())];
    let shell = || sample::guest(Lang::Fr);
    let long = RefusedPage::new(shell(), 422, "text-too-long", &args);
    assert_eq!(
        long.explanation,
        "Le texte a 7\u{202F}412 mots\u{202F}; 5\u{202F}000 au plus."
    );
    let unknown = RefusedPage::new(shell(), 404, "no-such-refusal", &[]);
    assert_eq!(unknown.explanation, "Il n’y a rien à cette adresse.");
    assert_eq!(
        RefusedPage::new(shell(), 500, "", &[]).shell.title,
        "Une panne de notre côté"
    );
    assert_eq!(
        RefusedPage::new(shell(), 410, "", &[]).shell.title,
        "Supprimé"
    );
}

#[test]
fn the_language_switch_keeps_the_page() {
    assert!(page("thread fr").contains("href=\"/f/7359482910473829104?page=2&#38;lang=en\""));
    let mut shell = sample::shell(Lang::En);
    shell.path = "/fils?lang=en".to_owned();
    assert_eq!(
        shell.languages(),
        [("fr", "Français", "/fils?lang=fr".to_owned())]
    );
}

#[test]
fn whoever_signs_in_comes_back_to_the_page() {
    for (path, wanted) in [
        ("/", "/connexion"),
        ("/fils?page=2", "/connexion?back=%2Ffils%3Fpage%3D2"),
        ("/inscription", "/connexion"),
        (
            "/inscription?lang=en&back=%2Ffils",
            "/connexion?back=%2Ffils",
        ),
    ] {
        let mut shell = sample::guest(Lang::Fr);
        shell.path = path.to_owned();
        assert_eq!(shell.door("/connexion"), wanted, "{path}");
    }
    let link = "href=\"/connexion?back=%2Ff%2F7359482910473829104%3Fpage%3D2\"";
    assert!(page("front fr").contains(link));
}
