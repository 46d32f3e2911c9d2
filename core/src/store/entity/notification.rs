//! What a member hears of.

use sea_orm::entity::prelude::*;

/// What a member hears of.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) kind: String,
    pub(crate) actor_id: i64,
    pub(crate) post_id: Option<i64>,
    /// The report that it is about.
    pub(crate) report_id: Option<i64>,
    /// What is shown together; empty for what stands alone.
    pub(crate) group_key: String,
    pub(crate) made_at: i64,
    /// Whether it waits until the member looks.
    pub(crate) aside: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
