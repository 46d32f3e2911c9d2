//! Notes for a few: they are found by who wrote them, and a letter of ours by the note that it
//! carries, so that both go together.

use sea_orm_migration::prelude::*;

use crate::schema::{added, index, int_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        added(manager, "dispatch", int_or_null("about")).await?;
        for (mut only, condition) in [
            (
                index("dispatch", "dispatch_about", &["about"]),
                "about IS NOT NULL",
            ),
            (
                index("post", "post_private", &["author_id", "id"]),
                "visibility IN ('followers', 'direct')",
            ),
        ] {
            only.and_where(Expr::cust(condition));
            manager.create_index(only).await?;
        }
        Ok(())
    }
}
