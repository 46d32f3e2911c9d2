//! Clients of members (OAuth 2): apps, the codes that a consent gives, and bearer tokens, which may
//! now be an app's own.

use sea_orm_migration::prelude::*;

use crate::schema::{create, id, index, int, int_or_null, made, name, text, text_or_null, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let app = made(
            "app",
            vec![
                id("id"),
                text("client_id"),
                text("secret"),
                text("name"),
                text_or_null("website"),
                text("redirects"),
                text("scopes"),
                int("created_at"),
                int_or_null("used_at"),
            ],
        );
        let mut hash = text("hash");
        hash.primary_key();
        let code = made(
            "code",
            vec![
                hash.clone(),
                int("app_id"),
                int("person_id"),
                text("scopes"),
                text("redirect"),
                text_or_null("challenge"),
                int("created_at"),
                int_or_null("used_at"),
            ],
        );
        let bearer = made(
            "bearer",
            vec![
                hash,
                int_or_null("app_id"),
                int_or_null("person_id"),
                text("scopes"),
                text_or_null("code"),
                int("created_at"),
            ],
        );
        create(
            manager,
            vec![app, code, bearer],
            vec![
                unique("app", "app_client", &["client_id"]),
                index("app", "app_created", &["created_at"]),
                index("code", "code_created", &["created_at"]),
                index("code", "code_person", &["person_id"]),
                index("bearer", "bearer_person", &["person_id"]),
                index("bearer", "bearer_app", &["app_id"]),
                index("bearer", "bearer_code", &["code"]),
            ],
        )
        .await?;
        let connection = manager.get_connection();
        connection
            .execute_unprepared(
                "INSERT INTO bearer (hash, person_id, scopes, created_at) \
                 SELECT hash, person_id, scopes, created_at FROM token",
            )
            .await?;
        let old = Table::drop().table(name("token")).to_owned();
        manager.drop_table(old).await
    }
}
