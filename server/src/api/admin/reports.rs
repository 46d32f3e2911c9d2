//! Reports as administrators deal with them, and moderators with those about their salons.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use palabre_core::access::{self, Dossier, Member};
use palabre_core::bulletin::{self, Rule};
use palabre_core::moderation::desk::{self, Named, Wanted};
use palabre_core::moderation::{self, By, Category, Report};
use palabre_core::people::Person;
use palabre_core::threads::Post;
use palabre_core::threads::read::Viewer;
use palabre_core::{Error, Refusal, Tx, people};

use crate::api::entity::{AdminAccount, AdminReport, Involved, NodeRule, Statuses};
use crate::api::paging::{self, ADMIN};
use crate::api::params::number;
use crate::api::reports::rule_ids;
use crate::api::{Answer, ApiError, Caller, Params, show};
use crate::app::App;

const READ: &str = "admin:read:reports";
const WRITE: &str = "admin:write:reports";

/// Who deals with reports.
struct Officer<'c> {
    member: &'c Member,
    /// A moderator's salons, by local id; an administrator deals with all.
    salons: Option<BTreeSet<i64>>,
}

impl<'c> Officer<'c> {
    async fn of(app: &App, caller: &'c Caller, scope: &str) -> Answer<Self> {
        let member = caller.member(scope)?;
        if member.role == "admin" {
            let salons = None;
            return Ok(Self { member, salons });
        }
        let salons = desk::salons_of(&app.core, &member.person).await?;
        if salons.is_empty() {
            return Err(ApiError::forbidden());
        }
        let salons = Some(salons);
        Ok(Self { member, salons })
    }

    fn is_admin(&self) -> bool {
        self.salons.is_none()
    }

    fn by(&self) -> By<'c> {
        By::Person {
            person: &self.member.person,
            admin: self.is_admin(),
        }
    }

    /// Those of the reported posts that are theirs to judge.
    fn posts<'n>(&self, named: &'n Named, report: &Report) -> Vec<&'n Post> {
        named.posts_of(report, self.salons.as_ref())
    }
}

/// `GET /api/v1/admin/reports`.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
) -> Answer {
    let officer = Officer::of(&app, &caller, READ).await?;
    let page = paging::page(&params, ADMIN)?;
    let by = person(&app, &params, "account_id").await?;
    let target = person(&app, &params, "target_account_id").await?;
    let wanted = Wanted {
        closed: params.is("resolved")?,
        by: by.map(|person| person.uri),
        target: target.map(|person| person.uri),
    };
    let salons = officer.salons.as_ref();
    let found = desk::page(&app.core, salons, &wanted, &page).await?;
    let links = paging::links(&app, &uri, &found, |one| one.id);
    let body = told(&app, &officer, &found, |all| Json(all).into_response()).await?;
    Ok((links, body).into_response())
}

/// Somebody whose reports, or those about whom, are asked for.
async fn person(app: &App, params: &Params, name: &'static str) -> Answer<Option<Person>> {
    let Some(text) = params.some(name)? else {
        return Ok(None);
    };
    let id: i64 = text
        .parse()
        .map_err(|_| ApiError::field(name, "is not an id"))?;
    let found = people::by_id(&app.core, id).await?;
    found.map(Some).ok_or_else(ApiError::absent)
}

/// `GET /api/v1/admin/reports/{id}`.
pub(in crate::api) async fn one(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    let officer = Officer::of(&app, &caller, READ).await?;
    alone(&app, &officer, number(&id)?).await
}

async fn find(app: &App, officer: &Officer<'_>, id: i64) -> Answer<Report> {
    let mut found = desk::some(&app.core, officer.salons.as_ref(), &[id]).await?;
    found.pop().ok_or_else(ApiError::absent)
}

async fn alone(app: &App, officer: &Officer<'_>, id: i64) -> Answer {
    let found = find(app, officer, id).await?;
    told(app, officer, &[found], |all| {
        let one = all.into_iter().next();
        one.map_or_else(
            || ApiError::absent().into_response(),
            |one| Json(one).into_response(),
        )
    })
    .await
}

/// `PUT /api/v1/admin/reports/{id}`: its category, and the rules that it is about.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let rules = rule_ids(&params)?;
    let category = match params.some("category")? {
        None if rules.is_empty() => None,
        None => Some(Category::Violation),
        Some(name) => Some(Category::named(&name).ok_or_else(|| {
            ApiError::field("category", "is not spam, legal, violation or other")
        })?),
    };
    let rules = params.has("rule_ids").then_some(rules.as_slice());
    done(&app, &caller, &id, async |tx, by, id| match category {
        Some(category) => desk::sort(tx, by, id, category, rules).await,
        None => Ok(()),
    })
    .await
}

