//! The lane of one host: up to eight deliveries under way, never two of one thread or one follow;
//! what the peer answers decides (ledger §9).

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use palabre_core::address::host_of_uri;
use palabre_core::ledger::{self, Kind, Standing};
use palabre_core::peering::{self, Scheme};
use palabre_core::queue::{self, After, Report, Work};
use palabre_core::{Body, Job, Millis, forums};
use tokio::task::JoinSet;
use url::Url;

use super::envelope::Envelope;
use crate::Federation;
use crate::client::FetchError;
use crate::proof::http_signature::{Secret, sign_cavage, sign_rfc9421};

const UNDER_WAY: usize = 8;
/// How long a delivery waits at most while letters come in a rush.
const RUSH: Duration = Duration::from_millis(250);
/// Due jobs read ahead, so that some of other lines are among them.
const AHEAD: usize = 64;

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
///
/// Each delivery is a task of its own: one that holds a connection to the database goes on while
/// the lane itself waits for one. Where the lane was let go of together with the report of its last
/// delivery, answers what is known of it. `due`: what [`first_due`] has read.
pub(crate) async fn deliver_lane(
    fed: &Federation,
    lane: &str,
    due: Option<Vec<Work>>,
) -> Option<After> {
    let mut waits = false;
    let mut under_way = JoinSet::new();
    let mut lines = Lines::default();
    if let Some(due) = due {
        lines.add(due);
    }
    loop {
        while !waits && lines.started.len() < UNDER_WAY {
            let Some(work) = lines.next(fed, lane).await else {
                break;
            };
            under_way.spawn(deliver(fed.clone(), work));
        }
        match under_way.join_next().await {
            Some(Ok(Step::Answered(work, outcome))) => {
                waits |= matches!(*outcome, Outcome::Wait(..));
                if lines.is_last(waits) {
                    let report = report(fed, lane, &work, *outcome).await;
                    let lane = lane.to_owned();
                    let both = vec![report, Report::Release { lane }];
                    return Some(fed.clerk().report_all(both).await);
                }
                under_way.spawn(write_down(fed.clone(), lane.to_owned(), work, outcome));
            }
            Some(Ok(Step::Written(work))) => lines.ended(&work),
            Some(Err(error)) => {
                tracing::error!(%error, lane, "a delivery has broken off");
                return Some(broken_off(fed, lane, &lines).await);
            }
            None => return None,
        }
    }
}

/// What is due in the lanes of peers among some that were just taken, by one question; what cannot
/// be read so, or is long, is read lane by lane.
pub(crate) async fn first_due(fed: &Federation, lanes: &[String]) -> HashMap<String, Vec<Work>> {
    let peers = lanes.iter().filter(|lane| lane.starts_with("peer:"));
    let peers: Vec<String> = peers.cloned().collect();
    if peers.len() < 2 {
        return HashMap::new();
    }
    match queue::due_in_each(fed.core(), &peers, AHEAD as u64).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "the lanes of peers cannot be read together");
            HashMap::new()
        }
    }
}

/// A delivery has broken off by a fault of ours: the lane waits, with one of those that were under
/// way counted as tried, and is not claimed again at once.
async fn broken_off(fed: &Federation, lane: &str, lines: &Lines) -> After {
    let lane = lane.to_owned();
    let waits = lines.started.iter().map(|(id, _)| Report::Wait {
        lane: lane.clone(),
        id: *id,
        words: "a delivery has broken off here; the log says why".to_owned(),
        after: None,
    });
    let mut reports: Vec<Report> = waits.take(1).collect();
    reports.push(Report::Release { lane: lane.clone() });
    fed.clerk().report_all(reports).await
}

/// How far one delivery is.
enum Step {
    Answered(Work, Box<Outcome>),
    /// What comes after it in its line may start.
    Written(Work),
}

/// What waits in a lane and what is under way: of each line one at a time, in its order. The due
/// jobs are read some at a time, and not again for every delivery.
#[derive(Default)]
struct Lines {
    ready: VecDeque<Work>,
    started: Vec<(i64, String)>,
    /// Whether everything that was due when the lane was read is here. What comes later is seen
    /// when the lane is let go of.
    all_read: bool,
}

