//! Another host, and how far we trust it.

use sea_orm::entity::prelude::*;

/// Another host, and how far we trust it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub host: String,
    /// `none`, `allow`, `limit` or `block`.
    #[sea_orm(column_type = "Text")]
    pub level: String,
    /// State of the twinning handshake; `none` until there is one.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub software: Option<String>,
    /// HTTP signature scheme that it took last.
    #[sea_orm(column_type = "Text")]
    pub scheme: Option<String>,
    pub clock_offset_s: Option<i64>,
    /// Last verified letter.
    pub last_in: Option<i64>,
    /// Last delivery it took.
    pub last_out: Option<i64>,
    pub created_at: i64,
    /// Local id of what is said of it: the moment since when it has this level. Nothing where nothing
    /// is said.
    pub ruling: Option<i64>,
    /// What administrators alone read about it.
    #[sea_orm(column_type = "Text")]
    pub remark: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
