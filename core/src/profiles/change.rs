//! A member says something else of themselves. Everybody who knows them hears of it once.

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

use super::{NOTE, document};
use crate::media::{self, Files, Picture, Portrait};
use crate::people::{self, DISPLAY, FIELD, FIELDS, Field, Person};
use crate::quotes::Policy;
use crate::store::entity::{account, person};
use crate::text::clean;
use crate::threads::{self, read};
use crate::{Audience, Core, Deed, Refusal, Result, Tx, UnfitProfile, forums};

/// What a member says anew; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub display: Option<String>,
    pub note: Option<String>,
    /// Names and values, all of them.
    pub fields: Option<Vec<(String, String)>>,
    pub locked: Option<bool>,
    pub bot: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: Option<bool>,
    pub hides_follows: Option<bool>,
    pub audience: Option<Audience>,
    pub sensitive: Option<bool>,
    /// Who may quote what they write.
    pub quotes: Option<Policy>,
    /// The language of what they write; an empty one leaves it to the interface.
    pub lang: Option<String>,
    /// The token and the files of a picture that was made, or none any more.
    pub avatar: Option<Option<(String, Files)>>,
    pub header: Option<Option<(String, Files)>>,
    /// Safe HTML of the note, which [`Self::read`] makes.
    pub html: Option<String>,
}

impl Change {
    /// Reads what was typed, before a write begins.
    ///
    /// # Errors
    /// Too long, too many, a value without a name, a language that is none.
    pub async fn read(mut self, core: &Core) -> Result<Self> {
        if let Some(display) = &mut self.display {
            *display = clean::name(display, usize::MAX);
            let (chars, limit) = (display.chars().count(), DISPLAY);
            if chars > limit {
                return Err(Refusal::from(UnfitProfile::DisplayTooLong { chars, limit }).into());
            }
        }
        if let Some(note) = &mut self.note {
            let typed = note.replace('\0', "");
            typed.trim().clone_into(note);
            let (chars, limit) = (note.chars().count(), NOTE);
            if chars > limit {
                return Err(Refusal::from(UnfitProfile::BioTooLong { chars, limit }).into());
            }
            let draft = Box::pin(threads::draft_beside(core, note, None, "fr")).await?;
            self.html = Some(draft.html);
        }
        if let Some(fields) = self.fields.take() {
            self.fields = Some(named(&fields)?);
        }
        if let Some(lang) = self.lang.as_mut().filter(|lang| !lang.is_empty()) {
            *lang = crate::text::valid_language(lang)
                .ok_or_else(|| Refusal::LanguageUnknown(lang.clone()))?;
        }
        Ok(self)
    }
}

/// Names and values in one line each, without those that say nothing.
fn named(fields: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let line = |text: &str| clean::name(text, usize::MAX);
    let lines = fields
        .iter()
        .map(|(name, value)| (line(name), line(value)))
        .filter(|(name, value)| !(name.is_empty() && value.is_empty()));
    let kept: Vec<_> = lines.collect();
    if kept.len() > FIELDS {
        return Err(Refusal::from(UnfitProfile::TooManyFields { limit: FIELDS }).into());
    }
    for (name, value) in &kept {
        if name.is_empty() {
            return Err(Refusal::from(UnfitProfile::FieldUnnamed).into());
        }
        let chars = name.chars().count().max(value.chars().count());
        if chars > FIELD {
            let limit = FIELD;
            return Err(Refusal::from(UnfitProfile::FieldTooLong { chars, limit }).into());
        }
    }
    Ok(kept)
}

/// Keeps what a member says of themselves and chooses. Where others see something else of them than
/// before, they are told.
pub async fn change(tx: &mut Tx, member: &Person, said: &Change) -> Result<Person> {
    // Nobody approves the account, ends it or changes it elsewhere until this is written.
    let known = person::Entity::find_by_id(member.id)
        .lock_exclusive()
        .one(tx.conn().await?)
        .await?;
    let before = known
        .filter(|person| person.state != "gone")
        .ok_or_else(|| Refusal::NoSuchPerson(member.name.clone()))?;
    choose(tx, before.id, said).await?;
    let mut after = before.clone();
    speak(&mut after, said);
    for (which, picture) in [
        (Portrait::Avatar, &said.avatar),
        (Portrait::Header, &said.header),
    ] {
        let Some(picture) = picture else { continue };
        let made = picture.as_ref();
        let made = made.map(|(token, files)| Picture::Made(token, files.clone()));
        *place(&mut after, which) = media::portray(tx, before.id, which, made).await?;
    }
    if after == before {
        return Ok(before);
    }
    save(tx, &after).await?;
    if after.display != before.display {
        tx.unindexed_person(after.id).await?;
    }
    if before.is_locked() && !after.is_locked() {
        Box::pin(forums::let_all_in(tx, &after)).await?;
    }
    // What no document says is nobody's concern elsewhere.
    let told = Person {
        hides_follows: before.hides_follows,
        ..after.clone()
    };
    if after.state == "active" && told != before {
        tell(tx, &after).await?;
    }
    Ok(after)
}

