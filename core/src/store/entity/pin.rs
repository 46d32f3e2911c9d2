//! A post of one's own that stands on top of one's page.

use sea_orm::entity::prelude::*;

/// A post of one's own that stands on top of one's page.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pin")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) post_id: i64,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
