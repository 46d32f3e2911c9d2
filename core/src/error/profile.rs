//! Why what a member says of themselves is not kept.

/// Why what a member says of themselves is not kept.
#[derive(
    Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "refusal-", serialize_all = "kebab-case")]
pub enum UnfitProfile {
    #[error("the name has {chars} characters, the limit is {limit}")]
    DisplayTooLong { chars: usize, limit: usize },
    #[error("the text about oneself has {chars} characters, the limit is {limit}")]
    BioTooLong { chars: usize, limit: usize },
    #[error("at most {limit} fields can be shown")]
    TooManyFields { limit: usize },
    #[error("a field has {chars} characters, the limit is {limit}")]
    FieldTooLong { chars: usize, limit: usize },
    #[error("a field has no name")]
    FieldUnnamed,
}

impl UnfitProfile {
    pub(super) fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DisplayTooLong { chars, limit }
            | Self::BioTooLong { chars, limit }
            | Self::FieldTooLong { chars, limit } => {
                vec![("chars", chars.to_string()), ("limit", limit.to_string())]
            }
            Self::TooManyFields { limit } => vec![("limit", limit.to_string())],
            Self::FieldUnnamed => Vec::new(),
        }
    }
}
