//! Who is named in a post, and what it warns of.

use sea_orm_migration::prelude::*;

use crate::schema::{create, index, int, made_with_key, name, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mention = made_with_key(
            "mention",
            vec![int("post_id"), text("uri")],
            &["post_id", "uri"],
        );
        create(
            manager,
            vec![mention],
            vec![index("mention", "mention_uri", &["uri", "post_id"])],
        )
        .await?;
        let warning = Table::alter()
            .table(name("post"))
            .add_column(text_or_null("warning"))
            .to_owned();
        manager.alter_table(warning).await
    }
}
