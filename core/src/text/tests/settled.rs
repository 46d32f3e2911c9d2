//! What is taken as clean without a parse is what a parse gives back.

use proptest::prelude::*;

use super::super::clean;
use super::super::settled::is_settled;

const LINK: &str =
    "<a href=\"https://exemple.org/x?y=1\" rel=\"nofollow noopener noreferrer ugc\">";

#[test]
fn common_texts_are_settled() {
    for fragment in [
        "",
        "Bonjour",
        "<p>Le point d'échange <strong>n'est pas</strong> une fin.</p><p>Et puis ?</p>",
        "<p>un<br>deux &amp; 3 &lt; 4 &gt; 2&nbsp;!</p>\n<p><em>trois <b>quatre</b></em></p>",
        "<ul>\n<li>un</li>\n<li><p>deux</p><ol><li>trois</li></ol></li>\n</ul>",
        "<blockquote><p>cité</p></blockquote>suite <code>fn</code> <del>non</del>",
        &format!("<p>{LINK}ici</a> et {LINK}<i>là</i></a></p>"),
    ] {
        assert!(is_settled(fragment), "{fragment}");
        assert_eq!(clean::pass(fragment).as_deref(), Ok(fragment));
    }
}

#[test]
fn what_cleaning_changes_is_not_settled() {
    for fragment in [
        "<p>",
        "</p>",
        "<p></p>",
        "<p>a<p>b</p></p>",
        "<p><ul><li>a</li></ul></p>",
        "<em><p>a</p></em>",
        "<b><b>a</b></b>",
        "<b><i>a</b></i>",
        "<li>a</li>",
        "<ul>a</ul>",
        "<ul><br></ul>",
        "<ul><em>a</em></ul>",
        "<p>a</p >",
        "<p >a</p>",
        "<P>a</P>",
        "<a>b</a>",
        "<p class=\"x\">a</p>",
        "<script>a</script>",
        "a > b",
        "a & b",
        "a &quot; b",
        "a &ampere b",
        "a\u{a0}b",
        "a\r\nb",
        "\u{feff}a",
        "a\0b",
        "<!-- a -->",
        "<a href=\"https://exemple.org\">ici</a>",
        "<a href=\"javascript:x\" rel=\"nofollow noopener noreferrer ugc\">ici</a>",
        "<a href=\"http://\" rel=\"nofollow noopener noreferrer ugc\">ici</a>",
        "<a href=\"https://a.test\" rel=\"nofollow noopener noreferrer ugc\" id=\"x\">ici</a>",
    ] {
        assert!(!is_settled(fragment), "{fragment}");
    }
    assert!(
        !is_settled(&"a".repeat(16 * 1024 + 1)),
        "what is long is parsed"
    );
    assert!(!is_settled(
        &("<blockquote>".repeat(17) + "a" + &"</blockquote>".repeat(17))
    ));
}

/// Pieces of the language, and a few that are not of it.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<p>a</p>",
    "<p>b",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<b>",
    "</b>",
    "<b>c</b>",
    "<i>",
    "</i>",
    "<i>d</i>",
    "<del>",
    "</del>",
    "<code>",
    "</code>",
    LINK,
    "</a>",
    "<br>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<li>e</li>",
    "<blockquote>",
    "</blockquote>",
    "a",
    " ",
    "\n",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&gt;",
    "été",
    "\u{a0}",
    "<span>",
    "</span>",
    "<a>",
    "<pre>",
    "</pre>",
];

/// Elements of the language, each in its place or not.
fn grown() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(&["a", "<br>", " ", "\n", "&amp;", "&nbsp;", "b < c", ""]);
    leaf.prop_map(str::to_owned)
        .prop_recursive(6, 48, 5, |inner| {
            let name = prop::sample::select(&[
                "p",
                "em",
                "strong",
                "b",
                "i",
                "del",
                "code",
                "ul",
                "ol",
                "li",
                "blockquote",
                "a",
            ]);
            (name, prop::collection::vec(inner, 0..5)).prop_map(|(name, inner)| {
                let inner = inner.concat();
                match name {
                    "a" => format!("{LINK}{inner}</a>"),
                    _ => format!("<{name}>{inner}</{name}>"),
                }
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_is_settled_is_what_a_parse_gives(
        fragment in prop_oneof![
            grown(),
            prop::collection::vec(prop::sample::select(PIECES), 0..16).prop_map(|all| all.concat()),
        ]
    ) {
        if is_settled(&fragment) {
            prop_assert_eq!(clean::pass(&fragment), Ok(fragment));
        }
    }

    #[test]
    fn any_text_that_is_settled_is_what_a_parse_gives(text in "[\\x00-\\x25'-;=?-\u{ff}\u{2028}\u{fdd0}\u{fffe}\u{10ffff}]{1,40}") {
        if is_settled(&text) {
            prop_assert_eq!(clean::pass(&text), Ok(text));
        }
    }
}
