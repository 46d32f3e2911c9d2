//! A salon's account leads to the salon's page: before, those of this node led to its front page.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let words = "UPDATE person SET url = url || '/salons/' || name \
                     WHERE local AND kind = 'Group' AND url NOT LIKE '%/salons/%'";
        manager.get_connection().execute_unprepared(words).await?;
        Ok(())
    }
}
