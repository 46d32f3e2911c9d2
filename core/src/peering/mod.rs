//! Other hosts, and how far we trust them: allow, limit, block (architecture §6). The states of
//! the twinning handshake have a column of their own.

mod rulings;
mod trust;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::people::Person;
use crate::store::dialect::evenly;
use crate::store::entity::peer;
pub use crate::store::entity::peer::Model as Peer;
use crate::{Core, Millis, Refusal, Result, Tx};
pub use rulings::{REMARK, by_ruling, remark, ruled};
pub(crate) use trust::AtHand;
pub use trust::{Trust, is_suspended, trust};

/// How far a host is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing was said about it.
    None,
    Allow,
    /// Its people's contributions to our forums are held.
    Limit,
    Block,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Allow => "allow",
            Self::Limit => "limit",
            Self::Block => "block",
        }
    }

    /// Whether `other` lets more in than this, on a node of either mode.
    fn rises_to(self, other: Self) -> bool {
        let open = |level| match level {
            Self::Block => 0,
            Self::Limit => 1,
            Self::None | Self::Allow => 2,
        };
        let allowlist = |level| match level {
            Self::Block | Self::None => 0,
            Self::Limit => 1,
            Self::Allow => 2,
        };
        open(other) > open(self) || allowlist(other) > allowlist(self)
    }

    fn from_column(text: &str) -> Self {
        match text {
            "allow" => Self::Allow,
            "limit" => Self::Limit,
            "block" => Self::Block,
            _ => Self::None,
        }
    }
}

/// How what is sent to a host is signed, the more wished for later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12 with RSA, what most servers speak.
    Cavage,
    /// RFC 9421 with RSA.
    Rfc9421,
    /// RFC 9421 with Ed25519.
    Ed25519,
}

/// The signatures that a host is known to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signing {
    pub scheme: Scheme,
    /// Whether its answers have shown it; else somebody's document there says so (FEP-844e).
    pub shown: bool,
}

impl Signing {
    fn to_column(self) -> String {
        let name = match self.scheme {
            Scheme::Cavage => "cavage",
            Scheme::Rfc9421 => "rfc9421",
            Scheme::Ed25519 => "ed25519",
        };
        let said = if self.shown { "" } else { "said:" };
        format!("{said}{name}")
    }

    fn from_column(text: &str) -> Option<Self> {
        let said = text.strip_prefix("said:");
        let scheme = match said.unwrap_or(text) {
            "cavage" => Scheme::Cavage,
            "rfc9421" => Scheme::Rfc9421,
            "ed25519" => Scheme::Ed25519,
            _ => return None,
        };
        let shown = said.is_none();
        Some(Self { scheme, shown })
    }
}

impl Peer {
    /// How far this host is trusted.
    pub fn trust(&self) -> Level {
        Level::from_column(&self.level)
    }

    /// The signatures that this host is known to take.
    pub fn signing(&self) -> Option<Signing> {
        Signing::from_column(self.scheme.as_deref()?)
    }

    /// Whether anything was said of this host here, or has come of it. Of others only a document was
    /// read, which a letter that nobody has signed may have asked for.
    pub fn was_met(&self) -> bool {
        self.trust() != Level::None || self.has_exchanged()
    }

    /// Whether anything came of this host, or went there.
    pub fn has_exchanged(&self) -> bool {
        self.last_in.is_some()
            || self.last_out.is_some()
            || self.clock_offset_s.is_some()
            || self.software.is_some()
            || self.state != "none"
    }
}

/// Whom a node talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Everybody who is not blocked.
    #[default]
    Open,
    /// Only hosts that were allowed.
    Allowlist,
}

/// Whether letters and signed reads of a host are taken at all.
pub fn admits(mode: Mode, level: Level) -> bool {
    match level {
        Level::Block => false,
        Level::Allow => true,
        Level::None | Level::Limit => mode == Mode::Open || level == Level::Limit,
    }
}

/// How far what somebody contributes is trusted whose host is trusted so far.
pub fn level_of(person: &Person, host: Level) -> Level {
    if person.suspended_at.is_some() {
        return Level::Block;
    }
    match host {
        Level::None | Level::Allow if person.limited_at.is_some() => Level::Limit,
        _ => host,
    }
}