/// `POST /api/v1/admin/reports/{id}/assign_to_self` and `unassign`.
pub(in crate::api) async fn assign<const YES: bool>(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    done(&app, &caller, &id, async |tx, by, id| {
        desk::assign(tx, by, id, YES).await
    })
    .await
}

/// `POST /api/v1/admin/reports/{id}/resolve`.
pub(in crate::api) async fn resolve(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    done(&app, &caller, &id, async |tx, by, id| {
        match moderation::close_report(tx, by, id).await {
            // Whoever has closed it stays who it was.
            Err(Error::Refused(Refusal::AlreadyClosed)) => Ok(()),
            other => other,
        }
    })
    .await
}

/// `POST /api/v1/admin/reports/{id}/reopen`.
pub(in crate::api) async fn reopen(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    done(&app, &caller, &id, async |tx, by, id| {
        desk::reopen(tx, by, id).await
    })
    .await
}

async fn done(
    app: &App,
    caller: &Caller,
    id: &str,
    deed: impl AsyncFnOnce(&Tx, By<'_>, i64) -> palabre_core::Result<()>,
) -> Answer {
    let officer = Officer::of(app, caller, WRITE).await?;
    let id = find(app, &officer, number(id)?).await?.id;
    let tx = app.core.begin().await?;
    deed(&tx, officer.by(), id).await?;
    tx.commit().await?;
    alone(app, &officer, id).await
}

/// Some reports with everybody and everything that they name.
async fn told(
    app: &App,
    officer: &Officer<'_>,
    found: &[Report],
    then: impl FnOnce(Vec<AdminReport<'_>>) -> Response,
) -> Answer {
    let named = desk::named(&app.core, found).await?;
    let posts: BTreeSet<i64> = found
        .iter()
        .flat_map(|one| officer.posts(&named, one))
        .map(|post| post.id)
        .collect();
    let posts: Vec<i64> = posts.into_iter().collect();
    let mut people: BTreeSet<i64> = named.people.values().map(|one| one.id).collect();
    people.extend(named.posts.values().map(|post| post.author_id));
    let people: Vec<i64> = people.into_iter().collect();
    let dossiers = access::dossiers_of(&app.core, &people).await?;
    let dossiers: HashMap<i64, Dossier> = dossiers
        .into_iter()
        .map(|one| (one.person.id, one))
        .collect();
    let viewer = Viewer::from(officer.member);
    let rules = bulletin::all_rules(&app.core).await?;
    show::with_people(app, &viewer, &posts, &people, |all| {
        let desk = Desk {
            officer,
            named: &named,
            dossiers: &dossiers,
            rules: &rules,
            all,
        };
        Ok(then(found.iter().map(|one| desk.report(one)).collect()))
    })
    .await
}

/// Everything that reports are told with.
struct Desk<'d, 'a> {
    officer: &'d Officer<'d>,
    named: &'d Named,
    dossiers: &'d HashMap<i64, Dossier>,
    rules: &'d [Rule],
    all: &'d Statuses<'a>,
}

impl<'a> Desk<'_, 'a> {
    fn report(&self, report: &Report) -> AdminReport<'a> {
        let by_uri = |uri: &String| {
            let person = self.named.people.get(uri)?;
            self.person(person.id)
        };
        let posts = self.officer.posts(self.named, report);
        let involved = Involved {
            reporter: by_uri(&report.actor),
            target: self.target(report),
            assigned: report.assigned_to.as_ref().and_then(by_uri),
            closer: report.closed_by.as_ref().and_then(by_uri),
        };
        let statuses = posts.iter().filter_map(|post| self.all.post(post.id));
        let named = |rule: &&Rule| report.rules().any(|id| id == rule.id);
        let rules = self.rules.iter().filter(named).map(NodeRule::from);
        AdminReport::of(report, involved, statuses.collect(), rules.collect())
    }

    fn target(&self, report: &Report) -> Option<AdminAccount> {
        let salons = self.officer.salons.as_ref();
        self.person(self.named.target_of(report, salons)?)
    }

    fn person(&self, id: i64) -> Option<AdminAccount> {
        let account = self.all.accounts.get(&id)?.clone();
        let dossier = self.dossiers.get(&id)?.clone();
        Some(AdminAccount::of(dossier, account, self.officer.is_admin()))
    }
}
