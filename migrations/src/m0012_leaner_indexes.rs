//! Indexes hold only what is looked for by them: most records are accepted at once, most posts are
//! live, roots have no parent, and what people write for their followers is in no forum.

use sea_orm_migration::prelude::*;

use crate::schema::{index, name};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, gone) in [
            ("record", "record_actor"),
            ("record", "record_standing"),
            ("post", "post_parent"),
            ("post", "post_thread"),
            ("thread", "thread_forum"),
        ] {
            let drop = Index::drop().table(name(table)).name(gone).to_owned();
            manager.drop_index(drop).await?;
        }
        for (mut only, condition) in [
            (
                index("record", "record_waiting", &["standing", "kind"]),
                "standing <> 'accepted'",
            ),
            (
                index("post", "post_parent", &["parent"]),
                "parent IS NOT NULL",
            ),
            (
                index("post", "post_thread", &["thread_id", "published"]),
                "thread_id IS NOT NULL",
            ),
            // Replies that came before what they answer.
            (
                index("post", "post_orphan", &["parent"]),
                "thread_id IS NULL",
            ),
            // What moderators look for.
            (
                index("post", "post_aside", &["state", "forum_id"]),
                "state <> 'live'",
            ),
            (
                index("person", "person_changed", &["changed_at"]),
                "changed_at IS NOT NULL",
            ),
            (
                index("follow", "follow_inbox", &["inbox"]),
                "inbox IS NOT NULL",
            ),
            (
                index("thread", "thread_forum", &["forum_id", "last_at"]),
                "forum_id IS NOT NULL",
            ),
        ] {
            only.and_where(Expr::cust(condition));
            manager.create_index(only).await?;
        }
        // The front page, and who follows from where.
        for whole in [
            index("thread", "thread_last", &["last_at"]),
            index("follow", "follow_host", &["host", "state"]),
        ] {
            manager.create_index(whole).await?;
        }
        Ok(())
    }
}
