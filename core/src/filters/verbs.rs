//! What a member does with their filters.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait,
    PaginatorTrait, QueryFilter,
};

use super::read::{own, own_rule, whole};
use super::{
    Action, Change, Context, FILTERS, Filter, KEYWORD, KEYWORDS, LATEST, Lasting, Of, POSTS, Rule,
    Said, TITLE, Whole, Words,
};
use crate::people::Person;
use crate::store::entity::{filter, filter_rule};
use crate::{BadFilter, Event, Millis, Refusal, Result, Tx};

/// Begins a filter.
///
/// # Errors
/// No title or no context; a title or a keyword that is too long; too many.
pub async fn make(tx: &Tx, reader: &Person, said: &Said) -> Result<Whole> {
    let blank = Filter {
        id: 0,
        person_id: reader.id,
        title: String::new(),
        contexts: String::new(),
        action: Action::Warn.word().to_owned(),
        expires_at: None,
    };
    let row = filter::ActiveModel {
        id: NotSet,
        ..filter::ActiveModel::from(said_of(blank, said, tx.now())?).reset_all()
    };
    let made = filter::Entity::insert(row)
        .exec_with_returning(tx.conn().await?)
        .await?;
    let own = filter::Entity::find().filter(filter::Column::PersonId.eq(reader.id));
    let limit = FILTERS;
    if own.count(tx.conn().await?).await? > limit as u64 {
        return Err(BadFilter::TooManyFilters { limit }.into());
    }
    with_keywords(tx, reader, &made, &said.keywords).await
}

/// Changes a filter of one's own.
///
/// # Errors
/// As [`make`]; another's filter.
pub async fn change(tx: &Tx, reader: &Person, id: i64, said: &Said) -> Result<Whole> {
    let old = own(tx.conn().await?, reader, id).await?;
    let new = filter::ActiveModel::from(said_of(old, said, tx.now())?).reset_all();
    let changed = filter::Entity::update(new).exec(tx.conn().await?).await?;
    with_keywords(tx, reader, &changed, &said.keywords).await
}

/// Changes a filter of one's own of which one keyword is known, as clients do that know no filters of
/// several.
///
/// # Errors
/// As [`change`]; more than this keyword would be changed, and there are others.
pub async fn change_alone(tx: &Tx, reader: &Person, keyword: i64, said: &Said) -> Result<Whole> {
    let rule = own_rule(tx.conn().await?, reader, keyword, Of::Words).await?;
    let old = whole(tx.conn().await?, reader, rule.filter_id).await?;
    let new = said_of(old.filter.clone(), said, tx.now())?;
    if new != old.filter && old.keywords().count() > 1 {
        return Err(BadFilter::FilterShared.into());
    }
    change(tx, reader, rule.filter_id, said).await
}

/// Ends a filter of one's own.
///
/// # Errors
/// Another's filter.
pub async fn delete(tx: &Tx, reader: &Person, id: i64) -> Result<()> {
    let old = own(tx.conn().await?, reader, id).await?;
    filter_rule::Entity::delete_many()
        .filter(filter_rule::Column::FilterId.eq(old.id))
        .exec(tx.conn().await?)
        .await?;
    filter::Entity::delete_by_id(old.id)
        .exec(tx.conn().await?)
        .await?;
    changed(tx, reader);
    Ok(())
}

/// Takes a keyword out of a filter of one's own, and ends the filter where it would meet nothing any
/// more: who knows it by its keyword alone could not find it again.
///
/// # Errors
/// Another's filter.
pub async fn delete_alone(tx: &Tx, reader: &Person, keyword: i64) -> Result<()> {
    let rule = own_rule(tx.conn().await?, reader, keyword, Of::Words).await?;
    let old = whole(tx.conn().await?, reader, rule.filter_id).await?;
    if old.rules.len() == 1 {
        return delete(tx, reader, rule.filter_id).await;
    }
    drop_rule(tx, reader, keyword, Of::Words).await.map(drop)
}

/// Puts a keyword into a filter of one's own.
///
/// # Errors
/// Another's filter; no keyword, one that is too long, or too many.
pub async fn add_keyword(tx: &Tx, reader: &Person, id: i64, words: &Words) -> Result<Rule> {
    let filter = own(tx.conn().await?, reader, id).await?;
    let new = [Change::New(words.clone())];
    let mut whole = with_keywords(tx, reader, &filter, &new).await?;
    let made = whole.rules.pop();
    made.ok_or_else(|| BadFilter::NoSuchFilter.into())
}

/// Changes a keyword of a filter of one's own.
///
/// # Errors
/// Another's filter; no keyword, or one that is too long.
pub async fn change_keyword(tx: &Tx, reader: &Person, id: i64, words: &Words) -> Result<Rule> {
    let old = own_rule(tx.conn().await?, reader, id, Of::Words).await?;
    changed(tx, reader);
    alter(tx, old, words).await
}

/// Puts a post into a filter of one's own. Doing it twice is doing it once. Whether the reader may see
/// the post is for the caller to know.
///
/// # Errors
/// Another's filter; too many posts.
pub async fn add_post(tx: &Tx, reader: &Person, id: i64, post: i64) -> Result<Rule> {
    let filter = own(tx.conn().await?, reader, id).await?;
    let row = filter_rule::ActiveModel {
        filter_id: Set(filter.id),
        person_id: Set(reader.id),
        whole_word: Set(false),
        post_id: Set(Some(post)),
        ..Default::default()
    };
    let once = OnConflict::columns([filter_rule::Column::FilterId, filter_rule::Column::PostId])
        .do_nothing()
        .to_owned();
    filter_rule::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.conn().await?)
        .await?;
    let limit = POSTS;
    if count(tx, reader, filter_rule::Column::PostId).await? > limit as u64 {
        return Err(BadFilter::TooManyFiltered { limit }.into());
    }
    changed(tx, reader);
    let made = filter_rule::Entity::find()
        .filter(filter_rule::Column::FilterId.eq(filter.id))
        .filter(filter_rule::Column::PostId.eq(post))
        .one(tx.conn().await?)
        .await?;
    made.ok_or_else(|| BadFilter::NoSuchFilter.into())
}

