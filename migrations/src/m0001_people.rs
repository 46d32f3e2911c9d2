//! People (actors) and their keys; one table of names for people, forums and reserved words.

use sea_orm_migration::prelude::*;

use crate::schema::{
    bytes, bytes_or_null, create, flag, id, index, int, int_or_null, made, text, text_or_null,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let person = made(
            "person",
            vec![
                id("id"),
                text("uri"),
                text("host"),
                text("name"),
                text("display"),
                text("summary"),
                text_or_null("url"),
                text_or_null("inbox"),
                text_or_null("shared_inbox"),
                text_or_null("followers"),
                text("kind"),
                flag("local"),
                text("state"),
                int("created_at"),
                int("fetched_at"),
            ],
        );
        let mut key_uri = text("uri");
        key_uri.primary_key();
        let actor_key = made(
            "actor_key",
            vec![
                key_uri,
                text("owner"),
                text("kind"),
                bytes("public"),
                bytes_or_null("private"),
                int("created_at"),
                int_or_null("ended_at"),
            ],
        );
        let mut taken = text("name");
        taken.primary_key();
        let names = made("name", vec![taken, text("kind"), int("created_at")]);
        create(
            manager,
            vec![person, actor_key, names],
            vec![
                unique("person", "person_uri", &["uri"]),
                index("person", "person_name", &["name", "host"]),
                index("actor_key", "actor_key_owner", &["owner"]),
            ],
        )
        .await
    }
}