impl Lines {
    /// The first job whose line is free; it is under way from now on.
    async fn next(&mut self, fed: &Federation, lane: &str) -> Option<Work> {
        if let Some(work) = self.take() {
            return Some(work);
        }
        if self.all_read || self.ready.len() >= AHEAD {
            return None;
        }
        let known = self.ready.iter().map(|work| work.id);
        let known: Vec<i64> = known
            .chain(self.started.iter().map(|(id, _)| *id))
            .collect();
        match queue::due(fed.core(), lane, &known, AHEAD as u64).await {
            Ok(more) => self.add(more),
            Err(error) => tracing::error!(%error, lane, "the lane cannot be read"),
        }
        self.take()
    }

    fn add(&mut self, due: Vec<Work>) {
        self.all_read = due.len() < AHEAD;
        self.ready.extend(due);
    }

    fn take(&mut self) -> Option<Work> {
        let mut before: HashSet<&str> = HashSet::new();
        let free = |work: &Work| !self.started.iter().any(|(_, line)| line == line_of(work));
        let at = self
            .ready
            .iter()
            .position(|work| before.insert(line_of(work)) && free(work))?;
        let work = self.ready.remove(at)?;
        self.started.push((work.id, line_of(&work).to_owned()));
        Some(work)
    }

    /// Whether nothing follows the one delivery that is under way, here or because the lane waits.
    fn is_last(&self, waits: bool) -> bool {
        self.started.len() == 1 && (waits || (self.all_read && self.ready.is_empty()))
    }

    fn ended(&mut self, work: &Work) {
        self.started.retain(|(id, _)| *id != work.id);
    }
}

fn line_of(work: &Work) -> &str {
    work.job.line().unwrap_or_default()
}

async fn write_down(fed: Federation, lane: String, work: Work, outcome: Box<Outcome>) -> Step {
    let report = report(&fed, &lane, &work, *outcome).await;
    fed.clerk().report(report).await;
    Step::Written(work)
}

async fn report(fed: &Federation, lane: &str, work: &Work, outcome: Outcome) -> Report {
    let (id, host) = (work.id, lane.strip_prefix("peer:").map(str::to_owned));
    if let Outcome::Refused(words) = &outcome {
        tell_author(fed, work, words).await;
    }
    match outcome {
        Outcome::Taken => Report::Done { id, took: host },
        Outcome::Gone => Report::Done { id, took: None },
        Outcome::Refused(words) => Report::Refused { id, words },
        Outcome::Wait(words, after) => Report::Wait {
            lane: lane.to_owned(),
            id,
            words,
            after,
        },
    }
}

/// A contribution that the forum's home refuses at its door does not wait for it any more: its
/// author reads the home's words.
async fn tell_author(fed: &Federation, work: &Work, words: &str) {
    let Job::Deliver {
        host,
        body: Body::Record(rid),
        ..
    } = &work.job
    else {
        return;
    };
    let told = async {
        let Some(rid) = ledger::rid_of_hex(rid) else {
            return Ok(());
        };
        let Some(entry) = ledger::by_rid(fed.core(), &rid).await? else {
            return Ok(());
        };
        let home = entry.forum.as_deref().map(host_of_uri);
        let waits = entry.standing == Standing::Pending
            && matches!(entry.kind, Kind::Create | Kind::Update);
        if !waits || home.as_deref() != Some(host) {
            return Ok(());
        }
        let mut tx = fed.core().begin().await?;
        let reason = format!("{host} : {words}");
        ledger::set_standing(&mut tx, &rid, Standing::Refused, Some(&reason)).await?;
        tx.commit().await
    };
    let told: palabre_core::Result<()> = told.await;
    if let Err(error) = told {
        tracing::warn!(%error, "an author could not be told of a refusal");
    }
}

