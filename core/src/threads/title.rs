//! Titles of threads that are opened where there is no field for one: the first line of the text.

use crate::text::extract::{self, Piece};
use crate::text::{clean, excerpt};

/// Longest title that is made of a line, in characters.
const LONGEST: usize = 200;

/// Splits a text into a title and what is below it. The title is the first line that says something
/// besides names; where it is all of the text, or longer than a title may be, it stays in the text too.
pub fn split(source: &str, most: usize) -> (String, String) {
    let most = most.min(LONGEST);
    let mut lines = source.lines();
    let mut skipped = String::new();
    let first = lines.find_map(|line| {
        let said = without_names(line);
        if said.is_empty() {
            skipped.push_str(line);
            skipped.push('\n');
        }
        Some(said).filter(|said| !said.is_empty())
    });
    let Some(first) = first else {
        return (String::new(), source.to_owned());
    };
    let title = cut(&first, most);
    let rest = lines.collect::<Vec<_>>().join("\n");
    if title != first || without_names(&rest).is_empty() {
        return (title, source.to_owned());
    }
    let below = format!("{skipped}{}", rest.trim_start_matches(['\n', '\r']));
    (title, below.trim_end().to_owned())
}

/// Whether a text says nothing but its title, and names.
pub fn is_only(title: &str, html: &str) -> bool {
    let said = without_names(&excerpt::plain(html));
    said == title || (said.len() < title.len() * 2 && said == without_names(title))
}

/// A line without whom it names and without the marks of a heading.
fn without_names(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', ' ']);
    let mut said = String::with_capacity(line.len());
    for piece in extract::pieces(line, &[]) {
        match piece {
            Piece::Text(text) | Piece::Url(text) => said.push_str(text),
            Piece::Hashtag(tag) => {
                said.push('#');
                said.push_str(tag);
            }
            Piece::Mention(..) => {}
        }
    }
    clean::name(&said.replace("**", "").replace("__", ""), usize::MAX)
}

/// The words of a line that fit.
fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let short: String = line.chars().take(most.saturating_sub(1)).collect();
    let whole = short
        .rsplit_once(' ')
        .map_or(short.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    // client_api.15
    #[test]
    fn a_title_is_the_first_line_that_says_something() {
        for (source, title, below) in [
            ("Un IXP ?\n\nQuel modèle ?", "Un IXP ?", "Quel modèle ?"),
            (
                "@acces Un IXP ?\nQuel modèle ?",
                "Un IXP ?",
                "Quel modèle ?",
            ),
            (
                "@acces@quebec.test\n\nUn IXP ?\nOui ?",
                "Un IXP ?",
                "@acces@quebec.test\n\nOui ?",
            ),
            ("# Un IXP ?\nOui", "Un IXP ?", "Oui"),
            ("Un IXP ? @acces", "Un IXP ?", "Un IXP ? @acces"),
            ("Un IXP ?\n@acces", "Un IXP ?", "Un IXP ?\n@acces"),
            ("@acces", "", "@acces"),
            ("", "", ""),
        ] {
            assert_eq!(
                split(source, 200),
                (title.to_owned(), below.to_owned()),
                "{source}"
            );
        }
        let long = "mot ".repeat(80);
        let (title, below) = split(&format!("{long}\nla suite"), 200);
        assert!(
            title.ends_with("mot…") && title.chars().count() <= 200,
            "{title}"
        );
        assert!(below.starts_with("mot mot"), "nothing is lost: {below}");
    }

    #[test]
    fn a_text_that_is_its_title_says_it_once() {
        let named =
            "<p>Un IXP ? <span class=\"h-card\"><a href=\"x\">@<span>acces</span></a></span></p>";
        assert!(is_only("Un IXP ?", named));
        assert!(is_only("Un IXP ?", "<p>Un IXP ?</p>"));
        assert!(!is_only("Un IXP ?", "<p>Un IXP ? Oui.</p>"));
        assert!(!is_only("Un IXP ?", "<p>Un IXP ?</p><p>Un IXP ?</p>"));
    }
}
