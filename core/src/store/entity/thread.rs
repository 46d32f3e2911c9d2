//! A thread, folded from the ledger.

use sea_orm::entity::prelude::*;

/// A thread, folded from the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "thread")]
pub struct Model {
    /// Id of the root post.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// `ActivityPub` id of the thread's collection.
    #[sea_orm(column_type = "Text")]
    pub context: String,
    /// Id of the root post, once known.
    #[sea_orm(column_type = "Text")]
    pub root: Option<String>,
    pub forum_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    pub author_id: Option<i64>,
    pub locked: bool,
    pub pinned: bool,
    /// Contributions that are live.
    pub posts: i64,
    pub opened_at: i64,
    /// Newest contribution.
    pub last_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
