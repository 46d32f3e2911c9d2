//! From the records of one object to its row. Whatever a forum shows is written here.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};

use super::fold::{self, Folded, Line};
use super::rows::{self, Entry};
use super::{Kind, Standing, place};
use crate::store::entity::{person, post, post_like, post_tag, record, thread};
use crate::{Content, Core, Result, Tx, people};

/// The difference that a record made to what is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The post concerned, as it is now.
    pub post: Option<post::Model>,
    /// What was shown before; nothing for a new post.
    pub before: Option<String>,
}

/// Folds again what a record is about.
pub(crate) async fn after(
    tx: &mut Tx,
    object: &str,
    kind: Kind,
    actor: &str,
    entries: Vec<Entry>,
) -> Result<Change> {
    if kind == Kind::DeleteActor {
        author_gone(tx, object, &entries).await?;
        return Ok(Change::default());
    }
    if kind.is_reaction() {
        like(tx, object, actor, &entries).await?;
        return Ok(Change {
            post: find(tx, object).await?,
            before: None,
        });
    }
    if kind.is_about_thread() {
        about_thread(tx, object, &entries).await?;
        return Ok(Change {
            post: find(tx, object).await?,
            before: None,
        });
    }
    post(tx, object, &entries).await
}

/// Folds a post from all its records and writes its row.
pub(super) async fn post(tx: &mut Tx, object: &str, entries: &[Entry]) -> Result<Change> {
    let old = find(tx, object).await?;
    let gone = match entries.iter().find(|entry| entry.kind == Kind::Create) {
        Some(create) => gone_standing(tx, &create.actor).await?,
        None => None,
    };
    let folded = fold::post(entries, gone);
    let Some(author) = folded
        .create
        .or_else(|| entries.iter().find(|entry| entry.kind == Kind::Delete))
        .filter(|entry| folded.create.is_some() || entry.standing == Standing::Accepted)
        .map(|entry| entry.actor.clone())
    else {
        return Ok(Change::default());
    };
    if folded.erase {
        rows::erase(tx, object).await?;
    }
    let before = old.as_ref().map(|row| row.state.clone());
    let mut row = base_row(tx, object, &folded, entries, old.as_ref(), &author).await?;
    let content = content_of(tx, &folded);
    let tags = fill(&mut row, content.as_ref());
    let placed = match old.as_ref().and_then(|row| row.thread_id) {
        Some(_) if folded.create.is_none() => place::Placed::default(),
        _ => place::find(tx, &mut row, &folded).await?,
    };
    write(tx, &row, old.as_ref()).await?;
    tag(tx, &row, &tags, old.is_some()).await?;
    place::settle(tx, &row, old.as_ref(), &folded, &placed).await?;
    if old.is_none() {
        let earlier = entries.len() > 1;
        late_children(tx, &row, &placed, earlier).await?;
    }
    Ok(Change {
        post: Some(row),
        before,
    })
}

/// The thread of an object, if it is placed.
pub(crate) async fn context_of(tx: &Tx, object: &str) -> Result<Option<String>> {
    let Some(thread_id) = find(tx, object).await?.and_then(|row| row.thread_id) else {
        return Ok(None);
    };
    Ok(thread::Entity::find_by_id(thread_id)
        .one(tx.conn())
        .await?
        .map(|row| row.context))
}

