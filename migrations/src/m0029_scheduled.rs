//! What members have written to be published later.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, int, made, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let scheduled = made(
            "scheduled",
            vec![
                id("id"),
                int("person_id"),
                int("due"),
                text("said"),
                text_or_null("refused"),
            ],
        );
        let by_person = index("scheduled", "scheduled_person", &["person_id", "id"]);
        create(manager, vec![scheduled], vec![by_person]).await
    }
}
