//! Those who have asked to follow a member, and the answer.

use axum::extract::{Path, State};
use palabre_core::page::Page;
use palabre_core::{Refusal, forums, people};

use super::view::account::RequestsPage;
use super::{personal, place, see_other, sign_in_first};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::sent::Sent;
use crate::http::visitor::Visitor;
use crate::i18n;

/// Requests on the page: the others stand on it once these are answered.
const SHOWN: u64 = 50;

pub(crate) async fn page(State(app): State<App>, visitor: Visitor) -> Answer {
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    let lines = forums::request_page(&app.core, &person.uri, &Page::first(SHOWN)).await?;
    let ids: Vec<i64> = lines.iter().map(|(_, one)| *one).collect();
    let mut rows = people::by_ids(&app.core, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let row = |person: people::Person| (person.id, App::handle(&person), person.display);
    let shell = super::shell(&app, &visitor, i18n::t(visitor.lang, "requests-title"));
    let page = RequestsPage {
        shell,
        rows: rows.into_iter().map(row).collect(),
    };
    personal(&app, &visitor, &page)
}

pub(crate) async fn answer<const YES: bool>(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let person = sent.member(&visitor)?;
    let follower = people::by_id(&app.core, place::id(&id)?).await?;
    let follower = follower.ok_or(Refusal::NoSuchPerson(id))?;
    let mut tx = app.core.begin().await?;
    if YES {
        forums::authorize(&mut tx, person, &follower).await?;
    } else {
        forums::decline(&mut tx, person, &follower).await?;
    }
    tx.commit().await?;
    Ok(see_other("/moi/demandes"))
}
