//! People: actors, local and remote, their names and their keys.

mod fields;
pub mod keys;
pub mod names;
mod pins;

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::dialect::{evenly, lowered};
use crate::store::entity::person;
pub use crate::store::entity::person::Model as Person;
use crate::{Core, Millis, Refusal, Result, Tx};
pub(crate) use fields::written;
pub use fields::{FIELD, FIELDS, Field};
pub use keys::{Key, LocalKeys};
pub use pins::SILENCE;
use pins::Verdict;

/// Longest display name, in characters.
pub const DISPLAY: usize = 100;

impl Person {
    /// `@name` for our own people, `@name@host` for others.
    pub fn handle(&self) -> String {
        if self.local {
            format!("@{}", self.name)
        } else {
            format!("@{}@{}", self.name, self.host)
        }
    }

    /// Refuses whoever is not approved, or no longer there.
    pub fn approved(&self) -> Result<(), Refusal> {
        match self.state.as_str() {
            "active" => Ok(()),
            _ => Err(Refusal::NotApproved),
        }
    }

    /// Where deliveries for this person go: the shared inbox if the host has one.
    pub fn delivery_inbox(&self) -> Option<&str> {
        self.shared_inbox.as_deref().or(self.inbox.as_deref())
    }
}

/// What a remote actor's document says, checked by federation.
#[derive(Debug, Clone, Default)]
pub struct RemoteActor {
    pub uri: String,
    pub host: String,
    pub name: String,
    pub display: String,
    pub summary: String,
    pub url: Option<String>,
    pub inbox: Option<String>,
    pub shared_inbox: Option<String>,
    pub followers: Option<String>,
    pub kind: String,
    /// Names and values, as HTML.
    pub fields: Vec<(String, String)>,
    pub locked: bool,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub keys: Vec<Key>,
}

/// A person by `ActivityPub` id.
pub async fn by_uri(core: &Core, uri: &str) -> Result<Option<Person>> {
    find(core.reader(), uri).await
}

/// A person by `ActivityPub` id, inside a write.
pub async fn get(tx: &Tx, uri: &str) -> Result<Option<Person>> {
    if let Some(known) = tx.memo().people.get(uri) {
        return Ok(known);
    }
    let found = find(tx.conn().await?, uri).await?;
    tx.memo().keep_person(uri, found.as_ref());
    Ok(found)
}

/// A person by local id.
pub async fn by_id(core: &Core, id: i64) -> Result<Option<Person>> {
    Ok(person::Entity::find_by_id(id).one(core.reader()).await?)
}

/// A person by local id, inside a write.
pub async fn get_by_id(tx: &Tx, id: i64) -> Result<Option<Person>> {
    if let Some(known) = tx.memo().people_by_id.get(&id) {
        return Ok(Some(known));
    }
    let found = person::Entity::find_by_id(id).one(tx.conn().await?).await?;
    if let Some(person) = &found {
        tx.memo().keep_person(&person.uri, Some(person));
    }
    Ok(found)
}

/// A person by name, whatever its capitals; `None` as host is our own.
pub async fn by_name(core: &Core, name: &str, host: Option<&str>) -> Result<Option<Person>> {
    called(core, core.reader(), name, host).await
}

/// As [`by_name`], inside a write.
pub async fn get_by_name(tx: &Tx, name: &str, host: Option<&str>) -> Result<Option<Person>> {
    called(tx.core(), tx.conn().await?, name, host).await
}

async fn called(
    core: &Core,
    conn: &impl ConnectionTrait,
    name: &str,
    host: Option<&str>,
) -> Result<Option<Person>> {
    let lowered = Expr::cust(lowered(core.backend(), "name"));
    let mut found = person::Entity::find()
        .filter(lowered.eq(name.to_ascii_lowercase()))
        .filter(person::Column::Host.eq(host.unwrap_or_else(|| core.base().host())))
        .all(conn)
        .await?;
    // Where a host tells `Awa` from `awa`, who is named so to the letter, else the first that was known.
    found.sort_by_key(|person| (person.name != name, person.id));
    Ok(found.into_iter().next())
}

/// Several people by id, in no order, inside a write.
pub async fn get_by_ids(tx: &Tx, ids: &[i64]) -> Result<Vec<Person>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids.iter().collect::<BTreeSet<_>>() {
        found.extend(get_by_id(tx, *id).await?);
    }
    Ok(found)
}

