//! A host that a member does not want to read.

use sea_orm::entity::prelude::*;

/// A host that a member does not want to read.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host_block")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    /// With its port.
    #[sea_orm(column_type = "Text")]
    pub(crate) host: String,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
