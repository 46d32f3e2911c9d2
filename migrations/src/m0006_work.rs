//! Letters received, letters of our own that are no records, jobs and their lanes.

use sea_orm_migration::prelude::*;

use crate::schema::{
    bytes, bytes_or_null, counted, create, id, index, int, int_or_null, made, text, text_or_null,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let letter = made(
            "letter",
            vec![
                counted("id"),
                text("signer"),
                text("activity_id"),
                text("host"),
                bytes_or_null("body"),
                int("received_at"),
            ],
        );
        let note = made(
            "dispatch",
            vec![id("id"), text("actor"), bytes("raw"), int("made_at")],
        );
        let job = made(
            "job",
            vec![
                counted("id"),
                text("lane"),
                text_or_null("line"),
                text("body"),
                text("state"),
                text_or_null("words"),
                int("attempts"),
                int("due"),
                int("made_at"),
            ],
        );
        let mut lane_name = text("name");
        lane_name.primary_key();
        let lane = made(
            "lane",
            vec![
                lane_name,
                int_or_null("next_due"),
                text_or_null("owner"),
                int("lease_until"),
                int("wait_until"),
                int("failures"),
                int_or_null("failing_since"),
                text_or_null("words"),
                int("dropped"),
            ],
        );
        create(
            manager,
            vec![letter, note, job, lane],
            vec![
                unique("letter", "letter_once", &["signer", "activity_id"]),
                index("letter", "letter_received", &["received_at"]),
                index("job", "job_lane", &["lane", "state", "due", "id"]),
                index("lane", "lane_next", &["next_due"]),
            ],
        )
        .await
    }
}
