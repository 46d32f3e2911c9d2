//! Deeds that are one write, which is kept before a client is answered.

use axum::Json;
use palabre_core::Tx;
use palabre_core::people::Person;
use serde_json::{Value, json};

use super::{Answer, Caller};
use crate::app::App;
use crate::http::throttle::Deed;

/// Does something of which a client hears only that it is done.
pub(super) async fn done(
    app: &App,
    deed: impl AsyncFnOnce(&mut Tx) -> palabre_core::Result<()>,
) -> Answer<Json<Value>> {
    kept(app, deed).await?;
    Ok(Json(json!({})))
}

/// Does something that counts among what a member contributes, and answers what came of it.
pub(super) async fn counted<T>(
    app: &App,
    caller: &Caller,
    person: &Person,
    deed: impl AsyncFnOnce(&mut Tx) -> palabre_core::Result<T>,
) -> Answer<T> {
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    kept(app, deed).await
}

async fn kept<T>(
    app: &App,
    deed: impl AsyncFnOnce(&mut Tx) -> palabre_core::Result<T>,
) -> Answer<T> {
    let mut tx = app.core.begin().await?;
    let told = deed(&mut tx).await?;
    tx.commit().await?;
    Ok(told)
}
