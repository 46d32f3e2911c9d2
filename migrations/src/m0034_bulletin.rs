//! What the node says for itself: announcements, rules, and emoji of its own.

use sea_orm_migration::prelude::*;

use crate::schema::{
    added, counted, create, flag, index, int, int_or_null, made, made_with_key, text, text_or_null,
    unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let announcement = vec![
            counted("id"),
            text("html"),
            int_or_null("starts_at"),
            int_or_null("ends_at"),
            flag("all_day"),
            int("made_at"),
        ];
        let read = vec![int("announcement_id"), int("person_id")];
        let reaction = vec![
            counted("id"),
            int("announcement_id"),
            int("person_id"),
            text("name"),
            flag("withdrawn"),
        ];
        let rule = vec![counted("id"), text("text"), text("hint"), flag("withdrawn")];
        let mut shortcode = text("shortcode");
        shortcode.primary_key();
        let emoji = vec![
            shortcode,
            text_or_null("category"),
            text("file"),
            text("small"),
            int("made_at"),
        ];
        let tables = vec![
            made("announcement", announcement),
            made_with_key("announcement_read", read, &["person_id", "announcement_id"]),
            made("reaction", reaction),
            made("rule", rule),
            made("emoji", emoji),
        ];
        let once = ["announcement_id", "person_id", "name"];
        let indexes = vec![
            unique("reaction", "reaction_once", &once),
            index("reaction", "reaction_person", &["person_id"]),
        ];
        create(manager, tables, indexes).await?;
        added(manager, "report", text_or_null("rules")).await
    }
}
