//! A key of an actor. Never leaves core as a noun, since it holds the private half of local keys.

use sea_orm::entity::prelude::*;

/// A key of an actor. Never leaves core as a noun, since it holds the private half of local keys.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "actor_key")]
pub(crate) struct Model {
    /// Key id, with its fragment.
    #[sea_orm(primary_key, auto_increment = false)]
    #[sea_orm(column_type = "Text")]
    pub(crate) uri: String,
    /// Actor id.
    #[sea_orm(column_type = "Text")]
    pub(crate) owner: String,
    /// `rsa` or `ed25519`.
    #[sea_orm(column_type = "Text")]
    pub(crate) kind: String,
    /// Stored form made by federation.
    #[sea_orm(column_type = "Blob")]
    pub(crate) public: Vec<u8>,
    /// Only for local actors.
    #[sea_orm(column_type = "Blob")]
    pub(crate) private: Option<Vec<u8>>,
    /// Milliseconds UTC.
    pub(crate) created_at: i64,
    /// Old keys stay listed with their end date.
    pub(crate) ended_at: Option<i64>,
    /// Milliseconds UTC, to the day, of the last letter or proof that it has verified.
    pub(crate) heard_at: Option<i64>,
    /// Milliseconds UTC since when it stands without anything that vouches for it.
    pub(crate) doubted_at: Option<i64>,
    /// The public half, still believed, whose place it took while it stands in doubt.
    #[sea_orm(column_type = "Blob")]
    pub(crate) former: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
