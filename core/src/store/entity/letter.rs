//! A letter received: kept until opened, remembered for 14 days.

use sea_orm::entity::prelude::*;

/// A letter received: kept until opened, remembered for 14 days.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    /// Actor whose key signed the request.
    #[sea_orm(column_type = "Text")]
    pub(crate) signer: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) activity_id: String,
    /// Host of the signer.
    #[sea_orm(column_type = "Text")]
    pub(crate) host: String,
    /// Gone once opened.
    #[sea_orm(column_type = "Blob")]
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) received_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
