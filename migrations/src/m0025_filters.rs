//! Filters of what members read: by words and by posts.

use sea_orm_migration::prelude::*;

use crate::schema::{
    counted, create, flag, index, int, int_or_null, made, text, text_or_null, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let filter = made(
            "filter",
            vec![
                counted("id"),
                int("person_id"),
                text("title"),
                text("contexts"),
                text("action"),
                int_or_null("expires_at"),
            ],
        );
        let rule = made(
            "filter_rule",
            vec![
                counted("id"),
                int("filter_id"),
                int("person_id"),
                text_or_null("keyword"),
                flag("whole_word"),
                int_or_null("post_id"),
            ],
        );
        let indexes = vec![
            index("filter", "filter_person", &["person_id", "id"]),
            unique("filter_rule", "filter_rule_post", &["filter_id", "post_id"]),
            index("filter_rule", "filter_rule_person", &["person_id", "id"]),
        ];
        create(manager, vec![filter, rule], indexes).await
    }
}
