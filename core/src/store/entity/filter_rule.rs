//! What a filter meets: words, or one post.

use sea_orm::entity::prelude::*;

/// What a filter meets: words, or one post.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filter_rule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub filter_id: i64,
    /// Whose the filter is.
    pub person_id: i64,
    #[sea_orm(column_type = "Text")]
    pub keyword: Option<String>,
    /// Whether the keyword begins and ends where words do.
    pub whole_word: bool,
    pub post_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
