//! A thread's two collections and their digest, also as another program computes it.

use std::process::Command;

use http::{StatusCode, header};
use palabre_core::ledger::{self, Kind};
use palabre_core::threads::{self, Post};
use serde_json::{Value, json};

use super::node::Node;

/// Everything that can happen to the posts of a thread: (root, removed, erased, live from afar).
async fn eventful(node: &Node) -> (Post, Post, Post, Post) {
    let (ana, ben) = (node.person("ana").await, node.person("ben").await);
    let forum = node.forum("acces", false).await;
    let root = node.open(&ana, &forum, "Bonjour").await;
    let removed = node.reply(&ben, &root, "Le mot interdit").await;
    node.edit(&ben, &removed, "Le mot interdit, encore", None)
        .await;
    let erased = node.reply(&ben, &root, "Le mot effacé").await;
    node.edit(&ben, &erased, "Le mot effacé, encore", None)
        .await;
    let far = node.foreign_reply(&removed, &forum, 5).await;
    node.like(&ana, &far, true).await;
    node.like(&ben, &far, true).await;
    node.like(&ben, &far, false).await;
    node.like(&ana, &erased, true).await;
    node.edit(&ana, &root, "Bonjour à tous", Some("Un IXP"))
        .await;
    node.remove(&removed).await;
    node.delete(&ben, &erased).await;
    (root, removed, erased, far)
}

async fn line(node: &Node, thread: i64) -> String {
    palabre_core::threads::read::digest_of(&node.core, thread)
        .await
        .expect("a digest")
        .line
}

/// Runs the other implementation on documents of a history.
fn twin(forum: &str, root: &str, documents: &[Value]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/twin/palabre_digest.py"
    );
    let mut command = Command::new("python3");
    command.args([script, "--forum", forum, "--root", root]);
    for (number, document) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        std::fs::write(&path, document.to_string()).expect("written");
        command.arg(path);
    }
    let output = command.output().expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[tokio::test]
