//! What a member has noted about somebody.

use sea_orm::entity::prelude::*;

/// What a member has noted about somebody.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remark")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) target_id: i64,
    #[sea_orm(column_type = "Text")]
    pub(crate) words: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
