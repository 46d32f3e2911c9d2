//! A post (contribution), folded from the ledger.

use sea_orm::entity::prelude::*;

/// A post (contribution), folded from the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Local id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// `ActivityPub` id.
    #[sea_orm(column_type = "Text")]
    pub uri: String,
    /// Page at the origin.
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// None while the root is unknown, and for posts outside threads.
    pub thread_id: Option<i64>,
    pub forum_id: Option<i64>,
    pub author_id: i64,
    /// `ActivityPub` id of the parent.
    #[sea_orm(column_type = "Text")]
    pub parent: Option<String>,
    /// What the digest says: `live`, `removed`, `deleted`, or nothing yet.
    #[sea_orm(column_type = "Text")]
    pub line: Option<String>,
    /// What is shown: `live`, `removed`, `deleted`, `pending`, `held`, `refused`, `withheld`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// `public`, `unlisted`, `followers`, `direct`.
    #[sea_orm(column_type = "Text")]
    pub visibility: String,
    /// Only on roots.
    #[sea_orm(column_type = "Text")]
    pub title: Option<String>,
    /// Safe HTML.
    #[sea_orm(column_type = "Text")]
    pub html: String,
    /// Markdown, for posts of ours.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    /// Milliseconds UTC.
    pub published: i64,
    pub updated: Option<i64>,
    /// Number of the edit shown.
    pub rev: i64,
    pub likes: i64,
    /// Moderators' reason.
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    /// When the moderators removed it, while it is removed.
    pub removed_at: Option<i64>,
    /// rid of the Create.
    #[sea_orm(column_type = "Blob")]
    pub created_by: Option<Vec<u8>>,
    /// rid of the record that gave the text.
    #[sea_orm(column_type = "Blob")]
    pub winner: Option<Vec<u8>>,
    pub received_at: i64,
    /// What its author warns of before it is read: empty where they say only that it is sensitive.
    #[sea_orm(column_type = "Text")]
    pub warning: Option<String>,
    /// Who may quote it, as its words say ([`crate::quotes::Quotable`]); nothing where they do not.
    pub quotable: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
