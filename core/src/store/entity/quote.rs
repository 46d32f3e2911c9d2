//! That a post quotes another one, and whether whoever wrote that agrees.

use sea_orm::entity::prelude::*;

/// That a post quotes another one, and whether whoever wrote that agrees.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quote")]
pub struct Model {
    /// `ActivityPub` id of the post that quotes.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub uri: String,
    /// That post, once it has come: whoever asks to quote may be faster than what they write.
    pub post_id: Option<i64>,
    /// `ActivityPub` id of its author.
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// `ActivityPub` id of the post that is quoted.
    #[sea_orm(column_type = "Text")]
    pub quoted: String,
    /// `pending`, `accepted`, `rejected` or `revoked`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Address of what says that the author of the quoted post agrees; of what is pending, what is said
    /// to be it.
    #[sea_orm(column_type = "Text")]
    pub approval: Option<String>,
    /// When somebody was last asked about it.
    pub asked_at: Option<i64>,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
