//! What decides about quotes. Pure: a table can test it.

use super::{Consent, Crowd, Quotable};
use crate::Audience;

/// Who would quote, as the author of the post sees them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Who {
    /// They are its author.
    pub author: bool,
    pub follows: bool,
    /// Whether its author follows them; nothing where that is not known.
    pub followed: Option<bool>,
}

/// What becomes of it when somebody who may read a post quotes it. What is for a few only its author
/// quotes, and what is for those whom it names nobody.
pub fn consent(quotable: Option<Quotable>, audience: Audience, who: Who) -> Consent {
    if who.author && audience != Audience::Direct {
        return Consent::Automatic;
    }
    let Some(said) = quotable.filter(|_| audience.is_open()) else {
        return Consent::Denied;
    };
    let is_among = |crowd: Crowd| {
        crowd.holds(Crowd::EVERYBODY)
            || (who.follows && crowd.holds(Crowd::FOLLOWERS))
            || (who.followed == Some(true) && crowd.holds(Crowd::FOLLOWED))
    };
    if is_among(said.automatic) {
        return Consent::Automatic;
    }
    let either = said.automatic | said.manual;
    let may_follow = who.followed.is_none() && either.holds(Crowd::FOLLOWED);
    if is_among(said.manual) {
        Consent::Manual
    } else if may_follow || either.holds(Crowd::OTHERS) {
        Consent::Unknown
    } else {
        Consent::Denied
    }
}
