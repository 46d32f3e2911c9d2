//! Where the source of the running program is to be had (AGPL-3.0 §13).

use axum::extract::State;

use super::view::SourcePage;
use super::{render, shell};
use crate::app::App;
use crate::http::answer::Answer;
use crate::http::visitor::Visitor;
use crate::i18n;

pub(crate) async fn page(State(app): State<App>, visitor: Visitor) -> Answer {
    render(&SourcePage {
        shell: shell(&app, &visitor, i18n::t(visitor.lang, "source")),
        version: env!("CARGO_PKG_VERSION"),
    })
}
