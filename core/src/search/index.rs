//! Reads the words of what has been written.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, QueryFilter, QuerySelect, Value,
};

use super::people;
use super::words::Words;
use crate::store::dialect::{evenly, leaving_out_taken, list_of_words, statement, whose_words};
use crate::store::entity::{media, post, post_tag, unindexed, unindexed_person};
use crate::text::{clean, excerpt};
use crate::threads::Post;
use crate::{Core, Result, Tx};

/// What is read in one write: others wait no longer than for some letters.
const TOGETHER: usize = 64;

/// Reads the words of some posts and of some names, the newest first; answers whether there may be more.
pub async fn index(core: &Core) -> Result<bool> {
    let of_people = marked::<unindexed_person::Entity>(
        core,
        unindexed_person::Column::PersonId,
        async |tx, ids| people::read(tx, ids).await,
    );
    let of_people = of_people.await?;
    let of_posts = marked::<unindexed::Entity>(core, unindexed::Column::PostId, async |tx, ids| {
        read(tx, ids).await
    });
    Ok(of_posts.await? || of_people)
}

/// Reads the words of what some marks stand for, and takes these away; answers whether there may be more.
async fn marked<E: EntityTrait>(
    core: &Core,
    key: E::Column,
    read: impl AsyncFnOnce(&Tx, &[i64]) -> Result<()>,
) -> Result<bool> {
    if E::find().limit(1).one(core.reader()).await?.is_none() {
        return Ok(false);
    }
    let tx = core.begin().await?;
    let ids = taken::<E>(&tx, key).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    read(&tx, &ids).await?;
    E::delete_many()
        .filter(key.is_in(evenly(&ids)))
        .exec(tx.conn().await?)
        .await?;
    tx.commit().await?;
    Ok(ids.len() == TOGETHER)
}

/// What is marked, in the order in which lists of words grow best.
async fn taken<E: EntityTrait>(tx: &Tx, key: E::Column) -> Result<Vec<i64>> {
    let backend = tx.core().backend();
    let (key, marks) = (key.as_str(), E::default());
    let words = format!(
        "SELECT {key} FROM {} ORDER BY {key} DESC LIMIT {TOGETHER}{}",
        marks.table_name(),
        leaving_out_taken(backend)
    );
    let asked = statement(backend, &words, Vec::new());
    let rows = tx.conn().await?.query_all_raw(asked).await?;
    let mut ids: Vec<i64> = Vec::with_capacity(rows.len());
    for row in rows {
        ids.push(row.try_get("", key)?);
    }
    ids.reverse();
    Ok(ids)
}

async fn read(tx: &Tx, ids: &[i64]) -> Result<()> {
    let posts = posts(tx, ids).await?;
    let beside = beside(tx, ids).await?;
    forget(tx, ids).await?;
    for post in &posts {
        let words = words_of(post, beside.get(&post.id));
        keep(tx, post.id, &words).await?;
    }
    Ok(())
}

/// Those of some posts that are there to be read.
async fn posts(tx: &Tx, ids: &[i64]) -> Result<Vec<Post>> {
    let mut posts = post::Entity::find()
        .filter(post::Column::Id.is_in(evenly(ids)))
        .all(tx.conn().await?)
        .await?;
    posts.retain(|post| post.state == "live");
    posts.sort_by_key(|post| post.id);
    Ok(posts)
}

/// What stands beside the row of a post.
#[derive(Debug, Default)]
struct Beside {
    tags: Vec<String>,
    /// What is said of the media that hang on it.
    media: Vec<String>,
}

async fn beside(tx: &Tx, ids: &[i64]) -> Result<HashMap<i64, Beside>> {
    let mut beside: HashMap<i64, Beside> = HashMap::new();
    let tags = post_tag::Entity::find()
        .filter(post_tag::Column::PostId.is_in(evenly(ids)))
        .all(tx.conn().await?)
        .await?;
    for tag in tags {
        beside.entry(tag.post_id).or_default().tags.push(tag.tag);
    }
    let media = media::Entity::find()
        .filter(media::Column::PostId.is_in(evenly(ids)))
        .all(tx.conn().await?)
        .await?;
    for one in media {
        if let Some(post) = one.post_id {
            beside.entry(post).or_default().media.push(one.description);
        }
    }
    Ok(beside)
}

/// What a post is found by.
fn words_of(post: &Post, beside: Option<&Beside>) -> Words {
    let mut words = Words::default();
    let lang = post.lang.as_str();
    words.mark("all");
    words.mark(&format!("from{}", post.author_id));
    words.mark(&format!("lang{lang}"));
    words.mark(&format!("lang{}", lang.split('-').next().unwrap_or(lang)));
    for (mark, is_so) in [
        ("reply", post.parent.is_some()),
        ("sensitive", post.warning.is_some()),
        ("link", clean::has_link(&post.html)),
        (
            "media",
            beside.is_some_and(|beside| !beside.media.is_empty()),
        ),
    ] {
        if is_so {
            words.mark(mark);
        }
    }
    let parts = [post.title.as_deref(), post.warning.as_deref()];
    for part in parts.into_iter().flatten() {
        words.say(part, lang);
    }
    words.say(&excerpt::flatten(&post.html), lang);
    for part in beside
        .iter()
        .flat_map(|one| one.media.iter().chain(&one.tags))
    {
        words.say(part, lang);
    }
    words
}

/// Takes what is known of the words of some posts away.
async fn forget(tx: &Tx, ids: &[i64]) -> Result<()> {
    let backend = tx.core().backend();
    let ids: Vec<Value> = evenly(ids).map(Value::from).collect();
    let words = format!(
        "DELETE FROM post_words WHERE {} IN ({})",
        whose_words(backend),
        vec!["?"; ids.len()].join(", ")
    );
    let asked = statement(backend, &words, ids);
    tx.conn().await?.execute_raw(asked).await?;
    Ok(())
}

async fn keep(tx: &Tx, post: i64, words: &Words) -> Result<()> {
    let backend = tx.core().backend();
    let (list, place) = list_of_words(backend, &words.said, &words.beside);
    let words = format!(
        "INSERT INTO post_words ({}, words) VALUES (?, {place})",
        whose_words(backend)
    );
    let asked = statement(backend, &words, vec![post.into(), list.into()]);
    tx.conn().await?.execute_raw(asked).await?;
    Ok(())
}
