//! A Flag kept for moderators.

use sea_orm::entity::prelude::*;

/// A Flag kept for moderators.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub activity_id: String,
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// Host of the actor, with its port.
    #[sea_orm(column_type = "Text")]
    pub host: Option<String>,
    /// One id a line.
    #[sea_orm(column_type = "Text")]
    pub objects: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub received_at: i64,
    pub closed_at: Option<i64>,
    /// `ActivityPub` id of who has dealt with it; nothing for the node's command.
    #[sea_orm(column_type = "Text")]
    pub closed_by: Option<String>,
    /// `ActivityPub` id of who is reported, where anybody of what it is about is known.
    #[sea_orm(column_type = "Text")]
    pub target: Option<String>,
    /// `ActivityPub` id of the moderator who looks at it.
    #[sea_orm(column_type = "Text")]
    pub assigned_to: Option<String>,
    /// `spam`, `legal`, `violation`, `other`.
    #[sea_orm(column_type = "Text")]
    pub category: String,
    /// Whether another node was told.
    pub forwarded: bool,
    /// Rules of this node that it names, by their numbers, with spaces between.
    #[sea_orm(column_type = "Text")]
    pub rules: Option<String>,
    /// When a moderator last did something with it.
    pub changed_at: Option<i64>,
}

impl Model {
    /// The rules that it names, by their numbers.
    pub fn rules(&self) -> impl Iterator<Item = i64> {
        let words = self.rules.as_deref().unwrap_or_default().split(' ');
        words.filter_map(|word| word.parse().ok())
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
