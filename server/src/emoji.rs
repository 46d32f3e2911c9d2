//! Words between colons that the node has a picture for (`bulletin`).

use std::collections::BTreeSet;

use palabre_core::bulletin::{self, Emoji};
use palabre_core::text::clean::escape;
use palabre_core::{Core, Result};

/// Words between colons that are looked up for one answer, at most.
const LOOKED_UP: usize = 512;

/// The emoji of the node that stand in some texts, by one question where something between colons stands
/// in them.
pub(crate) async fn in_texts<'t>(
    core: &Core,
    texts: impl Iterator<Item = &'t str>,
) -> Result<Vec<Emoji>> {
    let named: BTreeSet<&str> = texts.flat_map(shortcodes).take(LOOKED_UP).collect();
    let named: Vec<&str> = named.into_iter().collect();
    bulletin::emoji_named(core, &named).await
}

/// Whether an emoji stands in a text.
pub(crate) fn stands_in(emoji: &Emoji, text: &str) -> bool {
    shortcodes(text).any(|code| code == emoji.shortcode)
}

/// What stands between two colons, where it could name an emoji. A colon ends one and begins another.
fn shortcodes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(':')?;
            let after = &rest[at + 1..];
            let end = after.find(|c: char| !is_of_code(c)).unwrap_or(after.len());
            rest = &after[end..];
            if rest.starts_with(':') && end >= 2 {
                return Some(&after[..end]);
            }
        }
    })
}

fn is_of_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Safe HTML with pictures in place of emoji, outside tags and code; each says its word where pictures
/// are not shown.
pub(crate) fn pictured(html: &str, emoji: &[Emoji]) -> String {
    if emoji.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 128);
    let mut rest = html;
    let mut code = 0_usize;
    while let Some(at) = rest.find('<') {
        replace(&rest[..at], code > 0, emoji, &mut out);
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        let tag = &rest[at..end];
        if tag.starts_with("<code") || tag.starts_with("<pre") {
            code += 1;
        } else if tag.starts_with("</code") || tag.starts_with("</pre") {
            code = code.saturating_sub(1);
        }
        out.push_str(tag);
        rest = &rest[end..];
    }
    replace(rest, code > 0, emoji, &mut out);
    out
}

fn replace(text: &str, is_code: bool, emoji: &[Emoji], out: &mut String) {
    let mut rest = text;
    while !is_code && let Some(at) = rest.find(':') {
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !is_of_code(c)).unwrap_or(after.len());
        let known = emoji.iter().find(|one| one.shortcode == after[..end]);
        out.push_str(&rest[..at]);
        let Some(one) = known.filter(|_| after[end..].starts_with(':')) else {
            out.push(':');
            rest = after;
            continue;
        };
        let (word, file) = (escape(&one.shortcode), escape(&one.small));
        out.extend([
            "<img class=\"emoji\" src=\"/media/",
            &file,
            "\" alt=\":",
            &word,
            ":\" height=\"20\" loading=\"lazy\">",
        ]);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emoji(shortcode: &str) -> Emoji {
        Emoji {
            shortcode: shortcode.to_owned(),
            category: None,
            file: "a.png".to_owned(),
            small: "a-s.png".to_owned(),
            made_at: 0,
        }
    }

    // bulletin.7
    #[test]
    fn words_between_colons_are_found_whatever_stands_beside() {
        let found = |text| shortcodes(text).collect::<Vec<_>>();
        assert_eq!(found("Un :baobab: et :arbre_2:."), ["baobab", "arbre_2"]);
        assert_eq!(found("12:30:45 :a: :é: : : https://x.test:80/"), ["30"]);
        assert_eq!(found(":un:deux:trois:"), ["un", "deux", "trois"]);
        assert_eq!(found("::: :"), Vec::<&str>::new());
    }

    // bulletin.7
    #[test]
    fn pictures_stand_in_text_and_nowhere_else() {
        let all = [emoji("baobab")];
        let picture = "<img class=\"emoji\" src=\"/media/a-s.png\" alt=\":baobab:\" height=\"20\" \
                       loading=\"lazy\">";
        for (html, wanted) in [
            (
                "<p>Sous le :baobab: !</p>",
                format!("<p>Sous le {picture} !</p>"),
            ),
            (":baobab::baobab:", format!("{picture}{picture}")),
            (":x:baobab:", format!(":x{picture}")),
            (":baobabs: :baobab", ":baobabs: :baobab".to_owned()),
            (
                "<a href=\"https://x.test/:baobab:\">là</a>",
                "<a href=\"https://x.test/:baobab:\">là</a>".to_owned(),
            ),
            (
                "<pre><code>:baobab:</code></pre> :baobab:",
                format!("<pre><code>:baobab:</code></pre> {picture}"),
            ),
        ] {
            assert_eq!(pictured(html, &all), wanted);
        }
        assert_eq!(pictured(":baobab:", &[]), ":baobab:");
        assert!(stands_in(&all[0], "<p>:baobab:</p>") && !stands_in(&all[0], "baobab"));
    }
}
