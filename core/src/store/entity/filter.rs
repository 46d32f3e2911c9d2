//! What a member wants to be warned of, or not to see.

use sea_orm::entity::prelude::*;

/// What a member wants to be warned of, or not to see.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub person_id: i64,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Where it holds: words with spaces between them.
    #[sea_orm(column_type = "Text")]
    pub contexts: String,
    /// `warn`, `hide` or `blur`.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// From when on it meets nothing any more.
    pub expires_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
