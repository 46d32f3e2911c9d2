//! Apps: the clients that members use, and what members let them do (OAuth 2, RFC 6749 and RFC 7636).
//! A client's secret, a code and a token are shown once and kept as their SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use super::scopes::Scopes;
use super::{end_tokens, hash};
use crate::people::Person;
use crate::store::entity::{app, bearer, code};
use crate::{Core, Millis, Result, Tx};

/// A code is exchanged within ten minutes.
pub const CODE_LIFE: Millis = 600_000;
/// An app that nobody has ever used goes after a year: clients keep what they were given.
const UNUSED: Millis = 365 * 86_400_000;
/// Tokens of its own that an app may hold.
const OWN_TOKENS: usize = 100;
/// A used code is remembered for a day, to see that it comes twice.
const REMEMBERED: Millis = 86_400_000;

/// A client as it introduces itself; checked by who takes it in.
#[derive(Debug, Clone)]
pub struct NewApp {
    pub name: String,
    pub website: Option<String>,
    pub redirects: Vec<String>,
    pub scopes: Scopes,
}

/// A client of members: no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub id: i64,
    pub client_id: String,
    pub name: String,
    pub website: Option<String>,
    /// Where codes may be sent, character by character.
    pub redirects: Vec<String>,
    pub scopes: Scopes,
    pub created_at: Millis,
    secret: String,
}

impl App {
    /// Whether a secret is the client's own.
    pub fn has_secret(&self, secret: &str) -> bool {
        bool::from(hash(secret).as_bytes().ct_eq(self.secret.as_bytes()))
    }
}

impl From<app::Model> for App {
    fn from(row: app::Model) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            name: row.name,
            website: row.website,
            redirects: row.redirects.lines().map(str::to_owned).collect(),
            scopes: Scopes::known(&row.scopes),
            created_at: row.created_at,
            secret: row.secret,
        }
    }
}

/// Takes a client in: (the app, its secret).
pub async fn register(tx: &Tx, new: &NewApp) -> Result<(App, String)> {
    let chance = &tx.core().env().chance;
    let (client_id, secret) = (chance.token(), chance.token());
    let row = app::Model {
        id: tx.id(tx.now()),
        client_id,
        secret: hash(&secret),
        name: new.name.clone(),
        website: new.website.clone(),
        redirects: new.redirects.join("\n"),
        scopes: new.scopes.to_string(),
        created_at: tx.now(),
        used_at: None,
    };
    app::Entity::insert(app::ActiveModel::from(row.clone()))
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok((row.into(), secret))
}

/// The app of a client id.
pub async fn app(core: &Core, client_id: &str) -> Result<Option<App>> {
    Ok(app::Entity::find()
        .filter(app::Column::ClientId.eq(client_id))
        .one(core.reader())
        .await?
        .map(App::from))
}

/// The app of a local id.
pub async fn app_by_id(core: &Core, id: i64) -> Result<Option<App>> {
    Ok(app::Entity::find_by_id(id)
        .one(core.reader())
        .await?
        .map(App::from))
}

/// What a member lets an app do.
#[derive(Debug, Clone)]
pub struct Consent {
    pub scopes: Scopes,
    /// Where the code is sent; it comes back with the code.
    pub redirect: String,
    /// PKCE challenge, S256: the only method.
    pub challenge: Option<String>,
}

/// Writes a member's consent down: the code that the app exchanges for a token.
pub async fn consent(tx: &Tx, app: &App, person: &Person, given: &Consent) -> Result<String> {
    let made = tx.core().env().chance.token();
    code::Entity::insert(code::ActiveModel {
        hash: Set(hash(&made)),
        app_id: Set(app.id),
        person_id: Set(person.id),
        scopes: Set(given.scopes.to_string()),
        redirect: Set(given.redirect.clone()),
        challenge: Set(given.challenge.clone()),
        created_at: Set(tx.now()),
        used_at: Set(None),
    })
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(made)
}

/// A token as it is shown once.
#[derive(Debug, Clone)]
pub struct Token {
    pub token: String,
    pub scopes: Scopes,
    pub created_at: Millis,
}

