//! Streams by their names.

use axum::http::StatusCode;
use palabre_core::text::extract::tag_key;
use serde_json::{Value, json};

use crate::api::{Answer, ApiError, Params};

/// What a token must allow to hear of notifications.
pub(crate) const NOTICES: &str = "read:notifications";
/// Longest hashtag that is listened for, in characters.
const TAG: usize = 100;

/// What a listener wants to hear.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Channel {
    /// The member's home and notifications.
    User,
    /// The member's notifications.
    Notifications,
    /// What is opened for everybody.
    Public { among: Among, media: bool },
    /// What everybody may read that has a hashtag.
    Hashtag {
        /// Its key.
        tag: String,
        /// As the client writes it, who looks for nothing else in what it is told.
        said: String,
        local: bool,
    },
    /// What a list of the member shows.
    List(i64),
    /// The member's conversations.
    Direct,
}

/// Whose posts are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Among {
    All,
    Local,
    Remote,
}

impl Channel {
    /// The stream that a request or a message on a WebSocket names.
    ///
    /// # Errors
    /// 400 where there is no such stream, 422 where its hashtag or its list is missing.
    pub(crate) fn named(params: &Params) -> Answer<Self> {
        let name = params.text("stream")?.unwrap_or_default();
        let public = |among, media| Ok(Self::Public { among, media });
        match name.as_str() {
            "user" => Ok(Self::User),
            "user:notification" => Ok(Self::Notifications),
            "public" => public(Among::All, params.is("only_media")?),
            "public:local" => public(Among::Local, params.is("only_media")?),
            "public:remote" => public(Among::Remote, params.is("only_media")?),
            "public:media" => public(Among::All, true),
            "public:local:media" => public(Among::Local, true),
            "public:remote:media" => public(Among::Remote, true),
            "hashtag" => Self::hashtag(params, false),
            "hashtag:local" => Self::hashtag(params, true),
            "list" => Self::list(params),
            "direct" => Ok(Self::Direct),
            _ => Err(ApiError::status(StatusCode::BAD_REQUEST)),
        }
    }

    fn list(params: &Params) -> Answer<Self> {
        let id = params.text("list")?.and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| ApiError::field("list", "is not an id"))?;
        Ok(Self::List(id))
    }

    fn hashtag(params: &Params, local: bool) -> Answer<Self> {
        let said = params.text("tag")?.unwrap_or_default();
        let tag = tag_key(said.trim_start_matches('#'));
        if tag.is_empty() || said.chars().count() > TAG {
            return Err(ApiError::field("tag", "has 1 to 100 characters"));
        }
        Ok(Self::Hashtag { tag, said, local })
    }

    /// Its name with what it is about, as frames carry it.
    pub(crate) fn name(&self) -> Value {
        match self {
            Self::User => json!(["user"]),
            Self::Notifications => json!(["user:notification"]),
            Self::Public { among, media } => {
                let mut name = "public".to_owned();
                name.push_str(match among {
                    Among::All => "",
                    Among::Local => ":local",
                    Among::Remote => ":remote",
                });
                if *media {
                    name.push_str(":media");
                }
                json!([name])
            }
            Self::Hashtag {
                said, local: false, ..
            } => json!(["hashtag", said]),
            Self::Hashtag {
                said, local: true, ..
            } => json!(["hashtag:local", said]),
            Self::List(id) => json!(["list", id.to_string()]),
            Self::Direct => json!(["direct"]),
        }
    }

    /// What a token must allow for it.
    pub(crate) fn scope(&self) -> &'static str {
        match self {
            Self::Notifications => NOTICES,
            _ => "read:statuses",
        }
    }
}
