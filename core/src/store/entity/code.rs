//! What a member's consent gives an app; only its SHA-256 is kept.

use sea_orm::entity::prelude::*;

/// What a member's consent gives an app; only its SHA-256 is kept.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "code")]
pub(crate) struct Model {
    /// SHA-256 of the code, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) hash: String,
    pub(crate) app_id: i64,
    pub(crate) person_id: i64,
    /// Space separated.
    #[sea_orm(column_type = "Text")]
    pub(crate) scopes: String,
    /// Where the code was sent.
    #[sea_orm(column_type = "Text")]
    pub(crate) redirect: String,
    /// PKCE challenge, S256.
    #[sea_orm(column_type = "Text")]
    pub(crate) challenge: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