/// Exchanges a code for a token. A code works once, for its app, its address and who began; one
/// that comes a second time takes the token of the first back, since one of the two has stolen it.
/// Nothing is answered where the code does not hold; what it takes back is kept all the same, so
/// commit in either case.
pub async fn exchange(
    tx: &Tx,
    app: &App,
    given: &str,
    redirect: &str,
    verifier: Option<&str>,
) -> Result<Option<Token>> {
    let key = hash(given);
    let taken = code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(Some(tx.now())))
        .filter(code::Column::Hash.eq(key.as_str()))
        .filter(code::Column::AppId.eq(app.id))
        .filter(code::Column::UsedAt.is_null())
        .exec(tx.conn().await?)
        .await?;
    let Some(row) = code::Entity::find_by_id(key.as_str())
        .one(tx.conn().await?)
        .await?
        .filter(|row| row.app_id == app.id)
    else {
        return Ok(None);
    };
    if taken.rows_affected == 0 {
        end_tokens(tx, bearer::Column::Code.eq(key.as_str())).await?;
        return Ok(None);
    }
    let in_time = tx.now() - row.created_at <= CODE_LIFE;
    let same = row.redirect == redirect && begun_by(row.challenge.as_deref(), verifier);
    if !in_time || !same {
        return Ok(None);
    }
    let Ok(scopes) = Scopes::parse(&row.scopes) else {
        return Ok(None);
    };
    let made = insert(tx, Some(app.id), Some(row.person_id), &scopes, Some(key)).await?;
    Ok(Some(made))
}

/// Whether who exchanges a code is who asked for it (RFC 7636 §4.6).
fn begun_by(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    let Some(challenge) = challenge else {
        return verifier.is_none();
    };
    verifier.is_some_and(|verifier| {
        let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
    })
}

/// A token of the app itself, for what concerns no member. An app has so many of them; the oldest goes
/// for a new one.
pub async fn own_token(tx: &Tx, app: &App, scopes: &Scopes) -> Result<Token> {
    let own: Vec<String> = bearer::Entity::find()
        .select_only()
        .column(bearer::Column::Hash)
        .filter(bearer::Column::AppId.eq(app.id))
        .filter(bearer::Column::PersonId.is_null())
        .order_by_desc(bearer::Column::CreatedAt)
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    let too_many: Vec<&String> = own.iter().skip(OWN_TOKENS - 1).collect();
    if !too_many.is_empty() {
        end_tokens(tx, bearer::Column::Hash.is_in(too_many)).await?;
    }
    insert(tx, Some(app.id), None, scopes, None).await
}

pub(super) async fn insert(
    tx: &Tx,
    app: Option<i64>,
    person: Option<i64>,
    scopes: &Scopes,
    code: Option<String>,
) -> Result<Token> {
    let made = tx.core().env().chance.token();
    if let Some(app) = app {
        app::Entity::update_many()
            .col_expr(app::Column::UsedAt, Expr::value(Some(tx.now())))
            .filter(app::Column::Id.eq(app))
            .exec(tx.conn().await?)
            .await?;
    }
    bearer::Entity::insert(bearer::ActiveModel {
        hash: Set(hash(&made)),
        app_id: Set(app),
        person_id: Set(person),
        scopes: Set(scopes.to_string()),
        code: Set(code),
        created_at: Set(tx.now()),
    })
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(Token {
        token: made,
        scopes: scopes.clone(),
        created_at: tx.now(),
    })
}

/// Takes a token back at the wish of the app that has it. Answers false where it is another's; one
/// that is not there is gone already (RFC 7009 §2.2).
pub async fn revoke(tx: &Tx, app: &App, token: &str) -> Result<bool> {
    let key = hash(token);
    let row = bearer::Entity::find_by_id(key.as_str())
        .one(tx.conn().await?)
        .await?;
    let Some(row) = row else {
        return Ok(true);
    };
    if row.app_id != Some(app.id) {
        return Ok(false);
    }
    end_tokens(tx, bearer::Column::Hash.eq(key)).await?;
    Ok(true)
}

/// Forgets codes that are over, and apps that nobody has used for a year.
pub async fn forget(tx: &Tx) -> Result<()> {
    code::Entity::delete_many()
        .filter(code::Column::CreatedAt.lt(tx.now() - REMEMBERED))
        .exec(tx.conn().await?)
        .await?;
    app::Entity::delete_many()
        .filter(app::Column::CreatedAt.lt(tx.now() - UNUSED))
        .filter(app::Column::UsedAt.is_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
