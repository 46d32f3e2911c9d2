//! Filters, and which of them a status meets.

use palabre_core::filters::{self, Context, Met, Rule, Whole};
use palabre_core::timelines::Place;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::dates;

/// A filter; beside a status without what it meets otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Filter {
    id: String,
    title: String,
    context: Vec<String>,
    expires_at: Option<String>,
    #[serde(rename = "filter_action")]
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<Vec<Keyword>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<Filed>>,
}

/// Words of a filter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "FilterKeyword")]
pub(crate) struct Keyword {
    id: String,
    #[serde(rename = "keyword")]
    said: String,
    whole_word: bool,
}

/// A status in a filter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "FilterStatus")]
pub(crate) struct Filed {
    id: String,
    status_id: String,
}

/// A keyword of a filter as a filter of its own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "FilterV1")]
pub(crate) struct OldFilter {
    id: String,
    phrase: String,
    context: Vec<String>,
    whole_word: bool,
    expires_at: Option<String>,
    irreversible: bool,
}

/// A filter that a status meets, and by what.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "FilterResult")]
pub(crate) struct Filtered {
    filter: Filter,
    keyword_matches: Vec<String>,
    status_matches: Vec<String>,
    /// Whether no client shows a notification of it.
    #[serde(skip)]
    pub(super) hushes: bool,
    /// The title, where a client shows it in place of a notification's text.
    #[serde(skip)]
    pub(super) covers: Option<String>,
}

impl From<&filters::Filter> for Filter {
    fn from(filter: &filters::Filter) -> Self {
        Self {
            id: filter.id.to_string(),
            title: filter.title.clone(),
            context: contexts(filter),
            expires_at: filter.expires_at.map(dates::full),
            action: filter.action.clone(),
            keywords: None,
            statuses: None,
        }
    }
}

impl From<&Whole> for Filter {
    fn from(whole: &Whole) -> Self {
        Self {
            keywords: Some(whole.keywords().map(Keyword::from).collect()),
            statuses: Some(whole.posts().map(Filed::from).collect()),
            ..Self::from(&whole.filter)
        }
    }
}

impl From<&Rule> for Keyword {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.to_string(),
            said: rule.keyword.clone().unwrap_or_default(),
            whole_word: rule.whole_word,
        }
    }
}

impl From<&Rule> for Filed {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.to_string(),
            status_id: Place::post(rule.post_id.unwrap_or_default()).to_string(),
        }
    }
}

impl OldFilter {
    /// Each keyword of a filter by itself.
    pub(crate) fn each(whole: &Whole) -> impl Iterator<Item = Self> {
        let filter = &whole.filter;
        whole.keywords().map(|rule| Self {
            id: rule.id.to_string(),
            phrase: rule.keyword.clone().unwrap_or_default(),
            context: contexts(filter),
            whole_word: rule.whole_word,
            expires_at: filter.expires_at.map(dates::full),
            irreversible: filter.hides(),
        })
    }

    /// That of one keyword.
    pub(crate) fn of(whole: &Whole, keyword: i64) -> Option<Self> {
        let id = keyword.to_string();
        Self::each(whole).find(|one| one.id == id)
    }
}

impl Filtered {
    pub(crate) fn of(met: &Met<'_>, post: i64) -> Self {
        let filter = met.filter;
        let notices = filter.holds_in(Context::Notifications);
        let of_post = met.post.then(|| Place::post(post).to_string());
        Self {
            filter: filter.into(),
            keyword_matches: met.keywords.iter().map(|&one| one.to_owned()).collect(),
            status_matches: of_post.into_iter().collect(),
            hushes: notices && filter.hides(),
            covers: (notices && filter.warns()).then(|| filter.title.clone()),
        }
    }
}

fn contexts(filter: &filters::Filter) -> Vec<String> {
    let words = filter.contexts.split_whitespace();
    words.map(str::to_owned).collect()
}
