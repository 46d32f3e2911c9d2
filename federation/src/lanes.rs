//! What a lane holds decides how it is worked: letters are opened in batches, deliveries go out
//! side by side, fetches go one by one.

use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};
use palabre_core::ledger::{self, Standing};
use palabre_core::queue::{self, After, Report, Work};
use palabre_core::threads::Announce;
use palabre_core::{Audience, CALLS, Error, Job, PUBLISHED, Refusal, Result, polls};

use crate::{Federation, fetch, inbox, outbox};

/// How a job is done.
pub type Deed<'d> = dyn Fn(Job) -> BoxFuture<'static, Result<()>> + Send + Sync + 'd;

/// Letters opened in one commit.
const LETTERS: u64 = 64;
/// A fetch that fails is tried this often before it is given up.
const TRIES: i64 = 12;

/// Does everything that is due in a lane, then lets go of it; answers what is known of it then.
pub(crate) async fn work(fed: &Federation, lane: &str, due: Option<Vec<Work>>) -> After {
    let released = if lane.starts_with("peer:") {
        outbox::deliver_lane(fed, lane, due).await
    } else if lane.starts_with("from:") {
        open_lane(fed, lane).await
    } else {
        let deed = |job| {
            let fed = fed.clone();
            async move { do_one(&fed, &job).await }.boxed()
        };
        one_by_one(fed, lane, &deed).await;
        None
    };
    if let Some(after) = released {
        return after;
    }
    let lane = lane.to_owned();
    fed.clerk().report_all(vec![Report::Release { lane }]).await
}

/// Where the lane was let go of, in the commit of its last letters, answers what is known of it.
async fn open_lane(fed: &Federation, lane: &str) -> Option<After> {
    loop {
        let works = match queue::due(fed.core(), lane, &[], LETTERS).await {
            Ok(works) if works.is_empty() => return None,
            Ok(works) => works,
            Err(error) => {
                tracing::error!(%error, lane, "the lane cannot be read");
                return None;
            }
        };
        let last = (works.len() as u64) < LETTERS;
        match inbox::open_all(fed, &works, last.then_some(lane), false).await {
            Ok(Some(after)) if last => return Some(after),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, lane, "letters could not be opened together");
                if !open_each(fed, lane, &works).await {
                    return None;
                }
            }
        }
    }
}

/// One bad letter must not keep the others shut: each gets a commit of its own, and the one that
/// fails is put aside with its words. Answers whether the lane may go on.
async fn open_each(fed: &Federation, lane: &str, batch: &[Work]) -> bool {
    for work in batch {
        let Err(error) = inbox::open_all(fed, std::slice::from_ref(work), None, true).await else {
            continue;
        };
        let words = error.to_string();
        let passing = matches!(error, Error::Refused(Refusal::DiskFull)) || work.attempts < 3;
        let (id, lane) = (work.id, lane.to_owned());
        let report = if passing {
            Report::Wait {
                lane,
                id,
                words,
                after: None,
            }
        } else {
            Report::Refused { id, words }
        };
        fed.clerk().report(report).await;
        if passing {
            return false;
        }
    }
    true
}

/// Does what is due in a lane one after the other, as `deed` does it, then lets go of the lane.
pub(crate) async fn work_by(fed: &Federation, lane: &str, deed: &Deed<'_>) -> After {
    one_by_one(fed, lane, deed).await;
    let lane = lane.to_owned();
    fed.clerk().report_all(vec![Report::Release { lane }]).await
}

