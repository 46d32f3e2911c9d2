//! Who may quote a post of ours, where its author has chosen after it was written.

use sea_orm::entity::prelude::*;

/// Who may quote a post of ours, where its author has chosen after it was written.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quotable")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) post_id: i64,
    /// As `post.quotable`.
    pub(crate) whom: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
