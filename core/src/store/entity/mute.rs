//! Somebody whom a member does not want to read.

use sea_orm::entity::prelude::*;

/// Somebody whom a member does not want to read.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mute")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) target_id: i64,
    /// Whether notifications are muted too.
    pub(crate) notifications: bool,
    /// Milliseconds UTC; nothing for ever.
    pub(crate) until: Option<i64>,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
