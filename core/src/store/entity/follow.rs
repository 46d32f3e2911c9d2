//! Who follows whom; the follower's inbox is kept beside it, so that fan-out reads one table.

use sea_orm::entity::prelude::*;

/// Who follows whom; the follower's inbox is kept beside it, so that fan-out reads one table.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Actor id.
    #[sea_orm(column_type = "Text")]
    pub follower: String,
    /// Actor id.
    #[sea_orm(column_type = "Text")]
    pub followed: String,
    /// Id of the Follow.
    #[sea_orm(column_type = "Text")]
    pub activity_id: String,
    /// `pending` or `accepted`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Host of the follower.
    #[sea_orm(column_type = "Text")]
    pub host: String,
    /// Where deliveries for the follower go; none for local followers.
    #[sea_orm(column_type = "Text")]
    pub inbox: Option<String>,
    pub created_at: i64,
    /// Whether a local follower's home leaves out what the followed one passes on.
    pub hides_boosts: Option<bool>,
    /// Whether a local follower is notified of what the followed one writes.
    pub notifies: Option<bool>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
