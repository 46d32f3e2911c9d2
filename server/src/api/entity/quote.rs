//! What a status quotes, and who may quote it.

use palabre_core::quotes::Crowd;
use palabre_core::threads::read::Told;
use palabre_core::timelines::Place;
use serde::Serialize;
use serde_json::{Value, json};

use super::status::{Status, Statuses};

/// What a status quotes: whole, or within a quote by its id alone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Quote<'a> {
    state: &'static str,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum What<'a> {
    Whole {
        quoted_status: Option<Box<Status<'a>>>,
    },
    ById {
        quoted_status_id: Option<String>,
    },
}

impl<'a> Quote<'a> {
    /// What a post quotes, as the reader of these statuses sees it.
    pub(super) fn whole(all: &Statuses<'a>, told: &Told) -> Option<Self> {
        let quoted = told.quote?;
        let quoted_status = quoted.post.and_then(|post| all.within(post)).map(Box::new);
        Some(Self {
            state: quoted.state,
            what: What::Whole { quoted_status },
        })
    }

    /// As [`Self::whole`], by its id.
    pub(super) fn by_id(told: &Told) -> Option<Self> {
        let quoted = told.quote?;
        let quoted_status_id = quoted.post.map(|post| Place::post(post).to_string());
        Some(Self {
            state: quoted.state,
            what: What::ById { quoted_status_id },
        })
    }

    /// Whether something is shown in it, which is not the same for every reader.
    pub(super) fn shows(&self) -> bool {
        match &self.what {
            What::Whole { quoted_status } => quoted_status.is_some(),
            What::ById { quoted_status_id } => quoted_status_id.is_some(),
        }
    }
}

/// Who may quote a post, and whether its reader may.
pub(super) fn approval(told: &Told) -> Value {
    let open = matches!(told.post.visibility.as_str(), "public" | "unlisted");
    let said = told.quotable.filter(|_| open).unwrap_or_default();
    json!({
        "automatic": words(said.automatic),
        "manual": words(said.manual),
        "current_user": told.consent.as_str(),
    })
}

fn words(crowd: Crowd) -> Vec<&'static str> {
    let all = [
        (Crowd::EVERYBODY, "public"),
        (Crowd::FOLLOWERS, "followers"),
        (Crowd::FOLLOWED, "following"),
        (Crowd::OTHERS, "unsupported_policy"),
    ];
    let named = all.into_iter().filter(|(some, _)| crowd.holds(*some));
    named.map(|(_, word)| word).collect()
}
