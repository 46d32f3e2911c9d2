//! The ledger: every signed activity that made a forum what it is, as the raw bytes received or sent.

use sea_orm_migration::prelude::*;

use crate::schema::{
    bytes, bytes_or_null, create, index, int, int_or_null, made, text, text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut rid = bytes("rid");
        rid.primary_key();
        let record = made(
            "record",
            vec![
                rid,
                text("activity_id"),
                text("kind"),
                text("actor"),
                text("object"),
                text_or_null("forum"),
                text_or_null("context"),
                text_or_null("in_reply_to"),
                int("rev"),
                int_or_null("updated"),
                int("published"),
                bytes_or_null("raw"),
                text("vouch"),
                text("standing"),
                text("keeping"),
                text_or_null("reason"),
                int("received_at"),
                int_or_null("accepted_at"),
            ],
        );
        create(
            manager,
            vec![record],
            vec![
                unique("record", "record_activity", &["activity_id"]),
                index("record", "record_object", &["object"]),
                index("record", "record_context", &["context", "published"]),
                index("record", "record_actor", &["actor", "kind"]),
                index("record", "record_standing", &["standing", "kind"]),
            ],
        )
        .await
    }
}
