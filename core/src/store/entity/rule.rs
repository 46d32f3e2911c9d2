//! A rule of the node. Reports name it after it is withdrawn.

use sea_orm::entity::prelude::*;

/// A rule of the node. Reports name it after it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// A longer explanation; may be empty.
    #[sea_orm(column_type = "Text")]
    pub hint: String,
    pub withdrawn: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
