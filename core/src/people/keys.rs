//! Keys of actors. The private halves never leave core but through `signer` and [`secret`].

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::pins::{self, Verdict};
use crate::store::entity::actor_key;
use crate::{Core, Fault, Millis, Result, Signer, Tx};

/// The public half of a key, as federation stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Key id, with its fragment.
    pub uri: String,
    pub owner: String,
    /// `rsa` or `ed25519`.
    pub kind: String,
    pub public: Vec<u8>,
    /// When it was rotated away; signatures made later do not count.
    pub ended_at: Option<Millis>,
}

/// Both key pairs of an actor of ours, made outside any transaction.
#[derive(Clone)]
pub struct LocalKeys {
    pub rsa_public: Vec<u8>,
    pub rsa_private: Vec<u8>,
    pub ed25519_public: Vec<u8>,
    pub ed25519_private: Vec<u8>,
}

impl std::fmt::Debug for LocalKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalKeys").finish_non_exhaustive()
    }
}

/// Key id of an actor's RSA key. It holds a `#`, since peers strip the fragment to find the actor.
pub fn rsa_key_uri(actor: &str) -> String {
    format!("{actor}#main-key")
}

/// Key id of an actor's Ed25519 key.
pub fn ed25519_key_uri(actor: &str) -> String {
    format!("{actor}#ed25519-key")
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    pub key: Key,
    /// The last letter or proof that it has verified, to the day; nothing before the first.
    pub heard_at: Option<Millis>,
    /// Whether it stands in doubt: new after a long silence, and nothing vouches for it.
    pub doubted: bool,
}

/// A key by its id.
pub async fn by_uri(core: &Core, uri: &str) -> Result<Option<KeptKey>> {
    let row = actor_key::Entity::find_by_id(uri.to_owned())
        .one(core.reader())
        .await?;
    Ok(row.map(|row| KeptKey {
        heard_at: row.heard_at,
        doubted: row.doubted_at.is_some(),
        key: public(row),
    }))
}

/// Every key that an actor lists or has listed.
pub async fn of(core: &Core, owner: &str) -> Result<Vec<Key>> {
    let rows = rows(core.reader(), owner).await?;
    Ok(rows.into_iter().map(public).collect())
}

/// The same, inside a write.
pub async fn get(tx: &Tx, owner: &str) -> Result<Vec<Key>> {
    let rows = rows(tx.conn().await?, owner).await?;
    Ok(rows.into_iter().map(public).collect())
}

/// The stored private half of an actor of ours: (key id, secret).
pub async fn secret(core: &Core, actor: &str, kind: &str) -> Result<Option<(String, Vec<u8>)>> {
    let row = actor_key::Entity::find()
        .filter(actor_key::Column::Owner.eq(actor))
        .filter(actor_key::Column::Kind.eq(kind))
        .filter(actor_key::Column::EndedAt.is_null())
        .one(core.reader())
        .await?;
    Ok(row.and_then(|row| Some((row.uri, row.private?))))
}

pub(crate) async fn signer(tx: &Tx, actor: &str) -> Result<Signer> {
    let uri = ed25519_key_uri(actor);
    let row = actor_key::Entity::find_by_id(uri.clone())
        .one(tx.conn().await?)
        .await?;
    let secret = row
        .and_then(|row| row.private)
        .ok_or_else(|| Fault::Store(format!("{actor} has no key to sign with")))?;
    Ok(Signer {
        actor: actor.to_owned(),
        key_uri: uri,
        secret,
    })
}

pub(super) async fn keep_local(tx: &Tx, actor: &str, keys: &LocalKeys) -> Result<()> {
    let row = |uri: String, kind: &str, public: &[u8], private: &[u8]| actor_key::ActiveModel {
        uri: Set(uri),
        owner: Set(actor.to_owned()),
        kind: Set(kind.to_owned()),
        public: Set(public.to_vec()),
        private: Set(Some(private.to_vec())),
        created_at: Set(tx.now()),
        ended_at: Set(None),
        heard_at: Set(None),
        doubted_at: Set(None),
        former: Set(None),
    };
    actor_key::Entity::insert_many([
        row(
            rsa_key_uri(actor),
            "rsa",
            &keys.rsa_public,
            &keys.rsa_private,
        ),
        row(
            ed25519_key_uri(actor),
            "ed25519",
            &keys.ed25519_public,
            &keys.ed25519_private,
        ),
    ])
    .exec_without_returning(tx.conn().await?)
    .await?;
    Ok(())
}

