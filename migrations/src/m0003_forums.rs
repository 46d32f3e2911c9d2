//! Forums, their moderators, and who follows whom.

use sea_orm_migration::prelude::*;

use crate::schema::{
    counted, create, flag, id, index, int, int_or_null, made, made_with_key, text, text_or_null,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forum = made(
            "forum",
            vec![
                id("id"),
                text("uri"),
                text("host"),
                text("slug"),
                text("title"),
                text("summary"),
                text("lang"),
                flag("local"),
                text("inbox"),
                text_or_null("shared_inbox"),
                text_or_null("followers"),
                text_or_null("outbox"),
                text_or_null("url"),
                text("moderation"),
                int("created_at"),
                int("fetched_at"),
                int_or_null("backfilled_at"),
            ],
        );
        let moderator = made_with_key(
            "moderator",
            vec![int("forum_id"), text("actor")],
            &["forum_id", "actor"],
        );
        let follow = made(
            "follow",
            vec![
                counted("id"),
                text("follower"),
                text("followed"),
                text("activity_id"),
                text("state"),
                text("host"),
                text_or_null("inbox"),
                int("created_at"),
            ],
        );
        create(
            manager,
            vec![forum, moderator, follow],
            vec![
                unique("forum", "forum_uri", &["uri"]),
                index("forum", "forum_slug", &["slug", "host"]),
                unique("follow", "follow_pair", &["follower", "followed"]),
                index("follow", "follow_followed", &["followed", "state"]),
            ],
        )
        .await
    }
}
