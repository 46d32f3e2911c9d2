//! What this node knows of itself and of other hosts, and the reports it keeps for moderators.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, index, int, int_or_null, made, text, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = text("key");
        key.primary_key();
        let site = made("site", vec![key, text("value")]);
        let mut host = text("host");
        host.primary_key();
        let peer = made(
            "peer",
            vec![
                host,
                text("level"),
                text("state"),
                text_or_null("reason"),
                text_or_null("software"),
                text_or_null("scheme"),
                int_or_null("clock_offset_s"),
                int_or_null("last_in"),
                int_or_null("last_out"),
                int("created_at"),
            ],
        );
        let report = made(
            "report",
            vec![
                counted("id"),
                text("activity_id"),
                text("actor"),
                text("objects"),
                text("reason"),
                int("received_at"),
                int_or_null("closed_at"),
            ],
        );
        create(
            manager,
            vec![site, peer, report],
            vec![index("report", "report_open", &["closed_at"])],
        )
        .await
    }
}
