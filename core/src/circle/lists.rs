//! Lists of people and salons whom a member follows, read by themselves.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, Value,
};

use crate::page::{Line, Page};
use crate::people::Person;
use crate::store::dialect::{evenly, statement, within};
pub use crate::store::entity::list::Model as List;
use crate::store::entity::{list, listed};
use crate::store::lines::lines;
use crate::{Core, Refusal, Result, Tx};

/// Lists of one member at most.
const LISTS: usize = 50;
/// Those on one list at most.
pub const LISTED: usize = 500;
/// Longest title of a list, in characters.
const TITLE: usize = 256;

/// Which answers of those on a list it shows, besides those to the reader and to themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// To whomever the reader follows.
    Followed,
    /// To others on the list.
    List,
    None,
}

impl Answers {
    const ALL: [Self; 3] = [Self::Followed, Self::List, Self::None];

    fn word(self) -> &'static str {
        match self {
            Self::Followed => "followed",
            Self::List => "list",
            Self::None => "none",
        }
    }

    /// What a word stands for, where it stands for something.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What is said of a list; what is not said stays, or is as usual.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    pub title: Option<String>,
    pub answers: Option<Answers>,
    pub exclusive: Option<bool>,
}

/// Begins a list.
///
/// # Errors
/// No title, or one that is too long; fifty already.
pub async fn make_list(tx: &Tx, reader: &Person, said: &Listing) -> Result<List> {
    let title = titled(said.title.as_deref().unwrap_or_default())?;
    let own = list::Entity::find().filter(list::Column::PersonId.eq(reader.id));
    let limit = LISTS;
    if own.count(tx.conn().await?).await? >= limit as u64 {
        return Err(Refusal::TooManyLists { limit }.into());
    }
    let row = list::ActiveModel {
        person_id: Set(reader.id),
        title: Set(title),
        answers: Set(said.answers.unwrap_or(Answers::List).word().to_owned()),
        exclusive: Set(said.exclusive.unwrap_or_default()),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    let made = list::Entity::insert(row);
    Ok(made.exec_with_returning(tx.conn().await?).await?)
}

/// Changes a list of one's own.
///
/// # Errors
/// As [`make_list`]; another's list.
pub async fn change_list(tx: &Tx, reader: &Person, id: i64, said: &Listing) -> Result<List> {
    let old = own(tx, reader, id).await?;
    let title = match &said.title {
        Some(title) => titled(title)?,
        None => old.title,
    };
    let answers = match said.answers {
        Some(answers) => answers.word().to_owned(),
        None => old.answers,
    };
    let row = list::ActiveModel {
        id: Set(old.id),
        title: Set(title),
        answers: Set(answers),
        exclusive: Set(said.exclusive.unwrap_or(old.exclusive)),
        ..Default::default()
    };
    Ok(list::Entity::update(row).exec(tx.conn().await?).await?)
}

/// Ends a list of one's own.
///
/// # Errors
/// Another's list.
pub async fn delete_list(tx: &Tx, reader: &Person, id: i64) -> Result<()> {
    let old = own(tx, reader, id).await?;
    listed::Entity::delete_many()
        .filter(listed::Column::ListId.eq(old.id))
        .exec(tx.conn().await?)
        .await?;
    list::Entity::delete_by_id(old.id)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Puts some, by local id, on a list of one's own: all of them, or nobody. Doing it twice is doing it
/// once.
///
/// # Errors
/// Another's list; somebody whom the member neither follows, nor has asked to, nor is; too many.
pub async fn put_on_list(tx: &Tx, reader: &Person, id: i64, targets: &[i64]) -> Result<()> {
    let list = own(tx, reader, id).await?;
    if targets.is_empty() {
        return Ok(());
    }
    let limit = LISTED;
    if targets.len() > limit {
        return Err(Refusal::TooManyListed { limit }.into());
    }
    let followed = followed_of(tx, reader, targets).await?;
    if let Some(stranger) = targets.iter().find(|id| !followed.contains(id)) {
        return Err(Refusal::NoSuchPerson(stranger.to_string()).into());
    }
    let rows = targets.iter().map(|target| listed::ActiveModel {
        list_id: Set(list.id),
        person_id: Set(reader.id),
        target_id: Set(*target),
        ..Default::default()
    });
    let once = OnConflict::columns([listed::Column::ListId, listed::Column::TargetId])
        .do_nothing()
        .to_owned();
    listed::Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(tx.conn().await?)
        .await?;
    let on_it = listed::Entity::find().filter(listed::Column::ListId.eq(list.id));
    if on_it.count(tx.conn().await?).await? > limit as u64 {
        return Err(Refusal::TooManyListed { limit }.into());
    }
    Ok(())
}

/// Takes some, by local id, off a list of one's own.
///
/// # Errors
/// Another's list.
pub async fn take_off_list(tx: &Tx, reader: &Person, id: i64, targets: &[i64]) -> Result<()> {
    let list = own(tx, reader, id).await?;
    let Some(named) = within(listed::Column::TargetId, targets) else {
        return Ok(());
    };
    listed::Entity::delete_many()
        .filter(listed::Column::ListId.eq(list.id))
        .filter(named)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Those of some whom a member follows, or has asked to; and the member.
async fn followed_of(tx: &Tx, reader: &Person, targets: &[i64]) -> Result<Vec<i64>> {
    let mut found = vec![reader.id];
    let targets: Vec<i64> = evenly(targets).collect();
    let words = format!(
        "SELECT a.id FROM person a JOIN follow w ON w.follower = ? AND w.followed = a.uri \
         WHERE a.id IN ({})",
        vec!["?"; targets.len()].join(", ")
    );
    let mut values: Vec<Value> = vec![reader.uri.as_str().into()];
    values.extend(targets.into_iter().map(Value::from));
    let asked = statement(tx.core().backend(), &words, values);
    for row in tx.conn().await?.query_all_raw(asked).await? {
        found.push(row.try_get("", "id")?);
    }
    Ok(found)
}

async fn own(tx: &Tx, reader: &Person, id: i64) -> Result<List> {
    let row = list::Entity::find_by_id(id).one(tx.conn().await?).await?;
    of_reader(row, reader)
}

fn of_reader(row: Option<List>, reader: &Person) -> Result<List> {
    let row = row.filter(|row| row.person_id == reader.id);
    row.ok_or_else(|| Refusal::NoSuchList.into())
}

fn titled(title: &str) -> Result<String> {
    let title = title.trim();
    let (chars, limit) = (title.chars().count(), TITLE);
    if title.is_empty() {
        return Err(Refusal::ListTitleEmpty.into());
    }
    if chars > limit {
        return Err(Refusal::TitleTooLong { chars, limit }.into());
    }
    Ok(title.to_owned())
}

/// A member's lists, the oldest first.
pub async fn lists(core: &Core, reader: &Person) -> Result<Vec<List>> {
    Ok(list::Entity::find()
        .filter(list::Column::PersonId.eq(reader.id))
        .order_by_asc(list::Column::Id)
        .all(core.reader())
        .await?)
}

/// A list of one's own.
///
/// # Errors
/// Another's list.
pub async fn list(core: &Core, reader: &Person, id: i64) -> Result<List> {
    let row = list::Entity::find_by_id(id).one(core.reader()).await?;
    of_reader(row, reader)
}

/// On which of a member's lists somebody is, by local id.
pub async fn lists_with(core: &Core, reader: &Person, target: i64) -> Result<Vec<List>> {
    let on_them = listed::Entity::find()
        .filter(listed::Column::TargetId.eq(target))
        .filter(listed::Column::PersonId.eq(reader.id))
        .all(core.reader())
        .await?;
    let mut all = lists(core, reader).await?;
    all.retain(|list| on_them.iter().any(|row| row.list_id == list.id));
    Ok(all)
}

/// Who is on a list, the latest first.
pub async fn listed(core: &Core, list: &List, page: &Page) -> Result<Vec<Line>> {
    let words = "SELECT id AS place, target_id AS shown FROM listed WHERE list_id = ?";
    lines(core, words, "id", vec![list.id.into()], page).await
}
