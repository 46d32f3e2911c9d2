//! `/regles`: the rules that hold on the node.

use axum::extract::State;
use palabre_core::bulletin;

use super::view::RulesPage;
use super::{render, shell};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::visitor::Visitor;
use crate::i18n;

pub(crate) async fn page(State(app): State<App>, visitor: Visitor) -> Answer {
    let rules = bulletin::rules(&app.core).await?;
    render(&RulesPage {
        shell: shell(&app, &visitor, i18n::t(visitor.lang, "rules")),
        rules: rules.into_iter().map(|one| (one.text, one.hint)).collect(),
    })
}
