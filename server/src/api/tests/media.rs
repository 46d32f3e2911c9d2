//! What members send: taken, described, served, and refused in words.

mod hung;

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::StatusCode;
use image::ImageFormat;
use palabre_core::{Job, queue};
use serde_json::json;

use super::*;
use crate::media::tests::{animation, bomb, encoded, flac, halves, photo, polyglots};

const SCOPES: &str = "read write:media";

/// A body in parts: fields, then a file, then more fields.
fn body(before: &[(&str, &str)], file: Option<&[u8]>, after: &[(&str, &str)]) -> Body {
    let field = |text: &mut String, (name, value): &(&str, &str)| {
        let head = format!("--m\r\nContent-Disposition: form-data; name=\"{name}\"");
        write!(text, "{head}\r\n\r\n{value}\r\n").expect("text");
    };
    let mut head = String::new();
    for one in before {
        field(&mut head, one);
    }
    let mut bytes = head.into_bytes();
    if let Some(file) = file {
        bytes.extend_from_slice(
            b"--m\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a.png\"\r\n\
              Content-Type: image/svg+xml\r\n\r\n",
        );
        bytes.extend_from_slice(file);
        bytes.extend_from_slice(b"\r\n");
    }
    let mut tail = String::new();
    for one in after {
        field(&mut tail, one);
    }
    tail.push_str("--m--\r\n");
    bytes.extend_from_slice(tail.as_bytes());
    Body::from(bytes)
}

fn sender<'n>(node: &'n Node, token: &str) -> Browser<'n> {
    bearer(node, token).asking("content-type", "multipart/form-data; boundary=m")
}

async fn send(node: &Node, token: &str, path: &str, file: &[u8]) -> Page {
    sender(node, token)
        .send("POST", path, body(&[], Some(file), &[]))
        .await
}

/// A picture that was sent, by its id.
pub(super) async fn picture(node: &Node, token: &str) -> String {
    let page = send(node, token, "/api/v2/media", &photo(60, 40)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    id_of(&read(&page))
}

async fn ana(node: &Node) -> String {
    node.account("ana").await;
    token(node, SCOPES).await
}

/// Does what waits in the lane of media, as a worker does.
async fn work(node: &Node) {
    let due = queue::due(&node.app.core, "media", &[], 100)
        .await
        .expect("jobs");
    let tx = node.app.core.begin().await.expect("a write");
    let ids: Vec<i64> = due.iter().map(|work| work.id).collect();
    queue::finish(&tx, &ids).await.expect("finished");
    tx.commit().await.expect("a commit");
    for work in due {
        node.app.workshop.work(work.job).await.expect("done");
    }
}

fn path(address: &Value) -> String {
    let address = address.as_str().expect("an address");
    let path = address.strip_prefix("http://quebec.test").expect("ours");
    path.to_owned()
}

// media.6, media.10, media.17, media.18
#[tokio::test]
async fn a_picture_is_taken_described_and_served_without_what_it_knew() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let sent = body(
        &[("description", "Un pylône")],
        Some(&photo(1_200, 800)),
        &[("focus", "0.5,-0.25")],
    );
    let page = sender(&node, &token)
        .send("POST", "/api/v2/media", sent)
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let made = read(&page);
    assert_eq!(made["type"], "image");
    assert_eq!(made["description"], "Un pylône");
    assert_eq!(made["meta"]["focus"], json!({ "x": 0.5, "y": -0.25 }));
    assert_eq!(
        made["meta"]["original"],
        json!({ "width": 800, "height": 1_200, "size": "800x1200", "aspect": 800.0 / 1_200.0 })
    );
    assert!(made["meta"]["small"]["width"].as_u64().expect("a width") < 400);
    assert_eq!(made["blurhash"].as_str().expect("a hash").len(), 28);
    for key in ["remote_url", "preview_remote_url", "text_url"] {
        assert!(made[key].is_null(), "{key}");
    }
    let mut anybody = node.browser();
    for address in [&made["url"], &made["preview_url"]] {
        let file = anybody.get(&path(address)).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.header("content-type"), "image/jpeg");
        assert_eq!(
            file.header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(file.header("content-disposition"), "inline");
        assert_eq!(file.header("access-control-allow-origin"), "*");
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin");
        assert!(file.header("cache-control").ends_with("immutable"));
        for words in ["Exif", "GPS", "appareil"] {
            assert!(!file.says(words), "{words}");
        }
    }
    let whole = path(&made["url"]);
    let mut again = node.browser();
    let tag = again.get(&whole).await.header("etag");
    let mut again = again.asking("if-none-match", &tag);
    assert_eq!(again.get(&whole).await.status, StatusCode::NOT_MODIFIED);
    for none in [
        "/media/../palabre.sqlite",
        "/media/00.html",
        "/media/x",
        "/media/remote/1/x",
    ] {
        assert_eq!(
            anybody.get(none).await.status,
            StatusCode::NOT_FOUND,
            "{none}"
        );
    }
}

