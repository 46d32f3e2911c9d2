//! What a member says in a report beside its words, and who of the moderators looks at it.

use sea_orm_migration::prelude::*;

use crate::schema::{added, name, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut forwarded = ColumnDef::new(name("forwarded"));
        let mut category = ColumnDef::new(name("category"));
        let columns = [
            text_or_null("target"),
            text_or_null("assigned_to"),
            category.text().not_null().default("other").to_owned(),
            forwarded.boolean().not_null().default(false).to_owned(),
        ];
        for column in columns {
            added(manager, "report", column).await?;
        }
        Ok(())
    }
}
