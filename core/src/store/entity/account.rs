//! A log-in of a local person.

use sea_orm::entity::prelude::*;

/// A log-in of a local person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub(crate) struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person_id: i64,
    /// Lower case.
    #[sea_orm(column_type = "Text")]
    pub(crate) email: String,
    /// argon2id, PHC string.
    #[sea_orm(column_type = "Text")]
    pub(crate) password: String,
    /// `member` or `admin`.
    #[sea_orm(column_type = "Text")]
    pub(crate) role: String,
    /// Language of the interface.
    #[sea_orm(column_type = "Text")]
    pub(crate) lang: String,
    /// Milliseconds UTC.
    pub(crate) created_at: i64,
    /// Address confirmed.
    pub(crate) confirmed_at: Option<i64>,
    /// Until then contributions are held.
    pub(crate) approved_at: Option<i64>,
    /// What they say of themselves, as it was typed.
    #[sea_orm(column_type = "Text")]
    pub(crate) note: Option<String>,
    /// For whom a status is that does not say it, as the column `post.visibility` has it.
    #[sea_orm(column_type = "Text")]
    pub(crate) audience: Option<String>,
    /// The language of a status that does not say it.
    #[sea_orm(column_type = "Text")]
    pub(crate) writes: Option<String>,
    /// Whether a status is sensitive that does not say it.
    pub(crate) sensitive: Option<bool>,
    /// Milliseconds UTC since when nobody signs in with it.
    pub(crate) disabled_at: Option<i64>,
    /// What is said to whoever would sign in to an account that is disabled or suspended.
    #[sea_orm(column_type = "Text")]
    pub(crate) barred_why: Option<String>,
    /// Who may quote what does not say it: `public`, `followers` or `nobody`.
    pub(crate) quotes: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
