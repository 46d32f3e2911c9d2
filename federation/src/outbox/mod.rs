//! Letters out: the bytes of a delivery are joined when it is sent, signed for its host, and what
//! the peer answers decides what becomes of it (ledger §9).

mod deliver;
mod envelope;
pub(crate) mod joined;

use palabre_core::address::host_of_uri;
use palabre_core::{Deed, Result, forums, queue};

use crate::Federation;

pub(crate) use deliver::{deliver_lane, first_due};
pub(crate) use envelope::Envelopes;

/// Tells the hosts that follow us, or that we follow, that this node is back: all of them, or the
/// one that this node lets in again.
pub(crate) async fn arrive(fed: &Federation, at: Option<&str>) -> Result<()> {
    let mut inboxes = forums::neighbours(fed.core()).await?;
    inboxes.retain(|inbox| at.is_none_or(|host| host_of_uri(inbox) == host));
    if inboxes.is_empty() {
        return Ok(());
    }
    let mut tx = fed.core().begin().await?;
    let actor = fed.core().base().actor();
    let id = tx.id(tx.now());
    let deed = Deed::Arrive {
        id: fed.core().base().node_activity(id),
        at: tx.now(),
    };
    let dispatch = forums::dispatch(&tx, id, &actor, &deed).await?;
    // What has failed while this node was away says nothing about now.
    let hosts = inboxes.iter().map(|inbox| host_of_uri(inbox));
    queue::end_wait(&tx, &hosts.collect::<Vec<_>>()).await?;
    for inbox in inboxes {
        forums::letter_to(&mut tx, &inbox, &actor, dispatch, &actor);
    }
    tx.commit().await
}
