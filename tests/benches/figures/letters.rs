//! Letters as other servers write them: Creates of 2 000 bytes, signed beforehand.

use anyhow::{Context as _, Result, ensure};
use http::Method;
use palabre_core::naming::Base;
use palabre_core::{Clock as _, SystemClock};
use palabre_federation::proof::digest::BodyDigest;
use palabre_federation::proof::http_signature::sign_cavage;
use palabre_federation::proof::integrity;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::Url;

use crate::node::HOST;
use crate::scene::{FORUM, Stranger};

/// Bytes of a letter.
const LENGTH: usize = 2_000;
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// What a Create is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// Its author's followers.
    Followers,
    /// The forum: an answer to a contribution, or a new thread.
    Forum { parent: Option<&'a str> },
}

/// A letter ready to be sent, with the address of what it carries.
pub(crate) struct Ready {
    pub(crate) object: String,
    pub(crate) request: Vec<u8>,
}

/// Writes and signs a Create. With `proved` it carries its author's own proof, as ours do; without,
/// the signature of the request vouches for it, as with most servers.
pub(crate) fn create(
    from: &Stranger,
    number: usize,
    about: About<'_>,
    proved: bool,
) -> Result<Ready> {
    let object = format!("{}/notes/{number}", from.uri);
    let bare = activity(from, number, about, &object, "")?;
    let bare = if proved { prove(from, bare)? } else { bare };
    let room = LENGTH.checked_sub(bare.to_string().len());
    let filling = filling(room.context("a letter with room for a text")?, number);
    let whole = activity(from, number, about, &object, &filling)?;
    let whole = if proved { prove(from, whole)? } else { whole };
    let body = whole.to_string();
    ensure!(
        body.len().abs_diff(LENGTH) < 4,
        "a letter of another length"
    );
    Ok(Ready {
        request: request(from, body.as_bytes())?,
        object,
    })
}

fn activity(
    from: &Stranger,
    number: usize,
    about: About<'_>,
    object: &str,
    filling: &str,
) -> Result<Value> {
    // Each at a second of its own, in the past.
    let at = SystemClock.now() / 1_000 - 100_000 + i64::try_from(number)?;
    let at = OffsetDateTime::from_unix_timestamp(at)?.format(&Rfc3339)?;
    let base = Base::new("http", HOST);
    let forum = base.forum(FORUM);
    let mut note = json!({
        "id": object,
        "type": "Note",
        "attributedTo": from.uri,
        "published": at,
        "to": [PUBLIC],
        "cc": [format!("{}/followers", from.uri)],
        "url": object,
        "content": format!("<p>Bonjour, <a href=\"https://exemple.org\">voici</a>.</p><p>{filling}</p>"),
        "language": {"identifier": "fr", "name": "Français"},
        "tag": [],
    });
    if let About::Forum { parent } = about {
        note["audience"] = json!(forum);
        note["cc"] = json!([forum, format!("{}/followers", from.uri)]);
        if let Some(parent) = parent {
            note["inReplyTo"] = json!(parent);
        } else {
            note["type"] = json!("Article");
            note["name"] = json!(format!("Un fil de {number}"));
        }
    }
    Ok(json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": format!("{object}/activity"),
        "type": "Create",
        "actor": from.uri,
        "published": at,
        "to": note["to"],
        "cc": note["cc"],
        "object": note,
    }))
}

/// Text of so many bytes, in short paragraphs with some emphasis.
fn filling(bytes: usize, salt: usize) -> String {
    const PIECES: [&str; 8] = [
        "le point d'echange de Ziguinchor ",
        "<strong>n'est pas</strong> une fin en soi ",
        "car chaque chapitre paie encore son transit ",
        "</p><p>",
        "et la regulation <em>tarde</em> a venir ",
        "alors que nos ecoles attendent ",
        "un acces qui tienne toute l'annee ",
        "</p><p>",
    ];
    let mut text = format!("{salt} ");
    let mut at = salt;
    while text.len() + PIECES[at % 8].len() < bytes {
        text.push_str(PIECES[at % 8]);
        at += 1;
    }
    let rest = bytes.saturating_sub(text.len());
    text.extend(std::iter::repeat_n('x', rest));
    text
}

fn prove(from: &Stranger, mut activity: Value) -> Result<Value> {
    let at = activity["published"].as_str().context("a date")?.to_owned();
    integrity::attach(&mut activity, &from.ed25519, &from.ed25519_key(), &at)?;
    Ok(activity)
}

fn request(from: &Stranger, body: &[u8]) -> Result<Vec<u8>> {
    let inbox = Url::parse(&Base::new("http", HOST).shared_inbox())?;
    let (digest, now) = (BodyDigest::of(body), SystemClock.now());
    let (key, method) = (from.rsa_key(), Method::POST);
    let signed = sign_cavage(&from.rsa, &key, &method, &inbox, Some(&digest), now)?;
    let mut request = format!("POST {} HTTP/1.1\r\n", inbox.path()).into_bytes();
    for (name, value) in &signed {
        request.extend_from_slice(name.as_str().as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    let length = format!(
        "content-type: application/activity+json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    request.extend_from_slice(length.as_bytes());
    request.extend_from_slice(body);
    Ok(request)
}
