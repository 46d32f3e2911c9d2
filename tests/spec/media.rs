//! Pictures through the doors of running nodes: `docs/spec/media.md`.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use palabre_core::peering::Level;
use serde_json::{Value, json};

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::node::NodeOptions;
use crate::harness::{Actor, Forum, Node, Person, Thread, World, hours, spec};

/// A picture whose every pixel is another, so that its file is large; made by code.
pub(crate) fn picture(side: u32, format: ImageFormat, seed: u32) -> Vec<u8> {
    let colour = |x: u32, y: u32| {
        let mixed = (x * 7_919 + y * 104_729 + seed).wrapping_mul(2_654_435_761);
        // What is only a product could be foretold from the pixel beside it.
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca6b);
        let [_, a, b, c] = (mixed ^ (mixed >> 13)).to_le_bytes();
        Rgb([a, b, c])
    };
    let made = RgbImage::from_fn(side, side, colour);
    let mut bytes = Cursor::new(Vec::new());
    made.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// What an address of a node answers: its status, its type and its bytes.
async fn file(node: &Node, address: &str) -> (u16, String, Vec<u8>) {
    let own = format!("http://{}", node.host());
    let path = address.strip_prefix(&own).expect("an address of the node");
    let request = node
        .world()
        .client()
        .get(format!("http://{}{path}", node.address()));
    let answer = request.header("host", node.host()).send().await;
    let answer = answer.expect("the node answers");
    let kind = answer.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (status, kind) = (answer.status().as_u16(), kind.to_owned());
    let bytes = answer.bytes().await.expect("its bytes");
    (status, kind, bytes.to_vec())
}

spec! {
    // media.6, media.7
    async fn a_large_picture_is_made_ready_while_its_member_goes_on(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.member("ana").await;
        let app = App::new(&quebec, "read write").await;
        let app = app.let_in_by(&ana, "read write").await;
        let small = picture(300, ImageFormat::Png, 1);
        let told = app.uploads("/api/v2/media", "Un carré", &small).await;
        assert_eq!(told.status, 200, "{}", told.value);
        assert_eq!(told.value["description"], "Un carré");
        let large = picture(2_100, ImageFormat::Jpeg, 1);
        let told = app.uploads("/api/v2/media", "", &large).await;
        assert_eq!((told.status, &told.value["url"]), (202, &Value::Null));
        let id = told.value["id"].as_str().expect("an id");
        let one = "/api/v1/media/{id}";
        let waiting = app.calls(reqwest::Method::GET, one, &[id], &[]).await;
        assert_eq!(waiting.status, 206);
        // What was begun goes on after a restart.
        quebec.stop().await;
        quebec.start().await;
        world.settle().await;
        let ready = app.calls(reqwest::Method::GET, one, &[id], &[]).await;
        assert_eq!(ready.status, 200, "{}", ready.value);
        let url = ready.value["url"].as_str().expect("an address");
        let (status, kind, bytes) = file(&quebec, url).await;
        assert_eq!((status, kind.as_str()), (200, "image/jpeg"));
        let seen = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!((seen.width(), seen.height()), (2_100, 2_100));
    }
}

/// Quebec with ana's forum and a thread, and somebody of another server.
struct Stage {
    quebec: Node,
    acces: Forum,
    thread: Thread,
    lea: Actor,
}

async fn stage(world: &World, cache_bytes: Option<u64>) -> Stage {
    let options = NodeOptions {
        cache_bytes,
        ..NodeOptions::default()
    };
    let quebec = world.node("quebec.test", options).await;
    let ana: Person = quebec.person("ana").await;
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    let thread = ana.opens(&acces, "Des images").await;
    let lea = world.peer("good.test").await.person("lea").await;
    world.settle().await;
    Stage {
        quebec,
        acces,
        thread,
        lea,
    }
}

impl Stage {
    /// Léa replies with a picture that her server has at `path`.
    async fn shows(&self, number: usize, path: &str, alt: &str) -> Value {
        let (lea, to) = (&self.lea, [self.acces.uri.as_str()]);
        let note = format!("/notes/{number}");
        let mut note = lea.reply(&note, self.thread.uri(), "Voici", &to);
        let picture = json!({
            "type": "Document",
            "mediaType": "image/png",
            "url": lea.peer.url(path),
            "name": alt,
            "blurhash": "no hash",
            "width": 120,
            "height": 120,
        });
        let other = json!({ "type": "Link", "href": lea.peer.url("/page") });
        note["attachment"] = json!([picture, other, picture]);
        let create = lea.create(&note);
        lea.tells(&self.quebec, &create).await;
        self.quebec.world().settle().await;
        note
    }

