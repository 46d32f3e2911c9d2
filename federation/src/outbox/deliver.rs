//! The lane of one host: up to eight deliveries under way, never two of one thread or one follow;
//! what the peer answers decides (ledger §9).

use std::collections::HashSet;

use futures::stream::{FuturesUnordered, StreamExt};
use http::{HeaderMap, Method, StatusCode, header};
use palabre_core::queue::{self, Report, Work};
use palabre_core::{Body, Job, Millis, forums, peering};
use url::Url;

use super::envelope::Envelope;
use crate::Federation;
use crate::client::FetchError;
use crate::proof::http_signature::{Secret, sign_cavage, sign_rfc9421};

const UNDER_WAY: usize = 8;
const AHEAD: u64 = 64;

/// What became of one delivery.
#[derive(Debug)]
enum Outcome {
    Taken,
    /// There is nothing to send any more.
    Gone,
    Refused(String),
    Wait(String, Option<Millis>),
}

/// Delivers what is due in the lane of a host, until nothing is left or the host asks to wait.
pub(crate) async fn deliver_lane(fed: &Federation, lane: &str) {
    let mut under_way = FuturesUnordered::new();
    let mut ids: HashSet<i64> = HashSet::new();
    let mut lines: HashSet<String> = HashSet::new();
    let mut waiting = false;
    loop {
        if !waiting && ids.len() < UNDER_WAY {
            for work in next(fed, lane, &ids, &lines).await {
                if ids.len() >= UNDER_WAY || lines.contains(line_of(&work)) {
                    continue;
                }
                ids.insert(work.id);
                lines.insert(line_of(&work).to_owned());
                under_way.push(one(fed, work));
            }
        }
        let Some((work, outcome)) = under_way.next().await else {
            break;
        };
        waiting |= matches!(outcome, Outcome::Wait(..));
        report(fed, lane, &work, outcome).await;
        ids.remove(&work.id);
        lines.remove(line_of(&work));
    }
}

/// Due jobs that may start now: none of a line that is under way, and of each line the first.
async fn next(
    fed: &Federation,
    lane: &str,
    ids: &HashSet<i64>,
    lines: &HashSet<String>,
) -> Vec<Work> {
    let under_way: Vec<i64> = ids.iter().copied().collect();
    let due = match queue::due(fed.core(), lane, &under_way, AHEAD).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, lane, "the lane cannot be read");
            return Vec::new();
        }
    };
    let mut seen = lines.clone();
    due.into_iter()
        .filter(|work| seen.insert(line_of(work).to_owned()))
        .collect()
}

fn line_of(work: &Work) -> &str {
    work.job.line().unwrap_or_default()
}

async fn report(fed: &Federation, lane: &str, work: &Work, outcome: Outcome) {
    let (id, host) = (work.id, lane.strip_prefix("peer:").map(str::to_owned));
    let report = match outcome {
        Outcome::Taken => Report::Done { id, took: host },
        Outcome::Gone => Report::Done { id, took: None },
        Outcome::Refused(words) => Report::Refused { id, words },
        Outcome::Wait(words, after) => Report::Wait {
            lane: lane.to_owned(),
            id,
            words,
            after,
        },
    };
    fed.clerk().report(report).await;
}

async fn one(fed: &Federation, work: Work) -> (Work, Outcome) {
    let outcome = match &work.job {
        Job::Deliver {
            host,
            inbox,
            signer,
            body,
            ..
        } => send(fed, host, inbox, signer, body).await,
        _ => Outcome::Refused("a job of another kind in the lane of a peer".to_owned()),
    };
    (work, outcome)
}

async fn send(fed: &Federation, host: &str, inbox: &str, signer: &str, body: &Body) -> Outcome {
    let later = |error: palabre_core::Error| Outcome::Wait(error.to_string(), None);
    match peering::level(fed.core(), host).await {
        Ok(level) if !peering::admits(fed.options().mode, level) => {
            return Outcome::Refused(format!("{host} is kept out by this node"));
        }
        Ok(_) => {}
        Err(error) => return later(error),
    }
    let envelope = match fed.envelopes().envelope(fed, signer, body).await {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return Outcome::Gone,
        Err(error) => return later(error),
    };
    let Ok(url) = Url::parse(inbox) else {
        return Outcome::Refused(format!("{inbox} is no address"));
    };
    palabre_core::crash::point("deliver-before-send");
    let first = prefers_rfc9421(fed, host).await;
    let answer = knock(fed, &url, signer, &envelope, first).await;
    palabre_core::crash::point("deliver-after-send");
    match answer {
        Outcome::Refused(words) if asks_for_another_scheme(&words) => {
            match knock(fed, &url, signer, &envelope, !first).await {
                Outcome::Taken => {
                    remember_scheme(fed, host, !first).await;
                    Outcome::Taken
                }
                Outcome::Wait(words, after) => Outcome::Wait(words, after),
                _ => Outcome::Refused(words),
            }
        }
        Outcome::Refused(words) if is_gone(&words) => {
            forget_inbox(fed, inbox).await;
            Outcome::Refused(words)
        }
        other => other,
    }
}

