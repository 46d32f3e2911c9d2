//! What members have typed of themselves, and chosen for statuses that do not say it.

use sea_orm::{EntityTrait, QueryResult};

use crate::people::Person;
use crate::quotes::Policy;
use crate::store::entity::account;
use crate::{Audience, Core, Result};

/// What a member has typed and chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// What they say of themselves, as it was typed.
    pub note: String,
    /// For whom a status is.
    pub audience: Option<Audience>,
    /// Whether a status is sensitive.
    pub sensitive: bool,
    /// The language of a status; the interface's where none is chosen.
    pub lang: Option<String>,
    /// Who may quote a status.
    pub quotes: Option<Policy>,
}

impl Choices {
    pub(super) fn of(row: &QueryResult) -> Result<Self> {
        let text = |name: &str| row.try_get::<Option<String>>("", name);
        let sensitive: Option<bool> = row.try_get("", "a_sensitive")?;
        Ok(Self {
            note: text("a_note")?.unwrap_or_default(),
            audience: text("a_audience")?.as_deref().map(Audience::from_column),
            sensitive: sensitive.unwrap_or_default(),
            lang: text("a_writes")?,
            quotes: text("a_quotes")?.as_deref().and_then(Policy::named),
        })
    }
}

/// What a member has typed and chosen; nothing of who has no account.
pub async fn choices(core: &Core, person: &Person) -> Result<Choices> {
    let row = account::Entity::find_by_id(person.id)
        .one(core.reader())
        .await?;
    Ok(row.map_or_else(Choices::default, |row| Choices {
        note: row.note.unwrap_or_default(),
        audience: row.audience.as_deref().map(Audience::from_column),
        sensitive: row.sensitive.unwrap_or_default(),
        lang: row.writes,
        quotes: row.quotes.as_deref().and_then(Policy::named),
    }))
}
