//! What a member has written to be published later.

use sea_orm::entity::prelude::*;

/// What a member has written to be published later.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheduled")]
pub struct Model {
    /// Local id, which no post has: its uploads hang on it until it is published.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    /// Milliseconds UTC.
    pub due: i64,
    /// What is to be published, in the words of whoever publishes it.
    #[sea_orm(column_type = "Text")]
    pub said: String,
    /// Why it could not be published when it was due, in words for the member.
    #[sea_orm(column_type = "Text")]
    pub refused: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
