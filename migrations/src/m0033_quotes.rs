//! What posts quote, whether whoever wrote that agrees, and who may quote what.

use sea_orm_migration::prelude::*;

use crate::schema::{
    added, create, index, int, int_or_null, made, made_with_key, text, text_or_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let quote = made_with_key(
            "quote",
            vec![
                text("uri"),
                int_or_null("post_id"),
                text("actor"),
                text("quoted"),
                text("state"),
                text_or_null("approval"),
                int_or_null("asked_at"),
                int("made_at"),
            ],
            &["uri"],
        );
        let chosen = made("quotable", vec![crate::schema::id("post_id"), int("whom")]);
        let indexes = vec![
            index("quote", "quote_post", &["post_id"]),
            index("quote", "quote_of", &["quoted", "post_id"]),
            index("quote", "quote_approval", &["approval"]),
        ];
        create(manager, vec![quote, chosen], indexes).await?;
        added(manager, "post", int_or_null("quotable")).await?;
        added(manager, "account", text_or_null("quotes")).await
    }
}
