//! What is said of hosts: the levels of `palabre peer`, in the words of the API.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use palabre_core::address::Host;
use palabre_core::moderation::{By, REASON, hosts};
use palabre_core::peering::{self, Level, Peer};
use palabre_core::{Refusal, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use crate::api::deed::done;
use crate::api::entity::{AdminDomainAllow, AdminDomainBlock};
use crate::api::error::BLANK;
use crate::api::paging::{self, ADMIN};
use crate::api::params::number;
use crate::api::{Answer, ApiError, Caller, Params};
use crate::app::App;
use crate::http::answer::Failure;

const READ_BLOCKS: &str = "admin:read:domain_blocks";
const WRITE_BLOCKS: &str = "admin:write:domain_blocks";
const READ_ALLOWS: &str = "admin:read:domain_allows";
const WRITE_ALLOWS: &str = "admin:write:domain_allows";
/// The levels of a host that is kept out, or whose people are read first.
const KEPT_OUT: [Level; 2] = [Level::Limit, Level::Block];
const LET_IN: [Level; 1] = [Level::Allow];

/// `GET /api/v1/admin/domain_blocks`.
pub(in crate::api) async fn blocks(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    caller.admin(READ_BLOCKS)?;
    listed(&app, &uri, &params, &KEPT_OUT, AdminDomainBlock::of).await
}

/// `GET /api/v1/admin/domain_allows`.
pub(in crate::api) async fn allows(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    caller.admin(READ_ALLOWS)?;
    listed(&app, &uri, &params, &LET_IN, AdminDomainAllow::of).await
}

async fn listed<T: Serialize>(
    app: &App,
    uri: &Uri,
    params: &Params,
    levels: &[Level],
    told: impl Fn(&Peer) -> Option<T>,
) -> Answer {
    let page = paging::page(params, ADMIN)?;
    let found = peering::ruled(&app.core, levels, &page).await?;
    let links = paging::links(app, uri, &found, |peer| peer.ruling.unwrap_or_default());
    let told: Vec<T> = found.iter().filter_map(told).collect();
    Ok((links, Json(told)).into_response())
}

/// `GET /api/v1/admin/domain_blocks/{id}`.
pub(in crate::api) async fn one_block(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<AdminDomainBlock>> {
    caller.admin(READ_BLOCKS)?;
    shown(&find(&app, &id, &KEPT_OUT).await?, AdminDomainBlock::of)
}

/// `GET /api/v1/admin/domain_allows/{id}`.
pub(in crate::api) async fn one_allow(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<AdminDomainAllow>> {
    caller.admin(READ_ALLOWS)?;
    shown(&find(&app, &id, &LET_IN).await?, AdminDomainAllow::of)
}

async fn find(app: &App, id: &str, levels: &[Level]) -> Answer<Peer> {
    let found = peering::by_ruling(&app.core, number(id)?, levels).await?;
    found.ok_or_else(ApiError::absent)
}

fn shown<T>(peer: &Peer, told: impl Fn(&Peer) -> Option<T>) -> Answer<Json<T>> {
    told(peer).map(Json).ok_or_else(ApiError::absent)
}

async fn named<T>(app: &App, host: &str, told: impl Fn(&Peer) -> Option<T>) -> Answer<Json<T>> {
    let peer = peering::get(&app.core, host).await?;
    shown(&peer.ok_or_else(ApiError::absent)?, told)
}

/// `POST /api/v1/admin/domain_blocks`. A host that is kept out as much already stays as it is.
pub(in crate::api) async fn block(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer {
    let by = by(&caller, WRITE_BLOCKS)?;
    let host = host(&app, &params)?;
    let said = Said::read(&params, Level::Limit)?;
    let before = peering::get(&app.core, &host).await?;
    let stands = before.filter(|peer| peer.trust() == Level::Block || peer.trust() == said.level);
    if let Some(stands) = stands {
        return Ok(stands_already(&stands));
    }
    set(&app, by, &host, &said).await?;
    let told = named(&app, &host, AdminDomainBlock::of).await?;
    Ok(told.into_response())
}

fn stands_already(peer: &Peer) -> Response {
    let body = json!({
        "error": format!("You have already imposed stricter limits on {}.", peer.host),
        "existing_domain_block": AdminDomainBlock::of(peer),
    });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}

/// `PUT /api/v1/admin/domain_blocks/{id}`: what is not said stays.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<AdminDomainBlock>> {
    let by = by(&caller, WRITE_BLOCKS)?;
    let peer = find(&app, &id, &KEPT_OUT).await?;
    let mut said = Said::read(&params, peer.trust())?;
    said.public = said.public.or(peer.reason);
    said.private = said.private.or(peer.remark);
    set(&app, by, &peer.host, &said).await?;
    named(&app, &peer.host, AdminDomainBlock::of).await
}

/// `DELETE /api/v1/admin/domain_blocks/{id}`.
pub(in crate::api) async fn unblock(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let by = by(&caller, WRITE_BLOCKS)?;
    forgotten(&app, by, &find(&app, &id, &KEPT_OUT).await?).await
}

/// `POST /api/v1/admin/domain_allows`. A host has one level: one that was kept out is so no longer.
pub(in crate::api) async fn allow(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<AdminDomainAllow>> {
    let by = by(&caller, WRITE_ALLOWS)?;
    let host = host(&app, &params)?;
    let before = peering::level(&app.core, &host).await?;
    if before != Level::Allow {
        let said = Said {
            level: Level::Allow,
            public: None,
            private: None,
        };
        set(&app, by, &host, &said).await?;
    }
    named(&app, &host, AdminDomainAllow::of).await
}

/// `DELETE /api/v1/admin/domain_allows/{id}`.
pub(in crate::api) async fn disallow(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<Value>> {
    let by = by(&caller, WRITE_ALLOWS)?;
    forgotten(&app, by, &find(&app, &id, &LET_IN).await?).await
}

/// Who decides.
fn by<'c>(caller: &'c Caller, scope: &str) -> Answer<By<'c>> {
    let person = &caller.admin(scope)?.person;
    let admin = true;
    Ok(By::Person { person, admin })
}

async fn forgotten(app: &App, by: By<'_>, peer: &Peer) -> Answer<Json<Value>> {
    done(app, async |tx| {
        hosts::forget(tx, by, &peer.host).await.map(drop)
    })
    .await
}

/// What is said of a host.
struct Said {
    level: Level,
    /// Everybody reads it on `/reseau`.
    public: Option<String>,
    private: Option<String>,
}

impl Said {
    /// What a client says; a level that is not said is `usual`. What this node does not do is refused by
    /// its name.
    fn read(params: &Params, usual: Level) -> Answer<Self> {
        let level = match params.some("severity")?.as_deref() {
            None => usual,
            Some("silence") => Level::Limit,
            Some("suspend") => Level::Block,
            Some("noop") => return Err(ApiError::field("severity", "would do nothing here")),
            Some(_) => return Err(ApiError::field("severity", "is not silence or suspend")),
        };
        for name in ["reject_media", "reject_reports"] {
            if params.is(name)? && level != Level::Block {
                return Err(ApiError::field(name, "goes with severity suspend alone"));
            }
        }
        if params.is("obfuscate")? {
            let wrong = "is not done: everybody reads which hosts are kept out";
            return Err(ApiError::field("obfuscate", wrong));
        }
        Ok(Self {
            level,
            public: params.text("public_comment")?,
            private: params.text("private_comment")?,
        })
    }
}

/// A host as it stands in addresses.
fn host(app: &App, params: &Params) -> Answer<String> {
    let text = params.some("domain")?;
    let text = text.ok_or_else(|| ApiError::field("domain", BLANK))?;
    let secure = app.core.base().origin().starts_with("https:");
    let host = Host::parse_for(text.trim(), secure);
    let host = host.map_err(|_| ApiError::field("domain", "is not a host"))?;
    Ok(host.to_string())
}

async fn set(app: &App, by: By<'_>, host: &str, said: &Said) -> Answer<()> {
    let reason = said.public.as_deref().unwrap_or_default();
    let chars = reason.chars().count();
    if chars > REASON {
        let limit = REASON;
        return Err(wrong(
            "public_comment",
            Refusal::ReasonTooLong { chars, limit },
        ));
    }
    let mut tx = app.core.begin().await?;
    written(&mut tx, by, host, said, reason).await?;
    tx.commit().await?;
    Ok(())
}

async fn written(tx: &mut Tx, by: By<'_>, host: &str, said: &Said, reason: &str) -> Answer<()> {
    let set = hosts::rule(tx, by, host, said.level, reason).await;
    set.map_err(|error| match error {
        palabre_core::Error::Refused(Refusal::ReasonMissing) => {
            wrong("public_comment", Refusal::ReasonMissing)
        }
        other => other.into(),
    })?;
    let private = said.private.as_deref().unwrap_or_default();
    let noted = peering::remark(tx, host, private).await;
    noted.map_err(|error| ApiError::from(error).called("comment", "private_comment"))
}

fn wrong(field: &'static str, refusal: Refusal) -> ApiError {
    ApiError::wrong(field, Failure::from(refusal))
}
