//! What a member keeps for themselves: bookmarks, pinned posts, discussions that they hear no more of,
//! people and hosts that they mute or block, notes on people. And what people boost.

use sea_orm_migration::prelude::*;

use crate::schema::{
    added, counted, create, flag, flag_or_null, id, index, int, int_or_null, made, made_with_key,
    text, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["hides_boosts", "notifies"] {
            added(manager, "follow", flag_or_null(column)).await?;
        }
        let mut indexes = indexes();
        let mut likes = index("post_like", "post_like_actor", &["actor", "liked_at"]);
        likes.and_where(Expr::cust("active"));
        indexes.push(likes);
        create(manager, tables(), indexes).await
    }
}

/// A post that somebody keeps.
fn kept(table: &'static str) -> TableCreateStatement {
    made(
        table,
        vec![
            counted("id"),
            int("person_id"),
            int("post_id"),
            int("made_at"),
        ],
    )
}

fn tables() -> Vec<TableCreateStatement> {
    let mute = made(
        "mute",
        vec![
            counted("id"),
            int("person_id"),
            int("target_id"),
            flag("notifications"),
            int_or_null("until"),
            int("made_at"),
        ],
    );
    let block = made(
        "block",
        vec![
            counted("id"),
            int("person_id"),
            int("target_id"),
            int("made_at"),
        ],
    );
    let host = made(
        "host_block",
        vec![
            counted("id"),
            int("person_id"),
            text("host"),
            int("made_at"),
        ],
    );
    let remark = made_with_key(
        "remark",
        vec![int("person_id"), int("target_id"), text("words")],
        &["person_id", "target_id"],
    );
    let hushed = made_with_key(
        "hushed",
        vec![int("person_id"), int("thread_id")],
        &["person_id", "thread_id"],
    );
    let boost = made(
        "boost",
        vec![
            id("id"),
            int("person_id"),
            int("post_id"),
            text("activity_id"),
            text("visibility"),
            int("published"),
        ],
    );
    vec![
        kept("bookmark"),
        kept("pin"),
        mute,
        block,
        host,
        remark,
        hushed,
        boost,
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("bookmark", "bookmark_pair", &["person_id", "post_id"]),
        unique("pin", "pin_pair", &["person_id", "post_id"]),
        unique("mute", "mute_pair", &["person_id", "target_id"]),
        unique("block", "block_pair", &["person_id", "target_id"]),
        index("block", "block_target", &["target_id", "person_id"]),
        unique("host_block", "host_block_pair", &["person_id", "host"]),
        unique("boost", "boost_pair", &["person_id", "post_id"]),
        unique("boost", "boost_activity", &["activity_id"]),
        index("boost", "boost_person", &["person_id", "id"]),
        index("boost", "boost_post", &["post_id", "id"]),
    ]
}
