//! Who shows a token: every request of a client asks it.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::scopes::Scopes;
use super::{Choices, hash};
use crate::people::Person;
use crate::store::dialect::statement;
use crate::store::shelf::Shelf;
use crate::{Core, Result};

/// Who shows a bearer token.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The member; nobody for an app's own token.
    pub member: Option<Member>,
    /// The app; none for a token made by command.
    pub app_id: Option<i64>,
    pub scopes: Scopes,
    pub(crate) hash: String,
}

/// Who uses a client.
#[derive(Debug, Clone)]
pub struct Member {
    pub person: Person,
    pub role: String,
    /// Language of the interface.
    pub lang: String,
    pub choices: Choices,
}

/// Who shows a bearer token, if it holds: one question, since every request of a client asks it.
pub async fn bearer(core: &Core, token: &str) -> Result<Option<Bearer>> {
    by_hash(core, &hash(token)).await
}

/// What a bearer is now; nobody once their token is taken back.
pub async fn renewed(core: &Core, bearer: &Bearer) -> Result<Option<Bearer>> {
    by_hash(core, &bearer.hash).await
}

/// Bearers that were asked for, by the hash of their token; nothing where it does not hold.
pub(crate) type Bearers = Shelf<String, Option<Bearer>>;

async fn by_hash(core: &Core, hash: &str) -> Result<Option<Bearer>> {
    let read = async || find(core, hash).await;
    let found = core.bearers().one(core, hash.to_owned(), read).await?;
    Ok((*found).clone())
}

async fn find(core: &Core, hash: &str) -> Result<Option<Bearer>> {
    let words = "SELECT p.*, b.app_id AS b_app, b.person_id AS b_person, b.scopes AS b_scopes, \
                 a.role AS a_role, a.lang AS a_lang, a.note AS a_note, a.audience AS a_audience, \
                 a.sensitive AS a_sensitive, a.writes AS a_writes, a.quotes AS a_quotes FROM bearer b \
                 LEFT JOIN account a ON a.person_id = b.person_id \
                 LEFT JOIN person p ON p.id = a.person_id WHERE b.hash = ? \
                 AND a.disabled_at IS NULL AND p.suspended_at IS NULL";
    let asked = statement(core.backend(), words, vec![hash.into()]);
    let Some(row) = core.reader().query_one_raw(asked).await? else {
        return Ok(None);
    };
    let of_member: Option<i64> = row.try_get("", "b_person")?;
    let role: Option<String> = row.try_get("", "a_role")?;
    let member = match (of_member, role) {
        (None, _) => None,
        // The account is closed.
        (Some(_), None) => return Ok(None),
        (Some(_), Some(role)) => Some(Member {
            person: Person::from_query_result(&row, "")?,
            role,
            lang: row.try_get("", "a_lang")?,
            choices: Choices::of(&row)?,
        }),
    };
    let scopes: String = row.try_get("", "b_scopes")?;
    Ok(Some(Bearer {
        member,
        hash: hash.to_owned(),
        app_id: row.try_get("", "b_app")?,
        scopes: Scopes::known(&scopes),
    }))
}
