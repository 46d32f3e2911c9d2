//! A lane of the queue: order, back-off and pause belong to it.

use sea_orm::entity::prelude::*;

/// A lane of the queue: order, back-off and pause belong to it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lane")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) name: String,
    /// When its next job is due; none when empty.
    pub(crate) next_due: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub(crate) owner: Option<String>,
    pub(crate) lease_until: i64,
    /// Back-off.
    pub(crate) wait_until: i64,
    /// In a row.
    pub(crate) failures: i64,
    pub(crate) failing_since: Option<i64>,
    /// What the peer last said.
    #[sea_orm(column_type = "Text")]
    pub(crate) words: Option<String>,
    /// Jobs dropped because the lane was full.
    pub(crate) dropped: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