// media.19
#[tokio::test]
async fn a_sound_is_kept_as_it_is_and_served_in_parts() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let mut sound = flac(b"<script>");
    sound.extend((0..100_000_u32).map(|n| n.to_le_bytes()[1]));
    let page = send(&node, &token, "/api/v2/media", &sound).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let made = read(&page);
    assert_eq!(
        (&made["type"], &made["preview_url"]),
        (&json!("audio"), &Value::Null)
    );
    let whole = path(&made["url"]);
    for (range, status, told, length) in [
        ("bytes=44-51", 206, "bytes 44-51/100052", "8"),
        ("bytes=-2", 206, "bytes 100050-100051/100052", "2"),
        ("bytes=100040-", 206, "bytes 100040-100051/100052", "12"),
        ("bytes=200000-", 416, "bytes */100052", ""),
        ("bytes=1-2,5-6", 200, "", "100052"),
        ("lines=1-2", 200, "", "100052"),
    ] {
        let page = node.browser().asking("range", range).get(&whole).await;
        assert_eq!(page.status.as_u16(), status, "{range}");
        assert_eq!(page.header("content-range"), told);
        if !length.is_empty() {
            assert_eq!(page.header("content-length"), length);
            assert_eq!(page.header("content-type"), "audio/flac");
        }
    }
    let part = node
        .browser()
        .asking("range", "bytes=44-51")
        .get(&whole)
        .await;
    assert_eq!(part.text, "<script>");
    let head = node.browser().send("HEAD", &whole, Body::empty()).await;
    assert_eq!(
        (head.header("content-length").as_str(), head.text.as_str()),
        ("100052", "")
    );
}

// media.11
#[tokio::test]
async fn a_polyglot_picture_is_only_a_picture_once_it_is_served() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let page = b"<!doctype html><script>alert(document.domain)</script>";
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif] {
        let polyglot = [&encoded(&halves(60, 40), format)[..], page].concat();
        let made = read(&send(&node, &token, "/api/v2/media", &polyglot).await);
        for address in [&made["url"], &made["preview_url"]] {
            let file = node.browser().get(&path(address)).await;
            assert_eq!(file.status, StatusCode::OK, "{format:?}");
            assert!(file.header("content-type").starts_with("image/"));
            assert!(
                !file.says("<script>") && !file.says("doctype"),
                "{format:?}"
            );
        }
    }
}

// media.7
#[tokio::test]
async fn what_is_much_work_is_made_ready_by_a_job() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let large = encoded(&halves(2_200, 2_000), ImageFormat::Jpeg);
    let page = send(&node, &token, "/api/v2/media", &large).await;
    assert_eq!(page.status, StatusCode::ACCEPTED, "{}", page.text);
    let made = read(&page);
    assert!(made["url"].is_null() && made["preview_url"].is_null());
    let one = format!("/api/v1/media/{}", made["id"].as_str().expect("an id"));
    let waiting = bearer(&node, &token).get(&one).await;
    assert_eq!(waiting.status, StatusCode::PARTIAL_CONTENT);
    let said = bearer(&node, &token)
        .asking("content-type", "application/json")
        .send("PUT", &one, Body::from(r#"{"description":"Deux moitiés"}"#))
        .await;
    assert_eq!(said.status, StatusCode::PARTIAL_CONTENT);
    work(&node).await;
    let ready = bearer(&node, &token).get(&one).await;
    assert_eq!(ready.status, StatusCode::OK);
    let ready = read(&ready);
    assert_eq!(ready["description"], "Deux moitiés");
    let file = node.browser().get(&path(&ready["url"])).await;
    assert_eq!(file.status, StatusCode::OK);
    work(&node).await;
    // The older address answers when it is ready, however large it is.
    let page = send(&node, &token, "/api/v1/media", &large).await;
    assert_eq!(page.status, StatusCode::OK);
    // What turns out to be broken only then says so.
    let cut = &encoded(&halves(2_200, 2_000), ImageFormat::Png);
    let page = send(&node, &token, "/api/v2/media", &cut[..cut.len() / 2]).await;
    assert_eq!(page.status, StatusCode::ACCEPTED, "{}", page.text);
    work(&node).await;
    let one = format!(
        "/api/v1/media/{}",
        read(&page)["id"].as_str().expect("an id")
    );
    let broken = bearer(&node, &token).get(&one).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        broken.says("\"error\":\"Ce fichier est abîmé"),
        "{}",
        broken.text
    );
}

