//! Polls as they are shown.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Poll;
use crate::people::Person;
use crate::store::dialect::within;
use crate::store::entity::{poll, vote};
use crate::store::shelf::Shelf;
use crate::{Core, Result};

/// A poll as one reader sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub poll: Poll,
    /// What the reader has chosen, by place.
    pub own: Vec<i64>,
    /// Whether there is nothing left for the reader to choose: they have, or it is theirs.
    pub voted: bool,
}

/// The poll of one post. Whether the post may be read is for the caller to know.
pub async fn of_post(core: &Core, post: i64) -> Result<Option<Poll>> {
    Ok(poll::Entity::find_by_id(post).one(core.reader()).await?)
}

/// Polls that were asked for, by the local id of their post; nothing where it asks nothing.
pub(crate) type AtHand = Shelf<i64, Option<Poll>>;

async fn asked(core: &Core, posts: &[i64]) -> Result<Vec<Poll>> {
    let shelf = core.polls_at_hand();
    let looked = shelf.look(core, posts.iter().copied());
    let mut read: HashMap<i64, Option<Poll>> =
        looked.missing.iter().map(|post| (*post, None)).collect();
    if let Some(those) = within(poll::Column::PostId, &looked.missing) {
        let rows = poll::Entity::find().filter(those);
        let rows = rows.all(core.reader()).await?;
        read.extend(rows.into_iter().map(|poll| (poll.post_id, Some(poll))));
    }
    let found = shelf.keep(looked, read);
    Ok(found.values().filter_map(|poll| (**poll).clone()).collect())
}

/// The polls of some posts, by two questions at most. Whether a post may be read is for the caller to
/// know.
pub async fn of_posts(
    core: &Core,
    reader: Option<&Person>,
    posts: &[i64],
) -> Result<HashMap<i64, Shown>> {
    let polls = asked(core, posts).await?;
    let ids: Vec<i64> = polls.iter().map(|poll| poll.post_id).collect();
    let mut own: HashMap<i64, Vec<i64>> = HashMap::new();
    if let Some(reader) = reader
        && let Some(those) = within(vote::Column::PostId, &ids)
    {
        let votes = vote::Entity::find()
            .filter(those)
            .filter(vote::Column::PersonId.eq(reader.id));
        for vote in votes.all(core.reader()).await? {
            own.entry(vote.post_id).or_default().push(vote.choice);
        }
    }
    let shown = |poll: Poll| {
        let mut own = own.remove(&poll.post_id).unwrap_or_default();
        own.sort_unstable();
        let is_author = reader.is_some_and(|reader| reader.id == poll.author_id);
        let voted = is_author || !own.is_empty();
        (poll.post_id, Shown { poll, own, voted })
    };
    Ok(polls.into_iter().map(shown).collect())
}
