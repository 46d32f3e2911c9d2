//! A forum (salon): a Group actor with its rules; local or remote.

use sea_orm::entity::prelude::*;

/// A forum (salon): a Group actor with its rules; local or remote.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "forum")]
pub struct Model {
    /// Local id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// `ActivityPub` id of the Group.
    #[sea_orm(column_type = "Text")]
    pub uri: String,
    /// Home of the forum, with port.
    #[sea_orm(column_type = "Text")]
    pub host: String,
    /// Name in addresses.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Plain text.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Safe HTML.
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// BCP-47.
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    /// Whether this node is its home.
    pub local: bool,
    #[sea_orm(column_type = "Text")]
    pub inbox: String,
    #[sea_orm(column_type = "Text")]
    pub shared_inbox: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub followers: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub outbox: Option<String>,
    /// Page at the home.
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// `after` or `before` publication.
    #[sea_orm(column_type = "Text")]
    pub moderation: String,
    pub created_at: i64,
    pub fetched_at: i64,
    /// When its newest threads were first fetched.
    pub backfilled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
