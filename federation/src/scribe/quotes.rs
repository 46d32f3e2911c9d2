//! From what is asked, answered and told about quotes to its words on the wire.

use palabre_core::Millis;
use palabre_core::quotes::{Approval, Letter};
use serde_json::Value;

use crate::wire::compose;

/// The words of a letter, by its id and its date; nothing where the words that it repeats cannot be read.
pub(super) fn compose(
    (id, published_ms): (&str, Millis),
    letter: &Letter,
    actor: &str,
) -> Option<Value> {
    let deed = compose::Deed {
        id,
        actor,
        forum: None,
        published_ms,
    };
    Some(match letter {
        Letter::Ask {
            asked,
            author,
            said,
        } => {
            let said = match said {
                Some((_, said)) => Some(super::parse(said)?),
                None => None,
            };
            compose::ask_to_quote(&deed, asked, author, said.as_ref())
        }
        Letter::Agree { asked, approval } => compose::answer_to_quote(&deed, asked, Some(approval)),
        Letter::Decline { asked } => compose::answer_to_quote(&deed, asked, None),
        Letter::Withdraw {
            approval,
            quoted,
            quoting,
            to,
        } => {
            let said = Approval {
                author: actor.to_owned(),
                quoting: quoting.clone(),
                quoted: quoted.clone(),
            };
            compose::withdraw(&deed, approval, &said, to)
        }
        Letter::Approved { said, approval, .. } => {
            compose::approved(&deed, &super::parse(said)?, approval)
        }
    })
}
