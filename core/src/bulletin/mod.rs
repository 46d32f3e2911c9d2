//! What the node says for itself, to members and visitors: announcements, the rules that hold on it, and
//! emoji of its own. Whoever runs it fills this by command.

mod announcements;
mod emoji;
mod rules;
#[cfg(test)]
mod tests;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::store::entity::{announcement_read, reaction};
use crate::{Result, Tx};

pub use announcements::{
    Announced, Announcement, NewAnnouncement, REACTIONS, Reaction, announce, announced,
    announced_to, dismiss, one_announced, react, reaction_of, withdraw,
};
pub use emoji::{Emoji, add_emoji, emoji, emoji_named, remove_emoji};
pub use rules::{Rule, add_rule, all_rules, rules, withdraw_rule};

/// Somebody is gone: what they answered goes with them.
pub(crate) async fn forget_person(tx: &Tx, person: i64) -> Result<()> {
    let conn = tx.conn().await?;
    reaction::Entity::delete_many()
        .filter(reaction::Column::PersonId.eq(person))
        .exec(conn)
        .await?;
    announcement_read::Entity::delete_many()
        .filter(announcement_read::Column::PersonId.eq(person))
        .exec(conn)
        .await?;
    Ok(())
}
