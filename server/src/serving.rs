//! Serving HTTP/1 and HTTP/2 with limits on what a connection may take (security d). `axum::serve`
//! has none: it would wait for ever for a request that never ends.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// How long the head of a request may take, the first of a connection included.
const HEAD: Duration = Duration::from_secs(10);
/// How long connections may take to end once the node is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);
/// Connections at once; the others wait in the system's queue.
const CONNECTIONS: usize = 4_096;
/// Pause after the system has refused a connection, for instance for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `shutdown` ends, then lets the requests under way finish.
/// Every request carries [`ConnectInfo<SocketAddr>`] with the other end of its connection.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) {
    let builder = Arc::new(builder());
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let accepted = tokio::select! {
            accepted = accepted => accepted,
            () = &mut shutdown => break,
        };
        match accepted {
            Some((place, Ok((stream, peer)))) => {
                let connection = Connection {
                    stream,
                    peer,
                    place,
                    watcher: graceful.watcher(),
                };
                tokio::spawn(connection.serve(Arc::clone(&builder), router.clone()));
            }
            Some((_, Err(error))) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
            None => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections were cut that did not end in time");
    }
}

struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
    watcher: Watcher,
}

impl Connection {
    async fn serve(self, builder: Arc<Builder<TokioExecutor>>, router: Router) {
        let Self {
            stream,
            peer,
            place,
            watcher,
        } = self;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection has gone already");
        }
        let spoken = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&spoken);
        let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
            heard.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = pin!(watcher.watch(connection));
        // Before it knows which HTTP is spoken the builder waits without a limit of its own.
        let ended = tokio::select! {
            ended = &mut connection => Some(ended),
            () = tokio::time::sleep(HEAD) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None if spoken.load(Ordering::Relaxed) => connection.await,
            None => Ok(()),
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended badly");
        }
        drop(place);
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(100)
        .max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .max_header_list_size(64 * 1024)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(HEAD);
    builder
}

#[cfg(test)]
mod tests;