/// Takes a keyword or a post out of a filter of one's own; answers what it was.
///
/// # Errors
/// Another's filter.
pub async fn drop_rule(tx: &Tx, reader: &Person, id: i64, of: Of) -> Result<Rule> {
    let old = own_rule(tx.conn().await?, reader, id, of).await?;
    filter_rule::Entity::delete_by_id(old.id)
        .exec(tx.conn().await?)
        .await?;
    changed(tx, reader);
    Ok(old)
}

/// Somebody is gone, by local id: their filters are too.
pub(crate) async fn forget(tx: &Tx, person: i64) -> Result<()> {
    filter_rule::Entity::delete_many()
        .filter(filter_rule::Column::PersonId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    filter::Entity::delete_many()
        .filter(filter::Column::PersonId.eq(person))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

fn changed(tx: &Tx, reader: &Person) {
    tx.happens(Event::Filters(reader.id));
}

/// A filter after something was said of it.
fn said_of(old: Filter, said: &Said, now: Millis) -> Result<Filter> {
    let title = said.title.as_deref().unwrap_or(&old.title).trim();
    let contexts = match &said.contexts {
        Some(contexts) => in_order(contexts),
        None => old.contexts,
    };
    let (chars, limit) = (title.chars().count(), TITLE);
    if title.is_empty() {
        return Err(BadFilter::FilterTitleEmpty.into());
    }
    if chars > limit {
        return Err(Refusal::TitleTooLong { chars, limit }.into());
    }
    if contexts.is_empty() {
        return Err(BadFilter::FilterContext.into());
    }
    Ok(Filter {
        title: title.to_owned(),
        contexts,
        action: match said.action {
            Some(action) => action.word().to_owned(),
            None => old.action,
        },
        expires_at: match said.lasting {
            Some(Lasting::Always) => None,
            Some(Lasting::For(time)) => Some(now + time.clamp(0, LATEST)),
            None => old.expires_at,
        },
        ..old
    })
}

/// Each context once, always in the same order.
fn in_order(contexts: &[Context]) -> String {
    let all = Context::ALL.into_iter();
    let said = all.filter(|one| contexts.contains(one));
    said.map(Context::word).collect::<Vec<_>>().join(" ")
}

async fn with_keywords(
    tx: &Tx,
    reader: &Person,
    filter: &Filter,
    changes: &[Change],
) -> Result<Whole> {
    for change in changes {
        match change {
            Change::New(words) => {
                let row = filter_rule::ActiveModel {
                    filter_id: Set(filter.id),
                    person_id: Set(reader.id),
                    keyword: Set(Some(keyword(words.keyword.as_deref().unwrap_or_default())?)),
                    whole_word: Set(words.whole.unwrap_or(true)),
                    ..Default::default()
                };
                filter_rule::Entity::insert(row)
                    .exec_without_returning(tx.conn().await?)
                    .await?;
            }
            Change::Other(id, words) => {
                let old = of_filter(tx, reader, filter, *id).await?;
                alter(tx, old, words).await?;
            }
            Change::Gone(id) => {
                let old = of_filter(tx, reader, filter, *id).await?;
                filter_rule::Entity::delete_by_id(old.id)
                    .exec(tx.conn().await?)
                    .await?;
            }
        }
    }
    let limit = KEYWORDS;
    if count(tx, reader, filter_rule::Column::Keyword).await? > limit as u64 {
        return Err(BadFilter::TooManyKeywords { limit }.into());
    }
    changed(tx, reader);
    whole(tx.conn().await?, reader, filter.id).await
}

async fn of_filter(tx: &Tx, reader: &Person, filter: &Filter, id: i64) -> Result<Rule> {
    let rule = own_rule(tx.conn().await?, reader, id, Of::Words).await?;
    if rule.filter_id != filter.id {
        return Err(BadFilter::NoSuchFilter.into());
    }
    Ok(rule)
}

async fn alter(tx: &Tx, old: Rule, words: &Words) -> Result<Rule> {
    let said = match &words.keyword {
        Some(said) => Some(keyword(said)?),
        None => old.keyword,
    };
    let row = filter_rule::ActiveModel {
        id: Set(old.id),
        keyword: Set(said),
        whole_word: Set(words.whole.unwrap_or(old.whole_word)),
        ..Default::default()
    };
    Ok(filter_rule::Entity::update(row)
        .exec(tx.conn().await?)
        .await?)
}

fn keyword(said: &str) -> Result<String> {
    let said = said.trim();
    let (chars, limit) = (said.chars().count(), KEYWORD);
    if said.is_empty() {
        return Err(BadFilter::KeywordEmpty.into());
    }
    if chars > limit {
        return Err(BadFilter::KeywordTooLong { chars, limit }.into());
    }
    Ok(said.to_owned())
}

/// How many rules of a member name something of a kind.
async fn count(tx: &Tx, reader: &Person, named: filter_rule::Column) -> Result<u64> {
    Ok(filter_rule::Entity::find()
        .filter(filter_rule::Column::PersonId.eq(reader.id))
        .filter(named.is_not_null())
        .count(tx.conn().await?)
        .await?)
}
