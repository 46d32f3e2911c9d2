//! How far a member has read a list.

use sea_orm::entity::prelude::*;

/// How far a member has read a list.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marker")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    /// `home` or `notifications`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub timeline: String,
    pub last_read_id: String,
    pub version: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
