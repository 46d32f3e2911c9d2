//! Where a client of a member is called.

use sea_orm::entity::prelude::*;

/// Where a client of a member is called.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The hash of its token, of which each has one at most.
    pub bearer: String,
    pub person_id: i64,
    /// The token itself: the client knows by it for whom it is called.
    pub token: String,
    pub endpoint: String,
    /// The client's key, an uncompressed point of P-256, as base64url.
    pub public_key: String,
    /// The client's secret of 16 bytes, as base64url.
    pub secret: String,
    /// Whether what is sent is as in RFC 8291, not as in its fourth draft.
    pub standard: bool,
    /// The kinds that it is called for, each between spaces.
    pub alerts: String,
    pub policy: String,
    pub made_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Push")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
