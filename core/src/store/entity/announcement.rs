//! Something that the node says to all its members.

use sea_orm::entity::prelude::*;

/// Something that the node says to all its members.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Safe HTML.
    #[sea_orm(column_type = "Text")]
    pub html: String,
    /// When what it tells of begins, milliseconds UTC.
    pub starts_at: Option<i64>,
    /// When it ends, after which nothing is shown of it.
    pub ends_at: Option<i64>,
    /// Whether both are days.
    pub all_day: bool,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
