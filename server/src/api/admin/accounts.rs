//! People of this node and of others, as administrators find them, and what is decided about them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use palabre_core::access::{self, Dossier, Role, Standing, Wanted};
use palabre_core::address::Host;
use palabre_core::moderation::{self, By, Sanction};
use palabre_core::people::Person;
use palabre_core::threads::read::Viewer;
use palabre_core::{Error, Refusal, Tx};
use serde_json::{Value, json};

use crate::api::entity::{AdminAccount, role_id};
use crate::api::paging::{self, ADMIN};
use crate::api::params::number;
use crate::api::{Answer, ApiError, Caller, Params, show};
use crate::app::App;

const READ: &str = "admin:read:accounts";
const WRITE: &str = "admin:write:accounts";
/// Those who have a role beside others.
const STAFF: [Role; 2] = [Role::Admin, Role::Moderator];

/// `GET /api/v2/admin/accounts`.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    caller.admin(READ)?;
    let mut wanted = found_by(&params)?;
    match params.some("origin")?.as_deref() {
        None => {}
        Some("local") => wanted.local = Some(true),
        Some("remote") => wanted.local = Some(false),
        Some(_) => return Err(ApiError::field("origin", "is neither local nor remote")),
    }
    if let Some(status) = params.some("status")? {
        let known = STANDINGS.iter().find(|(name, _)| *name == status);
        let (_, standing) = known.ok_or_else(|| ApiError::field("status", "is not known"))?;
        wanted.standings.push(*standing);
    }
    match params.some("permissions")?.as_deref() {
        None => {}
        Some("staff") => wanted.roles = Some(STAFF.to_vec()),
        Some(_) => return Err(ApiError::field("permissions", "is not staff")),
    }
    let ids = params.list("role_ids")?;
    if !ids.is_empty() {
        let named = |role: &Role| ids.iter().any(|id| id == role_id(*role));
        let of = wanted.roles.unwrap_or_else(|| {
            let all = [Role::Admin, Role::Moderator, Role::Member];
            all.to_vec()
        });
        wanted.roles = Some(of.into_iter().filter(named).collect());
    }
    listed(&app, &uri, &params, &wanted).await
}

/// `GET /api/v1/admin/accounts`: each word that is said to be true narrows the list.
pub(in crate::api) async fn list_old(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    caller.admin(READ)?;
    let mut wanted = found_by(&params)?;
    wanted.local = match (params.is("local")?, params.is("remote")?) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    for (name, standing) in STANDINGS {
        if params.is(name)? {
            wanted.standings.push(standing);
        }
    }
    if params.is("staff")? {
        wanted.roles = Some(STAFF.to_vec());
    }
    listed(&app, &uri, &params, &wanted).await
}

const STANDINGS: [(&str, Standing); 6] = [
    ("active", Standing::Active),
    ("pending", Standing::Pending),
    ("disabled", Standing::Disabled),
    ("silenced", Standing::Limited),
    ("suspended", Standing::Suspended),
    ("sensitized", Standing::Sensitized),
];

/// What both lists are narrowed by. No host is called what is none.
fn found_by(params: &Params) -> Answer<Wanted> {
    Ok(Wanted {
        name: params.some("username")?,
        display: params.some("display_name")?,
        email: params.some("email")?,
        host: params.some("by_domain")?.map(|host| {
            let known = Host::parse(&host);
            known.map_or(host, |known| known.to_string())
        }),
        ..Wanted::default()
    })
}

async fn listed(app: &App, uri: &Uri, params: &Params, wanted: &Wanted) -> Answer {
    let page = paging::page(params, ADMIN)?;
    // A node keeps no addresses of those who sign in, and nobody is invited by somebody.
    let found = if params.some("ip")?.is_some() || params.some("invited_by")?.is_some() {
        Vec::new()
    } else {
        access::dossiers(&app.core, wanted, &page).await?
    };
    let links = paging::links(app, uri, &found, |one| one.person.id);
    Ok((links, Json(told(app, found).await?)).into_response())
}

async fn told(app: &App, found: Vec<Dossier>) -> Answer<Vec<AdminAccount>> {
    let ids: Vec<i64> = found.iter().map(|one| one.person.id).collect();
    let viewer = Viewer {
        admin: true,
        ..Viewer::guest()
    };
    let mut accounts = show::people(app, &viewer, &ids).await?.into_iter();
    // They are told in the order of the ids, those who are not there left out.
    let mut next = accounts.next();
    let mut told = Vec::with_capacity(found.len());
    for dossier in found {
        let Some(account) = next.take_if(|next| next.id == dossier.person.id.to_string()) else {
            continue;
        };
        told.push(AdminAccount::of(dossier, account, true));
        next = accounts.next();
    }
    Ok(told)
}