    /// Where the thread's page shows pictures: the whole ones.
    async fn pictures(&self) -> Vec<String> {
        let id = self.quebec.thread_id(&self.thread).await.expect("known");
        let path = format!("/f/{id}");
        let page = crate::harness::actor::get(&self.quebec, &path, "text/html").await;
        let links = page.body.split("<a href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split_once('"'));
        let links = links.filter(|(link, _)| link.contains("/media/remote/"));
        links.map(|(link, _)| link.to_owned()).collect()
    }
}

spec! {
    // media.23, media.28
    async fn a_picture_of_another_node_is_fetched_once_when_it_is_wanted(world) {
        let stage = stage(&world, None).await;
        let peer = &stage.lea.peer;
        let mut sent = picture(120, ImageFormat::Png, 3);
        sent.extend_from_slice(b"<script>alert(1)</script>");
        peer.serves_as(&peer.url("/a.png"), "text/html", &sent);
        stage.shows(1, "/a.png", "Un \"carré\"").await;
        assert!(!peer.reads().contains(&"/a.png".to_owned()), "not before it is wanted");
        let whole = stage.pictures().await.remove(0);
        let wanted = (0..4).map(|_| file(&stage.quebec, &whole));
        for (status, kind, bytes) in futures::future::join_all(wanted).await {
            assert_eq!((status, kind.as_str()), (200, "image/png"));
            assert!(!bytes.windows(8).any(|some| some == b"<script>"));
            assert!(image::load_from_memory(&bytes).is_ok());
        }
        let (status, kind, _) = file(&stage.quebec, &format!("{whole}/small")).await;
        assert_eq!((status, kind.as_str()), (200, "image/jpeg"));
        let reads = peer.reads();
        assert_eq!(reads.iter().filter(|read| *read == "/a.png").count(), 1, "{reads:?}");
        // Nobody makes the node fetch what no post names.
        let (_, token) = whole.rsplit_once('/').expect("a token");
        let other = whole.replace(token, &"0".repeat(32));
        assert_eq!(file(&stage.quebec, &other).await.0, 404);
    }
}

spec! {
    // media.24
    async fn what_was_not_looked_at_for_longest_leaves_the_cache(world) {
        let stage = stage(&world, Some(180_000)).await;
        let peer = &stage.lea.peer;
        for number in 0..3 {
            let sent = picture(120, ImageFormat::Png, number);
            assert!(sent.len() > 40_000, "{} bytes", sent.len());
            peer.serves_as(&peer.url(&format!("/{number}.png")), "image/png", &sent);
            let place = usize::try_from(number).expect("small");
            stage.shows(place, &format!("/{number}.png"), "").await;
        }
        let all = stage.pictures().await;
        assert_eq!(all.len(), 3);
        for one in &all[..2] {
            assert_eq!(file(&stage.quebec, one).await.0, 200);
        }
        // The first is looked at again after a while; the third takes the place of the second.
        world.advance(hours(2)).await;
        assert_eq!(file(&stage.quebec, &all[0]).await.0, 200);
        assert_eq!(file(&stage.quebec, &all[2]).await.0, 200);
        world.settle().await;
        peer.reads();
        assert_eq!(file(&stage.quebec, &all[0]).await.0, 200);
        assert_eq!(peer.reads(), [""; 0], "the first is still here");
        assert_eq!(file(&stage.quebec, &all[1]).await.0, 200);
        assert_eq!(peer.reads(), ["/1.png"], "the second was not");
    }
}

spec! {
    // media.24, media.25
    async fn what_cannot_be_had_or_is_blocked_is_not_asked_for(world) {
        let stage = stage(&world, None).await;
        let peer = &stage.lea.peer;
        stage.shows(1, "/a.png", "").await;
        peer.reads();
        let whole = stage.pictures().await.remove(0);
        for _ in 0..3 {
            assert_eq!(file(&stage.quebec, &whole).await.0, 404);
        }
        assert_eq!(peer.reads(), ["/a.png"], "in vain, once");
        peer.serves_as(&peer.url("/a.png"), "image/png", b"<svg onload='alert(1)'/>");
        world.advance(hours(2)).await;
        assert_eq!(file(&stage.quebec, &whole).await.0, 404, "no drawing");
        peer.serves_as(&peer.url("/a.png"), "image/png", &picture(20, ImageFormat::Png, 1));
        world.advance(hours(2)).await;
        stage.quebec.trusts("good.test", Level::Block).await;
        peer.reads();
        assert_eq!(file(&stage.quebec, &whole).await.0, 404);
        assert_eq!(peer.reads(), [""; 0]);
        stage.quebec.trusts("good.test", Level::Allow).await;
        assert_eq!(file(&stage.quebec, &whole).await.0, 200);
    }
}

spec! {
    // media.26
    async fn what_its_author_takes_back_goes_with_its_files(world) {
        let stage = stage(&world, None).await;
        let peer = &stage.lea.peer;
        let sent = picture(20, ImageFormat::Png, 1);
        for path in ["/a.png", "/b.png"] {
            peer.serves_as(&peer.url(path), "image/png", &sent);
        }
        let mut note = stage.shows(1, "/a.png", "Avant").await;
        let first = stage.pictures().await.remove(0);
        assert_eq!(file(&stage.quebec, &first).await.0, 200);
        world.advance(hours(1)).await;
        for place in [0, 2] {
            note["attachment"][place]["url"] = json!(peer.url("/b.png"));
        }
        note["updated"] = json!(stage.lea.date());
        let mut update = stage.lea.public("Update", "/updates/1", note.clone());
        update["cc"] = note["cc"].clone();
        stage.lea.tells(&stage.quebec, &update).await;
        world.settle().await;
        assert_eq!(file(&stage.quebec, &first).await.0, 404, "it hangs there no more");
        let second = stage.pictures().await.remove(0);
        assert_eq!(file(&stage.quebec, &second).await.0, 200);
        let tombstone = json!({ "id": note["id"], "type": "Tombstone" });
        let delete = stage.lea.public("Delete", "/deletes/1", tombstone);
        stage.lea.tells(&stage.quebec, &delete).await;
        world.settle().await;
        assert_eq!(stage.pictures().await, [""; 0]);
        assert_eq!(file(&stage.quebec, &second).await.0, 404);
        let kept = stage.quebec.folder().join("media");
        assert_eq!(files_in(&kept), 0, "no file is left");
    }
}

fn files_in(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let count = |path: std::path::PathBuf| if path.is_dir() { files_in(&path) } else { 1 };
    entries
        .map(|entry| count(entry.expect("an entry").path()))
        .sum()
}

spec! {
    // media.29
    async fn a_picture_needs_no_words(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        awa.watches("@ana@quebec.test").await;
        world.settle().await;
        let all = "read write";
        let app = App::by(&ana, all).await;
        let there = App::by(&awa, all).await;
        let small = picture(300, ImageFormat::Png, 1);
        let told = app.uploads("/api/v2/media", "Un carré", &small).await;
        let id = told.value["id"].as_str().expect("an id");
        let said = app.says(&[("media_ids[]", id), ("status", "")]).await;
        assert_eq!((&said["content"], &said["media_attachments"][0]["description"]), (&"".into(), &"Un carré".into()));
        world.settle().await;
        let home = there.reads("/api/v1/timelines/home").await.value;
        assert_eq!((&home[0]["uri"], &home[0]["content"]), (&said["uri"], &"".into()));
        assert_eq!(home[0]["media_attachments"][0]["description"], "Un carré");
        for (node, status) in [(&quebec, &said), (&senegal, &home[0])] {
            let id: i64 = status["id"].as_str().expect("an id").parse().expect("a number");
            let path = format!("/c/{}", id / 4);
            let page = Browser::new(node.host(), node.address()).get(&path).await;
            assert!(page.text.contains("Un carré"), "{}", page.text);
        }
        let told = app.calls(reqwest::Method::POST, "/api/v1/statuses", &[], &[("status", " ")]).await;
        assert_eq!(told.status, 422, "{}", told.value);
    }
}
