//! What administrators decide about people and hosts, and reports that somebody hears of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Statement;

use crate::schema::{added, index, int_or_null, name, text_or_null, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// 2000-01-01, before which no local id is made.
const YEAR_2000: i64 = 946_684_800_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["limited_at", "suspended_at", "sensitized_at"] {
            added(manager, "person", int_or_null(column)).await?;
        }
        added(manager, "account", int_or_null("disabled_at")).await?;
        added(manager, "account", text_or_null("barred_why")).await?;
        added(manager, "report", int_or_null("changed_at")).await?;
        added(manager, "peer", int_or_null("ruling")).await?;
        added(manager, "peer", text_or_null("remark")).await?;
        added(manager, "notification", int_or_null("report_id")).await?;
        let mut some = index("person", "person_suspended", &["suspended_at"]);
        some.and_where(Expr::cust("suspended_at IS NOT NULL"));
        manager.create_index(some).await?;
        heard(manager).await?;
        let connection = manager.get_connection();
        rulings(connection).await?;
        targets(connection).await
    }
}

/// Of two reports by one person a moderator hears twice.
async fn heard(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = "notification";
    let alone = "notification_alone";
    manager
        .drop_index(Index::drop().name(alone).table(name(table)).to_owned())
        .await?;
    let mut alone = unique(table, alone, &["person_id", "kind", "actor_id"]);
    alone.and_where(Expr::cust("post_id IS NULL AND report_id IS NULL"));
    manager.create_index(alone).await?;
    let mut reported = unique(table, "notification_report", &["report_id", "person_id"]);
    reported.and_where(Expr::cust("report_id IS NOT NULL"));
    manager.create_index(reported).await
}

/// What was said of a host before has a place in the list of what was said: that of the host's row.
async fn rulings(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let words = "SELECT host, created_at FROM peer WHERE level <> 'none' ORDER BY created_at, host";
    let ruled = connection
        .query_all_raw(Statement::from_string(backend, words))
        .await?;
    for (number, row) in (0_i64..).zip(ruled) {
        let host: String = row.try_get_by_index(0)?;
        let at: i64 = row.try_get_by_index(1)?;
        let kept = Query::update()
            .table(name("peer"))
            .value(name("ruling"), (Ord::max(at, YEAR_2000) << 20) | number)
            .and_where(Expr::col(name("host")).eq(host))
            .to_owned();
        connection.execute(&kept).await?;
    }
    Ok(())
}

/// Whom reports of other nodes are about: the first person of what they name, or the author of the
/// first contribution.
async fn targets(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let words = "SELECT id, objects FROM report WHERE target IS NULL";
    let all = Statement::from_string(backend, words);
    for row in connection.query_all_raw(all).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let objects: String = row.try_get_by_index(1)?;
        let objects: Vec<&str> = objects.lines().collect();
        let Some(target) = target(connection, &objects).await? else {
            continue;
        };
        let kept = Query::update()
            .table(name("report"))
            .value(name("target"), target)
            .and_where(Expr::col(name("id")).eq(id))
            .to_owned();
        connection.execute(&kept).await?;
    }
    Ok(())
}

async fn target(
    connection: &SchemaManagerConnection<'_>,
    objects: &[&str],
) -> Result<Option<String>, DbErr> {
    let uri = |table| Expr::col((name(table), name("uri")));
    let person = |object: &str| {
        Query::select()
            .column((name("person"), name("uri")))
            .from(name("person"))
            .and_where(uri("person").eq(object))
            .to_owned()
    };
    let author = |object: &str| {
        let by = Expr::col((name("person"), name("id"))).equals((name("post"), name("author_id")));
        Query::select()
            .column((name("person"), name("uri")))
            .from(name("post"))
            .inner_join(name("person"), by)
            .and_where(uri("post").eq(object))
            .to_owned()
    };
    let people = objects.iter().map(|object| person(object));
    for asked in people.chain(objects.iter().map(|object| author(object))) {
        if let Some(row) = connection.query_one(&asked).await? {
            return row.try_get_by_index(0).map(Some);
        }
    }
    Ok(None)
}
