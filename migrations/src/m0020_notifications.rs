//! What members hear of, and how far they have read.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, index, int, int_or_null, made, made_with_key, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notification = made(
            "notification",
            vec![
                counted("id"),
                int("person_id"),
                text("kind"),
                int("actor_id"),
                int_or_null("post_id"),
                text("group_key"),
                int("made_at"),
            ],
        );
        let marker = made_with_key(
            "marker",
            vec![
                int("person_id"),
                text("timeline"),
                text("last_read_id"),
                int("version"),
                int("updated_at"),
            ],
            &["person_id", "timeline"],
        );
        create(manager, vec![notification, marker], indexes()).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let table = "notification";
    // Of what is about no post, the database would tell any two rows apart.
    let mut alone = unique(
        table,
        "notification_alone",
        &["person_id", "kind", "actor_id"],
    );
    alone.and_where(Expr::cust("post_id IS NULL"));
    vec![
        index(table, "notification_person", &["person_id", "id"]),
        index(
            table,
            "notification_group",
            &["person_id", "group_key", "id"],
        ),
        index(table, "notification_actor", &["actor_id"]),
        unique(
            table,
            "notification_once",
            &["post_id", "person_id", "kind", "actor_id"],
        ),
        alone,
    ]
}
