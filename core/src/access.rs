//! Accounts (log-ins), sessions and bearer tokens. Hashing a password takes long and is done by the
//! caller before a transaction begins; tokens are kept as their SHA-256 only.

pub mod apps;
mod attempts;
mod barred;
mod bearers;
mod choices;
mod dossiers;
mod roles;
pub mod scopes;
#[cfg(test)]
mod tests;

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::people::{self, LocalKeys, Person};
use crate::store::entity::{account, bearer, code, person, session};
use crate::{Core, Event, Millis, Refusal, Result, Tx, moderation, notifications, push, site};
pub use attempts::{attempted, forget_attempts, must_wait};
pub use barred::barred;
pub(crate) use barred::{disable, enable, end_all, say_why};
pub(crate) use bearers::Bearers;
pub use bearers::{Bearer, Member, bearer, renewed};
pub use choices::{Choices, choices};
pub use dossiers::{
    Dossier, Login, Role, Standing, Wanted, dossier, dossiers, dossiers_of, role_of,
};
pub use roles::set_role;
pub(crate) use roles::{must_be_admin, must_leave_an_admin};
use scopes::Scopes;

/// An unused session ends after 30 days.
const IDLE: Millis = 30 * 86_400_000;

/// Somebody who signs up, or whom an administrator adds.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub name: String,
    pub display: String,
    /// Lower case, checked.
    pub email: String,
    /// argon2id, PHC string.
    pub password: String,
    pub lang: String,
    pub admin: bool,
    pub confirmed: bool,
    pub approved: bool,
}

/// An account as lists show it: no secret.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Account {
    /// As text in JSON: readers that keep numbers as floating point would change it.
    #[serde(serialize_with = "as_text")]
    pub person_id: i64,
    pub name: String,
    pub display: String,
    pub email: String,
    pub role: String,
    pub lang: String,
    pub created_at: Millis,
    pub confirmed: bool,
    pub approved: bool,
    /// Whether nobody signs in with it: it is disabled, or its person suspended.
    pub barred: bool,
    /// Why they would join, in their words; for those who wait for approval.
    pub motive: Option<String>,
}

fn as_text<T: std::fmt::Display, S: serde::Serializer>(
    id: &T,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    pub person: Person,
    pub role: String,
    pub csrf: String,
}

/// Makes an account and its person. Until it is approved it may write, and nothing leaves the node.
pub async fn create(tx: &mut Tx, new: &NewAccount, keys: &LocalKeys) -> Result<Person> {
    let name = crate::address::local_name(&new.name)
        .map_err(|_| Refusal::NameInvalid(new.name.clone()))?;
    let taken = account::Entity::find()
        .filter(account::Column::Email.eq(new.email.as_str()))
        .one(tx.conn().await?)
        .await?;
    if taken.is_some() {
        return Err(Refusal::EmailTaken.into());
    }
    people::names::take(tx, &name, "person").await?;
    let uri = tx.core().base().person(&name);
    let mut made = people::create_local(tx, &name, &uri, &new.display, "Person", keys).await?;
    if !new.approved {
        set_state(tx, made.id, "held").await?;
        "held".clone_into(&mut made.state);
    }
    let at = Some(tx.now());
    account::Entity::insert(account::ActiveModel {
        person_id: Set(made.id),
        email: Set(new.email.clone()),
        password: Set(new.password.clone()),
        role: Set(if new.admin { "admin" } else { "member" }.to_owned()),
        lang: Set(new.lang.clone()),
        created_at: Set(tx.now()),
        confirmed_at: Set(at.filter(|_| new.confirmed)),
        approved_at: Set(at.filter(|_| new.approved)),
        ..Default::default()
    })
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(made)
}

/// Approves an account; what it wrote meanwhile goes where it belongs.
pub async fn approve(tx: &mut Tx, name: &str) -> Result<()> {
    let (row, mut who) = must_find(tx, name).await?;
    if row.approved_at.is_some() {
        return Ok(());
    }
    account::Entity::update_many()
        .col_expr(account::Column::ApprovedAt, Expr::value(Some(tx.now())))
        .filter(account::Column::PersonId.eq(row.person_id))
        .exec(tx.conn().await?)
        .await?;
    set_state(tx, row.person_id, "active").await?;
    "active".clone_into(&mut who.state);
    moderation::release_author(tx, &who).await
}