/// `GET /api/v1/admin/accounts/{id}`.
pub(in crate::api) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer<Json<AdminAccount>> {
    caller.admin(READ)?;
    let found = find(&app, &id).await?;
    Ok(Json(alone(&app, found).await?))
}

async fn find(app: &App, id: &str) -> Answer<Dossier> {
    let found = access::dossier(&app.core, number(id)?).await?;
    found.ok_or_else(ApiError::absent)
}

async fn alone(app: &App, found: Dossier) -> Answer<AdminAccount> {
    let told = told(app, vec![found]).await?.pop();
    told.ok_or_else(ApiError::absent)
}

/// `POST /api/v1/admin/accounts/{id}/action`: what is decided closes the reports about them; `none` closes
/// the one that is named.
pub(in crate::api) async fn action(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer<Json<Value>> {
    let admin = caller.admin(WRITE)?;
    let found = find(&app, &id).await?;
    let what = match params.some("type")?.unwrap_or_default().as_str() {
        "none" => None,
        "sensitive" => Some(Sanction::Sensitive),
        "disable" => Some(Sanction::Disable),
        "silence" => Some(Sanction::Limit),
        "suspend" => Some(Sanction::Suspend),
        _ => return Err(ApiError::field("type", "is not an action")),
    };
    let report = match params.some("report_id")? {
        Some(text) => {
            let id = text.parse::<i64>();
            Some(id.map_err(|_| ApiError::field("report_id", "is not an id"))?)
        }
        None => None,
    };
    let by = By::Person {
        person: &admin.person,
        admin: true,
    };
    let mut tx = app.core.begin().await?;
    if let Some(report) = report {
        match moderation::close_report(&tx, by, report).await {
            // It is dealt with, whoever has closed it.
            Ok(()) | Err(Error::Refused(Refusal::AlreadyClosed)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(what) = what {
        let why = params.text("text")?.unwrap_or_default();
        let done = Box::pin(moderation::sanction(&mut tx, by, &found.person, what, &why)).await;
        done.map_err(|error| ApiError::from(error).called("comment", "text"))?;
    }
    tx.commit().await?;
    Ok(Json(json!({})))
}

/// Does something about somebody, and tells how they stand then; those who are gone as they were.
async fn done(
    app: &App,
    caller: &Caller,
    id: &str,
    deed: impl AsyncFnOnce(&mut Tx, By<'_>, &Person) -> palabre_core::Result<()>,
) -> Answer<Json<AdminAccount>> {
    let admin = caller.admin(WRITE)?;
    let found = find(app, id).await?;
    let target = found.person.clone();
    let before = alone(app, found).await?;
    let by = By::Person {
        person: &admin.person,
        admin: true,
    };
    let mut tx = app.core.begin().await?;
    deed(&mut tx, by, &target).await?;
    tx.commit().await?;
    Ok(Json(match access::dossier(&app.core, target.id).await? {
        Some(now) => alone(app, now).await?,
        None => before,
    }))
}

macro_rules! deeds {
    ($($(#[$meta:meta])* $name:ident => $deed:expr),+ $(,)?) => {
        $($(#[$meta])*
        pub(in crate::api) async fn $name(
            State(app): State<App>,
            caller: Caller,
            Path(id): Path<String>,
        ) -> Answer<Json<AdminAccount>> {
            Box::pin(done(&app, &caller, &id, $deed)).await
        })+
    };
}

deeds! {
    /// `POST /api/v1/admin/accounts/{id}/approve`.
    approve => async |tx, by, who| moderation::let_in(tx, by, who).await,
    /// `POST /api/v1/admin/accounts/{id}/reject`.
    reject => async |tx, by, who| moderation::turn_away(tx, by, who).await,
    /// `DELETE /api/v1/admin/accounts/{id}`.
    erase => async |tx, by, who| moderation::erase(tx, by, who).await,
    /// `POST /api/v1/admin/accounts/{id}/enable`.
    enable => async |tx, by, who| moderation::lift(tx, by, who, Sanction::Disable).await,
    /// `POST /api/v1/admin/accounts/{id}/unsensitive`.
    unsensitive => async |tx, by, who| moderation::lift(tx, by, who, Sanction::Sensitive).await,
    /// `POST /api/v1/admin/accounts/{id}/unsilence`.
    unsilence => async |tx, by, who| moderation::lift(tx, by, who, Sanction::Limit).await,
    /// `POST /api/v1/admin/accounts/{id}/unsuspend`.
    unsuspend => async |tx, by, who| moderation::lift(tx, by, who, Sanction::Suspend).await,
}
