//! A signed-in browser; only the SHA-256 of its cookie is kept.

use sea_orm::entity::prelude::*;

/// A signed-in browser; only the SHA-256 of its cookie is kept.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub(crate) struct Model {
    /// SHA-256 of the cookie, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) hash: String,
    /// The person.
    pub(crate) person_id: i64,
    /// Token that every form carries.
    #[sea_orm(column_type = "Text")]
    pub(crate) csrf: String,
    pub(crate) created_at: i64,
    pub(crate) seen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
