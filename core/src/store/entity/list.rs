//! A list of people and salons that a member keeps.

use sea_orm::entity::prelude::*;

/// A list of people and salons that a member keeps.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub person_id: i64,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// To whom answers are shown: `followed`, `list` or `none`.
    #[sea_orm(column_type = "Text")]
    pub answers: String,
    /// Whether those on it are read there only, and not at home.
    pub exclusive: bool,
    pub made_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
