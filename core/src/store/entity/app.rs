//! A client of members (OAuth 2).

use sea_orm::entity::prelude::*;

/// A client of members (OAuth 2).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "app")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i64,
    #[sea_orm(column_type = "Text")]
    pub(crate) client_id: String,
    /// SHA-256 of the client's secret, hex.
    #[sea_orm(column_type = "Text")]
    pub(crate) secret: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) name: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) website: Option<String>,
    /// One address a line.
    #[sea_orm(column_type = "Text")]
    pub(crate) redirects: String,
    /// Space separated.
    #[sea_orm(column_type = "Text")]
    pub(crate) scopes: String,
    pub(crate) created_at: i64,
    /// When it last got a token.
    pub(crate) used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
