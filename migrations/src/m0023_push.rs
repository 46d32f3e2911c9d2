//! Where members' clients are called when there is something to hear.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, flag, index, int, made, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let subscription = made(
            "push",
            vec![
                counted("id"),
                text("bearer"),
                int("person_id"),
                text("token"),
                text("endpoint"),
                text("public_key"),
                text("secret"),
                flag("standard"),
                text("alerts"),
                text("policy"),
                int("made_at"),
            ],
        );
        let indexes = vec![
            unique("push", "push_bearer", &["bearer"]),
            index("push", "push_person", &["person_id"]),
        ];
        create(manager, vec![subscription], indexes).await
    }
}
