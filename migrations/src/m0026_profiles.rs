//! What members say of themselves, what they choose for what they write, and the pictures of actors.

use sea_orm_migration::prelude::*;

use crate::schema::{added, flag_or_null, index, int_or_null, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["fields", "avatar", "header"] {
            added(manager, "person", text_or_null(column)).await?;
        }
        let flags = [
            "locked",
            "bot",
            "discoverable",
            "indexable",
            "hides_follows",
        ];
        for column in flags {
            added(manager, "person", flag_or_null(column)).await?;
        }
        for column in ["note", "audience", "writes"] {
            added(manager, "account", text_or_null(column)).await?;
        }
        added(manager, "account", flag_or_null("sensitive")).await?;
        added(manager, "media", int_or_null("portrait_of")).await?;
        let mut found = index("person", "person_found", &["id"]);
        found.and_where(Expr::cust("discoverable"));
        manager.create_index(found).await?;
        manager
            .create_index(index(
                "media",
                "media_portrait",
                &["portrait_of", "position"],
            ))
            .await
    }
}
