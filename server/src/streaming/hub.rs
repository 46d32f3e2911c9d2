//! Who listens in this process, and to what.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use axum::http::StatusCode;
use palabre_core::access::{Bearer, Member, renewed};
use palabre_core::threads::read::Viewer;
use palabre_core::{Event, circle};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};

use super::channel::{Channel, NOTICES};
use super::news;
use crate::api::{Answer, ApiError};
use crate::app::App;

/// Listeners of a process at once.
const MOST: usize = 8_192;
/// Listeners of one member at once.
const EACH: usize = 32;
/// Streams on one WebSocket.
const STREAMS: usize = 64;
/// What may wait for a slow listener, who is sent away after that and asks anew.
const WAITING: usize = 64;

/// What is told to a listener.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) event: &'static str,
    pub(crate) payload: String,
    /// Both with the stream, as a WebSocket carries them.
    pub(crate) frame: Utf8Bytes,
}

impl Told {
    pub(crate) fn new(channel: &Channel, event: &'static str, payload: &str) -> Arc<Self> {
        let frame = json!({ "stream": channel.name(), "event": event, "payload": payload });
        Self::framed(event, payload, &frame)
    }

    /// An event that says everything by itself. Server-sent events are passed over where nothing
    /// stands in them; what clients know there is the word of other servers.
    pub(crate) fn bare(channel: &Channel, event: &'static str) -> Arc<Self> {
        let frame = json!({ "stream": channel.name(), "event": event });
        Self::framed(event, "undefined", &frame)
    }

    fn framed(event: &'static str, payload: &str, frame: &Value) -> Arc<Self> {
        Arc::new(Self {
            event,
            payload: payload.to_owned(),
            frame: frame.to_string().into(),
        })
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Said {
    Told(Arc<Told>),
    /// What the token allows may have changed.
    Renew,
}

/// The listeners of a process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    listeners: Mutex<Listeners>,
    numbers: AtomicU64,
}

#[derive(Debug, Default)]
struct Listeners {
    all: HashMap<u64, Listener>,
    /// The node is being stopped.
    ended: bool,
}

#[derive(Debug, Clone)]
struct Listener {
    /// Without its member, who stands beside it.
    bearer: Bearer,
    member: Arc<Member>,
    channels: HashSet<Channel>,
    out: mpsc::Sender<Said>,
}

/// Whoever listens too often may come again after so many seconds.
const AGAIN: i64 = 60;

/// Somebody who listens to a channel.
#[derive(Debug, Clone)]
pub(crate) struct Ear {
    number: u64,
    member: Arc<Member>,
    pub(crate) channel: Channel,
    /// Whether the token allows to hear of notifications.
    pub(crate) notices: bool,
}

impl Ear {
    /// Who listens, by local id.
    pub(crate) fn person(&self) -> i64 {
        self.member.person.id
    }

    pub(crate) fn viewer(&self) -> Viewer {
        Viewer::from(&*self.member)
    }
}

impl Hub {
    /// Begins to listen, to no stream yet.
    ///
    /// # Errors
    /// 422 for an app's own token, 429 where a member listens too often already, 503 where too many do
    /// or the node is being stopped.
    pub(crate) fn listen(&self, mut bearer: Bearer) -> Answer<Listening> {
        let member = bearer.member.take().ok_or_else(ApiError::nobody)?;
        let person = member.person.id;
        let mut listeners = self.open();
        if listeners.ended || listeners.all.len() >= MOST {
            return Err(ApiError::status(StatusCode::SERVICE_UNAVAILABLE));
        }
        let all = listeners.all.values();
        if all.filter(|one| one.member.person.id == person).count() >= EACH {
            return Err(ApiError::too_many(AGAIN));
        }
        let number = self.0.numbers.fetch_add(1, Ordering::Relaxed);
        let (out, told) = mpsc::channel(WAITING);
        let listener = Listener {
            bearer,
            member: Arc::new(member),
            channels: HashSet::new(),
            out,
        };
        listeners.all.insert(number, listener);
        Ok(Listening {
            hub: self.clone(),
            number,
            told,
        })
    }

