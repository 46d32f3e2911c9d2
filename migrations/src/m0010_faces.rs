//! When a contribution was removed, and who has dealt with a report.

use sea_orm_migration::prelude::*;

use crate::schema::{added, int_or_null, text_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        added(manager, "post", int_or_null("removed_at")).await?;
        added(manager, "report", text_or_null("closed_by")).await?;
        // What was removed before is dated by the newest act that hides it, as the fold dates it.
        let dated = "UPDATE post SET removed_at = (SELECT MAX(record.published) FROM record \
                     WHERE record.object = post.uri AND record.kind IN ('remove', 'delete') \
                     AND record.standing = 'accepted') WHERE state = 'removed'";
        manager.get_connection().execute_unprepared(dated).await?;
        // The title of a removed opening goes with it.
        let untitled = "UPDATE thread SET title = '' WHERE root IN \
                        (SELECT uri FROM post WHERE state = 'removed')";
        manager
            .get_connection()
            .execute_unprepared(untitled)
            .await?;
        Ok(())
    }
}
