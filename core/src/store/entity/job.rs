//! Work to be done.

use sea_orm::entity::prelude::*;

/// Work to be done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    #[sea_orm(column_type = "Text")]
    pub(crate) lane: String,
    /// Order holds among jobs of one line.
    #[sea_orm(column_type = "Text")]
    pub(crate) line: Option<String>,
    /// The job as JSON.
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    /// `ready` or `refused`.
    #[sea_orm(column_type = "Text")]
    pub(crate) state: String,
    /// What the peer answered.
    #[sea_orm(column_type = "Text")]
    pub(crate) words: Option<String>,
    pub(crate) attempts: i64,
    pub(crate) due: i64,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
