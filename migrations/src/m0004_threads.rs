//! What the ledger folds to: threads, posts, likes and tags. All of it can be thrown away and folded again.

use sea_orm_migration::prelude::*;

use crate::schema::{
    bytes_or_null, create, flag, id, index, int, int_or_null, made, made_with_key, text,
    text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let likes = made_with_key(
            "post_like",
            vec![
                text("object"),
                text("actor"),
                flag("active"),
                flag("counted"),
                text("activity_id"),
                int("liked_at"),
            ],
            &["object", "actor"],
        );
        let tag = made_with_key(
            "post_tag",
            vec![text("tag"), int("post_id")],
            &["tag", "post_id"],
        );
        create(
            manager,
            vec![thread(), post(), likes, tag],
            vec![
                unique("thread", "thread_context", &["context"]),
                index("thread", "thread_forum", &["forum_id", "last_at"]),
                unique("post", "post_uri", &["uri"]),
                index("post", "post_thread", &["thread_id", "published"]),
                index("post", "post_author", &["author_id", "id"]),
                index("post", "post_parent", &["parent"]),
                index("post_tag", "post_tag_post", &["post_id"]),
            ],
        )
        .await
    }
}

fn thread() -> TableCreateStatement {
    made(
        "thread",
        vec![
            id("id"),
            text("context"),
            text_or_null("root"),
            int_or_null("forum_id"),
            text("title"),
            text("lang"),
            int_or_null("author_id"),
            flag("locked"),
            flag("pinned"),
            int("posts"),
            int("opened_at"),
            int("last_at"),
        ],
    )
}

fn post() -> TableCreateStatement {
    made(
        "post",
        vec![
            id("id"),
            text("uri"),
            text_or_null("url"),
            int_or_null("thread_id"),
            int_or_null("forum_id"),
            int("author_id"),
            text_or_null("parent"),
            text_or_null("line"),
            text("state"),
            text("visibility"),
            text_or_null("title"),
            text("html"),
            text("source"),
            text("lang"),
            int("published"),
            int_or_null("updated"),
            int("rev"),
            int("likes"),
            text_or_null("reason"),
            bytes_or_null("created_by"),
            bytes_or_null("winner"),
            int("received_at"),
        ],
    )
}
