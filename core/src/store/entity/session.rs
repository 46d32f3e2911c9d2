//! A signed-in browser; only the SHA-256 of its cookie is kept.

use sea_orm::entity::prelude::*;

/// A signed-in browser; only the SHA-256 of its cookie is kept.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the cookie, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// The person.
    pub person_id: i64,
    /// Token that every form carries.
    #[sea_orm(column_type = "Text")]
    pub csrf: String,
    pub created_at: i64,
    pub seen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
