//! What somebody has chosen in a poll.

use sea_orm::entity::prelude::*;

/// What somebody has chosen in a poll.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vote")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) post_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person_id: i64,
    /// The place of the option, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) choice: i64,
    pub(crate) made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
