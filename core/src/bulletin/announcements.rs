//! What the node says to all its members: shown until it ends or is withdrawn, and to each of them until
//! they have read it.

use std::collections::{BTreeMap, HashSet};

use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::people::Person;
use crate::store::dialect::within;
pub use crate::store::entity::announcement::Model as Announcement;
use crate::store::entity::{announcement, announcement_read, reaction};
use crate::{Core, Event, Millis, Refusal, Result, Tx};

/// Announcements that stand at once, at most.
const STANDING: usize = 40;
/// Different reactions to one announcement, at most.
pub const REACTIONS: usize = 8;

/// What is to be announced.
#[derive(Debug, Clone)]
pub struct NewAnnouncement {
    /// Safe HTML, as [`crate::text::markdown`] makes it.
    pub html: String,
    pub starts_at: Option<Millis>,
    pub ends_at: Option<Millis>,
    pub all_day: bool,
}

/// An announcement as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    pub announcement: Announcement,
    /// Whether they have read it.
    pub read: bool,
    pub reactions: Vec<Reaction>,
}

/// What some members answer to an announcement with the same picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// An emoji, or the shortcode of one of this node's.
    pub name: String,
    pub count: u64,
    /// Whether the reader is among them.
    pub me: bool,
}

/// Says something to all members.
///
/// # Errors
/// An end that is over or lies before its beginning, too many that stand.
pub async fn announce(tx: &Tx, new: NewAnnouncement) -> Result<Announcement> {
    let now = tx.now();
    let begins = new.starts_at.unwrap_or(now);
    if new.ends_at.is_some_and(|end| end <= now || end < begins) {
        return Err(Refusal::EndsTooEarly.into());
    }
    let standing = announcement::Entity::find().filter(stands(now));
    if standing.count(tx.conn().await?).await? >= STANDING as u64 {
        return Err(Refusal::TooManyAnnouncements { limit: STANDING }.into());
    }
    let row = announcement::ActiveModel {
        html: Set(new.html),
        starts_at: Set(new.starts_at),
        ends_at: Set(new.ends_at),
        all_day: Set(new.all_day),
        made_at: Set(now),
        ..Default::default()
    };
    let row = row.insert(tx.conn().await?).await?;
    tx.happens(Event::Announced(row.id));
    Ok(row)
}

/// Takes an announcement back, with what was answered to it.
///
/// # Errors
/// There is none of that number.
pub async fn withdraw(tx: &Tx, id: i64) -> Result<()> {
    let conn = tx.conn().await?;
    let gone = announcement::Entity::delete_by_id(id).exec(conn).await?;
    if gone.rows_affected == 0 {
        return Err(Refusal::NoSuchAnnouncement.into());
    }
    reaction::Entity::delete_many()
        .filter(reaction::Column::AnnouncementId.eq(id))
        .exec(conn)
        .await?;
    tx.happens(Event::Unannounced(id));
    Ok(())
}

/// What is announced now, the newest first.
pub async fn announced(core: &Core) -> Result<Vec<Announcement>> {
    Ok(announcement::Entity::find()
        .filter(stands(core.now()))
        .order_by_desc(announcement::Column::Id)
        .limit(STANDING as u64)
        .all(core.reader())
        .await?)
}

fn stands(now: Millis) -> Condition {
    Condition::any()
        .add(announcement::Column::EndsAt.is_null())
        .add(announcement::Column::EndsAt.gt(now))
}

/// What is announced now, as a member sees it.
pub async fn announced_to(core: &Core, reader: &Person) -> Result<Vec<Announced>> {
    let all = announced(core).await?;
    seen(core, reader, all).await
}

/// One announcement as a member sees it; nothing where it stands no longer.
pub async fn one_announced(core: &Core, reader: &Person, id: i64) -> Result<Option<Announced>> {
    let one = announcement::Entity::find_by_id(id).filter(stands(core.now()));
    let one = one.one(core.reader()).await?;
    let seen = seen(core, reader, one.into_iter().collect()).await?;
    Ok(seen.into_iter().next())
}

async fn seen(core: &Core, reader: &Person, all: Vec<Announcement>) -> Result<Vec<Announced>> {
    let ids: Vec<i64> = all.iter().map(|one| one.id).collect();
    let Some(these) = within(announcement_read::Column::AnnouncementId, &ids) else {
        return Ok(Vec::new());
    };
    let read: Vec<i64> = announcement_read::Entity::find()
        .select_only()
        .column(announcement_read::Column::AnnouncementId)
        .filter(announcement_read::Column::PersonId.eq(reader.id))
        .filter(these)
        .into_tuple()
        .all(core.reader())
        .await?;
    let read: HashSet<i64> = read.into_iter().collect();
    let mut answered = reactions(core, reader, &ids).await?;
    let each = all.into_iter().map(|announcement| Announced {
        read: read.contains(&announcement.id),
        reactions: answered.remove(&announcement.id).unwrap_or_default(),
        announcement,
    });
    Ok(each.collect())
}

