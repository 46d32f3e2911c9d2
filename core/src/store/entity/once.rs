//! What a repeated form or request answered the first time.

use sea_orm::entity::prelude::*;

/// What a repeated form or request answered the first time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "once")]
pub(crate) struct Model {
    /// Who sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) owner: String,
    /// The client's token.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) key: String,
    /// Id made the first time.
    pub(crate) result: i64,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
