//! What a post asks, and what was counted.

use sea_orm::entity::prelude::*;

/// What a post asks, and what was counted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "poll")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: i64,
    pub author_id: i64,
    /// The words of the options, with U+001F between them.
    #[sea_orm(column_type = "Text")]
    pub options: String,
    /// Whether more than one may be chosen.
    pub multiple: bool,
    /// Nothing of one that stays open.
    pub ends_at: Option<i64>,
    /// Whether nobody is told what was counted before it ends.
    pub hides_totals: bool,
    /// The votes of each option, a list in JSON.
    #[sea_orm(column_type = "Text")]
    pub votes: String,
    /// Who has voted, where that is known.
    pub voters: Option<i64>,
    /// Whether what is to be done at its end was done.
    pub closed: bool,
    /// When its home last said what was counted, or was asked; nothing of ours.
    pub asked_at: Option<i64>,
    /// The last letter that told what was counted.
    pub told: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
