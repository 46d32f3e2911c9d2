//! A report is kept once, and the reports of one host are counted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Statement;

use crate::schema::{added, index, name, text_or_null, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        // Of a report that was kept more than once, the one that somebody has dealt with stays, else
        // the first.
        let once = "DELETE FROM report WHERE EXISTS (SELECT 1 FROM report other \
                    WHERE other.activity_id = report.activity_id AND other.id <> report.id \
                    AND ((other.closed_at IS NOT NULL AND report.closed_at IS NULL) \
                    OR (other.id < report.id \
                    AND (other.closed_at IS NULL) = (report.closed_at IS NULL))))";
        connection.execute_unprepared(once).await?;
        added(manager, "report", text_or_null("host")).await?;
        hosts(connection).await?;
        manager
            .create_index(unique("report", "report_activity", &["activity_id"]))
            .await?;
        manager
            .create_index(index("report", "report_host", &["host", "closed_at"]))
            .await
    }
}

/// The host of what was kept before stands in the address of who sent it.
async fn hosts(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let all = Statement::from_string(backend, "SELECT id, actor FROM report");
    for row in connection.query_all_raw(all).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let actor: String = row.try_get_by_index(1)?;
        let host = actor.split('/').nth(2).unwrap_or_default();
        let kept = Query::update()
            .table(name("report"))
            .value(name("host"), host.to_ascii_lowercase())
            .and_where(Expr::col(name("id")).eq(id))
            .to_owned();
        connection.execute(&kept).await?;
    }
    Ok(())
}
