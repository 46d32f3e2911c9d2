//! The value of a name that a member says of themselves: one line whose addresses are links, which say
//! that what they lead to is of the same person (`rel="me"`).

use super::clean::escape;
use super::extract::{self, Piece};

const REL: &str = "me nofollow noopener noreferrer";

/// A value as safe HTML.
pub fn field(value: &str) -> String {
    let pieces = extract::pieces(value, &[]);
    pieces.into_iter().fold(String::new(), |html, piece| {
        html + &match piece {
            Piece::Url(url) => {
                let shown = escape(url);
                format!("<a href=\"{shown}\" rel=\"{REL}\">{shown}</a>")
            }
            Piece::Text(text) | Piece::Mention(text, _) => escape(text),
            Piece::Hashtag(tag) => format!("#{}", escape(tag)),
        }
    })
}

#[test]
fn addresses_in_a_value_are_links_to_oneself_and_nothing_else_is() {
    let html = field("<b> https://ana.test/a?b=\"c & @bob #ixp");
    assert!(html.starts_with("&lt;b&gt; <a href=\"https://ana.test/a?b="));
    assert!(
        html.contains("rel=\"me nofollow noopener noreferrer\""),
        "{html}"
    );
    assert!(html.ends_with("&amp; @bob #ixp"), "{html}");
    assert_eq!(html.matches("<a ").count(), 1);
    assert_eq!(field("javascript:alert(1)"), "javascript:alert(1)");
}
