//! A letter received: kept until opened, remembered for 14 days.

use sea_orm::entity::prelude::*;

/// A letter received: kept until opened, remembered for 14 days.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Actor whose key signed the request.
    #[sea_orm(column_type = "Text")]
    pub signer: String,
    #[sea_orm(column_type = "Text")]
    pub activity_id: String,
    /// Host of the signer.
    #[sea_orm(column_type = "Text")]
    pub host: String,
    /// Gone once opened.
    #[sea_orm(column_type = "Blob")]
    pub body: Option<Vec<u8>>,
    pub received_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
