//! A client that listens to a node's streams, over a WebSocket or as server-sent events.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::AsyncBufReadExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// No message takes longer in a test that goes well.
const GUARD: Duration = Duration::from_secs(20);

/// A WebSocket to a node.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: WebSocketStream<TcpStream>,
    /// The protocol that the node has said back.
    pub(crate) protocol: Option<String>,
}

impl Listener {
    /// Opens one; answers with the status where it is refused.
    pub(crate) async fn open(
        at: SocketAddr,
        query: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, u16> {
        let address = format!("ws://{at}/api/v1/streaming?{query}");
        let mut request = address.into_client_request().expect("an address");
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header");
            let value = HeaderValue::from_str(value).expect("a value");
            request.headers_mut().insert(name, value);
        }
        let stream = TcpStream::connect(at).await.expect("the node listens");
        match client_async(request, stream).await {
            Ok((socket, answer)) => {
                let said = answer.headers().get("sec-websocket-protocol");
                let said = said.map(|said| said.to_str().expect("a token").to_owned());
                Ok(Self {
                    socket,
                    protocol: said,
                })
            }
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a message, as JSON.
    pub(crate) async fn says(&mut self, message: &Value) {
        let message = Message::text(message.to_string());
        self.socket.send(message).await.expect("sent");
    }

    /// Subscribes to a stream.
    pub(crate) async fn subscribes(&mut self, stream: &str) {
        self.says(&json!({ "type": "subscribe", "stream": stream }))
            .await;
    }

    /// The next message; nothing once the node has closed the socket.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(GUARD, self.socket.next()).await;
            match next.expect("the node says something") {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The event and the payload of the next message, which must be of a stream.
    pub(crate) async fn hears(&mut self, stream: &Value) -> (String, Value) {
        let message = self.next().await.expect("a message");
        assert_eq!(message["stream"], *stream, "{message}");
        let event = message["event"].as_str().expect("an event").to_owned();
        let text = message["payload"].as_str().expect("a text");
        let payload = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        (event, payload)
    }
}

/// Server-sent events of a node.
#[derive(Debug)]
pub(crate) struct Events(tokio::io::BufReader<TcpStream>);

impl Events {
    /// Asks for a stream; answers with the head of what is answered.
    pub(crate) async fn open(at: SocketAddr, path: &str, token: &str) -> (String, Self) {
        use tokio::io::AsyncWriteExt as _;
        let mut stream = TcpStream::connect(at).await.expect("the node listens");
        let asked = format!(
            "GET {path} HTTP/1.1\r\nhost: {at}\r\nauthorization: Bearer {token}\r\n\
             accept: text/event-stream\r\naccept-encoding: gzip\r\n\r\n"
        );
        stream.write_all(asked.as_bytes()).await.expect("sent");
        let mut events = Self(tokio::io::BufReader::new(stream));
        let mut head = String::new();
        loop {
            let line = events.line().await.expect("a head");
            if line.is_empty() {
                return (head.to_lowercase(), events);
            }
            head.push_str(&line);
            head.push('\n');
        }
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = tokio::time::timeout(GUARD, self.0.read_line(&mut line)).await;
        let read = read.expect("the node says something").unwrap_or(0);
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event with its data; nothing once the stream is over.
    pub(crate) async fn next(&mut self) -> Option<(String, String)> {
        let mut event = String::new();
        loop {
            let line = self.line().await?;
            if let Some(name) = line.strip_prefix("event: ") {
                name.clone_into(&mut event);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((event, data.to_owned()));
            } else if line == "0" {
                return None;
            }
        }
    }
}
