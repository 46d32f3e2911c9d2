//! A bearer token; only its SHA-256 is kept.

use sea_orm::entity::prelude::*;

/// A bearer token; only its SHA-256 is kept.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bearer")]
pub(crate) struct Model {
    /// SHA-256 of the token, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) hash: String,
    /// The app that asked for it; nothing for one made by command.
    pub(crate) app_id: Option<i64>,
    /// The person; nothing for an app's own.
    pub(crate) person_id: Option<i64>,
    /// Space separated.
    #[sea_orm(column_type = "Text")]
    pub(crate) scopes: String,
    /// SHA-256 of the code that it was given for, hex.
    #[sea_orm(column_type = "Text")]
    pub(crate) code: Option<String>,
    pub(crate) created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
