//! Whether an actor likes a post.

use sea_orm::entity::prelude::*;

/// Whether an actor likes a post.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_like")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub object: String,
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    pub active: bool,
    /// Whether the digest counts it.
    pub counted: bool,
    /// The latest Like or Undo.
    #[sea_orm(column_type = "Text")]
    pub activity_id: String,
    pub liked_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
