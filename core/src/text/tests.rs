mod hostile;
mod render;
mod settled;
mod shape;

use super::{clean, dir_of, excerpt, title_of, valid_language};

#[test]
fn names_are_one_plain_line() {
    for (written, name) in [
        ("Awa Ba", "Awa Ba"),
        ("  Awa \n\t Ba  ", "Awa Ba"),
        ("Awa\u{a0}Ba", "Awa Ba"),
        ("Awa\u{202E}aB", "AwaaB"),
        ("\u{2066}Awa\u{2069}\u{200F}", "Awa"),
        ("A\u{200B}w\u{FEFF}a\u{AD}", "Awa"),
        ("A\u{0}w\u{7}a", "A w a"),
        ("e\u{301}te\u{301}", "été"),
        ("<b>Awa</b> & co", "<b>Awa</b> & co"),
        (
            "\u{0645}\u{06CC}\u{200C}\u{062E}",
            "\u{0645}\u{06CC}\u{200C}\u{062E}",
        ),
        ("", ""),
        ("\u{202E}", ""),
        ("abcdefghijklmnopqrst uvw", "abcdefghijklmnopqrst"),
        ("abcdefghijklmnopqrs tuvw", "abcdefghijklmnopqrs"),
    ] {
        assert_eq!(clean::name(written, 20), name, "{written:?}");
        assert_eq!(clean::name(name, 20), name, "{name:?} again");
    }
}

#[test]
fn plain_text_keeps_lines_and_words() {
    for (html, text) in [
        ("<p>Un &amp; deux</p><p>trois</p>", "Un & deux\n\ntrois"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>a<br><br><br>b</p>", "a\n\n\nb"),
        (
            "<p>5 &lt; 6 &amp;lt; &quot;x&quot;&nbsp;!</p>",
            "5 < 6 &lt; \"x\"\u{a0}!",
        ),
        (
            "<ul><li>un</li><li>deux</li></ul><p>fin</p>",
            "un\ndeux\n\nfin",
        ),
        ("<blockquote><p>cité</p></blockquote>suite", "cité\n\nsuite"),
        ("<pre><code>a  b\n  c\n</code></pre>", "a  b\n  c"),
        ("a\n   b", "a b"),
        ("<h2>Titre</h2>texte", "Titre\n\ntexte"),
        ("<div>un</div><div>deux</div>", "un\n\ndeux"),
        ("<script>x()</script>ok<!-- non -->", "ok"),
        (
            "<a href=\"https://a.test/\"><span class=\"invisible\">https://</span>a.test</a>",
            "https://a.test",
        ),
        ("", ""),
    ] {
        assert_eq!(excerpt::plain(html), text, "{html}");
    }
}

#[test]
fn excerpts_end_between_words() {
    let html = "<p>La gouvernance de l'Internet,</p><p>vue de Dakar et de Québec</p>";
    assert_eq!(
        excerpt::short(html, 300),
        "La gouvernance de l'Internet, vue de Dakar et de Québec"
    );
    assert_eq!(excerpt::short(html, 31), "La gouvernance de l'Internet…");
    assert_eq!(excerpt::short(html, 16), "La gouvernance…");
    assert_eq!(excerpt::short(html, 15), "La gouvernance…");
    assert_eq!(excerpt::short(html, 0), "");
    assert_eq!(excerpt::short(&"é".repeat(400), 300).chars().count(), 300);
    for max in 1..60 {
        assert!(excerpt::short(html, max).chars().count() <= max, "{max}");
    }
    assert_eq!(excerpt::words(html), 10);
    assert_eq!(excerpt::words("<p>Oui ! — non</p>"), 2);
    assert_eq!(excerpt::words(""), 0);
    for parted in [
        "<p>un</p><p>deux</p>",
        "un&nbsp;deux",
        "un&#32;deux",
        "un<br>deux",
        "un deux",
    ] {
        assert!(excerpt::has_at_most(parted, 2), "{parted}");
        assert!(!excerpt::has_at_most(parted, 1), "{parted}");
    }
    let wordless = "<p>".repeat(40) + "un";
    assert!(excerpt::has_at_most(&wordless, 1), "tags are no words");
}

#[test]
fn a_root_without_a_name_gets_its_first_line() {
    for (html, title) in [
        (
            "<p>Le prix du mégaoctet</p><p>Il monte.</p>",
            "Le prix du mégaoctet",
        ),
        (
            "<p>@acces@quebec.test @awa Une question</p>",
            "Une question",
        ),
        (
            "<p>@acces@quebec.test</p><p>— — —</p><p>Bonjour</p>",
            "Bonjour",
        ),
        ("<p>a<br>b</p>", "a"),
        ("<p>Bon\u{202E}jour</p>", "Bonjour"),
        ("<p>@acces</p><p>👍 !</p><p>?</p>", "👍 !"),
        ("<p>@acces</p>", ""),
        ("", ""),
    ] {
        assert_eq!(title_of(html), title, "{html}");
    }
    let long = title_of(&format!("<p>{}</p>", "mot ".repeat(100)));
    assert!(
        long.ends_with("mot…") && long.chars().count() <= excerpt::MAX_TITLE_CHARS,
        "{long}"
    );
}

#[test]
fn language_tags_have_one_case() {
    for (written, tag) in [
        ("fr", Some("fr")),
        ("FR-ca", Some("fr-CA")),
        ("ff-adlm-gn", Some("ff-Adlm-GN")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        ("es-419", Some("es-419")),
        ("wo", Some("wo")),
        ("sl-rozaj-biske", Some("sl-rozaj-biske")),
        ("de-1996", Some("de-1996")),
        ("zh-cmn-Hans", Some("zh-cmn-Hans")),
        ("en-u-ca-gregory-x-a", Some("en-u-ca-gregory-x-a")),
        ("und", Some("und")),
        ("", None),
        ("f", None),
        ("français", None),
        ("fr_CA", None),
        ("fr-", None),
        ("-fr", None),
        ("fr--CA", None),
        ("fr-x", None),
        ("fr-u", None),
        ("fr-CA-QC", None),
        ("fr CA", None),
        ("fr\"><script>", None),
        ("x-prive", None),
        ("en-abcdefgh-abcdefgh-abcdefgh-abcdefg", None),
    ] {
        assert_eq!(valid_language(written).as_deref(), tag, "{written}");
    }
}

#[test]
fn directions_follow_language_and_script() {
    for (lang, dir) in [
        ("fr", "ltr"),
        ("ar", "rtl"),
        ("AR-tn", "rtl"),
        ("ar-Latn", "ltr"),
        ("ff", "ltr"),
        ("ff-Adlm", "rtl"),
        ("fa-AF", "rtl"),
        ("wo-Arab", "rtl"),
        ("he", "rtl"),
        ("zh-Hant", "ltr"),
        ("fr-x-arab", "ltr"),
        ("und", "auto"),
        ("mul", "auto"),
        ("", "auto"),
        ("n'importe", "auto"),
    ] {
        assert_eq!(dir_of(lang), dir, "{lang}");
    }
}
