//! A hashtag, and one that stands on somebody's page.

use palabre_core::circle::Featured;
use palabre_core::timelines::Used;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::dates;
use crate::app::App;

/// A hashtag, and what a member has to do with it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Tag {
    /// Its name: no number stands for a hashtag here.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Its page.
    pub(crate) url: String,
    /// Today first.
    pub(crate) history: Vec<Count>,
    pub(crate) following: Option<bool>,
    pub(crate) featuring: Option<bool>,
}

/// How much it was used on a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "TagHistory")]
pub(crate) struct Count {
    /// Seconds of its midnight.
    day: String,
    accounts: String,
    uses: String,
}

impl Tag {
    /// A hashtag by its key, as somebody sees it who is nobody.
    pub(crate) fn of(app: &App, name: &str, history: &[Used]) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            url: app.core.base().tag_of_clients(name),
            history: history.iter().map(Count::from).collect(),
            following: None,
            featuring: None,
        }
    }
}

impl From<&Used> for Count {
    fn from(used: &Used) -> Self {
        Self {
            day: (used.day / 1_000).to_string(),
            accounts: used.people.to_string(),
            uses: used.posts.to_string(),
        }
    }
}

/// A hashtag on somebody's page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct FeaturedTag {
    id: String,
    name: String,
    /// Its page.
    url: String,
    statuses_count: String,
    last_status_at: Option<String>,
}

impl FeaturedTag {
    pub(crate) fn of(app: &App, featured: Featured) -> Self {
        Self {
            id: featured.id.to_string(),
            url: app.core.base().tag_of_clients(&featured.tag),
            name: featured.tag,
            statuses_count: featured.posts.to_string(),
            last_status_at: featured.last.map(dates::day),
        }
    }
}
