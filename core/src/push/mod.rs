//! Where members' clients are called when there is something to hear (Web Push, RFC 8030): each token
//! has one place at most, and says of what and by whom it wants to hear. What is sent there is made
//! and sealed outside, when it is sent.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::access::Bearer;
use crate::store::dialect::{evenly, statement};
pub use crate::store::entity::push::Model as Subscription;
use crate::store::entity::{bearer, push};
use crate::{Core, Job, Result, Tx, address};

/// Whose deeds a client is called for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    All,
    /// Of those whom the member follows.
    Followed,
    /// Of those who follow the member.
    Follower,
    None,
}

impl Policy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Followed => "followed",
            Self::Follower => "follower",
            Self::None => "none",
        }
    }

    /// The policy of a name.
    pub fn named(text: &str) -> Option<Self> {
        let all = [Self::All, Self::Followed, Self::Follower, Self::None];
        all.into_iter().find(|one| one.as_str() == text)
    }
}

/// A place where a client wants to be called.
#[derive(Clone)]
pub struct Place {
    pub token: String,
    pub endpoint: String,
    /// base64url
    pub public_key: String,
    /// base64url
    pub secret: String,
    pub standard: bool,
}

/// What a client wants to be called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Kinds of notifications, by name.
    pub alerts: BTreeSet<String>,
    pub policy: Policy,
}

impl Wanted {
    fn alerts(&self) -> String {
        let words: Vec<&str> = self.alerts.iter().map(String::as_str).collect();
        format!(" {} ", words.join(" "))
    }
}

impl Subscription {
    /// What it is called for.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            alerts: self.alerts.split_whitespace().map(str::to_owned).collect(),
            policy: Policy::named(&self.policy).unwrap_or(Policy::None),
        }
    }
}

/// The place of a token, where it has one.
pub async fn of(core: &Core, bearer: &Bearer) -> Result<Option<Subscription>> {
    Ok(push::Entity::find()
        .filter(push::Column::Bearer.eq(bearer.hash.as_str()))
        .one(core.reader())
        .await?)
}

/// A place by its id, as long as its token holds.
pub async fn by_id(core: &Core, id: i64) -> Result<Option<Subscription>> {
    let Some(found) = push::Entity::find_by_id(id).one(core.reader()).await? else {
        return Ok(None);
    };
    let holds = bearer::Entity::find_by_id(found.bearer.as_str())
        .one(core.reader())
        .await?;
    Ok(holds.map(|_| found))
}

/// Gives a member's token a place, instead of the one that it had.
pub async fn subscribe(tx: &Tx, bearer: &Bearer, place: &Place, wanted: &Wanted) -> Result<()> {
    let Some(member) = &bearer.member else {
        return Ok(());
    };
    unsubscribe(tx, bearer).await?;
    let row = push::ActiveModel {
        bearer: Set(bearer.hash.clone()),
        person_id: Set(member.person.id),
        token: Set(place.token.clone()),
        endpoint: Set(place.endpoint.clone()),
        public_key: Set(place.public_key.clone()),
        secret: Set(place.secret.clone()),
        standard: Set(place.standard),
        alerts: Set(wanted.alerts()),
        policy: Set(wanted.policy.as_str().to_owned()),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    push::Entity::insert(row)
        .on_conflict(
            OnConflict::column(push::Column::Bearer)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

/// Changes what a token's place is called for.
pub async fn want(tx: &Tx, bearer: &Bearer, wanted: &Wanted) -> Result<()> {
    push::Entity::update_many()
        .col_expr(push::Column::Alerts, Expr::value(wanted.alerts()))
        .col_expr(push::Column::Policy, Expr::value(wanted.policy.as_str()))
        .filter(push::Column::Bearer.eq(bearer.hash.as_str()))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// A token's place is called no more.
pub async fn unsubscribe(tx: &Tx, bearer: &Bearer) -> Result<()> {
    forget(tx, &bearer.hash).await
}

/// A place is not there any more.
pub async fn gone(tx: &Tx, id: i64) -> Result<()> {
    push::Entity::delete_by_id(id)
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// The place of a token, by its hash, is called no more.
pub(crate) async fn forget(tx: &Tx, bearer: &str) -> Result<()> {
    push::Entity::delete_many()
        .filter(push::Column::Bearer.eq(bearer))
        .exec(tx.conn().await?)
        .await?;
    Ok(())
}

/// So many notifications are looked at by one statement.
const TOGETHER: usize = 256;

/// Leaves the calls to be made because of some notifications: to the places of their members that want
/// to hear of such a one, by whom it is.
pub(crate) async fn call(tx: &Tx, notices: &[i64]) -> Result<()> {
    for some in notices.chunks(TOGETHER) {
        let ids: Vec<Value> = evenly(some).map(Value::from).collect();
        let words = format!(
            "SELECT s.id, s.endpoint, n.id AS notice FROM notification n \
             JOIN push s ON s.person_id = n.person_id JOIN person p ON p.id = n.person_id \
             JOIN person a ON a.id = n.actor_id WHERE n.id IN ({}) \
             AND s.alerts LIKE '% ' || n.kind || ' %' AND (s.policy = 'all' \
             OR s.policy = 'followed' AND EXISTS (SELECT 1 FROM follow w WHERE w.follower = p.uri \
             AND w.followed = a.uri AND w.state = 'accepted') \
             OR s.policy = 'follower' AND EXISTS (SELECT 1 FROM follow w WHERE w.follower = a.uri \
             AND w.followed = p.uri AND w.state = 'accepted'))",
            vec!["?"; ids.len()].join(", ")
        );
        let asked = statement(tx.core().backend(), &words, ids);
        for row in tx.conn().await?.query_all_raw(asked).await? {
            let endpoint: String = row.try_get("", "endpoint")?;
            tx.enqueue(Job::Call {
                host: address::host_of_uri(&endpoint),
                push: row.try_get("", "id")?,
                notice: row.try_get("", "notice")?,
            });
        }
    }
    Ok(())
}
