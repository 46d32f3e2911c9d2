//! Who is named in a post, and what it warns of.

use sea_orm_migration::prelude::*;

use crate::schema::{added, create, index, int, made_with_key, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mention = made_with_key(
            "mention",
            vec![int("post_id"), text("uri")],
            &["post_id", "uri"],
        );
        create(
            manager,
            vec![mention],
            vec![index("mention", "mention_uri", &["uri", "post_id"])],
        )
        .await?;
        added(manager, "post", text_or_null("warning")).await
    }
}
