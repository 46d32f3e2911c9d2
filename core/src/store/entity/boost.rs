//! A post that somebody passes on.

use sea_orm::entity::prelude::*;

/// A post that somebody passes on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "boost")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) post_id: i64,
    /// Id of the Announce.
    #[sea_orm(column_type = "Text")]
    pub(crate) activity_id: String,
    /// As of posts.
    #[sea_orm(column_type = "Text")]
    pub(crate) visibility: String,
    /// Milliseconds UTC.
    pub(crate) published: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
