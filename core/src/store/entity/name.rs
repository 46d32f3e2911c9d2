//! A name taken for ever: person, forum or reserved word.

use sea_orm::entity::prelude::*;

/// A name taken for ever: person, forum or reserved word.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name")]
pub(crate) struct Model {
    /// ASCII lower case.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) name: String,
    /// `person`, `forum` or `reserved`.
    #[sea_orm(column_type = "Text")]
    pub(crate) kind: String,
    /// Milliseconds UTC.
    pub(crate) created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
