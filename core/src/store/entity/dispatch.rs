//! An activity of ours that is no record: Follow, Accept, Reject, Flag, Arrive, and notes for a few.

use sea_orm::entity::prelude::*;

/// An activity of ours that is no record: Follow, Accept, Reject, Flag, Arrive, and notes for a few.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i64,
    #[sea_orm(column_type = "Text")]
    pub(crate) actor: String,
    #[sea_orm(column_type = "Blob")]
    pub(crate) raw: Vec<u8>,
    pub(crate) made_at: i64,
    /// The note whose text it carries: it goes with it.
    pub(crate) about: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
