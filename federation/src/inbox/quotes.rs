//! Letters about quotes (docs/spec/quotes.md): asked, answered, told and taken back. None of them is a
//! record.

use palabre_core::address::{host_of_uri, same_origin};
use palabre_core::ledger::Kind as Deed;
use palabre_core::peering::{self, Level};
use palabre_core::people;
use palabre_core::quotes::{self, Asked};
use palabre_core::threads::Post;
use palabre_core::{Refusal, Result, Tx};
use serde_json::Value;

use super::polls;
use super::record::Made;
use crate::pinned;
use crate::wire::read::{Activity, Kind, Object, ObjectRef, id_of};

const REQUEST: &str = "QuoteRequest";

/// What a letter says of a quote.
pub(crate) enum Said {
    /// Somebody asks to quote.
    Asked(Asked),
    /// They are answered: whoever answers, the post that quotes, and where the consent is.
    Answered(String, String, Option<String>),
}

/// What a letter of its own actor says of a quote, if it does.
pub(super) fn said(activity: &Activity<'_>, is_ours: impl Fn(&str) -> bool) -> Option<Said> {
    match &activity.kind {
        Kind::Other(name) if name == REQUEST => {
            let quoting = instrument(activity.raw, activity.actor)?;
            let quoted = activity.object.id().filter(|id| is_ours(id))?;
            Some(Said::Asked(Asked {
                id: activity.id.to_owned(),
                actor: activity.actor.to_owned(),
                quoted: quoted.to_owned(),
                quoting: quoting.to_owned(),
            }))
        }
        Kind::Accept | Kind::Reject => {
            let quoting = answered(activity)?;
            if !is_ours(quoting) {
                return None;
            }
            let approval = activity.result.and_then(id_of);
            if activity.kind == Kind::Accept && approval.is_none() {
                return None;
            }
            let approval = approval.filter(|_| activity.kind == Kind::Accept);
            Some(Said::Answered(
                activity.actor.to_owned(),
                quoting.to_owned(),
                approval.map(str::to_owned),
            ))
        }
        _ => None,
    }
}

/// The post that would quote: of the one who asks, and of their host.
fn instrument<'a>(request: &'a Value, actor: &str) -> Option<&'a str> {
    let said = request.get("instrument")?;
    let id = id_of(said)?;
    let by_another = Object::read(said).is_ok_and(|post| post.attributed_to != Some(actor));
    (same_origin(id, actor) && !by_another).then_some(id)
}

/// The post that has asked, by the request in an answer or by its id.
fn answered<'a>(answer: &Activity<'a>) -> Option<&'a str> {
    if let ObjectRef::Embedded(request) = answer.object
        && request.get("type").and_then(Value::as_str) == Some(REQUEST)
    {
        return id_of(request.get("instrument")?);
    }
    quotes::asking(answer.object.id()?)
}

/// Does what a letter says of a quote.
pub(super) async fn settle(tx: &mut Tx, said: Said) -> Result<()> {
    let actor = match &said {
        Said::Asked(asked) => &asked.actor,
        Said::Answered(actor, ..) => actor,
    };
    let host = host_of_uri(actor);
    if peering::level_in(tx, &host).await? == Level::Block {
        return Err(Refusal::HostBlocked(host).into());
    }
    polls::certain(tx, actor).await?;
    match said {
        Said::Asked(asked) => quotes::receive_request(tx, &asked).await,
        Said::Answered(actor, quoting, approval) => {
            quotes::receive_answer(tx, &actor, &quoting, approval.as_deref()).await
        }
    }
}

/// Takes what a letter says of a consent, where it says no more than that: an Update that tells where it
/// is, or the Delete of it. Answers whether it does.
pub(super) async fn told(tx: &mut Tx, made: &Made, post: Option<&Post>) -> Result<bool> {
    let record = &made.record;
    if record.kind == Deed::Delete && post.is_none() && !made.stands_in {
        let actor = people::get(tx, &record.actor).await?;
        if actor.is_some_and(|actor| actor.changed_at.is_some()) {
            return Err(Refusal::ActivityRefused(pinned::WORDS).into());
        }
        return quotes::receive_withdrawal(tx, &record.actor, &record.object).await;
    }
    let Some(consent) = &made.consent else {
        return Ok(false);
    };
    let edits = post.is_none_or(|post| consent.said.is_newer(post)) && !consent.said.alone;
    if edits {
        return Ok(false);
    }
    let Some(post) = post else {
        return Ok(consent.said.alone);
    };
    polls::certain(tx, &record.actor).await?;
    let (quoted, approval) = (&consent.quoted, &consent.approval);
    let taken = quotes::receive_approval(tx, post, &record.actor, quoted, approval).await?;
    Ok(taken || consent.marked)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::limits;

    fn said_by(kind: &str, field: &str, id: &str) -> Option<Said> {
        let mut letter = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://other.test/quote",
            "type": kind,
            "actor": "https://other.test/u/lea",
            "object": "https://ours.test/c/1#quote-request",
        });
        letter[field] = json!(id);
        let activity = Activity::read(&letter).expect("an activity");
        said(&activity, |uri| uri.starts_with("https://ours.test/"))
    }

    #[test]
    fn what_asks_and_what_agrees_has_an_id_as_everything_has() {
        for (kind, field) in [(REQUEST, "instrument"), ("Accept", "result")] {
            let longest = format!("{:x<1$}", "https://other.test/", limits::ID_BYTES);
            assert!(said_by(kind, field, &longest).is_some(), "{kind}");
            let over = format!("{longest}x");
            assert!(said_by(kind, field, &over).is_none(), "{kind}");
        }
    }
}
