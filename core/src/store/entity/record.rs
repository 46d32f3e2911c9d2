//! A ledger entry: one signed activity.

use sea_orm::entity::prelude::*;

/// A ledger entry: one signed activity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    /// SHA-256 of the JCS form (ledger §6).
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Blob")]
    pub rid: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub activity_id: String,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub actor: String,
    /// The post, or the actor, that it is about.
    #[sea_orm(column_type = "Text")]
    pub object: String,
    #[sea_orm(column_type = "Text")]
    pub forum: Option<String>,
    /// The thread's collection.
    #[sea_orm(column_type = "Text")]
    pub context: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub in_reply_to: Option<String>,
    pub rev: i64,
    pub updated: Option<i64>,
    pub published: i64,
    /// Bytes received or sent, packed ([`crate::store::packed`]); gone when erased.
    #[sea_orm(column_type = "Blob")]
    pub raw: Option<Vec<u8>>,
    /// `proof`, `signature`, `origin` or `forum`.
    #[sea_orm(column_type = "Text")]
    pub vouch: String,
    /// `accepted`, `pending`, `held`, `refused` or `early`.
    #[sea_orm(column_type = "Text")]
    pub standing: String,
    /// `whole`, `erased` or `withheld`.
    #[sea_orm(column_type = "Text")]
    pub keeping: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub received_at: i64,
    pub accepted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
