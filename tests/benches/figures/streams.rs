//! Clients that listen: what two thousand open sockets hold in memory, and how soon all of them have
//! heard of a new thread.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use futures::StreamExt as _;
use futures::future::try_join_all;
use palabre_core::access::{self, NewAccount, scopes::Scopes};
use palabre_core::{Core, forums};
use palabre_federation::make_keys;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::inbox;
use crate::node::{HOST, Node};
use crate::report::{self, Figure, Goal};
use crate::scene;
use crate::store::{self, Contents};
use crate::wire::Wire;

/// Members who follow the salon, with some clients each.
const MEMBERS: usize = 500;
const CLIENTS: usize = 4;
/// Threads that are opened one after the other.
const THREADS: usize = 10;

pub(crate) async fn run() -> Result<()> {
    let place = store::copy(Contents::THOUSAND_BY_TEN, "streams").await?;
    let core = inbox::open(&place).await?;
    let tokens = settle(&core).await?;
    let writes = scene::author(&core).await?;
    let writes = token(&core, &writes.name, "read write").await?;
    core.close().await;
    let node = Node::start(&place).await?;
    report::section("2 000 clients that listen to their home", &node);
    let mut wire = Wire::open(node.addr).await?;
    open(&mut wire, &writes, 0).await?;
    let before = node.resident_mb()?;
    let mut sockets = Vec::new();
    for token in &tokens {
        for _ in 0..CLIENTS {
            sockets.push(listen(&node, token).await?);
        }
    }
    let held = node.resident_mb()? - before;
    line("memory that they hold", held, "MB", Goal::AtMost(40.0));
    let (mut slowest, mut all) = (0.0_f64, 0.0);
    let cpu = node.cpu_ms()?;
    for number in 1..=THREADS {
        let begun = Instant::now();
        let heard = try_join_all(sockets.iter_mut().map(hear));
        let (opened, heard) = tokio::join!(open(&mut wire, &writes, number), heard);
        opened?;
        let title = format!("Un fil de plus {number}");
        ensure!(
            heard?.iter().all(|text| text.contains(&title)),
            "another thread is told"
        );
        let took = begun.elapsed().as_secs_f64() * 1_000.0;
        slowest = slowest.max(took);
        all += took;
    }
    #[expect(clippy::cast_precision_loss, reason = "ten")]
    let threads = THREADS as f64;
    line(
        "until all have heard, mean",
        all / threads,
        "ms",
        Goal::AtMost(1_000.0),
    );
    line("  the slowest", slowest, "ms", Goal::AtMost(1_000.0));
    let cpu = (node.cpu_ms()? - cpu) / threads;
    line("CPU: a thread, told to all", cpu, "ms", Goal::None);
    drop(sockets);
    node.stop().await
}

/// Members who follow the salon; answers the token of each.
async fn settle(core: &Core) -> Result<Vec<String>> {
    let forum = forums::by_slug(core, scene::FORUM, None).await?;
    let forum = forum.context("the forum")?;
    let keys = make_keys().await;
    let mut tokens = Vec::new();
    for number in 0..MEMBERS {
        let account = NewAccount {
            name: format!("membre{number}"),
            display: format!("Membre {number}"),
            email: format!("membre{number}@exemple.org"),
            password: "-".to_owned(),
            lang: "fr".to_owned(),
            admin: false,
            confirmed: true,
            approved: true,
        };
        let mut tx = core.begin().await?;
        let made = access::create(&mut tx, &account, &keys).await?;
        forums::follow(&mut tx, &made, &forum.uri, "").await?;
        tx.commit().await?;
        tokens.push(token(core, &account.name, "read").await?);
    }
    Ok(tokens)
}

async fn token(core: &Core, name: &str, scopes: &str) -> Result<String> {
    let scopes = Scopes::parse(scopes).map_err(|_| anyhow::anyhow!("scopes"))?;
    let tx = core.begin().await?;
    let token = access::create_token(&tx, name, &scopes).await?;
    tx.commit().await?;
    Ok(token)
}

async fn listen(node: &Node, token: &str) -> Result<WebSocketStream<TcpStream>> {
    let at = node.addr;
    let address = format!("ws://{at}/api/v1/streaming?stream=user&access_token={token}");
    let stream = TcpStream::connect(at).await?;
    Ok(client_async(address, stream).await?.0)
}

/// The next thing that a client is told.
async fn hear(socket: &mut WebSocketStream<TcpStream>) -> Result<String> {
    loop {
        match socket.next().await.context("the socket is closed")?? {
            Message::Text(text) => return Ok(text.to_string()),
            Message::Close(_) => anyhow::bail!("the socket is closed"),
            _ => {}
        }
    }
}

/// Opens a thread in the salon by its author's client.
async fn open(wire: &mut Wire, token: &str, number: usize) -> Result<()> {
    let body = format!(
        "status=%40{}+Un+fil+de+plus+{number}%0A%0ATexte",
        scene::FORUM
    );
    let request = format!(
        "POST /api/v1/statuses HTTP/1.1\r\nhost: {HOST}\r\naccept: application/json\r\n\
         authorization: Bearer {token}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = wire.send(request.as_bytes()).await?;
    ensure!(answer.status == 200, "opening answers {}", answer.status);
    Ok(())
}

fn line(name: &str, value: f64, unit: &str, goal: Goal) {
    report::line(&Figure {
        name,
        value,
        unit,
        goal,
    });
}
