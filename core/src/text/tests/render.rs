//! Markdown, mentions and hashtags.

use proptest::prelude::*;

use super::shape;
use crate::address::{ActorUrl, Handle};
use crate::text::TextRefusal;
use crate::text::excerpt;
use crate::text::extract::{Piece, pieces, tag_key};
use crate::text::markdown::{
    Linker, MAX_HASHTAGS, MAX_MENTIONS, MAX_SOURCE_BYTES, MentionLink, Rendered, handles_in, render,
};

/// Knows `awa` here and everyone at isoc.tn.
struct Directory;

impl Linker for Directory {
    fn mention(&self, name: &str, host: Option<&str>) -> Option<MentionLink> {
        let name = name.to_ascii_lowercase();
        let (text, base) = match host {
            None if name == "awa" => (format!("@{name}"), "https://quebec.test".to_owned()),
            Some("isoc.tn") => (format!("@{name}@isoc.tn"), "https://isoc.tn".to_owned()),
            _ => return None,
        };
        Some(MentionLink {
            actor_uri: ActorUrl::parse(&format!("{base}/ap/u/{name}")).ok()?,
            page_url: format!("{base}/@{name}"),
            handle: Handle::parse(&text).ok()?,
        })
    }

    fn hashtag_url(&self, tag: &str) -> String {
        format!("https://quebec.test/mots/{tag}")
    }
}

const REL: &str = "rel=\"nofollow noopener noreferrer ugc\"";

fn rendered(source: &str) -> Rendered {
    render(source, &Directory).expect(source)
}

fn html(source: &str) -> String {
    let html = rendered(source).html.replace(&format!(" {REL}"), "");
    html.replace(" rel=\"tag nofollow noopener noreferrer ugc\"", "")
}

fn person(base: &str, name: &str) -> String {
    format!(
        "<span class=\"h-card\"><a href=\"{base}/@{name}\" class=\"u-url mention\">@<span>{name}</span></a></span>"
    )
}

fn tag(key: &str, shown: &str) -> String {
    format!(
        "<a href=\"https://quebec.test/mots/{key}\" class=\"mention hashtag\">#<span>{shown}</span></a>"
    )
}