/// Every host with a level or a history, by name.
pub async fn list(core: &Core) -> Result<Vec<Peer>> {
    let mut rows = peer::Entity::find()
        .order_by_asc(peer::Column::Host)
        .all(core.reader())
        .await?;
    rows.retain(Peer::was_met);
    Ok(rows)
}

/// What is known of a host.
pub async fn get(core: &Core, host: &str) -> Result<Option<Peer>> {
    Ok(peer::Entity::find_by_id(host.to_owned())
        .one(core.reader())
        .await?)
}

/// How far a host is trusted.
pub async fn level(core: &Core, host: &str) -> Result<Level> {
    Ok(trust(core, host).await?.level)
}

/// How far a host is trusted, inside a write.
pub async fn level_in(tx: &Tx, host: &str) -> Result<Level> {
    let row = if let Some(known) = tx.memo().peers.get(host) {
        known
    } else {
        let found = peer::Entity::find_by_id(host.to_owned())
            .one(tx.conn().await?)
            .await?;
        tx.memo().peers.keep(host.to_owned(), found.clone());
        found
    };
    Ok(row.map_or(Level::None, |peer| peer.trust()))
}

/// Reads together what [`level_in`] will be asked for.
pub(crate) async fn read_ahead(tx: &Tx, hosts: &[String]) -> Result<()> {
    let rows = peer::Entity::find()
        .filter(peer::Column::Host.is_in(evenly(hosts)))
        .all(tx.conn().await?)
        .await?;
    for host in hosts {
        tx.memo().peers.keep(host.clone(), None);
    }
    for row in rows {
        tx.memo().peers.keep(row.host.clone(), Some(row));
    }
    Ok(())
}

