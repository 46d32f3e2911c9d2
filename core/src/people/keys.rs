//! Keys of actors. The private halves never leave core but through `signer` and [`secret`].

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

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

/// A key by its id.
pub async fn by_uri(core: &Core, uri: &str) -> Result<Option<Key>> {
    Ok(actor_key::Entity::find_by_id(uri.to_owned())
        .one(core.reader())
        .await?
        .map(public))
}

/// Every key that an actor lists or has listed.
pub async fn of(core: &Core, owner: &str) -> Result<Vec<Key>> {
    let rows = actor_key::Entity::find()
        .filter(actor_key::Column::Owner.eq(owner))
        .all(core.reader())
        .await?;
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
        .one(tx.conn())
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
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn keep_remote(tx: &Tx, owner: &str, keys: &[Key]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let listed: Vec<String> = keys.iter().map(|key| key.uri.clone()).collect();
    actor_key::Entity::update_many()
        .col_expr(actor_key::Column::EndedAt, Expr::value(Some(tx.now())))
        .filter(actor_key::Column::Owner.eq(owner))
        .filter(actor_key::Column::EndedAt.is_null())
        .filter(actor_key::Column::Private.is_null())
        .filter(actor_key::Column::Uri.is_not_in(listed))
        .exec(tx.conn())
        .await?;
    for key in keys {
        actor_key::Entity::insert(actor_key::ActiveModel {
            uri: Set(key.uri.clone()),
            owner: Set(owner.to_owned()),
            kind: Set(key.kind.clone()),
            public: Set(key.public.clone()),
            private: Set(None),
            created_at: Set(tx.now()),
            ended_at: Set(key.ended_at),
        })
        .on_conflict(
            OnConflict::column(actor_key::Column::Uri)
                .update_columns([
                    actor_key::Column::Public,
                    actor_key::Column::Kind,
                    actor_key::Column::EndedAt,
                ])
                // A key id that belongs to somebody else, above all to us, is never taken over.
                .action_and_where(
                    Expr::col((actor_key::Entity, actor_key::Column::Owner)).eq(owner),
                )
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    }
    Ok(())
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