    /// Tells what happens, until the node is stopped.
    pub(crate) async fn run(
        self,
        app: App,
        mut events: broadcast::Receiver<Event>,
        mut stopped: watch::Receiver<bool>,
    ) {
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                _ = stopped.wait_for(|stop| *stop) => break,
            };
            match event {
                Ok(Event::Lost) | Err(RecvError::Lagged(_)) => self.open().all.clear(),
                Ok(Event::Outside) => self.say(|_| true),
                Ok(Event::Rights(person)) => self.say(|one| one == person),
                Ok(event) if self.open().all.is_empty() => {
                    tracing::trace!(?event, "nobody listens");
                }
                Ok(event) => news::tell(&app, &self, event).await,
                Err(RecvError::Closed) => break,
            }
        }
        let mut listeners = self.open();
        listeners.ended = true;
        listeners.all.clear();
    }

    /// Everybody who listens to a channel that is meant, once for each.
    pub(crate) fn ears(&self, meant: impl Fn(&Channel) -> bool) -> Vec<Ear> {
        let listeners = self.open();
        let mut ears = Vec::new();
        for (number, one) in &listeners.all {
            for channel in one.channels.iter().filter(|channel| meant(channel)) {
                ears.push(Ear {
                    number: *number,
                    member: Arc::clone(&one.member),
                    channel: channel.clone(),
                    notices: one.bearer.scopes.cover(NOTICES),
                });
            }
        }
        ears
    }

    /// Tells somebody something. Who does not keep up is sent away: a client that comes again asks for
    /// what it has missed.
    pub(crate) fn tell(&self, ear: &Ear, told: &Arc<Told>) {
        let mut listeners = self.open();
        let full = listeners
            .all
            .get(&ear.number)
            .is_some_and(|one| one.out.try_send(Said::Told(Arc::clone(told))).is_err());
        if full {
            listeners.all.remove(&ear.number);
        }
    }

    fn say(&self, whom: impl Fn(i64) -> bool) {
        self.open()
            .all
            .retain(|_, one| !whom(one.member.person.id) || one.out.try_send(Said::Renew).is_ok());
    }

    fn open(&self) -> MutexGuard<'_, Listeners> {
        self.0
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener's own end. Dropped, it listens no more.
#[derive(Debug)]
pub(crate) struct Listening {
    hub: Hub,
    number: u64,
    told: mpsc::Receiver<Said>,
}

impl Listening {
    /// What is told next; nothing any more once the listener is sent away.
    pub(crate) async fn next(&mut self) -> Option<Said> {
        self.told.recv().await
    }

    /// What waits already.
    #[cfg(test)]
    pub(super) fn at_once(&mut self) -> Option<Said> {
        self.told.try_recv().ok()
    }

    /// Listens to a channel as well.
    ///
    /// # Errors
    /// 403 outside the scopes of the token, 404 for another's list, 429 where it listens to too many.
    pub(crate) async fn subscribe(&self, app: &App, channel: Channel) -> Answer<()> {
        if let Channel::List(id) = channel {
            let Some(member) = self.member() else {
                return Ok(());
            };
            circle::list(&app.core, &member.person, id).await?;
        }
        let mut listeners = self.hub.open();
        let Some(one) = listeners.all.get_mut(&self.number) else {
            return Ok(());
        };
        if !one.bearer.scopes.cover(channel.scope()) {
            return Err(ApiError::out_of_scope());
        }
        if one.channels.len() >= STREAMS && !one.channels.contains(&channel) {
            return Err(ApiError::too_many(AGAIN));
        }
        one.channels.insert(channel);
        Ok(())
    }

    /// Who listens; nobody once they are sent away.
    fn member(&self) -> Option<Arc<Member>> {
        let listeners = self.hub.open();
        let one = listeners.all.get(&self.number)?;
        Some(Arc::clone(&one.member))
    }

    /// Listens to a channel no longer.
    pub(crate) fn unsubscribe(&self, channel: &Channel) {
        if let Some(one) = self.hub.open().all.get_mut(&self.number) {
            one.channels.remove(channel);
        }
    }

    /// Looks at the token again; answers whether it still holds. What it does not allow any more is
    /// heard no longer.
    pub(crate) async fn renew(&self, app: &App) -> bool {
        let known = self
            .hub
            .open()
            .all
            .get(&self.number)
            .map(|one| one.bearer.clone());
        let Some(known) = known else { return false };
        let Ok(Some(mut bearer)) = renewed(&app.core, &known).await else {
            return false;
        };
        let Some(member) = bearer.member.take() else {
            return false;
        };
        if let Some(one) = self.hub.open().all.get_mut(&self.number) {
            one.channels
                .retain(|channel| bearer.scopes.cover(channel.scope()));
            one.bearer = bearer;
            one.member = Arc::new(member);
        }
        true
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.hub.open().all.remove(&self.number);
    }
}
