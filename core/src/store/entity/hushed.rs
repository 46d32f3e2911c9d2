//! A discussion of which a member wants to hear no more.

use sea_orm::entity::prelude::*;

/// A discussion of which a member wants to hear no more.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hushed")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) thread_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
