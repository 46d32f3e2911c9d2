//! What this node has last read of a thread at its forum's home, and how the two compared.

use sea_orm::entity::prelude::*;

/// What this node has last read of a thread at its forum's home, and how the two compared.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compared_thread")]
pub(crate) struct Model {
    /// `ActivityPub` id of the thread's collection.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) context: String,
    /// The digest that the home printed.
    #[sea_orm(column_type = "Text")]
    pub(crate) theirs: String,
    pub(crate) read_at: i64,
    /// `equal`, `differs` or `moving`.
    #[sea_orm(column_type = "Text")]
    pub(crate) outcome: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
