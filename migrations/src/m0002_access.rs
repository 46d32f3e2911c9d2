//! Accounts (log-ins), sessions, bearer tokens and the keys that make a repeated form harmless.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, int, int_or_null, made, made_with_key, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = made(
            "account",
            vec![
                id("person_id"),
                text("email"),
                text("password"),
                text("role"),
                text("lang"),
                int("created_at"),
                int_or_null("confirmed_at"),
                int_or_null("approved_at"),
            ],
        );
        let mut hash = text("hash");
        hash.primary_key();
        let session = made(
            "session",
            vec![
                hash.clone(),
                int("person_id"),
                text("csrf"),
                int("created_at"),
                int("seen_at"),
            ],
        );
        let token = made(
            "token",
            vec![hash, int("person_id"), text("scopes"), int("created_at")],
        );
        let once = made_with_key(
            "once",
            vec![text("owner"), text("key"), int("result"), int("made_at")],
            &["owner", "key"],
        );
        let failed_login = made_with_key(
            "failed_login",
            vec![text("name"), int("count"), int("last_at")],
            &["name"],
        );
        create(
            manager,
            vec![account, session, token, once, failed_login],
            vec![
                unique("account", "account_email", &["email"]),
                index("session", "session_person", &["person_id"]),
                index("once", "once_made_at", &["made_at"]),
            ],
        )
        .await
    }
}
