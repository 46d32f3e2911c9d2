//! What is read of a host after it was blocked.

use palabre_core::peering::Level;
use serde_json::json;

use super::{Stage, stage};
use crate::harness::{Post, Thread, actor, spec};

/// In everything that mallory writes.
const WORDS: &str = "réclame";

/// Mallory answers ana's thread, and opens another one.
async fn advertises(stage: &Stage) -> (Post, Thread) {
    let mallory = &stage.mallory;
    let mut reply = stage.reply_of(mallory, "/notes/1", "Une réclame");
    let tag = json!({"type": "Hashtag", "name": "#ixp", "href": mallory.peer.url("/tags/ixp")});
    reply["object"]["tag"] = json!([tag]);
    mallory.tells(&stage.quebec, &reply).await;
    let mut opening = mallory.note("/notes/2", "Encore une réclame", &[&stage.acces.uri]);
    opening["type"] = json!("Article");
    opening["name"] = json!("Fil de réclame");
    opening["audience"] = json!(stage.acces.uri);
    opening["tag"] = json!([tag]);
    mallory
        .tells(&stage.quebec, &mallory.create(&opening))
        .await;
    stage.quebec.world().settle().await;
    (
        Post::at(&mallory.peer.url("/notes/1")),
        Thread::of(Post::at(&mallory.peer.url("/notes/2"))),
    )
}

async fn read(stage: &Stage, path: &str, lang: &str) -> String {
    let path = format!("{path}?lang={lang}");
    let answer = actor::get(&stage.quebec, &path, "text/html").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// The pages that show what mallory writes.
async fn pages(stage: &Stage, reply: &Post, opened: &Thread) -> Vec<String> {
    let thread = stage.quebec.thread_id(&stage.thread).await.expect("known");
    let theirs = stage.quebec.thread_id(opened).await.expect("known");
    let post = stage.quebec.post(reply).await.expect("known").id;
    vec![
        format!("/f/{thread}"),
        format!("/f/{theirs}"),
        format!("/c/{post}"),
        format!("/c/{theirs}"),
        "/".to_owned(),
        "/salons/acces".to_owned(),
        "/@mallory@evil.test".to_owned(),
        "/mots/ixp".to_owned(),
    ]
}

spec! {
    // hostile.26, peering.13
    async fn what_a_blocked_host_has_written_is_on_no_page(world) {
        let stage = stage(&world).await;
        let (reply, opened) = advertises(&stage).await;
        let answer = stage.ana.replies(&reply, "Réponse honnête").await;
        stage.ana.replies(&opened, "Réponse ailleurs").await;
        world.settle().await;
        let pages = pages(&stage, &reply, &opened).await;
        let answer = stage.quebec.post(&answer).await.expect("known").id;
        for path in &pages {
            assert!(read(&stage, path, "fr").await.contains(WORDS), "{path}");
        }
        assert!(read(&stage, "/fils", "en").await.contains("2 threads"));
        let before = stage.quebec.digest(&stage.thread).await;

        stage.quebec.trusts("evil.test", Level::Block).await;
        for path in &pages {
            for lang in ["fr", "en"] {
                let page = read(&stage, path, lang).await;
                assert!(!page.contains(WORDS), "{path}: {page}");
                assert!(!page.contains("<bdi>mallory"), "{path}: {page}");
            }
        }
        let salons = read(&stage, "/fils", "en").await;
        assert!(salons.contains("1 thread"), "{salons}");
        let (french, english) =
            ("vient d’un nœud que celui-ci a bloqué", "from a node that this one has blocked");
        for path in &pages[..4] {
            assert!(read(&stage, path, "fr").await.contains(french), "{path}");
            assert!(read(&stage, path, "en").await.contains(english), "{path}");
        }
        assert!(read(&stage, &pages[0], "fr").await.contains("Réponse honnête"));
        assert!(read(&stage, &pages[1], "fr").await.contains("Réponse ailleurs"));
        let page = read(&stage, &format!("/c/{answer}"), "fr").await;
        assert!(page.contains("en réponse à une contribution d’un nœud bloqué"), "{page}");
        let own = stage.ana.page(&stage.thread).await;
        assert_eq!(own.len(), 3, "a moderator sees that something is there");
        let after = stage.quebec.digest(&stage.thread).await;
        assert_eq!((after.line, after.missing), (before.line, before.missing));

        stage.quebec.trusts("evil.test", Level::Allow).await;
        for path in &pages {
            assert!(read(&stage, path, "fr").await.contains(WORDS), "{path}");
        }
        stage.quebec.trusts("evil.test", Level::Block).await;
        stage.quebec.forgives("evil.test").await;
        for path in &pages {
            assert!(read(&stage, path, "fr").await.contains(WORDS), "{path}");
        }
    }
}
