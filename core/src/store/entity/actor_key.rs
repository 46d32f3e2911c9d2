//! A key of an actor. Never leaves core as a noun, since it holds the private half of local keys.

use sea_orm::entity::prelude::*;

/// A key of an actor. Never leaves core as a noun, since it holds the private half of local keys.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "actor_key")]
pub struct Model {
    /// Key id, with its fragment.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub uri: String,
    /// Actor id.
    #[sea_orm(column_type = "Text")]
    pub owner: String,
    /// `rsa` or `ed25519`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Stored form made by federation.
    #[sea_orm(column_type = "Blob")]
    pub public: Vec<u8>,
    /// Only for local actors.
    #[sea_orm(column_type = "Blob")]
    pub private: Option<Vec<u8>>,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Old keys stay listed with their end date.
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
