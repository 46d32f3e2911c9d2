//! Whether an actor likes a post.

use sea_orm::entity::prelude::*;

/// Whether an actor likes a post.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_like")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) object: String,
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) actor: String,
    pub(crate) active: bool,
    /// Whether the digest counts it.
    pub(crate) counted: bool,
    /// The latest Like or Undo.
    #[sea_orm(column_type = "Text")]
    pub(crate) activity_id: String,
    pub(crate) liked_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
