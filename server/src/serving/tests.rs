use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::*;

struct Served {
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

async fn served(router: Router) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let until = async move {
        let _ = stopped.await;
    };
    Served {
        addr,
        stop,
        task: tokio::spawn(serve(listener, router, until)),
    }
}

async fn ask(addr: SocketAddr, request: &str) -> (SocketAddr, String) {
    let mut stream = TcpStream::connect(addr).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    (stream.local_addr().expect("an address"), answer)
}

const PLAIN: &str = "GET / HTTP/1.1\r\nhost: quebec.test\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_carries_the_other_end_of_its_connection() {
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
    let served = served(Router::new().route("/", get(peer))).await;
    let (own, answer) = ask(served.addr, PLAIN).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with(&own.to_string()), "{answer}");
}

#[tokio::test]
async fn a_request_with_too_many_headers_is_refused() {
    let served = served(Router::new().route("/", get(|| async { "in" }))).await;
    let ask_with = |count: usize| {
        let lines: Vec<String> = (0..count).map(|n| format!("x-{n}: y\r\n")).collect();
        PLAIN.replace("connection:", &format!("{}connection:", lines.concat()))
    };
    let (_, answer) = ask(served.addr, &ask_with(98)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, answer) = ask(served.addr, &ask_with(99)).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_node_stops() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go));
    let slow = move || async move {
        tell.notify_one();
        wait.notified().await;
        "at last"
    };
    let served = served(Router::new().route("/", get(slow))).await;
    let request = PLAIN.replace("connection: close\r\n", "");
    let asked = tokio::spawn(async move { ask(served.addr, &request).await });
    begun.notified().await;
    served.stop.send(()).expect("a server that listens");
    go.notify_one();
    let (_, answer) = asked.await.expect("an answer");
    assert!(answer.ends_with("at last"), "{answer}");
    served.task.await.expect("the end");
    assert!(
        TcpStream::connect(served.addr).await.is_err(),
        "nobody listens any more"
    );
}
