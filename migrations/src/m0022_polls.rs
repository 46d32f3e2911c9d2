//! What posts ask, what was counted, and who has voted for what.

use sea_orm_migration::prelude::*;

use crate::schema::{create, flag, id, index, int, int_or_null, made, made_with_key, text};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let poll = made(
            "poll",
            vec![
                id("post_id"),
                int("author_id"),
                text("options"),
                flag("multiple"),
                int_or_null("ends_at"),
                flag("hides_totals"),
                text("votes"),
                int_or_null("voters"),
                flag("closed"),
                int_or_null("asked_at"),
                int_or_null("told"),
            ],
        );
        // One vote of a person for an option, whoever writes it first.
        let vote = made_with_key(
            "vote",
            vec![
                int("post_id"),
                int("person_id"),
                int("choice"),
                int("made_at"),
            ],
            &["post_id", "person_id", "choice"],
        );
        let indexes = vec![index("vote", "vote_person", &["person_id"])];
        create(manager, vec![poll, vote], indexes).await
    }
}
