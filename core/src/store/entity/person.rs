//! An actor: a person, a group's face, an application; local or remote. Holds no secret.

use sea_orm::entity::prelude::*;

/// An actor: a person, a group's face, an application; local or remote. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Local id (ledger §8).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// `ActivityPub` id.
    #[sea_orm(column_type = "Text")]
    pub uri: String,
    /// Host with port; our own for local people.
    #[sea_orm(column_type = "Text")]
    pub host: String,
    /// Preferred user name, ASCII lower case for local people.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Display name, plain text.
    #[sea_orm(column_type = "Text")]
    pub display: String,
    /// Safe HTML.
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// Page at the origin.
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// Inbox address.
    #[sea_orm(column_type = "Text")]
    pub inbox: Option<String>,
    /// Shared inbox address.
    #[sea_orm(column_type = "Text")]
    pub shared_inbox: Option<String>,
    /// Followers collection.
    #[sea_orm(column_type = "Text")]
    pub followers: Option<String>,
    /// `ActivityStreams` type: Person, Group, Application, Service, Organization.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Whether this node is its home.
    pub local: bool,
    /// `active`, `held` or `gone`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Milliseconds UTC of the last look at the origin.
    pub fetched_at: i64,
    /// Milliseconds UTC since when a key speaks for them that nothing vouches for; nothing once a
    /// moderator has looked.
    pub changed_at: Option<i64>,
    /// What they say of themselves in names and values: read with [`Model::fields`].
    #[sea_orm(column_type = "Text")]
    pub fields: Option<String>,
    /// Where their picture is served below `/media/`, whole and small with a space between.
    #[sea_orm(column_type = "Text")]
    pub avatar: Option<String>,
    /// The same of the picture above their page.
    #[sea_orm(column_type = "Text")]
    pub header: Option<String>,
    /// Whether they answer each Follow themselves.
    pub locked: Option<bool>,
    /// Whether a member says that a program posts for them; others say it by their kind.
    pub bot: Option<bool>,
    /// Whether they want to be found.
    pub discoverable: Option<bool>,
    /// Whether search engines may keep what they write.
    pub indexable: Option<bool>,
    /// Whether a member shows nobody whom they follow, and who follows them.
    pub hides_follows: Option<bool>,
    /// Milliseconds UTC since when what they contribute to salons of this node waits for a moderator.
    pub limited_at: Option<i64>,
    /// Milliseconds UTC since when nothing of theirs is read or taken on this node.
    pub suspended_at: Option<i64>,
    /// Milliseconds UTC since when all media of theirs count as sensitive on this node.
    pub sensitized_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
