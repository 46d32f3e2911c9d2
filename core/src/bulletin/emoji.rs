//! Emoji of the node's own: words between colons that are shown as pictures.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::store::dialect::within;
pub use crate::store::entity::emoji::Model as Emoji;
use crate::store::entity::emoji::{ActiveModel, Column, Entity};
use crate::{Core, Job, Refusal, Result, Tx};

/// Emoji of one node, at most.
const EMOJI: usize = 1_000;
/// Longest shortcode, and longest name of a category, in characters.
const SHORTCODE: usize = 50;

/// Gives a shortcode its picture, instead of the one that it had. `file` and `small` are keys of its
/// files.
///
/// # Errors
/// A shortcode that is none, a category that is too long, one too many.
pub async fn add_emoji(
    tx: &Tx,
    shortcode: &str,
    category: Option<&str>,
    (file, small): (&str, &str),
) -> Result<()> {
    if !is_shortcode(shortcode) {
        return Err(Refusal::NoShortcode.into());
    }
    let category = category.map(str::trim).filter(|text| !text.is_empty());
    if category.is_some_and(|text| text.chars().count() > SHORTCODE) {
        return Err(Refusal::NoShortcode.into());
    }
    let old = emoji_of(tx, shortcode).await?;
    if old.is_none() && Entity::find().count(tx.conn().await?).await? >= EMOJI as u64 {
        return Err(Refusal::TooManyEmoji { limit: EMOJI }.into());
    }
    let row = ActiveModel {
        shortcode: Set(shortcode.to_owned()),
        category: Set(category.map(str::to_owned)),
        file: Set(file.to_owned()),
        small: Set(small.to_owned()),
        made_at: Set(tx.now()),
    };
    let anew = OnConflict::column(Column::Shortcode)
        .update_columns([
            Column::Category,
            Column::File,
            Column::Small,
            Column::MadeAt,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(anew)
        .exec_without_returning(tx.conn().await?)
        .await?;
    discard(tx, old);
    Ok(())
}

/// Takes an emoji away.
///
/// # Errors
/// There is none of that shortcode.
pub async fn remove_emoji(tx: &Tx, shortcode: &str) -> Result<()> {
    let old = emoji_of(tx, shortcode).await?;
    if old.is_none() {
        return Err(Refusal::NoSuchEmoji.into());
    }
    Entity::delete_by_id(shortcode)
        .exec(tx.conn().await?)
        .await?;
    discard(tx, old);
    Ok(())
}

fn discard(tx: &Tx, old: Option<Emoji>) {
    if let Some(old) = old {
        let keys = vec![old.file, old.small];
        tx.enqueue(Job::Discard { keys });
    }
}

/// Letters, digits and underscores of ASCII, two at least, as Mastodon has it.
fn is_shortcode(text: &str) -> bool {
    let sound = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    sound && (2..=SHORTCODE).contains(&text.len())
}

/// The emoji of this node, by their shortcodes.
pub async fn emoji(core: &Core) -> Result<Vec<Emoji>> {
    Ok(Entity::find()
        .order_by_asc(Column::Shortcode)
        .all(core.reader())
        .await?)
}

/// Those of some shortcodes that are this node's emoji.
pub async fn emoji_named(core: &Core, shortcodes: &[&str]) -> Result<Vec<Emoji>> {
    let named: Vec<String> = shortcodes.iter().map(|&code| code.to_owned()).collect();
    let Some(these) = within(Column::Shortcode, &named) else {
        return Ok(Vec::new());
    };
    Ok(Entity::find().filter(these).all(core.reader()).await?)
}

pub(super) async fn emoji_of(tx: &Tx, shortcode: &str) -> Result<Option<Emoji>> {
    Ok(Entity::find_by_id(shortcode).one(tx.conn().await?).await?)
}