/// The pictures that the document of somebody elsewhere names.
pub async fn keep_pictures(
    tx: &Tx,
    known: &Person,
    avatar: Option<&str>,
    header: Option<&str>,
) -> Result<()> {
    let mut after = known.clone();
    for (which, url) in [(Portrait::Avatar, avatar), (Portrait::Header, header)] {
        let has = place(&mut after, which);
        if url.is_some() || has.is_some() {
            *has = media::portray(tx, known.id, which, url.map(Picture::At)).await?;
        }
    }
    if after == *known {
        return Ok(());
    }
    save(tx, &after).await
}

fn place(person: &mut Person, which: Portrait) -> &mut Option<String> {
    match which {
        Portrait::Avatar => &mut person.avatar,
        Portrait::Header => &mut person.header,
    }
}

/// What everybody sees of it.
fn speak(person: &mut Person, said: &Change) {
    if let Some(display) = &said.display {
        let shown = if display.is_empty() {
            &person.name
        } else {
            display
        };
        person.display = shown.clone();
    }
    if let Some(html) = &said.html {
        person.summary.clone_from(html);
    }
    if let Some(fields) = &said.fields {
        let old = person.fields();
        let field = |(name, value): &(String, String)| {
            let same = old
                .iter()
                .find(|one| one.name == *name && one.value == *value);
            same.cloned().unwrap_or_else(|| Field {
                name: name.clone(),
                value: value.clone(),
                verified_at: None,
            })
        };
        let fields: Vec<Field> = fields.iter().map(field).collect();
        person.fields = people::written(&fields);
    }
    for (column, flag) in [
        (&mut person.locked, said.locked),
        (&mut person.bot, said.bot),
        (&mut person.discoverable, said.discoverable),
        (&mut person.indexable, said.indexable),
        (&mut person.hides_follows, said.hides_follows),
    ] {
        // What was never said is no.
        if flag.is_some_and(|flag| flag != column.unwrap_or_default()) {
            *column = flag;
        }
    }
}

/// What they alone see of it.
async fn choose(tx: &Tx, person: i64, said: &Change) -> Result<()> {
    let mut row = account::ActiveModel {
        person_id: Set(person),
        ..Default::default()
    };
    if let Some(note) = &said.note {
        row.note = Set(Some(note.clone()));
    }
    if let Some(audience) = said.audience {
        row.audience = Set(Some(audience.as_str().to_owned()));
    }
    if let Some(sensitive) = said.sensitive {
        row.sensitive = Set(Some(sensitive));
    }
    if let Some(quotes) = said.quotes {
        row.quotes = Set(Some(quotes.as_str().to_owned()));
    }
    if let Some(lang) = &said.lang {
        row.writes = Set(Some(lang.clone()).filter(|lang| !lang.is_empty()));
    }
    if row.is_changed() {
        row.update(tx.conn().await?).await?;
    }
    Ok(())
}

async fn save(tx: &Tx, person: &Person) -> Result<()> {
    let mut row = person.clone().into_active_model().reset_all();
    // What is decided about them here is not theirs to say, and may have been decided meanwhile.
    for decided in [
        person::Column::LimitedAt,
        person::Column::SuspendedAt,
        person::Column::SensitizedAt,
    ] {
        row.not_set(decided);
    }
    row.update(tx.conn().await?).await?;
    tx.memo().forget_people();
    Ok(())
}

/// Tells followers, the forums where they have written with those who follow them, and those whom they
/// have written to.
async fn tell(tx: &mut Tx, person: &Person) -> Result<()> {
    let mut inboxes: BTreeSet<String> = BTreeSet::new();
    inboxes.extend(forums::inboxes(tx, &person.uri).await?);
    for forum in read::forums_of(tx, person.id).await? {
        if forum.local {
            inboxes.extend(forums::inboxes(tx, &forum.uri).await?);
        } else {
            inboxes.insert(forum.delivery_inbox().to_owned());
        }
    }
    for other in threads::told_by(tx, person).await? {
        inboxes.extend(other.delivery_inbox().map(str::to_owned));
    }
    if inboxes.is_empty() {
        return Ok(());
    }
    let base = tx.core().base().clone();
    let id = tx.id(tx.now());
    let keys = people::keys::get(tx, &person.uri).await?;
    let deed = Deed::Introduce {
        id: base.activity(&person.name, id),
        actor: Box::new(document(&base, person, keys)),
        at: tx.now(),
    };
    let dispatch = forums::dispatch(tx, id, &person.uri, &deed).await?;
    for inbox in inboxes {
        forums::letter_to(tx, &inbox, &person.uri, dispatch, &person.uri);
    }
    Ok(())
}