/// What is answered to some announcements, the first answer first.
async fn reactions(
    core: &Core,
    reader: &Person,
    ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Reaction>>> {
    use reaction::{Column, Entity};
    let mut found: BTreeMap<i64, Vec<Reaction>> = BTreeMap::new();
    let Some(these) = within(Column::AnnouncementId, ids) else {
        return Ok(found);
    };
    let all = Entity::find()
        .select_only()
        .column(Column::AnnouncementId)
        .column(Column::Name)
        .filter(these)
        .filter(Column::Withdrawn.eq(false));
    let mut rows: Vec<(i64, String, i64, i64)> = all
        .clone()
        .column_as(Column::Id.count(), "count")
        .column_as(Column::Id.min(), "first")
        .group_by(Column::AnnouncementId)
        .group_by(Column::Name)
        .into_tuple()
        .all(core.reader())
        .await?;
    rows.sort_by_key(|(_, _, _, first)| *first);
    let own: Vec<(i64, String)> = all
        .filter(Column::PersonId.eq(reader.id))
        .into_tuple()
        .all(core.reader())
        .await?;
    for (announcement, name, count, _) in rows {
        found.entry(announcement).or_default().push(Reaction {
            me: own.contains(&(announcement, name.clone())),
            count: count.unsigned_abs(),
            name,
        });
    }
    Ok(found)
}

/// A member has read an announcement.
///
/// # Errors
/// It does not stand.
pub async fn dismiss(tx: &Tx, reader: &Person, id: i64) -> Result<()> {
    must_stand(tx, id).await?;
    announcement_read::Entity::insert(announcement_read::ActiveModel {
        announcement_id: Set(id),
        person_id: Set(reader.id),
    })
    .on_conflict(OnConflict::new().do_nothing().to_owned())
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(())
}

/// A member answers to an announcement with a picture, or no longer.
///
/// # Errors
/// It does not stand; it is neither an emoji nor one of this node's; too many different ones.
pub async fn react(tx: &Tx, reader: &Person, id: i64, name: &str, yes: bool) -> Result<()> {
    use reaction::{ActiveModel, Column, Entity};
    must_stand(tx, id).await?;
    if yes {
        reader.approved()?;
    }
    if yes && emojis::get(name).is_none() && super::emoji::emoji_of(tx, name).await?.is_none() {
        return Err(Refusal::NoEmoji.into());
    }
    let own = Entity::find()
        .filter(Column::AnnouncementId.eq(id))
        .filter(Column::PersonId.eq(reader.id))
        .filter(Column::Name.eq(name));
    let own = own.one(tx.conn().await?).await?;
    let row = match own {
        Some(row) if row.withdrawn != yes => return Ok(()),
        None if !yes => return Ok(()),
        Some(row) => {
            let mut row: ActiveModel = row.into();
            row.withdrawn = Set(!yes);
            row.update(tx.conn().await?).await?
        }
        None => {
            let row = ActiveModel {
                announcement_id: Set(id),
                person_id: Set(reader.id),
                name: Set(name.to_owned()),
                withdrawn: Set(false),
                ..Default::default()
            };
            row.insert(tx.conn().await?).await?
        }
    };
    let names: Vec<String> = Entity::find()
        .select_only()
        .distinct()
        .column(Column::Name)
        .filter(Column::AnnouncementId.eq(id))
        .filter(Column::Withdrawn.eq(false))
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    if names.len() > REACTIONS {
        return Err(Refusal::TooManyReactions { limit: REACTIONS }.into());
    }
    tx.happens(Event::Reacted(row.id));
    Ok(())
}

/// What a reaction is to and with what, and how many have it now, by its local id.
pub async fn reaction_of(core: &Core, id: i64) -> Result<Option<(i64, String, u64)>> {
    use reaction::{Column, Entity};
    let Some(row) = Entity::find_by_id(id).one(core.reader()).await? else {
        return Ok(None);
    };
    let count = Entity::find()
        .filter(Column::AnnouncementId.eq(row.announcement_id))
        .filter(Column::Name.eq(row.name.as_str()))
        .filter(Column::Withdrawn.eq(false))
        .count(core.reader())
        .await?;
    Ok(Some((row.announcement_id, row.name, count)))
}

async fn must_stand(tx: &Tx, id: i64) -> Result<()> {
    let one = announcement::Entity::find_by_id(id).filter(stands(tx.now()));
    match one.one(tx.conn().await?).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::NoSuchAnnouncement.into()),
    }
}
