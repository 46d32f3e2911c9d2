//! A name taken for ever: person, forum or reserved word.

use sea_orm::entity::prelude::*;

/// A name taken for ever: person, forum or reserved word.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name")]
pub struct Model {
    /// ASCII lower case.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// `person`, `forum` or `reserved`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Milliseconds UTC.
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
