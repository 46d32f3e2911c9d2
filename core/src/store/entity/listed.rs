//! Somebody, or a salon, on a list.

use sea_orm::entity::prelude::*;

/// Somebody, or a salon, on a list.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listed")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) list_id: i64,
    /// Whose list it is.
    pub(crate) person_id: i64,
    pub(crate) target_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
