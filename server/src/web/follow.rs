//! Following a salon: of this node by its button, of another chapter by its address.

use axum::extract::{Path, Query, State};
use palabre_core::forums::{self, Forum};
use palabre_core::people::Person;
use palabre_core::{Error, Refusal};
use serde::Deserialize;

use super::view::{FollowedPage, FormPage};
use super::{again, errors, form, form_shell, place, render, see_other, show, sign_in_first};
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::sent::Sent;
use crate::http::throttle::Deed;
use crate::http::visitor::Visitor;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    adresse: String,
}

pub(crate) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Query(typed): Query<Address>,
) -> Answer {
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let shell = form_shell(&app, &visitor, None);
    form(
        &app,
        &visitor,
        &FormPage::follow(shell, &typed.adresse, Vec::new()),
    )
}

pub(crate) async fn by_address(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let address = sent.get("address").trim();
    let deed = async {
        let person = sent.member(&visitor)?;
        if address.is_empty() || address.len() > 500 {
            return Err(Failure::from(Refusal::AddressInvalid(String::new())));
        }
        app.limiter.check(Deed::Lookup(person.id), visitor.client)?;
        let forum = find(&app, address).await?;
        follow(&app, person, &forum).await?;
        Ok(forum)
    };
    match deed.await {
        Ok(forum) => Ok(see_other(&format!("/salons/{}/suivi", App::salon(&forum)))),
        // Here what is not found was typed wrong, and is not a page that is absent.
        Err(failure) if !failure.broke() => {
            let shell = form_shell(&app, &visitor, sent.once());
            let page = FormPage::follow(shell, address, errors(&failure, visitor.lang));
            again(&app, &visitor, &failure, &page)
        }
        Err(failure) => Err(failure),
    }
}

pub(crate) async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
    sent: Sent,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    follow(&app, sent.member(&visitor)?, &forum).await?;
    Ok(see_other(&format!("/salons/{}/suivi", App::salon(&forum))))
}

pub(crate) async fn stop(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
    sent: Sent,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let person = sent.member(&visitor)?;
    let mut tx = app.core.begin().await?;
    forums::unfollow(&mut tx, person, &forum.uri, forum.delivery_inbox()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/salons/{}", App::salon(&forum))))
}

pub(crate) async fn done(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    let state = forums::is_following(&app.core, &person.uri, &forum.uri).await?;
    let Some(state) = state else {
        return Ok(see_other(&format!("/salons/{}", App::salon(&forum))));
    };
    let accepted = state == "accepted";
    let key = if accepted {
        "followed-title"
    } else {
        "following-title"
    };
    render(&FollowedPage {
        shell: super::shell(&app, &visitor, crate::i18n::t(visitor.lang, key)),
        forum: show::forum(&forum),
        address: forum.handle(),
        accepted,
    })
}

/// A salon by its address. What breaks on the way to its home is not this node's fault.
async fn find(app: &App, address: &str) -> Answer<Forum> {
    match app.federation.find_forum(address).await {
        Ok(forum) => Ok(forum),
        Err(Error::Refused(Refusal::NoSuchPerson(_) | Refusal::NothingThere(_))) => {
            Err(Refusal::NoSuchForum(address.to_owned()).into())
        }
        Err(Error::Refused(refusal)) => Err(refusal.into()),
        Err(Error::Fault(fault)) => {
            tracing::warn!(address, %fault, "a salon could not be asked for");
            Err(Failure::unreachable())
        }
    }
}

async fn follow(app: &App, person: &Person, forum: &Forum) -> Answer<()> {
    let mut tx = app.core.begin().await?;
    forums::follow(&mut tx, person, &forum.uri, forum.delivery_inbox()).await?;
    tx.commit().await?;
    Ok(())
}