/// Keeps the keys that an actor's document lists, and answers what they are to what was known. Keys
/// that it no longer lists get an end date, unless the document itself is in doubt.
pub(super) async fn keep_remote(tx: &Tx, owner: &str, keys: &[Key]) -> Result<Verdict> {
    if keys.is_empty() {
        return Ok(Verdict::Believed);
    }
    let known = rows(tx.conn().await?, owner).await?;
    let (verdict, judged) = pins::judge(&known, keys, tx.now());
    if verdict == Verdict::Believed {
        end_others(tx, owner, keys).await?;
    }
    for (key, pin) in keys.iter().zip(judged) {
        actor_key::Entity::insert(actor_key::ActiveModel {
            uri: Set(key.uri.clone()),
            owner: Set(owner.to_owned()),
            kind: Set(key.kind.clone()),
            public: Set(key.public.clone()),
            private: Set(None),
            created_at: Set(tx.now()),
            ended_at: Set(key.ended_at),
            heard_at: Set(pin.heard_at),
            doubted_at: Set(pin.doubted_at),
            former: Set(pin.former),
        })
        .on_conflict(
            OnConflict::column(actor_key::Column::Uri)
                .update_columns([
                    actor_key::Column::Public,
                    actor_key::Column::Kind,
                    actor_key::Column::EndedAt,
                    actor_key::Column::HeardAt,
                    actor_key::Column::DoubtedAt,
                    actor_key::Column::Former,
                ])
                // A key id that belongs to somebody else, above all to us, is never taken over.
                .action_and_where(
                    Expr::col((actor_key::Entity, actor_key::Column::Owner)).eq(owner),
                )
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    }
    Ok(verdict)
}

async fn end_others(tx: &Tx, owner: &str, keys: &[Key]) -> Result<()> {
    let listed: Vec<String> = keys.iter().map(|key| key.uri.clone()).collect();
    actor_key::Entity::update_many()
        .col_expr(actor_key::Column::EndedAt, Expr::value(Some(tx.now())))
        .filter(actor_key::Column::Owner.eq(owner))
        .filter(actor_key::Column::EndedAt.is_null())
        .filter(actor_key::Column::Private.is_null())
        .filter(actor_key::Column::Uri.is_not_in(listed))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// When somebody was last heard from, or first seen, with a key that is believed.
pub async fn last_heard(core: &Core, owner: &str) -> Result<Option<Millis>> {
    Ok(pins::last_heard(&rows(core.reader(), owner).await?))
}

/// A believed key has spoken at `at`; answers whose it is.
pub(crate) async fn heard(tx: &Tx, uri: &str, at: Millis) -> Result<Option<String>> {
    let row = actor_key::Entity::find_by_id(uri.to_owned())
        .filter(actor_key::Column::DoubtedAt.is_null())
        .one(tx.conn().await?)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let last = Ord::max(row.heard_at.unwrap_or(at), at);
    actor_key::Entity::update_many()
        .col_expr(actor_key::Column::HeardAt, Expr::value(Some(last)))
        .filter(actor_key::Column::Uri.eq(uri))
        .exec(tx.conn().await?)
        .await?;
    Ok(Some(row.owner))
}

/// Whether a key of an actor has stood in doubt since before a moment.
pub(crate) async fn doubted_before(tx: &Tx, owner: &str, at: Millis) -> Result<bool> {
    let rows = rows(tx.conn().await?, owner).await?;
    Ok(rows
        .iter()
        .any(|row| row.doubted_at.is_some_and(|since| since < at)))
}

/// Believes every key that an actor lists now.
pub(super) async fn believe(tx: &Tx, owner: &str) -> Result<()> {
    actor_key::Entity::update_many()
        .col_expr(actor_key::Column::DoubtedAt, Expr::value(None::<i64>))
        .col_expr(actor_key::Column::Former, Expr::value(None::<Vec<u8>>))
        .col_expr(actor_key::Column::HeardAt, Expr::value(Some(tx.now())))
        .filter(actor_key::Column::Owner.eq(owner))
        .filter(actor_key::Column::DoubtedAt.is_not_null())
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

async fn rows(conn: &impl ConnectionTrait, owner: &str) -> Result<Vec<actor_key::Model>> {
    Ok(actor_key::Entity::find()
        .filter(actor_key::Column::Owner.eq(owner))
        .all(conn)
        .await?)
}

fn public(row: actor_key::Model) -> Key {
    Key {
        uri: row.uri,
        owner: row.owner,
        kind: row.kind,
        public: row.public,
        ended_at: row.ended_at,
    }
}
