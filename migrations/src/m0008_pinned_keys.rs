//! Who is believed by which key: when a key was last heard from, whether it stands in doubt and what
//! it took the place of, and since when a person counts as changed.

use sea_orm_migration::prelude::*;

use crate::schema::{added, bytes_or_null, int_or_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("actor_key", int_or_null("heard_at")),
            ("actor_key", int_or_null("doubted_at")),
            ("actor_key", bytes_or_null("former")),
            ("person", int_or_null("changed_at")),
        ] {
            added(manager, table, column).await?;
        }
        // Until now only hosts were known to have been heard from.
        let last_in = "UPDATE actor_key SET heard_at = (SELECT peer.last_in FROM peer \
             JOIN person ON person.host = peer.host WHERE person.uri = actor_key.owner) \
             WHERE private IS NULL";
        manager
            .get_connection()
            .execute_unprepared(last_in)
            .await
            .map(|_| ())
    }
}