async fn one_by_one(fed: &Federation, lane: &str, deed: &Deed<'_>) {
    loop {
        let works = match queue::due(fed.core(), lane, &[], 1).await {
            Ok(works) => works,
            Err(error) => {
                tracing::error!(%error, lane, "the lane cannot be read");
                return;
            }
        };
        let Some(work) = works.into_iter().next() else {
            return;
        };
        let report = match deed(work.job.clone()).await {
            Ok(()) => Report::Done {
                id: work.id,
                took: None,
            },
            Err(Error::Refused(refusal)) => Report::Refused {
                id: work.id,
                words: refusal.to_string(),
            },
            Err(fault) if work.attempts >= TRIES && gives_up(lane) => Report::Refused {
                id: work.id,
                words: fault.to_string(),
            },
            Err(fault) => Report::Wait {
                lane: lane.to_owned(),
                id: work.id,
                words: fault.to_string(),
                after: None,
            },
        };
        let waits = matches!(report, Report::Wait { .. });
        fed.clerk().report(report).await;
        if waits {
            return;
        }
    }
}

/// Whether what cannot be done in a lane is set aside one day. A client that is called waits for its
/// service, and what a member has written is not lost.
fn gives_up(lane: &str) -> bool {
    !lane.starts_with(CALLS) && !lane.starts_with(PUBLISHED)
}

/// How each job is done. Each is made where it is called, so that none takes the room of all.
fn do_one<'j>(fed: &'j Federation, job: &'j Job) -> BoxFuture<'j, Result<()>> {
    match job {
        Job::FetchForum { forum, .. } => fetch::newest_threads(fed, forum).boxed(),
        Job::FetchThread { uri, forum, .. } => fetch::thread(fed, uri, forum.as_deref()).boxed(),
        Job::FetchBoosted {
            uri,
            by,
            activity,
            few,
            at,
            ..
        } => {
            let audience = if *few {
                Audience::Followers
            } else {
                Audience::Public
            };
            let announce = Announce {
                activity,
                audience,
                at: *at,
            };
            fetch::boosted(fed, uri, by, announce).boxed()
        }
        Job::FetchHistory {
            page,
            forum,
            context,
            parts,
            ..
        } => fetch::rest_of_history(fed, page, forum, context.as_deref(), *parts).boxed(),
        Job::Compare { forum, .. } => fetch::compare::forum(fed, forum).boxed(),
        Job::Daily { forum } => fetch::compare::daily(fed, forum).boxed(),
        Job::Raised { host } => fetch::compare::raised(fed, host).boxed(),
        Job::Confirm { rid, live, .. } => fetch::confirm(fed, rid, *live).boxed(),
        Job::FetchPoll { post, .. } => fetch::poll(fed, *post).boxed(),
        Job::FetchQuote { post, .. } => fetch::quote(fed, *post).boxed(),
        Job::TellPoll { post } => told(fed, *post).boxed(),
        Job::ClosePoll { post } => closed(fed, *post).boxed(),
        Job::Due { rid, then } => due(fed, rid, then).boxed(),
        Job::Open { .. }
        | Job::Deliver { .. }
        | Job::Call { .. }
        | Job::Publish { .. }
        | Job::Process { .. }
        | Job::Discard { .. } => ready(Err(
            Refusal::ActivityRefused("a job in the wrong lane").into()
        ))
        .boxed(),
    }
}

/// Those who have voted are told what was counted.
async fn told(fed: &Federation, post: i64) -> Result<()> {
    let mut tx = fed.core().begin().await?;
    polls::tell(&mut tx, post).await?;
    tx.commit().await
}

/// A poll has come to its end.
async fn closed(fed: &Federation, post: i64) -> Result<()> {
    let mut tx = fed.core().begin().await?;
    polls::close(&mut tx, post).await?;
    tx.commit().await
}

/// A record that was dated ahead counts now.
async fn due(fed: &Federation, rid: &str, then: &str) -> Result<()> {
    let Some(rid) = ledger::rid_of_hex(rid) else {
        return Ok(());
    };
    let standing = Standing::from_column(then);
    let mut tx = fed.core().begin().await?;
    ledger::set_standing(&mut tx, &rid, standing, None).await?;
    palabre_core::threads::publish_record(&mut tx, &rid).await?;
    tx.commit().await
}