async fn the_context_lists_what_is_shown_with_the_digest() {
    let node = Node::new().await;
    let (root, removed, erased, far) = Box::pin(eventful(&node)).await;
    let answer = node.get(&format!("/ap/t/{}", root.id)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let context = answer.json();
    assert_eq!(context["type"], "OrderedCollection");
    assert_eq!(context["palabre:digest"], json!(line(&node, root.id).await));
    assert_eq!(context["name"], "Un IXP");
    assert_eq!(context["attributedTo"], "https://quebec.test/ap/f/acces");
    assert_eq!(
        context["history"],
        format!("https://quebec.test/ap/t/{}/history", root.id)
    );
    assert_eq!(
        (&context["totalItems"], context.get("first")),
        (&json!(2), None)
    );
    let items = context["orderedItems"].as_array().expect("items");
    assert!(items.contains(&json!(root.uri)) && items.contains(&json!(far.uri)));
    assert!(!items.contains(&json!(removed.uri)) && !items.contains(&json!(erased.uri)));
    assert!(!answer.header(header::ETAG).is_empty());
}

// ledger.45, ledger.46
#[tokio::test]
async fn a_forum_lists_its_threads_with_their_digests() {
    let node = Node::new().await;
    let (root, ..) = Box::pin(eventful(&node)).await;
    let group = node.get("/ap/f/acces").await.json();
    assert_eq!(group["threads"], "https://quebec.test/ap/f/acces/threads");
    let forum = palabre_core::forums::by_slug(&node.core, "acces", None).await;
    let forum = forum.expect("read").expect("the forum");
    let cyr = node.person("cyr").await;
    let mut ids = vec![root.id];
    for number in 0..50 {
        node.clock.advance(60_000);
        ids.push(node.open(&cyr, &forum, &format!("Fil {number}")).await.id);
    }
    let relu = node.forum("relu", true).await;
    node.open(&cyr, &relu, "Pas encore lu").await;
    node.open(&cyr, &node.forum("autre", false).await, "Ailleurs")
        .await;

    let cover = node.get("/ap/f/acces/threads").await.json();
    assert_eq!(
        (&cover["totalItems"], cover.get("orderedItems")),
        (&json!(51), None)
    );
    let first = node.get("/ap/f/acces/threads?page=1").await.json();
    let last = node.get("/ap/f/acces/threads?page=2").await.json();
    assert_eq!(
        first["next"],
        "https://quebec.test/ap/f/acces/threads?page=2"
    );
    assert_eq!(last.get("next"), None);
    let entries = |page: &Value| page["orderedItems"].as_array().cloned().unwrap_or_default();
    let entries = [entries(&first), entries(&last)].concat();
    ids.reverse();
    for (entry, id) in entries.iter().zip(&ids) {
        assert_eq!(
            entry["id"],
            format!("https://quebec.test/ap/t/{id}"),
            "newest first"
        );
        assert_eq!(entry["palabre:digest"], json!(line(&node, *id).await));
    }
    assert_eq!(entries.len(), ids.len());
    let unread = node.get("/ap/f/relu/threads?page=1").await.json();
    assert_eq!(unread["totalItems"], 0);
    assert_eq!(unread["orderedItems"], json!([]), "what is held is nowhere");
    let unknown = node.get("/ap/f/personne/threads").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_history_holds_every_record_and_no_hidden_text() {
    let node = Node::new().await;
    let (root, removed, erased, far) = Box::pin(eventful(&node)).await;
    let answer = node.get(&format!("/ap/t/{}/history", root.id)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    assert!(
        !text.contains("interdit") && !text.contains("effacé"),
        "{text}"
    );
    let history = answer.json();
    let entries = ledger::history(&node.core, root.id)
        .await
        .expect("a history");
    let items = history["orderedItems"].as_array().expect("items");
    assert_eq!(items.len(), entries.len());
    assert_eq!(history["totalItems"], json!(entries.len()));
    assert_eq!(history["palabre:digest"], json!(line(&node, root.id).await));
    let by_id = |id: String| {
        items
            .iter()
            .find(|item| item["id"] == id)
            .expect("the record")
    };
    let gone = by_id(format!("{}/update/1", erased.uri));
    assert_eq!(
        (&gone["type"], &gone["formerType"]),
        (&json!("Tombstone"), &json!("Update"))
    );
    assert_eq!(gone["palabre:object"], json!(erased.uri));
    assert!(gone.get("actor").is_none());
    let hidden = by_id(format!("{}/update/1", removed.uri));
    assert_eq!(
        (&hidden["formerType"], &hidden["palabre:rev"]),
        (&json!("Update"), &json!(1))
    );
    assert_eq!(hidden["actor"], "https://quebec.test/ap/u/ben");
    assert!(hidden["published"].is_string() && hidden["updated"].is_string());
    let hidden = by_id(format!("{}/create", removed.uri));
    assert_eq!(hidden["inReplyTo"], json!(root.uri));
    let whole = by_id(format!("{}/create", far.uri));
    assert_eq!(whole["object"]["content"], "<p>De loin</p>");
    let first = by_id(format!("{}/create", root.uri));
    assert_eq!(&items[0], first, "the order is that of acceptance");
}

#[tokio::test]
async fn another_program_computes_the_same_digest() {
    let node = Node::new().await;
    let (root, ..) = Box::pin(eventful(&node)).await;
    let history = node.get(&format!("/ap/t/{}/history", root.id)).await.json();
    let found = twin("https://quebec.test/ap/f/acces", &root.uri, &[history]);
    let ours = line(&node, root.id).await;
    assert!(ours.contains(":4 react:") && ours.ends_with(":1"), "{ours}");
    assert_eq!(found, format!("{ours}\ncomplete\n"));
}

#[tokio::test]
async fn long_threads_are_served_in_pages() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    let draft = node.draft("Encore", None).await;
    let mut tx = node.core.begin().await.expect("a write");
    for _ in 0..101 {
        let post = Box::pin(threads::reply(&mut tx, &ana, root.id, &draft))
            .await
            .expect("a reply");
        Box::pin(threads::like(&mut tx, &ana, post.id, true))
            .await
            .expect("liked");
    }
    tx.commit().await.expect("kept");
    let ours = line(&node, root.id).await;
    for (path, total, size) in [
        (format!("/ap/t/{}", root.id), 102, 100),
        (format!("/ap/t/{}/history", root.id), 203, 200),
    ] {
        let whole = node.get(&path).await.json();
        assert_eq!(
            (&whole["totalItems"], whole.get("orderedItems")),
            (&json!(total), None)
        );
        assert_eq!(whole["palabre:digest"], json!(ours));
        let first = node
            .get(whole["first"].as_str().expect("a page"))
            .await
            .json();
        let second = node
            .get(first["next"].as_str().expect("a page"))
            .await
            .json();
        assert!(second.get("next").is_none());
        let items = |page: &Value| page["orderedItems"].as_array().expect("items").clone();
        assert_eq!(
            (items(&first).len(), items(&second).len()),
            (size, total - size)
        );
        assert!(
            items(&second)
                .iter()
                .all(|item| !items(&first).contains(item))
        );
        let past = node.get(&format!("{path}?page=3")).await;
        assert_eq!(past.status, StatusCode::NOT_FOUND);
        let nonsense = node.get(&format!("{path}?page=zwei")).await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
        if path.ends_with("history") {
            let found = twin(&forum.uri, &root.uri, &[first, second]);
            assert_eq!(found, format!("{ours}\ncomplete\n"));
        }
    }
}

#[tokio::test]
async fn a_thread_outlives_its_opening_but_not_its_title() {
    let node = Node::new().await;
    let (root, ..) = Box::pin(eventful(&node)).await;
    let ana = palabre_core::people::by_name(&node.core, "ana", None)
        .await
        .expect("a read");
    node.delete(&ana.expect("ana"), &root).await;
    for path in [
        format!("/ap/t/{}", root.id),
        format!("/ap/t/{}/history", root.id),
    ] {
        let answer = node.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.json()["name"],
            "fil dont l'ouverture a été supprimée"
        );
        assert!(!answer.text().contains("Un IXP"), "{path}");
    }
    let history = node.get(&format!("/ap/t/{}/history", root.id)).await.json();
    let found = twin("https://quebec.test/ap/f/acces", &root.uri, &[history]);
    assert_eq!(found, format!("{}\ncomplete\n", line(&node, root.id).await));
}

#[tokio::test]
async fn a_thread_of_another_home_is_there() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.remote_forum().await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    assert_eq!(
        node.get(&format!("/ap/t/{}", root.id)).await.status,
        StatusCode::NOT_FOUND
    );
    let entry = node.record(&format!("{}/create", root.uri)).await;
    let mut record = ledger::Record {
        rid: entry.rid.clone().try_into().expect("32 bytes"),
        activity_id: entry.activity_id,
        kind: Kind::Create,
        actor: entry.actor,
        object: entry.object,
        forum: entry.forum,
        context: None,
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: entry.published,
        raw: entry.raw,
        vouch: ledger::Vouch::Proof,
        standing: ledger::Standing::Accepted,
    };
    record.context = Some("https://senegal.test/ap/t/9".to_owned());
    let mut tx = node.core.begin().await.expect("a write");
    ledger::apply(&mut tx, record).await.expect("applied");
    tx.commit().await.expect("kept");
    let answer = node.get(&format!("/ap/t/{}", root.id)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header(header::LOCATION),
        "https://senegal.test/ap/t/9"
    );
    assert_eq!(node.get(&root.uri).await.status, StatusCode::OK);
}
