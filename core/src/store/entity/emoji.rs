//! An emoji of this node's own.

use sea_orm::entity::prelude::*;

/// An emoji of this node's own.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emoji")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub shortcode: String,
    #[sea_orm(column_type = "Text")]
    pub category: Option<String>,
    /// The key of its file.
    #[sea_orm(column_type = "Text")]
    pub file: String,
    /// The key of the small one.
    #[sea_orm(column_type = "Text")]
    pub small: String,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
