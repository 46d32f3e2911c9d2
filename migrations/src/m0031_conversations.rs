//! What members and others say to each other alone, as each member keeps it.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, flag, index, int, made, made_with_key, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conversation = made(
            "conversation",
            vec![
                counted("id"),
                int("person_id"),
                int("root"),
                text("people"),
                int("last_post"),
                flag("unread"),
            ],
        );
        let said = made_with_key(
            "conversation_post",
            vec![int("post_id"), int("conversation_id")],
            &["post_id", "conversation_id"],
        );
        let indexes = vec![
            unique(
                "conversation",
                "conversation_key",
                &["person_id", "root", "people"],
            ),
            index(
                "conversation",
                "conversation_last",
                &["person_id", "last_post"],
            ),
            index(
                "conversation_post",
                "conversation_post_of",
                &["conversation_id", "post_id"],
            ),
        ];
        create(manager, vec![conversation, said], indexes).await
    }
}
