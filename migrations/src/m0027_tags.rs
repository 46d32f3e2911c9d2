//! Hashtags that members follow and feature, whom they endorse, and whom they do not want to be suggested.

use sea_orm_migration::prelude::*;

use crate::schema::{counted, create, index, int, made, made_with_key, text, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pair = || vec![int("person_id"), int("target_id")];
        let mut endorsed = vec![counted("id")];
        endorsed.extend(pair());
        let tables = vec![
            tags("followed_tag"),
            tags("featured_tag"),
            made("endorsement", endorsed),
            made_with_key("dismissed", pair(), &["person_id", "target_id"]),
        ];
        let indexes = vec![
            unique("followed_tag", "followed_tag_pair", &["person_id", "tag"]),
            index("followed_tag", "followed_tag_person", &["person_id", "id"]),
            unique("featured_tag", "featured_tag_pair", &["person_id", "tag"]),
            unique(
                "endorsement",
                "endorsement_pair",
                &["person_id", "target_id"],
            ),
            index("endorsement", "endorsement_person", &["person_id", "id"]),
            index("endorsement", "endorsement_target", &["target_id"]),
        ];
        create(manager, tables, indexes).await
    }
}

/// Hashtags of members, by their keys.
fn tags(table: &'static str) -> TableCreateStatement {
    made(table, vec![counted("id"), int("person_id"), text("tag")])
}