// media.9, media.14, media.15, media.16
#[tokio::test]
async fn what_is_not_taken_is_refused_in_words() {
    let node = Node::with(|config| config.media.image_bytes = 100_000).await;
    let token = ana(&node).await;
    let png = encoded(&halves(60, 40), ImageFormat::Png);
    for (file, words) in [
        (bomb(), "dépasse 33 millions de points"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "SVG"),
        (
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            "ni une image",
        ),
        (
            b"GIF89a\x01\0\x01\0\0\0\0<script>alert(1)</script>".to_vec(),
            "abîmé",
        ),
        (png[..png.len() / 2].to_vec(), "abîmé"),
        (photo(60, 40)[..300].to_vec(), "abîmé"),
        (b"Un texte qui se dit image.".to_vec(), "ni une image"),
        (b"\0\0\0\x18ftypheic".to_vec(), "HEIC"),
        (animation(1_001, 1), "animation"),
    ]
    .into_iter()
    .chain(polyglots().into_iter().map(|page| (page, "abîmé")))
    {
        for path in ["/api/v1/media", "/api/v2/media"] {
            let page = send(&node, &token, path, &file).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            let said = read(&page);
            let error = said["error"].as_str().expect("words");
            assert!(error.ends_with('.'), "{error}");
            assert!(error.contains(words), "{error}");
            assert_eq!(said["details"]["file"][0]["error"], "ERR_INVALID");
        }
    }
    let mut large = png.clone();
    large.resize(100_001, 0);
    let page = send(&node, &token, "/api/v2/media", &large).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.says("dépasse"), "{}", page.text);
    let waiting = queue::due(&node.app.core, "media", &[], 9)
        .await
        .expect("jobs");
    assert!(
        !waiting
            .iter()
            .any(|work| matches!(work.job, Job::Process { .. }))
    );
}

// media.8
#[tokio::test]
async fn fields_are_read_wherever_they_stand_and_wrong_ones_are_named() {
    let node = Node::with(|config| config.media.video_bytes = 1_000_000).await;
    let token = ana(&node).await;
    let png = encoded(&halves(60, 40), ImageFormat::Png);
    let long = "é".repeat(1_501);
    for (before, file, after, field) in [
        (&[][..], Some(&png[..]), &[("focus", "2,x")][..], "focus"),
        (&[("focus", "left")], Some(&png), &[], "focus"),
        (
            &[],
            Some(&png),
            &[("description", long.as_str())],
            "description",
        ),
        (&[("description", "x")], None, &[], "file"),
    ] {
        let sent = body(before, file, after);
        let page = sender(&node, &token)
            .send("POST", "/api/v2/media", sent)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(read(&page)["details"][field].is_array(), "{}", page.text);
    }
    let huge = vec![0; 16 * 1024 * 1024 + 1];
    let page = send(&node, &token, "/api/v2/media", &huge).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.says("16 Mo"), "{}", page.text);
    let part = b"--m\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    for second in [&png[..], &huge] {
        let both = [part, &png[..], b"\r\n", part, second, b"\r\n--m--\r\n"].concat();
        let page = sender(&node, &token)
            .send("POST", "/api/v2/media", Body::from(both))
            .await;
        let told = read(&page)["details"]["file"][0]["description"].to_string();
        assert!(told.contains("Un seul fichier"), "{told}");
    }
    let cut = sender(&node, &token)
        .send("POST", "/api/v2/media", Body::from("--m\r\nContent-Disp"))
        .await;
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
    // Wherever it ends early, the words say so.
    let mut whole = b"--m\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n".to_vec();
    let head = whole.len();
    whole.extend_from_slice(&png);
    whole.extend_from_slice(b"\r\n--m--\r\n");
    for end in [head - 9, head + png.len() / 2, head + png.len()] {
        let cut = sender(&node, &token)
            .send("POST", "/api/v2/media", Body::from(whole[..end].to_vec()))
            .await;
        assert_eq!(cut.status, StatusCode::BAD_REQUEST);
        let said = read(&cut)["error"].as_str().expect("words").to_owned();
        assert!(said.contains("L’envoi s’est arrêté avant la fin"), "{said}");
    }
    // What is no body in parts at all is not called cut.
    let wrong = sender(&node, &token)
        .asking("content-type", "multipart/form-data")
        .send("POST", "/api/v2/media", Body::from("x"))
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.says("cannot be understood"), "{}", wrong.text);
}