/// Reads some actors together, for what comes in this write.
pub(crate) async fn read_ahead(tx: &Tx, uris: &[String]) -> Result<()> {
    let rows = person::Entity::find()
        .filter(person::Column::Uri.is_in(evenly(uris)))
        .all(tx.conn().await?)
        .await?;
    for uri in uris {
        tx.memo().keep_person(uri, None);
    }
    for row in &rows {
        tx.memo().keep_person(&row.uri, Some(row));
    }
    Ok(())
}

/// Reads some people together, for what comes in this write; not those that are known.
pub(crate) async fn read_ahead_by_id(tx: &Tx, ids: &BTreeSet<i64>) -> Result<()> {
    let known = &tx.memo().people_by_id;
    let ids: Vec<i64> = ids.iter().copied().filter(|id| !known.has(id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(evenly(&ids)))
        .all(tx.conn().await?)
        .await?;
    for row in &rows {
        tx.memo().keep_person(&row.uri, Some(row));
    }
    Ok(())
}

/// Several people by id, in no order.
pub async fn by_ids(core: &Core, ids: &[i64]) -> Result<Vec<Person>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .all(core.reader())
        .await?)
}

/// Makes an actor of ours with its keys. The name must have been taken before.
pub async fn create_local(
    tx: &Tx,
    name: &str,
    uri: &str,
    display: &str,
    kind: &str,
    keys: &LocalKeys,
) -> Result<Person> {
    let base = tx.core().base().clone();
    let now = tx.now();
    let display = crate::text::clean::name(display, DISPLAY);
    let page = match kind {
        "Person" => base.person_page(name),
        "Group" => base.forum_page(name),
        _ => base.origin().to_owned(),
    };
    let made = Person {
        id: tx.id(now),
        uri: uri.to_owned(),
        host: base.host().to_owned(),
        name: name.to_owned(),
        display: if display.is_empty() {
            name.to_owned()
        } else {
            display
        },
        summary: String::new(),
        url: Some(page),
        inbox: Some(format!("{uri}/inbox")),
        shared_inbox: Some(base.shared_inbox()),
        followers: Some(format!("{uri}/followers")),
        kind: kind.to_owned(),
        local: true,
        state: "active".to_owned(),
        created_at: now,
        fetched_at: now,
        changed_at: None,
        fields: None,
        avatar: None,
        header: None,
        locked: None,
        bot: None,
        discoverable: None,
        indexable: None,
        hides_follows: None,
        limited_at: None,
        suspended_at: None,
        sensitized_at: None,
    };
    person::Entity::insert(person::ActiveModel::from(made.clone()))
        .exec_without_returning(tx.conn().await?)
        .await?;
    tx.memo().keep_person(uri, Some(&made));
    tx.unindexed_person(made.id).await?;
    keys::keep_local(tx, uri, keys).await?;
    Ok(made)
}

