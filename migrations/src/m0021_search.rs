//! What posts are found by: the words of each, as each database keeps a list of words, and the posts
//! whose words have not been read since they were written. Of what is stored already, that is all.

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
            vec![made("unindexed", vec![id("post_id")])],
            vec![],
        )
        .await?;
        let words: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &[
                "CREATE TABLE post_words (post_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
                "CREATE INDEX post_words_words ON post_words USING gin (words)",
                // Of how many words it is known how frequent they are: of the ten thousand first. A
                // word that is none of these is then taken for as rare as it is.
                "ALTER TABLE post_words ALTER COLUMN words SET STATISTICS 1000",
            ],
            // Whatever is not ASCII belongs to a word: words come folded, with single spaces between.
            // What is erased leaves the list too.
            _ => &[
                "CREATE VIRTUAL TABLE post_words USING fts5(words, tokenize = 'ascii', columnsize = 0)",
                "INSERT INTO post_words (post_words, rank) VALUES ('secure-delete', 1)",
            ],
        };
        let connection = manager.get_connection();
        for statement in words {
            connection.execute_unprepared(statement).await?;
        }
        let all = "INSERT INTO unindexed (post_id) SELECT id FROM post WHERE state = 'live'";
        connection.execute_unprepared(all).await?;
        Ok(())
    }
}