/// Sets how far a host is trusted. Limiting and blocking ask for a reason.
pub async fn set_level(tx: &mut Tx, host: &str, level: Level, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if matches!(level, Level::Limit | Level::Block) && reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if host == tx.core().base().host() {
        return Err(Refusal::HostInvalid(host.to_owned()).into());
    }
    raise(tx, host, level).await?;
    let ruling = rulings::of(tx, host, level).await?;
    let mut row = fresh(tx, host);
    row.level = Set(level.as_str().to_owned());
    row.ruling = Set(ruling);
    row.reason = Set((!reason.is_empty()).then(|| reason.to_owned()));
    peer::Entity::insert(row)
        .on_conflict(
            OnConflict::column(peer::Column::Host)
                .update_columns([
                    peer::Column::Level,
                    peer::Column::Reason,
                    peer::Column::Ruling,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    tx.memo().change_trust();
    Ok(())
}

/// Forgets what was said about a host; its history stays, and a host without one goes.
pub async fn remove(tx: &mut Tx, host: &str) -> Result<bool> {
    raise(tx, host, Level::None).await?;
    let never_met = Condition::all()
        .add(peer::Column::LastIn.is_null())
        .add(peer::Column::LastOut.is_null())
        .add(peer::Column::ClockOffsetS.is_null())
        .add(peer::Column::Software.is_null())
        .add(peer::Column::State.eq("none"));
    let gone = peer::Entity::delete_many()
        .filter(peer::Column::Host.eq(host))
        .filter(peer::Column::Level.ne("none"))
        .filter(never_met)
        .exec(tx.conn().await?)
        .await?;
    if gone.rows_affected > 0 {
        tx.memo().change_trust();
        return Ok(true);
    }
    let change = peer::Entity::update_many()
        .col_expr(peer::Column::Level, Expr::value("none"))
        .col_expr(peer::Column::Reason, Expr::value(None::<String>))
        .col_expr(peer::Column::Remark, Expr::value(None::<String>))
        .col_expr(peer::Column::Ruling, Expr::value(None::<i64>))
        .filter(peer::Column::Host.eq(host))
        .filter(peer::Column::Level.ne("none"))
        .exec(tx.conn().await?)
        .await?;
    tx.memo().change_trust();
    Ok(change.rows_affected > 0)
}

/// What was kept out of a host, or held, while it was trusted less has not come: whoever looks for it
/// is told.
async fn raise(tx: &mut Tx, host: &str, level: Level) -> Result<()> {
    if level_in(tx, host).await?.rises_to(level) {
        let host = host.to_owned();
        crate::queue::enqueue_once(tx, crate::Job::Raised { host }).await?;
    }
    Ok(())
}

/// Verified letters have come from some hosts, each named once: their lanes stop waiting.
pub(crate) async fn heard_from(tx: &Tx, hosts: &[String]) -> Result<()> {
    let rows = hosts.iter().map(|host| peer::ActiveModel {
        last_in: Set(Some(tx.now())),
        ..fresh(tx, host)
    });
    touch(tx, rows, peer::Column::LastIn).await?;
    crate::queue::end_wait(tx, hosts).await?;
    Ok(())
}

/// Some hosts, each once and in their order, have taken deliveries of ours.
pub(crate) async fn took_from_us(tx: &Tx, hosts: &[String]) -> Result<()> {
    let rows = hosts.iter().map(|host| peer::ActiveModel {
        last_out: Set(Some(tx.now())),
        ..fresh(tx, host)
    });
    touch(tx, rows, peer::Column::LastOut).await?;
    crate::store::queue::healthy(tx, hosts.iter().map(|host| format!("peer:{host}"))).await
}

/// Remembers by how much a host's clock differs from ours, in seconds.
pub async fn note_clock_offset(tx: &Tx, host: &str, seconds: i64) -> Result<()> {
    let mut row = fresh(tx, host);
    row.clock_offset_s = Set(Some(seconds));
    touch(tx, [row], peer::Column::ClockOffsetS).await
}

/// Remembers which signatures a host takes, as its answers have shown.
pub async fn note_scheme(tx: &Tx, host: &str, scheme: Scheme) -> Result<()> {
    let shown = true;
    note_signing(tx, host, Signing { scheme, shown }).await
}

async fn note_signing(tx: &Tx, host: &str, signing: Signing) -> Result<()> {
    let mut row = fresh(tx, host);
    row.scheme = Set(Some(signing.to_column()));
    touch(tx, [row], peer::Column::Scheme).await?;
    tx.memo().change_trust();
    Ok(())
}

/// Somebody's document says which signatures their host takes (FEP-844e). It counts where the answers
/// of the host have shown nothing, and where no other document has said more.
pub async fn says_it_takes(core: &Core, host: &str, scheme: Scheme) -> Result<()> {
    let nothing_better =
        |known: Option<Signing>| known.is_none_or(|known| !known.shown && known.scheme < scheme);
    if !nothing_better(trust(core, host).await?.signing) {
        return Ok(());
    }
    let tx = core.begin().await?;
    let row = peer::Entity::find_by_id(host.to_owned())
        .one(tx.conn().await?)
        .await?;
    if nothing_better(row.as_ref().and_then(Peer::signing)) {
        let shown = false;
        note_signing(&tx, host, Signing { scheme, shown }).await?;
    }
    tx.commit().await
}

/// Since when a forum's home has been silent, judged from its last verified letter and the
/// oldest thing that waits for it.
pub fn silent(last_in: Option<Millis>, waiting_since: Millis, now: Millis) -> bool {
    const TEN_MINUTES: Millis = 600_000;
    now - last_in.unwrap_or(0).max(waiting_since) >= TEN_MINUTES
}

async fn touch(
    tx: &Tx,
    rows: impl IntoIterator<Item = peer::ActiveModel>,
    column: peer::Column,
) -> Result<()> {
    peer::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(peer::Column::Host)
                .update_column(column)
                .to_owned(),
        )
        .exec_without_returning(tx.conn().await?)
        .await?;
    Ok(())
}

fn fresh(tx: &Tx, host: &str) -> peer::ActiveModel {
    peer::ActiveModel {
        host: Set(host.to_owned()),
        level: Set("none".to_owned()),
        state: Set("none".to_owned()),
        reason: Set(None),
        software: Set(None),
        scheme: Set(None),
        clock_offset_s: Set(None),
        last_in: Set(None),
        last_out: Set(None),
        created_at: Set(tx.now()),
        ruling: Set(None),
        remark: Set(None),
    }
}
