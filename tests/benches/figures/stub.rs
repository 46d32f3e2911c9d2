//! Hosts that stand for the rest of the network: each listens on loopback and answers every
//! request in its own way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How a host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Takes,
    Refuses,
    /// It accepts the connection and never answers.
    Hangs,
}

/// A host on loopback.
#[derive(Debug)]
pub(crate) struct Stub {
    /// With its port.
    pub(crate) host: String,
    pub(crate) manner: Manner,
    taken: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stub {
    /// Opens a host; `bell` rings at every letter that it has read whole.
    pub(crate) async fn open(name: &str, manner: Manner, bell: Arc<Notify>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let host = format!("{name}.localhost:{}", listener.local_addr()?.port());
        let taken = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn(listen(listener, manner, taken.clone(), bell));
        Ok(Self {
            host,
            manner,
            taken,
            task,
        })
    }

    /// Letters read whole so far.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

}

async fn listen(listener: TcpListener, manner: Manner, taken: Arc<AtomicUsize>, bell: Arc<Notify>) {
    // Connections end with their host: the set aborts what is left when it is dropped.
    let mut open = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while open.try_join_next().is_some() {}
        open.spawn(answer(stream, manner, taken.clone(), bell.clone()));
    }
}

async fn answer(
    mut stream: TcpStream,
    manner: Manner,
    taken: Arc<AtomicUsize>,
    bell: Arc<Notify>,
) -> Option<()> {
    let words: &[u8] = match manner {
        Manner::Refuses => b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno",
        _ => b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n",
    };
    let mut buffer = Vec::with_capacity(16_384);
    loop {
        let length = loop {
            if let Some(length) = whole(&buffer) {
                break length;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        buffer.drain(..length);
        taken.fetch_add(1, Ordering::Relaxed);
        bell.notify_one();
        if manner == Manner::Hangs {
            return std::future::pending().await;
        }
        stream.write_all(words).await.ok()?;
    }
}

/// The length of the first message in a buffer, once it is there as a whole.
pub(crate) fn whole(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(buffer.get(..head)?).ok()?;
    let body = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse::<usize>().ok())
        .unwrap_or(0);
    (buffer.len() >= head + body).then_some(head + body)
}
