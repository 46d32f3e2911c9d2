//! The least HTTP client that can be: what it costs stands beside what is measured, on the same
//! cores. Requests are bytes made beforehand, connections are kept.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::node::HOST;
use crate::stub::whole;

/// A kept connection.
pub(crate) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What was answered; `body` as it came, compressed or not.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) async fn open(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(65_536),
        })
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        loop {
            if let Some(answer) = self.take()? {
                return Ok(answer);
            }
            let read = self.stream.read_buf(&mut self.buffer).await?;
            anyhow::ensure!(read > 0, "the server has closed the connection");
        }
    }

    /// The first answer in the buffer, once it is there as a whole, chunked or with its length.
    fn take(&mut self) -> Result<Option<Answer>> {
        let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else { return Ok(None) };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        if head.contains("transfer-encoding: chunked") {
            let Some((body, length)) = chunks(&self.buffer[end + 4..])? else {
                return Ok(None);
            };
            self.buffer.drain(..end + 4 + length);
            return Ok(Some(Answer { status, head, body }));
        }
        let Some(length) = whole(&self.buffer) else {
            return Ok(None);
        };
        let body = self.buffer[end + 4..length].to_vec();
        self.buffer.drain(..length);
        Ok(Some(Answer { status, head, body }))
    }
}

/// The body of a chunked message and the length that it took, once it is there as a whole.
fn chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = &bytes[at..];
        let Some(line) = rest.windows(2).position(|two| two == b"\r\n") else {
            return Ok(None);
        };
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line])?.trim(), 16)?;
        let from = line + 2;
        let Some(chunk) = rest.get(from..from + length) else {
            return Ok(None);
        };
        if rest.len() < from + length + 2 {
            return Ok(None);
        }
        body.extend_from_slice(chunk);
        at += from + length + 2;
        if length == 0 {
            return Ok(Some((body, at)));
        }
    }
}

/// A request for a page or a document.
pub(crate) fn get(path: &str, accept: &str, gzip: bool) -> Vec<u8> {
    let packed = if gzip {
        "accept-encoding: gzip\r\n"
    } else {
        ""
    };
    format!(
        "GET {path} HTTP/1.1\r\nhost: {HOST}\r\naccept: {accept}\r\naccept-language: fr\r\n{packed}\r\n"
    )
    .into_bytes()
}

/// As a client asks that a member has let in.
pub(crate) fn get_as(path: &str, token: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: {HOST}\r\naccept: application/json\r\nauthorization: Bearer {token}\r\n\r\n"
    )
    .into_bytes()
}
