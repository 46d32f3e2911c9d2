//! What people and moderators do, with a scribe that signs nothing.

mod deeds;
mod moderating;
mod notes;
mod reading;
mod seeing;

use crate::store::testing::{HOST, done};
use crate::{Body, Core, Job, queue, threads};
use threads::{Draft, Post};

async fn draft(core: &Core, text: &str, title: Option<&str>) -> Draft {
    threads::draft(core, text, title, "fr")
        .await
        .expect("a draft")
}

async fn again(core: &Core, post: &Post) -> Post {
    threads::post(core, post.id)
        .await
        .expect("read")
        .expect("a post")
}

/// (inbox, signer, what) of every delivery that waits for a host.
async fn sent(core: &Core, host: &str) -> Vec<(String, String, Body)> {
    let lane = format!("peer:{host}");
    let work = queue::due(core, &lane, &[], 1_000).await.expect("due");
    work.into_iter()
        .filter_map(|one| match one.job {
            Job::Deliver {
                inbox,
                signer,
                body,
                ..
            } => Some((inbox, signer, body)),
            _ => None,
        })
        .collect()
}

fn ours(path: &str) -> String {
    format!("https://{HOST}/ap/{path}")
}
