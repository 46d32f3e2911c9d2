//! Who is found: a handle whatever its capitals, a person by the words of their name. Whose words have
//! not been read yet waits in a table of its own: of what is stored already, that is everybody.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::schema::{create, id, made};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            vec![made("unindexed_person", vec![id("person_id")])],
            vec![],
        )
        .await?;
        // Both databases compare bytes there, and lower the letters of ASCII alone.
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => " COLLATE \"C\"",
            _ => "",
        };
        let words = [
            format!(
                "CREATE TABLE person_word (person_id BIGINT NOT NULL, word TEXT{bytes} NOT NULL, \
                 PRIMARY KEY (person_id, word))"
            ),
            "CREATE INDEX person_word_word ON person_word (word, person_id)".to_owned(),
            format!("CREATE INDEX person_called ON person (lower(name{bytes}), host)"),
            "DROP INDEX person_name".to_owned(),
            format!("CREATE INDEX forum_called ON forum (lower(slug{bytes}), host)"),
            "DROP INDEX forum_slug".to_owned(),
            "INSERT INTO unindexed_person (person_id) SELECT id FROM person".to_owned(),
        ];
        let connection = manager.get_connection();
        for statement in words {
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
