//! A picture, a sound or a film: uploaded by a member, or named by a post of another node.

use sea_orm::entity::prelude::*;

/// A picture, a sound or a film: uploaded by a member, or named by a post of another node.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Who uploaded it; nobody of what a post of another node names.
    pub person_id: Option<i64>,
    /// The post that it hangs on.
    pub post_id: Option<i64>,
    /// Its place among those of the post.
    pub position: i64,
    /// Where its origin has it; nothing of an upload.
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// `image`, `gifv`, `video`, `audio` or `unknown`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// `processing`, `ready` or `failed`; of another node's also `remote`: not fetched yet.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub mime: String,
    /// 128 bits of chance, hex: what its files are named after, so that nobody can count them up.
    #[sea_orm(column_type = "Text")]
    pub token: String,
    /// Keys of its files, once they are there.
    #[sea_orm(column_type = "Text")]
    pub original: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub small: Option<String>,
    /// Of all its files.
    pub bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub small_width: Option<i64>,
    pub small_height: Option<i64>,
    /// Milliseconds.
    pub duration: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub blurhash: Option<String>,
    /// What it shows, in words; may be empty.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// What of it is to be seen first: right and up of its middle, in ten-thousandths of its half.
    pub focus_x: i64,
    pub focus_y: i64,
    /// Why it failed: the name of a message.
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    /// When a file in the cache was last shown; nothing where there is none.
    pub used_at: Option<i64>,
    /// When it was last fetched in vain.
    pub tried_at: Option<i64>,
    pub created_at: i64,
    /// Whose picture it is, by local id: at the first place beside their name, at the second above
    /// their page.
    pub portrait_of: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
