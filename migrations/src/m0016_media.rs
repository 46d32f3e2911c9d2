//! Pictures, sounds and films: those that members upload, and those that posts of others name.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, int, int_or_null, made, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let media = made(
            "media",
            vec![
                id("id"),
                int_or_null("person_id"),
                int_or_null("post_id"),
                int("position"),
                text_or_null("url"),
                text("kind"),
                text("state"),
                text("mime"),
                text("token"),
                text_or_null("original"),
                text_or_null("small"),
                int("bytes"),
                int_or_null("width"),
                int_or_null("height"),
                int_or_null("small_width"),
                int_or_null("small_height"),
                int_or_null("duration"),
                text_or_null("blurhash"),
                text("description"),
                int("focus_x"),
                int("focus_y"),
                text_or_null("reason"),
                int_or_null("used_at"),
                int_or_null("tried_at"),
                int("created_at"),
            ],
        );
        create(
            manager,
            vec![media],
            vec![
                // What hangs on nothing is found by it too.
                index("media", "media_post", &["post_id", "position"]),
                index("media", "media_used", &["used_at"]),
            ],
        )
        .await
    }
}