/// Counts the likes of a post again.
pub(crate) async fn count_likes(tx: &Tx, object: &str) -> Result<()> {
    let likes = post_like::Entity::find()
        .filter(post_like::Column::Object.eq(object))
        .filter(post_like::Column::Active.eq(true))
        .count(tx.conn())
        .await?;
    post::Entity::update_many()
        .col_expr(
            post::Column::Likes,
            Expr::value(i64::try_from(likes).unwrap_or(i64::MAX)),
        )
        .filter(post::Column::Uri.eq(object))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Throws every folded table away and folds all records again: the proof that nothing but the
/// ledger decides. Answers how many objects were folded.
pub async fn refold_everything(core: &Core) -> Result<usize> {
    let mut tx = core.begin().await?;
    post_tag::Entity::delete_many().exec(tx.conn()).await?;
    let kept: Vec<(String, i64)> = post::Entity::find()
        .select_only()
        .column(post::Column::Uri)
        .column(post::Column::Id)
        .into_tuple()
        .all(tx.conn())
        .await?;
    post_like::Entity::delete_many()
        .filter(post_like::Column::ActivityId.in_subquery(recorded()))
        .exec(tx.conn())
        .await?;
    post::Entity::delete_many().exec(tx.conn()).await?;
    thread::Entity::delete_many().exec(tx.conn()).await?;
    tx.keep_ids(kept);
    let objects: Vec<(String, String, String, i64)> = record::Entity::find()
        .select_only()
        .column(record::Column::Object)
        .column(record::Column::Kind)
        .column(record::Column::Actor)
        .column(record::Column::Published)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mut done = std::collections::BTreeSet::new();
    // Creates first and oldest first, so that a thread gets the id of its root again.
    for (object, kind, actor, published) in &objects {
        let kind = Kind::from_column(kind).unwrap_or(Kind::Update);
        let key = match kind {
            Kind::Create => (0, *published, object.clone(), String::new()),
            _ if kind.is_reaction() => (2, 0, object.clone(), actor.clone()),
            _ if kind.is_about_thread() => (3, 0, object.clone(), String::new()),
            Kind::DeleteActor => continue,
            _ => (1, 0, object.clone(), String::new()),
        };
        done.insert(key);
    }
    for (order, _, object, actor) in &done {
        let entries = rows::of(tx.conn(), object).await?;
        let kind = match order {
            2 => Kind::Like,
            3 => Kind::Lock,
            _ => Kind::Create,
        };
        after(&mut tx, object, kind, actor, entries).await?;
    }
    tx.commit().await?;
    Ok(done.len())
}

fn recorded() -> sea_orm::sea_query::SelectStatement {
    sea_orm::sea_query::Query::select()
        .column(record::Column::ActivityId)
        .from(record::Entity)
        .to_owned()
}

async fn find(tx: &Tx, object: &str) -> Result<Option<post::Model>> {
    Ok(post::Entity::find()
        .filter(post::Column::Uri.eq(object))
        .one(tx.conn())
        .await?)
}

async fn gone_standing(tx: &Tx, actor: &str) -> Result<Option<Standing>> {
    let person: Option<String> = person::Entity::find()
        .select_only()
        .column(person::Column::State)
        .filter(person::Column::Uri.eq(actor))
        .into_tuple()
        .one(tx.conn())
        .await?;
    if person.as_deref() != Some("gone") {
        return Ok(None);
    }
    let accepted = rows::of(tx.conn(), actor)
        .await?
        .iter()
        .any(|entry| entry.kind == Kind::DeleteActor && entry.standing == Standing::Accepted);
    Ok(Some(if accepted {
        Standing::Accepted
    } else {
        Standing::Pending
    }))
}

async fn base_row(
    tx: &Tx,
    object: &str,
    folded: &Folded<'_>,
    entries: &[Entry],
    old: Option<&post::Model>,
    author: &str,
) -> Result<post::Model> {
    let first = folded.create.or_else(|| entries.first());
    let published = first.map_or(tx.now(), |entry| entry.published);
    let winner = folded.winner.filter(|_| !folded.erase);
    let edited = winner.filter(|entry| entry.kind == Kind::Update);
    let id = match old {
        Some(row) => row.id,
        None => {
            let root = folded.create.filter(|create| create.in_reply_to.is_none());
            let context = root.and_then(|create| create.context.as_deref());
            place::id_for(tx, object, published, context).await?
        }
    };
    Ok(post::Model {
        id,
        uri: object.to_owned(),
        url: old.and_then(|row| row.url.clone()),
        thread_id: old.and_then(|row| row.thread_id),
        forum_id: old.and_then(|row| row.forum_id),
        author_id: match old {
            Some(row) if folded.create.is_none() => row.author_id,
            _ => people::get_or_guess(tx, author).await?.id,
        },
        parent: folded.create.and_then(|entry| entry.in_reply_to.clone()),
        line: folded.line.map(|line| line.as_str().to_owned()),
        state: folded.state.to_owned(),
        visibility: "public".to_owned(),
        title: None,
        html: String::new(),
        source: String::new(),
        lang: String::new(),
        published,
        updated: edited.map(|entry| entry.updated.unwrap_or(entry.published)),
        rev: edited.map_or(0, |entry| entry.rev),
        likes: old.map_or(0, |row| row.likes),
        reason: folded.reason.map(str::to_owned),
        created_by: folded.create.map(|entry| entry.rid.clone()),
        winner: folded.winner.map(|entry| entry.rid.clone()),
        received_at: old.map_or_else(
            || first.map_or(tx.now(), |entry| entry.received_at),
            |row| row.received_at,
        ),
    })
}

fn content_of(tx: &Tx, folded: &Folded<'_>) -> Option<Content> {
    if folded.erase {
        return None;
    }
    let raw = folded.winner?.raw.as_ref()?;
    tx.core().env().scribe.read(raw)
}

/// Puts the typed content into the row; answers its hashtags.
fn fill(row: &mut post::Model, content: Option<&Content>) -> Vec<String> {
    let Some(content) = content else {
        return Vec::new();
    };
    row.title = content
        .title
        .as_deref()
        .map(|title| crate::text::clean::name(title, 300))
        .filter(|title| !title.is_empty());
    // A text over the cleaner's limit shows as nothing; its record and its lines stay.
    row.html = crate::text::clean::html(&content.html).unwrap_or_default();
    row.source.clone_from(&content.source);
    row.lang = crate::text::valid_language(&content.lang).unwrap_or_default();
    row.url.clone_from(&content.url);
    content
        .tags
        .iter()
        .map(|tag| crate::text::extract::tag_key(tag))
        .collect()
}

async fn write(tx: &Tx, row: &post::Model, old: Option<&post::Model>) -> Result<()> {
    match old {
        Some(old) if old == row => {}
        Some(_) => {
            let model = post::ActiveModel::from(row.clone()).reset_all();
            post::Entity::update(model).exec(tx.conn()).await?;
        }
        None => {
            post::Entity::insert(post::ActiveModel::from(row.clone()))
                .exec_without_returning(tx.conn())
                .await?;
        }
    }
    Ok(())
}

async fn tag(tx: &Tx, row: &post::Model, tags: &[String], known: bool) -> Result<()> {
    if known {
        post_tag::Entity::delete_many()
            .filter(post_tag::Column::PostId.eq(row.id))
            .exec(tx.conn())
            .await?;
    }
    let unique: std::collections::BTreeSet<&String> = tags.iter().collect();
    if unique.is_empty() || row.state != "live" {
        return Ok(());
    }
    post_tag::Entity::insert_many(unique.into_iter().map(|tag| post_tag::ActiveModel {
        tag: Set(tag.clone()),
        post_id: Set(row.id),
    }))
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// What waited for a post that has just come: records without a thread, replies without a parent.
async fn late_children(
    tx: &mut Tx,
    row: &post::Model,
    placed: &place::Placed,
    earlier: bool,
) -> Result<()> {
    if let (true, Some(context)) = (earlier, placed.context.as_deref()) {
        rows::set_context(tx, &row.uri, context).await?;
        let entries = rows::of(tx.conn(), &row.uri).await?;
        if entries.iter().any(|entry| entry.kind.is_reaction()) {
            count_likes(tx, &row.uri).await?;
        }
        if entries.iter().any(|entry| entry.kind.is_about_thread()) {
            about_thread(tx, &row.uri, &entries).await?;
        }
    }
    place::adopt(tx, row).await
}

async fn like(tx: &Tx, object: &str, actor: &str, entries: &[Entry]) -> Result<()> {
    let own: Vec<Entry> = entries
        .iter()
        .filter(|one| one.actor == actor)
        .cloned()
        .collect();
    let (latest, counted) = fold::latest_is(&own, Kind::Like, Kind::UndoLike);
    let Some(latest) = latest else { return Ok(()) };
    let row = post_like::ActiveModel {
        object: Set(object.to_owned()),
        actor: Set(actor.to_owned()),
        active: Set(latest.kind == Kind::Like),
        counted: Set(counted),
        activity_id: Set(latest.activity_id.clone()),
        liked_at: Set(latest.published),
    };
    post_like::Entity::insert(row)
        .on_conflict(
            sea_orm::sea_query::OnConflict::columns([
                post_like::Column::Object,
                post_like::Column::Actor,
            ])
            .update_columns([
                post_like::Column::Active,
                post_like::Column::Counted,
                post_like::Column::ActivityId,
                post_like::Column::LikedAt,
            ])
            .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    count_likes(tx, object).await
}

async fn about_thread(tx: &Tx, root: &str, entries: &[Entry]) -> Result<()> {
    let (_, locked) = fold::latest_is(entries, Kind::Lock, Kind::UndoLock);
    let (_, pinned) = fold::latest_is(entries, Kind::Pin, Kind::Unpin);
    thread::Entity::update_many()
        .col_expr(thread::Column::Locked, Expr::value(locked))
        .col_expr(thread::Column::Pinned, Expr::value(pinned))
        .filter(thread::Column::Root.eq(root))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// An actor has deleted itself: all its contributions here go.
async fn author_gone(tx: &mut Tx, actor: &str, entries: &[Entry]) -> Result<()> {
    let verified = |entry: &&Entry| {
        entry.kind == Kind::DeleteActor && entry.actor == actor && entry.object == actor
    };
    if !entries.iter().any(|entry| verified(&entry)) {
        return Ok(());
    }
    people::set_gone(tx, actor).await?;
    let objects: Vec<String> = record::Entity::find()
        .select_only()
        .column(record::Column::Object)
        .filter(record::Column::Actor.eq(actor))
        .filter(record::Column::Kind.eq(Kind::Create.as_str()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    for object in objects {
        let all = rows::of(tx.conn(), &object).await?;
        post(tx, &object, &all).await?;
    }
    Ok(())
}

/// Whether a post counts among the contributions of its thread.
pub(super) fn shows(row: &post::Model) -> bool {
    row.line.as_deref() == Some(Line::Live.as_str()) && row.state == "live"
}

/// By how much the number of contributions changes.
pub(super) fn shown_change(old: Option<&post::Model>, new: &post::Model) -> i64 {
    i64::from(shows(new)) - i64::from(old.is_some_and(shows))
}

pub(super) fn add(column: thread::Column, by: i64) -> sea_orm::sea_query::SimpleExpr {
    Expr::col(column).add(by)
}
