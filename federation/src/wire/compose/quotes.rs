//! Quotes in the words of FEP-044f, and of those who have quoted before: what a post quotes, and what is
//! asked, answered and told about it.

use palabre_core::quotes::{Approval, Asked, Crowd, Quotable};
use serde_json::{Map, Value, json};

use super::{Deed, Doc, PostDoc, bare, context, list};
use crate::wire::PUBLIC;

/// What a post quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteDoc<'a> {
    /// Its address.
    pub id: &'a str,
    /// Its page.
    pub page: &'a str,
    /// Where its author says that they agree.
    pub approval: Option<&'a str>,
}

/// Puts what a post quotes into its document, in the words that others know.
pub(super) fn quoted(doc: Doc, quote: &QuoteDoc<'_>) -> Doc {
    doc.set("quote", quote.id)
        .set("_misskey_quote", quote.id)
        .set("quoteUri", quote.id)
        .set("quoteUrl", quote.id)
        .set_some(AUTHORIZATION, quote.approval)
}

const AUTHORIZATION: &str = "quoteAuthorization";

/// The link of FEP-e232.
pub(super) fn link(quote: &QuoteDoc<'_>) -> Value {
    json!({
        "type": "Link",
        "mediaType": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        "rel": "https://misskey-hub.net/ns#_misskey_quote",
        "href": quote.id,
        "name": format!("RE: {}", quote.page),
    })
}

/// A text for those who know no quotes: what is quoted is a link above it.
pub(super) fn content(post: &PostDoc<'_>) -> String {
    let Some(quote) = post.quote else {
        return post.content.to_owned();
    };
    let page = crate::wire::as_html(quote.page).replace('"', "&quot;");
    format!(
        "<p class=\"{INLINE}\">RE: <a href=\"{page}\">{page}</a></p>{}",
        post.content
    )
}

/// The class of a link to what is quoted, for those who know no quotes.
const INLINE: &str = "quote-inline";

/// A text without the link to what it quotes, as Mastodon and this node write it above, and others below.
pub(crate) fn without_link(html: &str) -> &str {
    let above = [("<p class=\"", "</p>"), ("<span class=\"", "</span>")];
    for (begin, end) in above {
        let rest = html
            .strip_prefix(begin)
            .and_then(|rest| rest.strip_prefix(INLINE))
            .and_then(|rest| rest.strip_prefix("\">"));
        if let Some((_, below)) = rest.and_then(|rest| rest.split_once(end)) {
            return below;
        }
    }
    let below = format!("<span class=\"{INLINE}\">");
    match html.rsplit_once(below.as_str()) {
        Some((text, link)) if is_alone(link) => text,
        _ => html,
    }
}

/// Whether nothing but the end of a text stands behind a link.
fn is_alone(link: &str) -> bool {
    link.split_once("</span>")
        .is_some_and(|(_, end)| matches!(end.trim(), "" | "</p>"))
}

/// Who may quote a post, as its document says it; where nobody may, its author alone.
pub(super) fn can_quote(whom: Quotable, author: &str, followers: &str) -> Value {
    let named = |crowd: Crowd| {
        let everybody = crowd.holds(Crowd::EVERYBODY).then_some(PUBLIC);
        let followers = crowd.holds(Crowd::FOLLOWERS).then_some(followers);
        list(everybody.into_iter().chain(followers))
    };
    let automatic = named(whom.automatic);
    let nobody = automatic.as_array().is_none_or(Vec::is_empty);
    let automatic = if nobody { list([author]) } else { automatic };
    json!({ "automaticApproval": automatic })
}

/// A document of a post as its author has signed it, with what was agreed and chosen since. What is
/// signed no longer stands there then, and neither does its proof.
pub(crate) fn agreed(
    mut object: Value,
    approval: Option<&str>,
    chosen: Option<(Quotable, &str, &str)>,
) -> Value {
    let Some(map) = object.as_object_mut() else {
        return object;
    };
    let quotes = map.get("quote").is_some();
    let said = map.get(AUTHORIZATION).and_then(Value::as_str);
    let mut news = false;
    if quotes && said != approval {
        news = true;
        match approval {
            Some(approval) => map.insert(AUTHORIZATION.to_owned(), approval.into()),
            None => map.remove(AUTHORIZATION),
        };
    }
    if let Some((whom, author, followers)) = chosen {
        let can_quote = can_quote(whom, author, followers);
        let policy = map
            .entry("interactionPolicy")
            .or_insert_with(|| Value::Object(Map::new()));
        if policy["canQuote"] != can_quote {
            news = true;
            policy["canQuote"] = can_quote;
        }
    }
    if news {
        map.remove("proof");
    }
    object
}

/// Somebody asks to quote. `said` is the activity with the words of the post that quotes.
pub fn ask_to_quote(deed: &Deed<'_>, asked: &Asked, author: &str, said: Option<&Value>) -> Value {
    let post = said.and_then(|said| said.get("object"));
    let instrument = post.map_or_else(|| Value::from(asked.quoting.as_str()), bare);
    deed.start(context::quotes(), "QuoteRequest")
        .set("to", list([author]))
        .set("object", asked.quoted.as_str())
        .set("instrument", instrument)
        .done()
}

/// The author of what is quoted agrees, or does not.
pub fn answer_to_quote(deed: &Deed<'_>, asked: &Asked, approval: Option<&str>) -> Value {
    let request = json!({
        "id": asked.id,
        "type": "QuoteRequest",
        "actor": asked.actor,
        "object": asked.quoted,
        "instrument": asked.quoting,
    });
    let verb = if approval.is_some() {
        "Accept"
    } else {
        "Reject"
    };
    deed.start(context::quotes(), verb)
        .set("to", list([asked.actor.as_str()]))
        .set("object", request)
        .set_some("result", approval)
        .done()
}

/// What says at its own address that a quote is agreed to.
pub fn approval(id: &str, said: &Approval) -> Value {
    authorization(Doc::new(context::quotes()), id, said)
}

fn authorization(doc: Doc, id: &str, said: &Approval) -> Value {
    doc.set("id", id)
        .set("type", "QuoteAuthorization")
        .set("attributedTo", said.author.as_str())
        .set("interactingObject", said.quoting.as_str())
        .set("interactionTarget", said.quoted.as_str())
        .done()
}

/// The author of what is quoted agrees no longer.
pub fn withdraw(deed: &Deed<'_>, id: &str, said: &Approval, to: &str) -> Value {
    deed.start(context::quotes(), "Delete")
        .set("to", list([PUBLIC]))
        .set("cc", list([to]))
        .set("object", authorization(Doc::inner(), id, said))
        .done()
}

/// The Update that tells of a consent. It says nothing else anew, and says so, since what changes the
/// words of a post is a record. `said` is the activity that gave the post its words.
pub fn approved(deed: &Deed<'_>, said: &Value, approval: &str) -> Value {
    let field = |name: &str| said.get(name).cloned();
    let object = field("object").unwrap_or(Value::Object(Map::new()));
    deed.start(context::quoting(context::post()), "Update")
        .set_some("to", field("to"))
        .set_some("cc", field("cc"))
        .set_some("audience", field("audience"))
        .set("palabre:quote", true)
        .set("object", agreed(object, Some(approval), None))
        .done()
}
