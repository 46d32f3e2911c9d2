//! Of whom members want to hear at once, of whom only when they look, and of whom not.

use sea_orm_migration::prelude::*;

use crate::schema::{
    added, counted, create, id, index, int, made, made_with_key, name, text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut aside = ColumnDef::new(name("aside"));
        aside.boolean().not_null().default(false);
        added(manager, "notification", aside).await?;
        let pair = || vec![int("person_id"), int("actor_id")];
        let mut request = vec![counted("id")];
        request.extend(pair());
        request.extend([int("made_at"), int("updated_at")]);
        let tables = vec![
            made("notice_policy", policy()),
            made("notice_request", request),
            made_with_key("notice_leave", pair(), &["person_id", "actor_id"]),
        ];
        let table = "notice_request";
        let pair = ["person_id", "actor_id"];
        let mut set_aside = index("notification", "notification_aside", &pair);
        set_aside.and_where(Expr::cust("aside"));
        let indexes = vec![
            set_aside,
            unique(table, "notice_request_pair", &pair),
            index(table, "notice_request_person", &["person_id", "id"]),
            index(table, "notice_request_actor", &["actor_id"]),
            index("notice_leave", "notice_leave_actor", &["actor_id"]),
        ];
        create(manager, tables, indexes).await
    }
}

fn policy() -> Vec<ColumnDef> {
    vec![
        id("person_id"),
        text("strangers"),
        text("not_followers"),
        text("newcomers"),
        text("private"),
        text("limited"),
    ]
}
