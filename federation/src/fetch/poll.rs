//! What was counted of a poll, as its home says now.

use palabre_core::{Result, polls, threads};

use super::{document, failed};
use crate::Federation;
use crate::wire::read::Object;

/// Asks the home of a poll what was counted. The words of its post stay what they are: an edit is told
/// by its author.
pub(crate) async fn poll(fed: &Federation, post: i64) -> Result<()> {
    let Some(post) = threads::post(fed.core(), post).await? else {
        return Ok(());
    };
    let document = document(fed, &post.uri).await.map_err(failed)?;
    let Ok(object) = Object::read(&document) else {
        return Ok(());
    };
    let question = crate::scribe::question(&object).filter(|_| object.id == post.uri);
    let (Some(question), Some(author)) = (question, object.attributed_to) else {
        return Ok(());
    };
    let mut tx = fed.core().begin().await?;
    polls::receive_counts(&mut tx, &post, author, &question).await?;
    tx.commit().await
}