async fn deliver(fed: Federation, work: Work) -> Step {
    fed.opener().after_rush(RUSH).await;
    let outcome = match &work.job {
        Job::Deliver {
            host,
            inbox,
            signer,
            body,
            ..
        } => send(&fed, host, inbox, signer, body).await,
        _ => Outcome::Refused("a job of another kind in the lane of a peer".to_owned()),
    };
    Step::Answered(work, Box::new(outcome))
}

async fn send(fed: &Federation, host: &str, inbox: &str, signer: &str, body: &Body) -> Outcome {
    let later = |error: palabre_core::Error| Outcome::Wait(error.to_string(), None);
    let trust = match peering::trust(fed.core(), host).await {
        Ok(trust) => trust,
        Err(error) => return later(error),
    };
    if !peering::admits(fed.options().mode, trust.level) {
        return Outcome::Refused(format!("{host} is kept out by this node"));
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
    let first = trust.signing.map_or(Scheme::Cavage, |known| known.scheme);
    let answer = knock(fed, &url, signer, &envelope, first).await;
    palabre_core::crash::point("deliver-after-send");
    match answer {
        answer if asks_for_another_scheme(&answer, first) => {
            for second in instead_of(first) {
                match knock(fed, &url, signer, &envelope, *second).await {
                    Outcome::Taken => {
                        remember_scheme(fed, host, *second).await;
                        return Outcome::Taken;
                    }
                    other if asks_for_another_scheme(&other, *second) => {}
                    Outcome::Wait(words, after) => return Outcome::Wait(words, after),
                    _ => {}
                }
            }
            answer
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
    scheme: Scheme,
) -> Outcome {
    let seal = match fed.envelopes().seal(fed, signer).await {
        Ok(Some(seal)) => seal,
        Ok(None) => return Outcome::Refused(format!("{signer} has no key to sign with")),
        Err(error) => return Outcome::Wait(error.to_string(), None),
    };
    let (now, digest) = (fed.core().now(), Some(&envelope.digest));
    let ((rsa_uri, rsa), (ed25519_uri, ed25519)) = (&seal.rsa, &seal.ed25519);
    let post = &Method::POST;
    let sealed: Result<HeaderMap, _> = match scheme {
        Scheme::Cavage => sign_cavage(rsa, rsa_uri, post, url, digest, now),
        Scheme::Rfc9421 => sign_rfc9421(Secret::Rsa(rsa), rsa_uri, post, url, digest, now),
        Scheme::Ed25519 => sign_rfc9421(
            Secret::Ed25519(ed25519),
            ed25519_uri,
            post,
            url,
            digest,
            now,
        ),
    };
    let mut headers = match sealed {
        Ok(headers) => headers,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    let kind = HeaderValue::from_static("application/activity+json");
    headers.insert(header::CONTENT_TYPE, kind);
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

/// Whether an answer may be one to the signature. What draft-cavage is refused for is said by 401 or
/// 403; a server that cannot read RFC 9421, or Ed25519, may say anything, and even fail.
fn asks_for_another_scheme(answer: &Outcome, scheme: Scheme) -> bool {
    match answer {
        Outcome::Refused(words) if scheme == Scheme::Cavage => {
            words.starts_with("401") || words.starts_with("403")
        }
        Outcome::Refused(words) => words.starts_with('4') && !is_gone(words),
        Outcome::Wait(words, None) => scheme != Scheme::Cavage && words.starts_with("500"),
        _ => false,
    }
}

/// What is tried, in this order, when a host does not take a signature.
fn instead_of(scheme: Scheme) -> &'static [Scheme] {
    match scheme {
        Scheme::Cavage => &[Scheme::Rfc9421],
        Scheme::Rfc9421 => &[Scheme::Cavage],
        Scheme::Ed25519 => &[Scheme::Rfc9421, Scheme::Cavage],
    }
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

async fn remember_scheme(fed: &Federation, host: &str, scheme: Scheme) {
    if let Ok(tx) = fed.core().begin().await
        && peering::note_scheme(&tx, host, scheme).await.is_ok()
    {
        let _ = tx.commit().await;
    }
}
