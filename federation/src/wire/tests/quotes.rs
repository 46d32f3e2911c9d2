//! Quotes, read in every word for them and written in each.

use palabre_core::quotes::{Crowd, Quotable};
use serde_json::{Value, json};

use super::fixtures::{AWA, ROOT_POST};
use crate::wire::compose::{self, PostDoc, QuoteDoc, without_link};
use crate::wire::read::Object;

const QUOTED: &str = "https://autre.example/notes/1";

fn read(more: &Value) -> (Option<String>, Option<Quotable>) {
    let mut note = json!({
        "id": "https://m.example/1", "type": "Note", "attributedTo": "https://m.example/u",
        "content": "<p>x</p>",
    });
    for (field, value) in more.as_object().expect("fields") {
        note[field] = value.clone();
    }
    let object = Object::read(&note).expect("a note");
    let quote = object.quote.map(|quote| quote.href.to_owned());
    (quote, object.quotable)
}

// quotes.20, quotes.21
#[test]
fn a_quote_is_read_in_any_of_its_words() {
    let link = |rel: &str| json!({ "tag": [{ "type": "Link", "rel": rel, "href": QUOTED }] });
    for said in [
        json!({ "quote": QUOTED }),
        json!({ "quote": { "id": QUOTED, "type": "Note" } }),
        json!({ "quote": null, "quoteUrl": QUOTED }),
        json!({ "quoteUri": QUOTED }),
        json!({ "_misskey_quote": QUOTED, "quoteUrl": "https://autre.example/page" }),
        link("https://misskey-hub.net/ns#_misskey_quote"),
    ] {
        assert_eq!(read(&said).0.as_deref(), Some(QUOTED), "{said}");
    }
    for said in [
        json!({ "quote": 1 }),
        json!({ "quote": "x" }),
        link("me"),
        json!({}),
    ] {
        assert_eq!(read(&said).0, None, "{said}");
    }
    let policy = |automatic: Value| {
        let policy = json!({ "canQuote": { "automaticApproval": automatic } });
        read(&json!({ "interactionPolicy": policy })).1
    };
    for (said, crowd) in [
        (
            json!("https://www.w3.org/ns/activitystreams#Public"),
            Crowd::EVERYBODY,
        ),
        (json!(["as:Public"]), Crowd::EVERYBODY),
        (json!(["https://m.example/u/followers"]), Crowd::FOLLOWERS),
        (json!(["https://m.example/u/following"]), Crowd::FOLLOWED),
        (json!(["https://m.example/u"]), Crowd::NOBODY),
        (json!([]), Crowd::NOBODY),
        (json!(["https://m.example/v"]), Crowd::OTHERS),
    ] {
        let automatic = policy(said.clone()).expect("it says so").automatic;
        assert_eq!(automatic, crowd, "{said}");
    }
    assert_eq!(
        read(&json!({ "interactionPolicy": { "canReply": {} } })).1,
        None
    );
}

// quotes.20, quotes.21
#[test]
fn what_quotes_says_so_to_those_who_know_no_quotes() {
    let quote = QuoteDoc {
        id: QUOTED,
        page: "https://autre.example/@a/1?x=\"&y",
        approval: Some("https://autre.example/stamps/1"),
    };
    let written = compose::object_post(&PostDoc {
        quote: Some(quote),
        ..ROOT_POST
    });
    let content = written["content"].as_str().expect("a text");
    assert!(content.contains("x=&quot;&amp;y"), "{content}");
    assert_eq!(without_link(content), ROOT_POST.content);
    let object = Object::read(&written).expect("an article");
    let said = object.quote.expect("a quote");
    assert_eq!((said.href, said.approval), (QUOTED, quote.approval));
    let link = written["tag"].as_array().expect("tags").last();
    assert_eq!(link.expect("a link")["href"], QUOTED);
    let followers = Quotable {
        automatic: Crowd::FOLLOWERS,
        manual: Crowd::NOBODY,
    };
    for (quotable, named) in [
        (followers, format!("{AWA}/followers")),
        (Quotable::default(), AWA.to_owned()),
    ] {
        let written = compose::object_post(&PostDoc {
            quotable,
            ..ROOT_POST
        });
        let said = &written["interactionPolicy"]["canQuote"]["automaticApproval"];
        assert_eq!(*said, json!([named]));
    }
}

// quotes.21
#[test]
fn only_the_link_to_what_is_quoted_is_left_out() {
    let link = "<span class=\"quote-inline\"><br><br>RE: <a href=\"x\">x</a></span>";
    for (html, left) in [
        (
            "<p class=\"quote-inline\">RE: <a href=\"x\">x</a></p><p>y</p>",
            "<p>y</p>",
        ),
        (&format!("<p>y{link}</p>"), "<p>y"),
        (&format!("{link}<p>y</p>"), "<p>y</p>"),
        (&format!("<p>y{link}z</p>"), &format!("<p>y{link}z</p>")),
        ("<p class=\"quote-inline\">", "<p class=\"quote-inline\">"),
        ("<p>y</p>", "<p>y</p>"),
        ("", ""),
    ] {
        assert_eq!(without_link(html), left, "{html}");
    }
}