/// Closes an account: its log-in, sessions and tokens go at once. What its person wrote is deleted
/// with [`crate::threads::delete_account`], in the same transaction.
pub async fn close(tx: &Tx, person: &Person) -> Result<()> {
    account::Entity::delete_by_id(person.id)
        .exec(tx.conn().await?)
        .await?;
    site::forget(tx, &motive_key(&person.name)).await?;
    end_all(tx, person.id).await
}

/// Takes back every token of a person, and every consent that no token was given for yet. The
/// consents first: one that is being exchanged is waited for there, and its token is then seen.
async fn revoke_all(tx: &Tx, person_id: i64) -> Result<()> {
    code::Entity::delete_many()
        .filter(code::Column::PersonId.eq(person_id))
        .exec(tx.conn().await?)
        .await?;
    end_tokens(tx, bearer::Column::PersonId.eq(person_id)).await
}

/// Ends some tokens: their clients are called no more, and who listens with one hears of it.
async fn end_tokens(tx: &Tx, which: SimpleExpr) -> Result<()> {
    let ended: Vec<(String, Option<i64>)> = bearer::Entity::find()
        .select_only()
        .column(bearer::Column::Hash)
        .column(bearer::Column::PersonId)
        .filter(which.clone())
        .into_tuple()
        .all(tx.conn().await?)
        .await?;
    for (hash, person) in ended {
        push::forget(tx, &hash).await?;
        if let Some(person) = person {
            tx.happens(Event::Rights(person));
        }
    }
    bearer::Entity::delete_many()
        .filter(which)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Changes a password; every session of the account ends, and every client must be let in again.
pub async fn set_password(tx: &mut Tx, name: &str, password: &str) -> Result<()> {
    let (row, _) = must_find(tx, name).await?;
    account::Entity::update_many()
        .col_expr(account::Column::Password, Expr::value(password))
        .filter(account::Column::PersonId.eq(row.person_id))
        .exec(tx.conn().await?)
        .await?;
    end_all(tx, row.person_id).await
}

/// Accounts by name, or only those that wait for approval.
pub async fn list(core: &Core, waiting: bool) -> Result<Vec<Account>> {
    let mut query = account::Entity::find().order_by_asc(account::Column::PersonId);
    if waiting {
        query = query.filter(account::Column::ApprovedAt.is_null());
    }
    let rows = query.all(core.reader()).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.person_id).collect();
    let people = people::by_ids(core, &ids).await?;
    let mut accounts = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(person) = people.iter().find(|person| person.id == row.person_id) else {
            continue;
        };
        let mut account = shown(row, person);
        if !account.approved {
            account.motive = site::get(core, &motive_key(&account.name)).await?;
        }
        accounts.push(account);
    }
    Ok(accounts)
}

/// The administrator with the oldest account that somebody can sign in to: who answers for the node.
pub async fn first_admin(core: &Core) -> Result<Option<Person>> {
    let admins: Vec<i64> = account::Entity::find()
        .select_only()
        .column(account::Column::PersonId)
        .filter(account::Column::Role.eq("admin"))
        .filter(account::Column::DisabledAt.is_null())
        .into_tuple()
        .all(core.reader())
        .await?;
    let mut people = people::by_ids(core, &admins).await?;
    people.retain(|person| person.suspended_at.is_none());
    Ok(people.into_iter().min_by_key(|person| person.id))
}

/// Somebody asks for an account, with why they would join, in their words: the administrators hear of
/// it.
pub async fn sign_up(
    tx: &mut Tx,
    new: &NewAccount,
    motive: &str,
    keys: &LocalKeys,
) -> Result<Person> {
    let person = create(tx, new, keys).await?;
    if !motive.is_empty() {
        keep_motive(tx, &person, motive).await?;
    }
    notifications::of_sign_up(tx, &person).await?;
    Ok(person)
}

/// Keeps why somebody would join, in their words, for whoever approves accounts.
pub async fn keep_motive(tx: &Tx, person: &Person, motive: &str) -> Result<()> {
    site::put(tx, &motive_key(&person.name), motive).await
}

fn motive_key(name: &str) -> String {
    format!("motive:{name}")
}

/// The stored password of a name or an e-mail address, for the caller to check:
/// (person, argon2id string).
pub async fn password_of(core: &Core, login: &str) -> Result<Option<(i64, String)>> {
    let login = login.trim().to_lowercase();
    let row = if login.contains('@') {
        account::Entity::find()
            .filter(account::Column::Email.eq(login))
            .one(core.reader())
            .await?
    } else {
        match people::by_name(core, &login, None).await? {
            Some(person) => {
                account::Entity::find_by_id(person.id)
                    .one(core.reader())
                    .await?
            }
            None => None,
        }
    };
    Ok(row.map(|row| (row.person_id, row.password)))
}

