//! Work to be done.

use sea_orm::entity::prelude::*;

/// Work to be done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub lane: String,
    /// Order holds among jobs of one line.
    #[sea_orm(column_type = "Text")]
    pub line: Option<String>,
    /// The job as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// `ready` or `refused`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// What the peer answered.
    #[sea_orm(column_type = "Text")]
    pub words: Option<String>,
    pub attempts: i64,
    pub due: i64,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