/// Keeps what a remote actor's document says; keys that it no longer lists get an end date. Of a
/// document whose keys are new after a long silence, nothing that people read is taken.
pub async fn keep_remote(tx: &Tx, actor: &RemoteActor) -> Result<Person> {
    let now = tx.now();
    let before = get(tx, &actor.uri).await?;
    let verdict = keys::keep_remote(tx, &actor.uri, &actor.keys).await?;
    let mut told = vec![
        person::Column::Inbox,
        person::Column::SharedInbox,
        person::Column::Followers,
        person::Column::Kind,
        person::Column::Locked,
        person::Column::Discoverable,
        person::Column::Indexable,
        person::Column::FetchedAt,
    ];
    if verdict == Verdict::Believed {
        told.extend([
            person::Column::Name,
            person::Column::Display,
            person::Column::Summary,
            person::Column::Url,
            person::Column::Fields,
        ]);
    }
    let row = told_by(actor, tx.id(now), now);
    person::Entity::insert(row)
        .on_conflict(
            OnConflict::column(person::Column::Uri)
                .update_columns(told)
                // No document from outside says anything of our own people.
                .action_and_where(Expr::col((person::Entity, person::Column::Local)).eq(false))
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    tx.memo().forget_people();
    if verdict == Verdict::Changed {
        set_changed(tx, &actor.uri).await?;
    }
    let kept = find(tx.conn().await?, &actor.uri).await?.ok_or_else(|| {
        crate::Fault::Store("an actor that was just kept is not there".to_owned())
    })?;
    let same = |old: &Person| (&old.name, &old.display) == (&kept.name, &kept.display);
    if !before.as_ref().is_some_and(same) {
        tx.unindexed_person(kept.id).await?;
    }
    Ok(kept)
}

/// What a document says, as the row of somebody new.
fn told_by(actor: &RemoteActor, id: i64, now: Millis) -> person::ActiveModel {
    let name = crate::text::clean::name(&actor.name, DISPLAY);
    let display = crate::text::clean::name(&actor.display, DISPLAY);
    person::ActiveModel {
        id: Set(id),
        uri: Set(actor.uri.clone()),
        host: Set(actor.host.clone()),
        display: Set(if display.is_empty() {
            name.clone()
        } else {
            display
        }),
        name: Set(name),
        summary: Set(crate::text::clean::html(&actor.summary).unwrap_or_default()),
        url: Set(actor.url.clone()),
        inbox: Set(actor.inbox.clone()),
        shared_inbox: Set(actor.shared_inbox.clone()),
        followers: Set(actor.followers.clone()),
        kind: Set(actor.kind.clone()),
        local: Set(false),
        state: Set("active".to_owned()),
        created_at: Set(now),
        fetched_at: Set(now),
        changed_at: Set(None),
        fields: Set(written(&fields::foreign(&actor.fields))),
        locked: Set(Some(actor.locked)),
        discoverable: Set(actor.discoverable),
        indexable: Set(actor.indexable),
        ..Default::default()
    }
}

/// The row of an author whom we know only by id: a name is guessed until the actor is fetched.
pub(crate) async fn get_or_guess(tx: &Tx, uri: &str) -> Result<Person> {
    if let Some(person) = get(tx, uri).await? {
        return Ok(person);
    }
    let host = crate::address::host_of_uri(uri);
    let name = uri.rsplit('/').next().unwrap_or_default().to_owned();
    let actor = RemoteActor {
        uri: uri.to_owned(),
        host,
        display: name.clone(),
        name,
        summary: String::new(),
        url: None,
        inbox: None,
        shared_inbox: None,
        followers: None,
        kind: "Person".to_owned(),
        fields: Vec::new(),
        locked: false,
        discoverable: None,
        indexable: None,
        keys: Vec::new(),
    };
    keep_remote(tx, &actor).await
}

/// Marks an actor as gone for good: it has deleted itself.
pub(crate) async fn set_gone(tx: &Tx, uri: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::State, Expr::value("gone"))
        .col_expr(person::Column::Summary, Expr::value(""))
        .col_expr(person::Column::Fields, Expr::value(None::<String>))
        .col_expr(person::Column::Avatar, Expr::value(None::<String>))
        .col_expr(person::Column::Header, Expr::value(None::<String>))
        .filter(person::Column::Uri.eq(uri))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_people();
    if let Some(gone) = get(tx, uri).await? {
        tx.unindexed_person(gone.id).await?;
    }
    Ok(())
}

/// Marks somebody as changed: a key speaks for them that nothing vouches for.
pub(crate) async fn set_changed(tx: &Tx, uri: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::ChangedAt, Expr::value(Some(tx.now())))
        .filter(person::Column::Uri.eq(uri))
        .filter(person::Column::ChangedAt.is_null())
        .filter(person::Column::Local.eq(false))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_people();
    Ok(())
}

/// Believes the keys that somebody lists now: they are who they were.
pub(crate) async fn believe(tx: &Tx, uri: &str) -> Result<()> {
    keys::believe(tx, uri).await?;
    person::Entity::update_many()
        .col_expr(person::Column::ChangedAt, Expr::value(None::<i64>))
        .filter(person::Column::Uri.eq(uri))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_people();
    Ok(())
}

/// The changed people of a host, or of all of them, by address.
pub async fn changed(core: &Core, host: Option<&str>) -> Result<Vec<Person>> {
    let mut query = person::Entity::find().filter(person::Column::ChangedAt.is_not_null());
    if let Some(host) = host {
        query = query.filter(person::Column::Host.eq(host));
    }
    let mut found = query.all(core.reader()).await?;
    // The database would read everybody in this order.
    found.sort_by(|a, b| a.uri.cmp(&b.uri));
    Ok(found)
}

async fn find(conn: &impl ConnectionTrait, uri: &str) -> Result<Option<Person>> {
    Ok(person::Entity::find()
        .filter(person::Column::Uri.eq(uri))
        .one(conn)
        .await?)
}
