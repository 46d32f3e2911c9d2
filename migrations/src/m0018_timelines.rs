//! What timelines are read by: what was opened, by its salon and by its author; and what authors write
//! outside salons.

use sea_orm_migration::prelude::*;

use crate::schema::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (mut only, condition) in [
            (
                index("post", "post_opening", &["forum_id", "id"]),
                "parent IS NULL",
            ),
            (index("post", "post_top", &["id"]), "parent IS NULL"),
            (
                index("post", "post_home", &["author_id", "id"]),
                "(parent IS NULL OR forum_id IS NULL)",
            ),
        ] {
            only.and_where(Expr::cust(condition));
            manager.create_index(only).await?;
        }
        Ok(())
    }
}
