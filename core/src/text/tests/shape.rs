//! A strict reader of clean HTML: it accepts the house's subset in its one spelling and nothing
//! else, so that whatever it accepts is harmless to any parser.

const TAGS: [&str; 15] = [
    "p",
    "br",
    "a",
    "span",
    "em",
    "strong",
    "b",
    "i",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
];
const CLASSES: [&str; 6] = [
    "mention",
    "hashtag",
    "ellipsis",
    "invisible",
    "u-url",
    "h-card",
];
const RELS: [&str; 2] = [
    "nofollow noopener noreferrer ugc",
    "tag nofollow noopener noreferrer ugc",
];

/// Says what in `html` is outside the subset.
pub(super) fn check(html: &str) -> Result<(), String> {
    let mut rest = html;
    let mut open = Vec::new();
    while let Some(at) = rest.find(['<', '>']) {
        let tag = rest[at..]
            .strip_prefix('<')
            .ok_or_else(|| format!("a bare > in {html}"))?;
        let end = tag
            .find('>')
            .ok_or_else(|| format!("an endless tag in {html}"))?;
        let (inside, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes another tag in {html}"));
            }
            continue;
        }
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        if !TAGS.contains(&name) {
            return Err(format!("<{name}> in {html}"));
        }
        check_attributes(name, attributes)?;
        if name != "br" {
            open.push(name);
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("{open:?} left open in {html}"))
    }
}

fn check_attributes(tag: &str, attributes: &str) -> Result<(), String> {
    let mut rest = attributes;
    let mut seen = Vec::new();
    while !rest.is_empty() {
        let (name, value) = rest
            .split_once("=\"")
            .ok_or_else(|| format!("bare {rest}"))?;
        let (value, after) = value
            .split_once('"')
            .ok_or_else(|| format!("unclosed {rest}"))?;
        rest = after.strip_prefix(' ').unwrap_or(after);
        let fine = match (tag, name) {
            ("a", "href") => value.starts_with("https://") || value.starts_with("http://"),
            ("a", "rel") => RELS.contains(&value),
            ("a" | "span", "class") => value.split(' ').all(|class| CLASSES.contains(&class)),
            ("ol", "start") | ("li", "value") => value.parse::<i32>().is_ok(),
            ("ol", "reversed") => value.is_empty(),
            (_, "dir") => ["ltr", "rtl", "auto"].contains(&value),
            (_, "lang") => value
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            _ => false,
        };
        if !fine || seen.contains(&name) {
            return Err(format!("{name}={value:?} on <{tag}>"));
        }
        seen.push(name);
    }
    Ok(())
}

#[test]
fn the_reader_itself_refuses_what_is_dangerous() {
    for html in [
        "<script>",
        "<img src=\"x\">",
        "<p onclick=\"x\"></p>",
        "<a href=\"javascript:x\"></a>",
        "<p",
        "<p>",
        "</p>",
        "<b><i></b></i>",
        "<p id=\"x\"></p>",
        "<a class=\"btn\"></a>",
        "a > b",
        "<a href=https://a.test></a>",
        "<p dir=\"ltr\" dir=\"rtl\"></p>",
    ] {
        assert!(check(html).is_err(), "{html}");
    }
    assert_eq!(check("<p lang=\"fr\">a<br><b>c</b></p> d &lt;"), Ok(()));
}
