//! What members report to moderators.

use axum::Json;
use axum::extract::State;
use palabre_core::moderation::{self, Category, NewReport};
use palabre_core::threads::read;

use super::accounts::{account, find};
use super::entity::Report;
use super::error::ApiError;
use super::statuses::place;
use super::{Answer, Caller, Params, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// `POST /api/v1/reports`: somebody, with contributions of theirs.
pub(super) async fn make(
    State(app): State<App>,
    caller: Caller,
    params: Params,
) -> Answer<Json<Report>> {
    let (person, viewer) = caller.acting("write:reports")?;
    let target = params.some("account_id")?.unwrap_or_default();
    let target = find(&app, &viewer, &target).await?;
    let rules = rule_ids(&params)?;
    let category = match params.some("category")? {
        None if !rules.is_empty() => Category::Violation,
        None => Category::default(),
        Some(name) => Category::named(&name)
            .ok_or_else(|| ApiError::field("category", "is not spam, legal, violation or other"))?,
    };
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    let mut posts = Vec::new();
    let named = params.list("status_ids")?;
    for id in named.iter().take(moderation::REPORTED + 1) {
        let entry = show::entry(&app, &viewer, place(id)?).await?;
        posts.push(read::post(&app.core, entry.post, &viewer).await?.0.post);
    }
    let new = NewReport {
        target: &target.person,
        posts: &posts,
        comment: &params.some("comment")?.unwrap_or_default(),
        category,
        rules: &rules,
        forward: params.is("forward")?,
    };
    let mut tx = app.core.begin().await?;
    let kept = moderation::report(&mut tx, person, &new).await?;
    tx.commit().await?;
    let account = account(&app, &target).await?;
    Ok(Json(Report::new(&kept, account, &posts)))
}

/// The rules that a report is about, by their numbers.
pub(super) fn rule_ids(params: &Params) -> Result<Vec<i64>, ApiError> {
    let ids = params.list("rule_ids")?;
    let ids = ids.iter().filter(|id| !id.is_empty()).map(|id| id.parse());
    let ids = ids.collect::<Result<_, _>>();
    ids.map_err(|_| ApiError::field("rule_ids", "are not ids"))
}
