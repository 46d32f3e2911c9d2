//! The node, as clients ask for it before anybody signs in.

use axum::Json;
use axum::extract::State;
use palabre_core::peering::{self, Level};
use palabre_core::threads::serving;
use palabre_core::timelines::Tally;
use palabre_core::{access, bulletin};

use super::Answer;
use super::entity::{
    Account, CustomEmoji, DomainBlock, InstanceOne, InstanceTwo, NodeRule, Portrait,
};
use crate::app::App;

/// `GET /api/v1/instance`.
pub(super) async fn one(State(app): State<App>) -> Answer<Json<InstanceOne>> {
    let portrait = portrait(&app).await?;
    Ok(Json(InstanceOne::new(&app, portrait)))
}

/// `GET /api/v2/instance`.
pub(super) async fn two(State(app): State<App>) -> Answer<Json<InstanceTwo>> {
    let portrait = portrait(&app).await?;
    Ok(Json(InstanceTwo::new(&app, portrait)))
}

/// `GET /api/v1/instance/rules`.
pub(super) async fn rules(State(app): State<App>) -> Answer<Json<Vec<NodeRule>>> {
    Ok(Json(node_rules(&app).await?))
}

async fn node_rules(app: &App) -> palabre_core::Result<Vec<NodeRule>> {
    let rules = bulletin::rules(&app.core).await?;
    Ok(rules.iter().map(NodeRule::from).collect())
}

/// `GET /api/v1/custom_emojis`.
pub(super) async fn emojis(State(app): State<App>) -> Answer<Json<Vec<CustomEmoji>>> {
    let all = bulletin::emoji(&app.core).await?;
    Ok(Json(
        all.iter().map(|one| CustomEmoji::of(&app, one)).collect(),
    ))
}

/// `GET /api/v1/instance/peers`: the hosts that this node exchanges with, as its page of the network.
pub(super) async fn peers(State(app): State<App>) -> Answer<Json<Vec<String>>> {
    let mut known = peering::list(&app.core).await?;
    known.retain(|peer| peer.trust() != Level::Block && peer.has_exchanged());
    Ok(Json(known.into_iter().map(|peer| peer.host).collect()))
}

/// `GET /api/v1/instance/domain_blocks`: the hosts that this node does not exchange with, or not freely.
pub(super) async fn blocked(State(app): State<App>) -> Answer<Json<Vec<DomainBlock>>> {
    let known = peering::list(&app.core).await?;
    Ok(Json(known.iter().filter_map(DomainBlock::of).collect()))
}

async fn portrait(app: &App) -> Answer<Portrait> {
    let usage = serving::recent_usage(&app.core).await?;
    let contact = access::first_admin(&app.core).await?;
    Ok(Portrait {
        people: usage.people,
        month: usage.month,
        posts: usage.threads + usage.replies,
        hosts: usage.hosts,
        contact: contact.map(|person| Account::person(app, &person, Tally::default())),
        rules: node_rules(app).await?,
    })
}
