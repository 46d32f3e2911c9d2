//! What a client says of a status.

use palabre_core::Audience;
use palabre_core::access::{Choices, Member};
use palabre_core::polls;
use palabre_core::quotes::Policy;

use super::error::ApiError;
use super::{Answer, Params, quotes};

/// The field that names what is quoted.
pub(super) const QUOTED: &str = "quoted_status_id";

/// What a member would say.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(super) text: String,
    pub(super) title: Option<String>,
    pub(super) lang: String,
    pub(super) audience: Audience,
    /// What it warns of.
    pub(super) warning: Option<String>,
    /// What hangs on it, as it was sent; nothing where nothing is said of it.
    pub(super) media: Option<Vec<String>>,
    pub(super) poll: polls::Wish,
    /// The status that it answers.
    pub(super) parent: Option<String>,
    /// The status that it quotes.
    pub(super) quoted: Option<String>,
    /// Who may quote it.
    pub(super) quotable: Option<Policy>,
}

/// What a member has chosen for what a status does not say.
pub(super) fn unsaid(member: &Member) -> Choices {
    let mut choices = member.choices.clone();
    choices.lang.get_or_insert_with(|| member.lang.clone());
    choices
}

impl Wish {
    /// Reads what is said, and takes for the rest what the member has chosen.
    pub(super) fn of(params: &Params, unsaid: &Choices) -> Answer<Self> {
        Ok(Self {
            text: params.some("status")?.unwrap_or_default(),
            title: match params.some("title")? {
                None => params.below("friendica")?.some("title")?,
                title => title,
            },
            lang: params
                .some("language")?
                .or_else(|| unsaid.lang.clone())
                .unwrap_or_default(),
            audience: audience(params, unsaid)?,
            warning: warning(params, unsaid)?,
            media: params
                .has("media_ids")
                .then(|| params.list("media_ids"))
                .transpose()?,
            poll: poll(params)?,
            parent: params.some("in_reply_to_id")?,
            quoted: params.some(QUOTED)?,
            quotable: quotes::policy(params)?.or(unsaid.quotes),
        })
    }
}

/// What it asks: nothing where nothing is said of it, and nothing any more where no option is left.
fn poll(params: &Params) -> Answer<polls::Wish> {
    if !params.has("poll") {
        return Ok(polls::Wish::AsBefore);
    }
    let said = params.below("poll")?;
    let options = said.list("options")?;
    if options.concat().trim().is_empty() {
        return Ok(polls::Wish::Nothing);
    }
    let new = polls::New {
        options,
        multiple: said.is("multiple")?,
        // No time at all is none that a poll may have.
        open_for: said.number("expires_in")?.unwrap_or_default(),
        hides_totals: said.is("hide_totals")?,
    };
    Ok(polls::Wish::Poll(polls::rules::sound(new)?))
}

fn audience(params: &Params, unsaid: &Choices) -> Answer<Audience> {
    let said = visibility(params)?.or(unsaid.audience);
    Ok(said.unwrap_or(Audience::Public))
}

/// For whom something is, where that is said.
pub(super) fn visibility(params: &Params) -> Answer<Option<Audience>> {
    let Some(word) = params.some("visibility")? else {
        return Ok(None);
    };
    let wrong = || ApiError::field("visibility", "is not public, unlisted, private or direct");
    audience_named(&word).ok_or_else(wrong).map(Some)
}

/// For whom a status of such a visibility is.
pub(super) fn audience_named(visibility: &str) -> Option<Audience> {
    match visibility {
        "public" => Some(Audience::Public),
        "unlisted" => Some(Audience::Unlisted),
        "private" => Some(Audience::Followers),
        "direct" => Some(Audience::Direct),
        _ => None,
    }
}

/// What a text warns of; nothing but that it is sensitive where no words say more.
fn warning(params: &Params, unsaid: &Choices) -> Answer<Option<String>> {
    let words = params.some("spoiler_text")?;
    let sensitive = params.truth("sensitive")?.unwrap_or(unsaid.sensitive);
    Ok(words.or_else(|| sensitive.then(String::new)))
}