// media.1, media.2, media.8
#[tokio::test]
async fn an_upload_is_its_owners_alone() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let png = encoded(&halves(60, 40), ImageFormat::Png);
    let made = read(&send(&node, &token, "/api/v2/media", &png).await);
    let one = format!("/api/v1/media/{}", made["id"].as_str().expect("an id"));
    let mut nobody = client(&node);
    assert_eq!(nobody.get(&one).await.status, StatusCode::UNAUTHORIZED);
    let reader = super::token(&node, "read").await;
    let narrow = send(&node, &reader, "/api/v2/media", &png).await;
    assert_eq!(narrow.status, StatusCode::FORBIDDEN);
    let changed = sender(&node, &token)
        .send(
            "PUT",
            &one,
            body(&[("description", "Deux"), ("focus", "1,1")], None, &[]),
        )
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(read(&changed)["description"], "Deux");
    assert_eq!(read(&changed)["meta"]["focus"]["x"], 1.0);
    assert_eq!(
        read(&changed)["url"],
        made["url"],
        "only what is said of it changes"
    );
    // A member's own small picture takes the place of ours.
    let own = encoded(&halves(30, 30), ImageFormat::Png);
    let mut parts =
        b"--m\r\nContent-Disposition: form-data; name=\"thumbnail\"; filename=\"t\"\r\n\r\n"
            .to_vec();
    parts.extend_from_slice(&own);
    parts.extend_from_slice(b"\r\n--m--\r\n");
    let changed = sender(&node, &token)
        .send("PUT", &one, Body::from(parts))
        .await;
    assert_eq!(
        read(&changed)["meta"]["small"]["size"],
        "30x30",
        "{}",
        changed.text
    );
    let other = node.account("ben").await;
    let wrong = node
        .app
        .workshop
        .change(&other, 7, palabre_core::media::Change::default())
        .await;
    assert!(wrong.is_err());
    let gone = bearer(&node, &token)
        .send("DELETE", &one, Body::empty())
        .await;
    assert_eq!((gone.status, gone.text.as_str()), (StatusCode::OK, "{}"));
    assert_eq!(
        bearer(&node, &token).get(&one).await.status,
        StatusCode::NOT_FOUND
    );
    work(&node).await;
    let file = node.browser().get(&path(&made["url"])).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
}

// media.8
#[tokio::test]
async fn thirty_uploads_in_half_an_hour_are_enough() {
    let node = Node::with(|config| config.limits.exempt.clear()).await;
    let token = ana(&node).await;
    let sound = &flac(b"la");
    let mut last = send(&node, &token, "/api/v2/media", sound).await;
    let mut count = 0;
    while last.status == StatusCode::OK && count < 40 {
        count += 1;
        last = send(&node, &token, "/api/v2/media", sound).await;
    }
    assert_eq!((last.status, count), (StatusCode::TOO_MANY_REQUESTS, 30));
    let wait: i64 = last.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
}

// media.22
#[tokio::test]
async fn the_node_says_what_it_takes() {
    let node = Node::new().await;
    for path in ["/api/v1/instance", "/api/v2/instance"] {
        let told = read(&client(&node).get(path).await)["configuration"].clone();
        assert_eq!(told["statuses"]["max_media_attachments"], 4);
        let media = &told["media_attachments"];
        assert_eq!(media["image_size_limit"], 16_777_216);
        assert_eq!(media["image_matrix_limit"], 33_177_600);
        assert_eq!(media["video_size_limit"], 41_943_040);
        assert_eq!(media["description_limit"], 1_500);
        let types = media["supported_mime_types"].as_array().expect("a list");
        assert!(types.contains(&json!("image/png")) && types.contains(&json!("video/mp4")));
        assert!(!types.contains(&json!("image/svg+xml")));
    }
}