/// The account of a person.
pub async fn of_person(core: &Core, person: &Person) -> Result<Option<Account>> {
    let row = account::Entity::find_by_id(person.id)
        .one(core.reader())
        .await?;
    Ok(row.map(|row| shown(row, person)))
}

/// Opens a session: (cookie value, CSRF token).
pub async fn sign_in(tx: &Tx, person_id: i64) -> Result<(String, String)> {
    let chance = &tx.core().env().chance;
    let (cookie, csrf) = (chance.token(), chance.token());
    session::Entity::insert(session::ActiveModel {
        hash: Set(hash(&cookie)),
        person_id: Set(person_id),
        csrf: Set(csrf.clone()),
        created_at: Set(tx.now()),
        seen_at: Set(tx.now()),
    })
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok((cookie, csrf))
}

/// Ends a session.
pub async fn sign_out(tx: &Tx, cookie: &str) -> Result<()> {
    session::Entity::delete_by_id(hash(cookie))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// The session of a cookie, if it has not ended.
pub async fn session(core: &Core, cookie: &str) -> Result<Option<Session>> {
    let Some(row) = session::Entity::find_by_id(hash(cookie))
        .one(core.reader())
        .await?
    else {
        return Ok(None);
    };
    if core.now() - row.seen_at > IDLE {
        return Ok(None);
    }
    let Some(person) = people::by_id(core, row.person_id).await? else {
        return Ok(None);
    };
    let role = account::Entity::find_by_id(row.person_id)
        .one(core.reader())
        .await?;
    let role = role.filter(|role| role.disabled_at.is_none() && person.suspended_at.is_none());
    Ok(role.map(|account| Session {
        person,
        role: account.role,
        csrf: row.csrf,
    }))
}

/// Whether a session is still open, inside a write.
pub async fn is_open(tx: &Tx, cookie: &str) -> Result<bool> {
    let row = session::Entity::find_by_id(hash(cookie))
        .one(tx.conn().await?)
        .await?;
    Ok(row.is_some_and(|row| tx.now() - row.seen_at <= IDLE))
}

/// Keeps a session alive; called at most once a day for each.
pub async fn touch(tx: &Tx, cookie: &str) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(tx.now()))
        .filter(session::Column::Hash.eq(hash(cookie)))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// Makes a bearer token of no app; it is shown once and kept as its hash.
pub async fn create_token(tx: &Tx, name: &str, scopes: &Scopes) -> Result<String> {
    let (row, _) = must_find(tx, name).await?;
    let made = apps::insert(tx, None, Some(row.person_id), scopes, None).await?;
    Ok(made.token)
}

/// An e-mail address in the one form that all mail servers read alike (security d), lower case.
pub fn email(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_ascii_lowercase();
    let (local, domain) = text.split_once('@').ok_or(Refusal::EmailInvalid)?;
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let dots = |part: &str, ok: &dyn Fn(char) -> bool| {
        part.split('.')
            .all(|label| !label.is_empty() && label.chars().all(ok))
    };
    let label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let good = text.len() <= 254
        && local.len() <= 64
        && dots(local, &atom)
        && dots(domain, &label)
        && domain
            .split('.')
            .all(|part| !part.starts_with('-') && !part.ends_with('-'));
    if good {
        Ok(text)
    } else {
        Err(Refusal::EmailInvalid)
    }
}

/// How tokens and cookies are kept.
fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn shown(row: account::Model, person: &Person) -> Account {
    Account {
        person_id: row.person_id,
        name: person.name.clone(),
        display: person.display.clone(),
        email: row.email,
        role: row.role,
        lang: row.lang,
        created_at: row.created_at,
        confirmed: row.confirmed_at.is_some(),
        approved: row.approved_at.is_some(),
        barred: row.disabled_at.is_some() || person.suspended_at.is_some(),
        motive: None,
    }
}

async fn must_find(tx: &Tx, name: &str) -> Result<(account::Model, Person)> {
    let absent = || Refusal::NoSuchAccount(name.to_owned());
    let person = people::get_by_name(tx, name, None).await?;
    let person = person.ok_or_else(absent)?;
    let row = account::Entity::find_by_id(person.id)
        .one(tx.conn().await?)
        .await?
        .ok_or_else(absent)?;
    Ok((row, person))
}

async fn set_state(tx: &Tx, person_id: i64, state: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::State, Expr::value(state))
        .filter(person::Column::Id.eq(person_id))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().forget_people();
    Ok(())
}
