//! What a member does with notifications of people of five sorts.

use sea_orm::entity::prelude::*;

/// What a member does with notifications of people of five sorts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_policy")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person_id: i64,
    /// Of whom the member does not follow: `accept`, `filter` or `drop`, as in each column.
    pub(crate) strangers: String,
    /// Of who does not follow the member, or not for long.
    pub(crate) not_followers: String,
    /// Of accounts that are new.
    pub(crate) newcomers: String,
    /// Of whom the member does not follow, and who names them in private.
    pub(crate) private: String,
    /// Of people of limited hosts.
    pub(crate) limited: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
