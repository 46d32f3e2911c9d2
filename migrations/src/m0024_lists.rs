//! Lists of people and salons that members keep for themselves.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, flag, index, int, made, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let list = made(
            "list",
            vec![
                counted("id"),
                int("person_id"),
                text("title"),
                text("answers"),
                flag("exclusive"),
                int("made_at"),
            ],
        );
        let listed = made(
            "listed",
            vec![
                counted("id"),
                int("list_id"),
                int("person_id"),
                int("target_id"),
            ],
        );
        let indexes = vec![
            index("list", "list_person", &["person_id", "id"]),
            unique("listed", "listed_pair", &["list_id", "target_id"]),
            index("listed", "listed_target", &["target_id", "person_id"]),
        ];
        create(manager, vec![list, listed], indexes).await
    }
}
