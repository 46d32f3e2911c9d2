//! The words on the socket, which scripts and two versions of the program share.

use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn requests_and_answers_are_one_line_each() {
    let line = |request: &Request| serde_json::to_string(request).expect("JSON");
    let ring = |words: &[&str]| Request::Ring {
        happened: words.iter().map(|&word| word.to_owned()).collect(),
    };
    assert_eq!(line(&ring(&[])), r#"{"do":"ring"}"#);
    assert_eq!(line(&ring(&["w12"])), r#"{"do":"ring","happened":["w12"]}"#);
    let older = serde_json::from_str::<Request>(r#"{"do":"ring"}"#);
    assert_eq!(older.expect("a request"), ring(&[]));
    assert_eq!(line(&Request::Idle), r#"{"do":"idle"}"#);
    assert_eq!(
        line(&Request::Wait {
            timeout_s: 9,
            all: false
        }),
        r#"{"do":"wait","timeout_s":9}"#
    );
    assert_eq!(
        line(&Request::Wait {
            timeout_s: 9,
            all: true
        }),
        r#"{"do":"wait","timeout_s":9,"all":true}"#
    );
    let older = serde_json::from_str::<Request>(r#"{"do":"wait","timeout_s":9}"#);
    assert_eq!(
        older.expect("a request"),
        Request::Wait {
            timeout_s: 9,
            all: false
        }
    );
    let read = |text| serde_json::from_str::<Answer>(text).expect("an answer");
    assert_eq!(read(r#"{"ok":true}"#), Answer::Ok { ok: true });
    assert_eq!(read(r#"{"unfinished":3}"#), Answer::Queue { unfinished: 3 });
    assert!(serde_json::from_str::<Request>(r#"{"do":"dance"}"#).is_err());
    assert!(serde_json::from_str::<Request>(r#"{"do":"wait"}"#).is_err());
}

#[tokio::test]
async fn without_a_server_nobody_answers() {
    let dir = tempfile::tempdir().expect("a directory");
    assert_eq!(
        ask(
            dir.path(),
            &Request::Ring {
                happened: Vec::new()
            }
        )
        .await
        .expect("no failure"),
        None
    );
    assert_eq!(
        ask(
            &dir.path().join("absent"),
            &Request::Ring {
                happened: Vec::new()
            }
        )
        .await
        .expect("no failure"),
        None
    );
}

#[tokio::test]
async fn the_socket_is_its_owners_and_replaces_one_that_was_left_behind() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("palabre.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).expect("a socket"));
    assert!(path.exists(), "a killed server leaves its socket");
    assert_eq!(
        ask(dir.path(), &Request::Idle).await.expect("no failure"),
        None
    );
    let control = Control::open(dir.path()).expect("a socket");
    let mode = fs::metadata(&path)
        .expect("the socket")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(control);
    assert!(!path.exists(), "a stopped server takes its socket away");
}

#[tokio::test]
async fn a_directory_with_a_long_name_is_reached_too() {
    let dir = tempfile::tempdir().expect("a directory");
    let long = dir.path().join("d".repeat(120));
    fs::create_dir(&long).expect("a directory");
    let control = Control::open(&long).expect("a socket");
    let path = long.join("palabre.sock");
    let mode = fs::metadata(&path)
        .expect("the socket")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let (asked, accepted) = tokio::join!(ask(&long, &Request::Idle), async {
        let (stream, _) = control.listener.accept().await.expect("a command");
        let (reader, mut writer) = stream.into_split();
        let mut line = String::new();
        BufReader::new(reader)
            .read_line(&mut line)
            .await
            .expect("a line");
        writer
            .write_all(b"{\"unfinished\":7}\n")
            .await
            .expect("an answer");
        line
    });
    assert_eq!(accepted, "{\"do\":\"idle\"}\n");
    assert_eq!(
        asked.expect("an answer"),
        Some(Answer::Queue { unfinished: 7 })
    );
}