async fn knock(
    fed: &Federation,
    url: &Url,
    signer: &str,
    envelope: &Envelope,
    rfc9421: bool,
) -> Outcome {
    let seal = match fed.envelopes().seal(fed, signer).await {
        Ok(Some(seal)) => seal,
        Ok(None) => return Outcome::Refused(format!("{signer} has no key to sign with")),
        Err(error) => return Outcome::Wait(error.to_string(), None),
    };
    let (now, digest) = (fed.core().now(), Some(&envelope.digest));
    let sealed: Result<HeaderMap, _> = if rfc9421 {
        let secret = Secret::Rsa(&seal.secret);
        sign_rfc9421(secret, &seal.key_uri, &Method::POST, url, digest, now)
    } else {
        sign_cavage(&seal.secret, &seal.key_uri, &Method::POST, url, digest, now)
    };
    let headers = match sealed {
        Ok(headers) => headers,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    match fed
        .client()
        .post(url.clone(), headers, envelope.body.clone())
        .await
    {
        Ok(response) => judge(fed, response).await,
        Err(FetchError::Unreachable(_, why)) => Outcome::Wait(why, None),
        Err(error) => Outcome::Refused(error.to_string()),
    }
}

async fn judge(fed: &Federation, response: reqwest::Response) -> Outcome {
    let status = response.status();
    if status.is_success() {
        return Outcome::Taken;
    }
    let after = retry_after(fed, response.headers());
    let words = words_of(response).await;
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Outcome::Wait(words, after),
        _ if status.is_server_error() => Outcome::Wait(words, after),
        _ => Outcome::Refused(words),
    }
}

/// `Retry-After` in milliseconds: seconds, or a date.
fn retry_after(fed: &Federation, headers: &HeaderMap) -> Option<Millis> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds.clamp(0, 86_400) * 1_000);
    }
    let format = time::format_description::well_known::Rfc2822;
    let text = text.replace("GMT", "+0000");
    let at = time::OffsetDateTime::parse(&text, &format).ok()?;
    Some((at.unix_timestamp() * 1_000 - fed.core().now()).max(0))
}

/// The status and the first words of the body, for whoever runs the node.
async fn words_of(mut response: reqwest::Response) -> String {
    let status = response.status();
    let chunk = response.chunk().await.ok().flatten().unwrap_or_default();
    let text: String = String::from_utf8_lossy(&chunk).chars().take(300).collect();
    format!("{} {}", status.as_u16(), text.trim())
        .trim_end()
        .to_owned()
}

fn asks_for_another_scheme(words: &str) -> bool {
    words.starts_with("401") || words.starts_with("403")
}

/// An inbox that is not there takes its followers with it (ledger §9).
fn is_gone(words: &str) -> bool {
    words.starts_with("404") || words.starts_with("410")
}

async fn forget_inbox(fed: &Federation, inbox: &str) {
    let forgotten = async {
        let tx = fed.core().begin().await?;
        forums::inbox_gone(&tx, inbox).await?;
        tx.commit().await
    };
    if let Err(error) = forgotten.await {
        tracing::warn!(%error, inbox, "the followers of an inbox that is gone could not be forgotten");
    }
}

async fn prefers_rfc9421(fed: &Federation, host: &str) -> bool {
    let peer = peering::get(fed.core(), host).await;
    matches!(peer, Ok(Some(peer)) if peer.scheme.as_deref() == Some("rfc9421"))
}

async fn remember_scheme(fed: &Federation, host: &str, rfc9421: bool) {
    let scheme = if rfc9421 { "rfc9421" } else { "cavage" };
    if let Ok(tx) = fed.core().begin().await
        && peering::note_scheme(&tx, host, scheme).await.is_ok()
    {
        let _ = tx.commit().await;
    }
}
