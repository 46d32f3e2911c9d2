//! What members' clients ask most: home, the public timeline, a discussion, one status, words that many
//! and few have written; ten thousand contributions stored.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use palabre_core::access::{self, NewAccount, scopes::Scopes};
use palabre_core::people::Person;
use palabre_core::timelines::Place;
use palabre_core::{Core, forums, search, threads};
use tokio::task::JoinSet;

use crate::inbox;
use crate::node::Node;
use crate::report::{self, Figure, Goal};
use crate::scene;
use crate::store::{self, Contents};
use crate::wire::{self, Wire};

const REQUESTS: u32 = 500;
/// Requests on their way at once.
const AT_ONCE: u32 = 16;
/// Threads of which the member hears that somebody supports them.
const HEARD: u64 = 60;
/// Answers of the discussion that is read.
const ANSWERS: usize = 200;

/// Where a client stands in what is stored.
struct Scene {
    token: String,
    /// A thread of [`ANSWERS`] answers.
    thread: String,
    one: String,
    /// A place in the midst of the home.
    deep: String,
}

pub(crate) async fn run() -> Result<()> {
    let place = store::copy(Contents::THOUSAND_BY_TEN, "clients").await?;
    let core = inbox::open(&place).await?;
    let scene = set(&core).await?;
    core.close().await;
    let mut node = Node::start(&place).await?;
    report::section("members' clients, 10 000 contributions stored", &node);
    let mut wire = Wire::open(node.addr).await?;
    for (name, path, least, goal) in asked(&scene) {
        let request = wire::get_as(&path, &scene.token);
        let answer = wire.send(&request).await?;
        ensure!(answer.status == 200, "{path} answers {}", answer.status);
        let told = String::from_utf8_lossy(&answer.body)
            .matches("\"spoiler_text\"")
            .count();
        ensure!(told >= least, "{path} tells of {told} statuses");
        let before = node.cpu_ms()?;
        for _ in 0..REQUESTS {
            wire.send(&request).await?;
        }
        let cpu = (node.cpu_ms()? - before) / f64::from(REQUESTS);
        line(&format!("CPU: {name}"), cpu, Goal::AtMost(goal));
        let before = node.cpu_ms()?;
        for _ in 0..REQUESTS {
            node.forgets().await?;
            wire.send(&request).await?;
        }
        let cpu = (node.cpu_ms()? - before) / f64::from(REQUESTS);
        line("  … nothing at hand, as after a write", cpu, Goal::None);
        let slow = slowest(&node, &request).await?;
        line(
            "  … the slowest of 100, 16 at once",
            slow,
            Goal::AtMost(30.0),
        );
    }
    node.stop().await
}

/// What is asked for: its name, its address, how many statuses it tells of at least, milliseconds at most.
fn asked(scene: &Scene) -> [(&'static str, String, usize, f64); 8] {
    let Scene {
        thread, one, deep, ..
    } = scene;
    [
        (
            "home, the 20 newest",
            "/api/v1/timelines/home".to_owned(),
            20,
            0.5,
        ),
        (
            "home, deep",
            format!("/api/v1/timelines/home?max_id={deep}"),
            20,
            0.8,
        ),
        ("public", "/api/v1/timelines/public".to_owned(), 20, 0.6),
        (
            "discussion of 200 answers",
            format!("/api/v1/statuses/{thread}/context"),
            ANSWERS,
            4.0,
        ),
        ("notifications", "/api/v1/notifications".to_owned(), 40, 0.7),
        ("one status", format!("/api/v1/statuses/{one}"), 1, 0.25),
        (
            "search, a word of every status",
            "/api/v2/search?type=statuses&q=ecole".to_owned(),
            20,
            1.0,
        ),
        (
            "search, a word of one",
            "/api/v2/search?type=statuses&q=girafes".to_owned(),
            1,
            0.5,
        ),
    ]
}

/// The time that 99 of 100 requests take at most, in milliseconds, where [`AT_ONCE`] are on their way.
async fn slowest(node: &Node, request: &[u8]) -> Result<f64> {
    let mut all = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (mut wire, request) = (Wire::open(node.addr).await?, request.to_vec());
        all.spawn(async move {
            let mut took = Vec::new();
            for _ in 0..REQUESTS / AT_ONCE {
                let begun = Instant::now();
                wire.send(&request).await?;
                took.push(begun.elapsed());
            }
            Ok::<_, anyhow::Error>(took)
        });
    }
    let mut took = Vec::new();
    while let Some(some) = all.join_next().await {
        took.extend(some??);
    }
    took.sort_unstable();
    let at = took.len() * 99 / 100;
    let slow = took.get(at).context("requests")?;
    Ok(slow.as_secs_f64() * 1_000.0)
}

/// A member who follows the salon, with a token; a thread with many answers.
async fn set(core: &Core) -> Result<Scene> {
    let author = scene::author(core).await?;
    let forum = forums::by_slug(core, scene::FORUM, None).await?;
    let forum = forum.context("the forum")?;
    let newest = threads::read::newest_threads(core, 500).await?;
    let thread = newest.first().context("a thread")?.thread.id;
    let deep = newest.last().context("a thread")?.thread.id;
    let draft = threads::draft(core, &store::text(40, 3), None, "fr").await?;
    let rare = threads::draft(core, "Une girafe", None, "fr").await?;
    let mut tx = core.begin().await?;
    forums::follow(&mut tx, &author, &forum.uri, "").await?;
    for _ in 0..ANSWERS {
        threads::reply(&mut tx, &author, thread, &draft).await?;
    }
    threads::reply(&mut tx, &author, thread, &rare).await?;
    let scopes = Scopes::parse("read").map_err(|_| anyhow::anyhow!("scopes"))?;
    let token = access::create_token(&tx, &author.name, &scopes).await?;
    tx.commit().await?;
    support(core, &author).await?;
    while search::index(core).await? {}
    Ok(Scene {
        token,
        thread: Place::post(thread).to_string(),
        one: Place::post(deep).to_string(),
        deep: Place::post(deep).to_string(),
    })
}

/// Somebody supports what the member has written, of which the member hears.
async fn support(core: &Core, author: &Person) -> Result<()> {
    let new = NewAccount {
        name: "awa".to_owned(),
        display: "Awa".to_owned(),
        email: "awa@exemple.org".to_owned(),
        password: "$argon2id$".to_owned(),
        lang: "fr".to_owned(),
        admin: false,
        confirmed: true,
        approved: true,
    };
    let keys = palabre_federation::make_keys().await;
    let mut tx = core.begin().await?;
    let other = access::create(&mut tx, &new, &keys).await?;
    for one in threads::read::newest_threads(core, HEARD).await? {
        if let Some(root) = one.thread.root {
            let post = threads::post_by_uri(core, &root).await?.context("a post")?;
            ensure!(post.author_id == author.id, "somebody else's thread");
            threads::like(&mut tx, &other, post.id, true).await?;
        }
    }
    Ok(tx.commit().await?)
}

fn line(name: &str, value: f64, goal: Goal) {
    report::line(&Figure {
        name,
        value,
        unit: "ms",
        goal,
    });
}
