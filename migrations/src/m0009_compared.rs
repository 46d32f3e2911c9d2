//! What this node has last read at a forum's home about its threads, and how far it has read.

use sea_orm_migration::prelude::*;

use crate::schema::{create, int, made, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut context = text("context");
        context.primary_key();
        let thread = made(
            "compared_thread",
            vec![context, text("theirs"), int("read_at"), text("outcome")],
        );
        let mut forum = text("forum");
        forum.primary_key();
        let forum = made(
            "compared_forum",
            vec![forum, int("begun_at"), text_or_null("next")],
        );
        create(manager, vec![thread, forum], vec![]).await
    }
}
