//! What a member answers to an announcement with a picture.

use sea_orm::entity::prelude::*;

/// What a member answers to an announcement with a picture.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reaction")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) announcement_id: i64,
    pub(crate) person_id: i64,
    /// An emoji, or the shortcode of one of this node's.
    #[sea_orm(column_type = "Text")]
    pub(crate) name: String,
    pub(crate) withdrawn: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
