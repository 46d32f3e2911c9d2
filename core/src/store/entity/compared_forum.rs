//! When a forum was last compared with its home, and where the next comparison goes on.

use sea_orm::entity::prelude::*;

/// When a forum was last compared with its home, and where the next comparison goes on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compared_forum")]
pub(crate) struct Model {
    /// `ActivityPub` id of the Group.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) forum: String,
    pub(crate) begun_at: i64,
    /// The page of the home's list that was not read any more; nothing once all were.
    #[sea_orm(column_type = "Text")]
    pub(crate) next: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