// posting.6
#[test]
fn markdown_becomes_the_markup_of_the_house() {
    for (source, expected) in [
        ("Bonjour", "<p>Bonjour</p>"),
        ("un\ndeux", "<p>un<br>\ndeux</p>"),
        ("un\n\ndeux", "<p>un</p>\n<p>deux</p>"),
        (
            "*a* **b** ~~c~~ `d`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>",
        ),
        (
            "# Titre\ntexte",
            "<p><strong>Titre</strong></p>\n<p>texte</p>",
        ),
        ("> cité", "<blockquote>\n<p>cité</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>"),
        (
            "```rust\nlet a = 1 < 2;\n```",
            "<pre><code>let a = 1 &lt; 2;\n</code></pre>",
        ),
        ("|a|b|\n|-|-|", "<p>|a|b|<br>\n|-|-|</p>"),
        (
            "[a](https://a.test/x 'titre')",
            "<p><a href=\"https://a.test/x\">a</a></p>",
        ),
        ("[a](javascript:alert(1))", "<p>a</p>"),
        ("[a](/moi)", "<p>a</p>"),
        ("<awa@isoc.tn>", "<p>awa@isoc.tn</p>"),
        (
            "<https://a.test>",
            "<p><a href=\"https://a.test\">https://a.test</a></p>",
        ),
        (
            "![photo](https://a.test/p.png)",
            "<p><a href=\"https://a.test/p.png\">photo</a></p>",
        ),
        (
            "[![p](https://a.test/p)](https://b.test/)",
            "<p><a href=\"https://b.test/\">p</a></p>",
        ),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        (
            "<div>\nx\n</div>",
            "<p>&lt;div&gt;<br>\nx<br>\n&lt;/div&gt;</p>",
        ),
        (
            "<script>alert(1)</script>",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        ),
        ("a -- \"b\" & c", "<p>a -- \"b\" &amp; c</p>"),
        ("", ""),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn bare_addresses_become_links() {
    for (source, href, after) in [
        (
            "https://a.test/x?a=1&b=2",
            "https://a.test/x?a=1&amp;b=2",
            "",
        ),
        ("http://a.test/x.", "http://a.test/x", "."),
        (
            "https://fr.test/wiki/Net_(réseau)",
            "https://fr.test/wiki/Net_(réseau)",
            "",
        ),
        ("https://a.test/x)", "https://a.test/x", ")"),
        ("https://a.test/x !", "https://a.test/x", " !"),
        ("https://a.test/x\u{a0}»", "https://a.test/x", "&nbsp;»"),
        ("https://a.test/x»", "https://a.test/x", "»"),
        (
            "https://a.test/@awa/#fragment",
            "https://a.test/@awa/#fragment",
            "",
        ),
        ("HTTPS://a.test/", "HTTPS://a.test/", ""),
        ("https://مثال.test/سلام", "https://مثال.test/سلام", ""),
        ("https://a.test/a_b_c", "https://a.test/a_b_c", ""),
    ] {
        let expected = format!("<p><a href=\"{href}\">{href}</a>{after}</p>");
        assert_eq!(html(source), expected, "{source}");
    }
    for source in [
        "https://",
        "https:// a",
        "ftp://a.test",
        "xhttps://a.test",
        "javascript:x",
        "https://awa:mot@a.test/",
        "`https://a.test`",
        "www.a.test",
    ] {
        assert!(!html(source).contains("<a "), "{source}");
    }
}

// posting.6
#[test]
fn a_long_address_is_shown_by_its_beginning_and_never_without_its_host() {
    let long = "https://quebec.test/wiki/Une_page?dont=le&nom=est+long";
    let shown = html(long);
    let expected = "<p><a href=\"https://quebec.test/wiki/Une_page?dont=le&amp;nom=est+long\">\
        <span class=\"invisible\">https://</span>\
        <span class=\"ellipsis\">quebec.test/wiki/Une_page?dont</span>\
        <span class=\"invisible\">=le&amp;nom=est+long</span></a></p>";
    assert_eq!(shown, expected);
    assert_eq!(
        excerpt::plain(&shown),
        long,
        "all of it can be read and copied"
    );
    let host = format!("{}.quebec.test", "banque-".repeat(6));
    let shown = html(&format!("http://{host}/x/y"));
    assert!(
        shown.contains(&format!("<span class=\"ellipsis\">{host}</span>")),
        "{shown}"
    );
    // Words of one's own are not shortened.
    let named = format!(
        "[{}]({long})",
        "Un nom qui est long lui aussi, et même davantage"
    );
    assert!(!html(&named).contains("span"), "{named}");
}

// posting.8
#[test]
fn mentions_and_hashtags_are_found_where_they_are_meant() {
    let awa = person("https://quebec.test", "awa");
    let user = person("https://isoc.tn", "user");
    for (source, expected) in [
        ("@awa", awa.clone()),
        ("(@Awa), l'@awa.", format!("({awa}), l'{awa}.")),
        ("@user@isoc.tn.", format!("{user}.")),
        ("@user@ISOC.tn: oui", format!("{user}: oui")),
        ("**@awa**", format!("<strong>{awa}</strong>")),
        (
            "@inconnu et @x@ailleurs.test",
            "@inconnu et @x@ailleurs.test".to_owned(),
        ),
        ("awa@isoc.tn", "awa@isoc.tn".to_owned()),
        ("\\@awa \\#mot", "@awa #mot".to_owned()),
        ("`@awa #mot`", "<code>@awa #mot</code>".to_owned()),
        (
            "@awa/paquet @awaé @@awa",
            "@awa/paquet @awaé @@awa".to_owned(),
        ),
        ("@user@isoc.tn@x", "@user@isoc.tn@x".to_owned()),
        (
            "[@awa #mot](https://a.test/)",
            "<a href=\"https://a.test/\">@awa #mot</a>".to_owned(),
        ),
        ("#Éducation", tag("education", "Éducation")),
        (
            "#Accès_libre, #FGI2027!",
            format!(
                "{}, {}!",
                tag("acces_libre", "Accès_libre"),
                tag("fgi2027", "FGI2027")
            ),
        ),
        ("l'#accès", format!("l'{}", tag("acces", "accès"))),
        ("#أمن", tag("أمن", "أمن")),
        ("#2027 n#1 # a#b &#35;", "#2027 n#1 # a#b #".to_owned()),
        ("##mot", "##mot".to_owned()),
    ] {
        assert_eq!(html(source), format!("<p>{expected}</p>"), "{source}");
    }
    let code = html("```\n@awa #mot https://a.test\n```");
    assert_eq!(code, "<pre><code>@awa #mot https://a.test\n</code></pre>");
}

#[test]
fn an_arabic_line_keeps_its_latin_parts() {
    let source = "مرحبا @user@isoc.tn، انظر https://www.icann.org/ar؟ حول ICANN #حوكمة_الإنترنت";
    let rendered = rendered(source);
    let user = person("https://isoc.tn", "user");
    let expected = format!(
        "<p>مرحبا {user}، انظر <a href=\"https://www.icann.org/ar\">https://www.icann.org/ar</a>؟ حول ICANN {}</p>",
        tag("حوكمة_الإنترنت", "حوكمة_الإنترنت")
    );
    assert_eq!(html(source), expected);
    assert_eq!(
        rendered.mentions,
        [Handle::parse("@user@isoc.tn").expect("a handle")]
    );
    assert_eq!(rendered.hashtags, ["حوكمة_الإنترنت"]);
}

#[test]
fn each_name_is_listed_once_in_order() {
    let rendered = rendered("#Accès @user@isoc.tn @awa @Awa @USER@isoc.tn @x #acces #Zone");
    let names: Vec<_> = rendered.mentions.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["@user@isoc.tn", "@awa"]);
    assert_eq!(rendered.hashtags, ["acces", "zone"]);
    let written = handles_in("#a @user@isoc.tn @awa `@non` @x@y.test @awa").expect("few");
    let written: Vec<_> = written.iter().map(ToString::to_string).collect();
    assert_eq!(written, ["@user@isoc.tn", "@awa", "@x@y.test"]);
}

// posting.8
#[test]
fn too_much_is_refused_with_its_number() {
    let people = |n: usize| {
        (0..n)
            .map(|i| format!("@p{i}@isoc.tn "))
            .collect::<Vec<_>>()
            .concat()
    };
    let tags = |n: usize| {
        (0..n)
            .map(|i| format!("#t{i} "))
            .collect::<Vec<_>>()
            .concat()
    };
    assert_eq!(rendered(&people(MAX_MENTIONS)).mentions.len(), MAX_MENTIONS);
    let refusal = TextRefusal::TooManyMentions {
        found: 11,
        limit: MAX_MENTIONS,
    };
    assert_eq!(render(&people(11), &Directory), Err(refusal.clone()));
    assert_eq!(handles_in(&people(11)), Err(refusal));
    assert_eq!(rendered(&tags(MAX_HASHTAGS)).hashtags.len(), MAX_HASHTAGS);
    let refusal = TextRefusal::TooManyHashtags {
        found: 21,
        limit: MAX_HASHTAGS,
    };
    assert_eq!(render(&tags(21), &Directory), Err(refusal));
    assert_eq!(rendered(&"@awa #mot ".repeat(50)).mentions.len(), 1);
    let refusal = TextRefusal::TooLong {
        limit: MAX_SOURCE_BYTES,
    };
    assert_eq!(
        render(&"a".repeat(MAX_SOURCE_BYTES + 1), &Directory),
        Err(refusal)
    );
}

#[test]
fn sources_made_to_be_slow_are_answered() {
    let half = MAX_SOURCE_BYTES / 2;
    for source in [
        ">".repeat(8_000),
        format!("{}a", "- ".repeat(5_000)),
        "a\n".repeat(10_000),
        "`a` ".repeat(8_000),
    ] {
        let refusal = Err(TextRefusal::TooTangled);
        assert_eq!(render(&source, &Directory), refusal, "{}", &source[..8]);
    }
    for source in [
        "\\@".repeat(half),
        "![".repeat(half),
        "[".repeat(half),
        "*a_".repeat(half / 2),
        "http://x:99999999/".repeat(half / 16),
        format!("https://a.test/{}", ")".repeat(half)),
    ] {
        let html = rendered(&source).html;
        assert_eq!(shape::check(&html), Ok(()), "{}", &source[..8]);
    }
}

#[test]
fn hashtag_keys_meet_across_spellings() {
    for (shown, key) in [
        ("Éducation", "education"),
        ("E\u{301}DUCATION", "education"),
        ("Œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("हिन्दी", "हिन्दी"),
        ("한국", "한국"),
        ("ＦＧＩ", "fgi"),
    ] {
        assert_eq!(tag_key(shown), key, "{shown}");
        assert_eq!(tag_key(key), key, "{key} again");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pieces_are_the_text_again(text in "[@#.a-cé/: \u{60c}h-]{0,60}|(https?://|@awa|#mot|@a@b.tn|[ .,)(]){0,12}") {
        let joined: String = pieces(&text, &[]).into_iter().map(|piece| match piece {
            Piece::Text(text) | Piece::Url(text) | Piece::Mention(text, _) => text.to_owned(),
            Piece::Hashtag(tag) => format!("#{tag}"),
        }).collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn any_source_renders_clean(source in "[@#*_`~<>&\\[\\]()!\\\\\n a-c\"':/.é-]{0,120}") {
        if let Ok(rendered) = render(&source, &Directory) {
            prop_assert_eq!(shape::check(&rendered.html), Ok(()));
            prop_assert_eq!(crate::text::clean::html(&rendered.html), Ok(rendered.html));
        }
    }
}
