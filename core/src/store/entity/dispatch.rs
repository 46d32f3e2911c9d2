//! An activity of ours that is no record: Follow, Accept, Reject, Flag, Arrive.

use sea_orm::entity::prelude::*;

/// An activity of ours that is no record: Follow, Accept, Reject, Flag, Arrive.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    #[sea_orm(column_type = "Blob")]
    pub raw: Vec<u8>,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
