//! What a member and others say to each other alone, as the member keeps it.

use sea_orm::entity::prelude::*;

/// What a member and others say to each other alone, as the member keeps it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    /// Local id of what it began with, or of the thread that it was said beside.
    pub root: i64,
    /// Local ids of the others, ascending, with commas between.
    #[sea_orm(column_type = "Text")]
    pub people: String,
    /// Local id of what was said last.
    pub last_post: i64,
    pub unread: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
