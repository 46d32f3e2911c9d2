//! The same sentences for both places: a folder, and an S3 server that checks signatures.

use std::io::Write as _;
use std::sync::Arc;

use futures::TryStreamExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use palabre_core::clock::SystemClock;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

use super::*;
use crate::config::{Config, S3, Storage};

const TOKEN: &str = "00112233445566778899aabbccddeeff";

/// An S3 server on loopback with the bucket `palabre`; answers its address.
pub(crate) async fn service(folder: &Path) -> String {
    std::fs::create_dir_all(folder.join("palabre")).expect("a bucket");
    let files = s3s_fs::FileSystem::new(folder).expect("a file system");
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single("PALABRE", "secret"));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    format!("http://{address}")
}

/// What the configuration of a bucket of [`service`] says.
pub(crate) fn bucket(endpoint: String, secret: &str) -> S3 {
    S3 {
        endpoint,
        bucket: "palabre".to_owned(),
        key: "PALABRE".to_owned(),
        secret: crate::config::Secret::new(secret.to_owned()),
        ..S3::default()
    }
}

/// Runs a test in a folder, and at an S3 server.
async fn each_place(test: impl AsyncFn(Arc<dyn Blobs>)) {
    let data = tempfile::tempdir().expect("a folder");
    let mut config = Config {
        data_dir: data.path().to_owned(),
        ..Config::default()
    };
    test(open(&config, Arc::new(SystemClock)).expect("a folder")).await;
    let endpoint = service(&data.path().join("s3")).await;
    config.media.storage = Storage::S3;
    config.media.s3 = bucket(endpoint, "secret");
    test(open(&config, Arc::new(SystemClock)).expect("a bucket")).await;
}

fn key(end: &str) -> Key {
    Key::parse(&format!("{TOKEN}{end}")).expect("a key")
}

async fn read(blobs: &dyn Blobs, key: &Key, range: Option<Range<u64>>) -> Option<(u64, Vec<u8>)> {
    let blob = blobs.get(key, range).await.expect("an answer")?;
    let pieces: Vec<Bytes> = blob.pieces.try_collect().await.expect("its bytes");
    Some((blob.whole, pieces.concat()))
}

// media.20
#[tokio::test]
async fn a_file_is_kept_read_in_parts_replaced_and_taken_away() {
    each_place(async |blobs| {
        let blobs = &*blobs;
        let (one, other) = (key(".png"), key("-s.png"));
        assert!(read(blobs, &one, None).await.is_none());
        assert_eq!(blobs.exists(&one).await.expect("an answer"), None);
        let long: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let put = blobs.put(&one, Source::Bytes(long.clone().into())).await;
        put.expect("kept");
        assert_eq!(blobs.exists(&one).await.expect("an answer"), Some(200_000));
        assert_eq!(read(blobs, &one, None).await, Some((200_000, long.clone())));
        for range in [0..1, 70_000..140_001, 199_999..200_000] {
            let place = |at: u64| usize::try_from(at).expect("a place");
            let (start, end) = (place(range.start), place(range.end));
            let part = read(blobs, &one, Some(range)).await;
            assert_eq!(part, Some((200_000, long[start..end].to_vec())));
        }
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"short").expect("written");
        blobs.put(&one, Source::File(file, 5)).await.expect("kept");
        assert_eq!(read(blobs, &one, None).await, Some((5, b"short".to_vec())));
        assert!(read(blobs, &other, None).await.is_none(), "another key");
        for _ in 0..2 {
            blobs.delete(&one).await.expect("gone");
        }
        assert!(read(blobs, &one, None).await.is_none());
    })
    .await;
}

// media.20
#[tokio::test]
async fn a_secret_that_is_wrong_is_refused() {
    let data = tempfile::tempdir().expect("a folder");
    let endpoint = service(data.path()).await;
    let config = bucket(endpoint, "another");
    let blobs = s3::S3::new(&config, Arc::new(SystemClock)).expect("a bucket");
    let put = blobs
        .put(&key(".png"), Source::Bytes(Bytes::from_static(b"x")))
        .await;
    assert!(matches!(put, Err(BlobError::Answered(403))), "{put:?}");
    let said = format!("{blobs:?} {config:?}");
    assert!(!said.contains("another"), "{said}");
}

// media.21
#[test]
fn a_key_is_chance_and_an_ending_and_nothing_else() {
    for text in [
        "../../etc/passwd",
        "a.png",
        "",
        ".png",
        "00112233445566778899AABBCCDDEEFF.png",
    ] {
        assert_eq!(Key::parse(text), None, "{text}");
    }
    for end in [
        ".html", ".svg", "-t.png", "-s", ".png/..", ".png.png", ".png\0",
    ] {
        assert_eq!(Key::parse(&format!("{TOKEN}{end}")), None, "{end}");
    }
    assert_eq!(key(".raw").mime(), None);
    assert_eq!(key("-s.jpg").mime(), Some("image/jpeg"));
    assert_eq!(Key::of(TOKEN, true, "image/png"), Some(key("-s.png")));
    assert_eq!(Key::of(TOKEN, false, "text/html"), None);
    assert_eq!(Key::of(TOKEN, false, ""), None);
}
