//! What clients send, in its three encodings.

use axum::body::Body;
use axum::response::IntoResponse;
use serde_json::json;

use super::*;

fn tree(form: &str) -> Value {
    let mut tree = Tree::default();
    tree.form(form.as_bytes()).expect("a form");
    tree.whole()
}

// client_api.10
#[test]
fn names_in_brackets_make_a_tree() {
    for (form, wanted) in [
        ("a=1&b=", json!({"a": "1", "b": ""})),
        ("a=1&a=2", json!({"a": "2"})),
        ("ids[]=1&ids[]=2", json!({"ids": ["1", "2"]})),
        ("ids%5B%5D=1", json!({"ids": ["1"]})),
        ("ids[1]=b&ids[0]=a", json!({"ids": ["a", "b"]})),
        ("ids[10]=c&ids[9]=b", json!({"ids": ["b", "c"]})),
        (
            "source[privacy]=public&source[language]=fr",
            json!({"source": {"privacy": "public", "language": "fr"}}),
        ),
        (
            "poll[options][]=oui&poll[options][]=non&poll[multiple]=1",
            json!({"poll": {"options": ["oui", "non"], "multiple": "1"}}),
        ),
        (
            "f[0][name]=a&f[0][value]=b&f[1][name]=c",
            json!({"f": [{"name": "a", "value": "b"}, {"name": "c"}]}),
        ),
        (
            "k[][word]=a&k[][whole]=1&k[][word]=b",
            json!({"k": [{"word": "a", "whole": "1"}, {"word": "b"}]}),
        ),
        ("a[=1&]=2&[x]=3", json!({"a[": "1", "]": "2", "[x]": "3"})),
    ] {
        assert_eq!(tree(form), wanted, "{form}");
    }
}

// client_api.10
#[test]
fn a_tree_has_a_height_and_a_size() {
    let mut deep = Tree::default();
    assert!(deep.form(b"a[b][c][d][e]=1").is_ok());
    let deeper = deep.form(b"a[b][c][d][e][f]=1");
    let many = "a=1&".repeat(NAMES + 1);
    let many = Tree::default().form(many.as_bytes());
    assert_eq!([deeper, many].map(status), [413, 413]);
}

fn status<T>(read: Result<T, ApiError>) -> u16 {
    let refused = read.err().expect("it is refused");
    refused.into_response().status().as_u16()
}

async fn body_of(kind: &str, text: &'static str) -> Result<Map<String, Value>, ApiError> {
    let request = Request::builder()
        .header(CONTENT_TYPE, kind)
        .body(Body::from(text))
        .expect("a request");
    body(request).await
}

// client_api.10
#[tokio::test]
async fn a_body_is_read_in_three_encodings_and_no_other() {
    let parts = "--x\r\nContent-Disposition: form-data; name=\"ids[]\"\r\n\r\n1\r\n\
         --x\r\nContent-Disposition: form-data; name=\"ids[]\"\r\n\r\n2\r\n--x--\r\n";
    for (kind, text) in [
        ("application/x-www-form-urlencoded", "ids[]=1&ids[]=2"),
        ("application/json; charset=utf-8", r#"{"ids":["1","2"]}"#),
        ("multipart/form-data; boundary=x", parts),
    ] {
        let read = body_of(kind, text).await.expect("a body");
        let params = Params::of(read);
        assert_eq!(params.list("ids").expect("a list"), ["1", "2"], "{kind}");
    }
    let deep = r#"{"a":{"b":{"c":{"d":{"e":1}}}}}"#;
    assert!(body_of("application/json", deep).await.is_ok());
    let deeper = r#"{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}"#;
    let many: &str = Box::leak(format!("{{\"a\":[{}1]}}", "1,".repeat(NAMES)).into_boxed_str());
    let deepest: &str = Box::leak(format!("{{\"a\":{}", "[".repeat(200)).into_boxed_str());
    for (kind, text, wanted) in [
        ("application/json", deeper, 413),
        ("application/json", deepest, 413),
        ("application/json", many, 413),
        ("application/json", "[1]", 400),
        ("application/json", "{", 400),
        ("text/plain", "a=1", 415),
    ] {
        assert_eq!(status(body_of(kind, text).await), wanted, "{kind}: {text}");
    }
    assert!(body_of("text/plain", "").await.expect("nothing").is_empty());
}

// client_api.10
#[test]
fn values_are_read_as_rails_reads_them() {
    let words = ["on", "true", "1", "oui", "off", "0", "FALSE", ""];
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(words.map(truth), [yes, yes, yes, yes, no, no, no, None]);
    let tree = json!({
        "none": "", "one": 1, "also": true,
        "text": "a\u{0}b", "list": "alone", "deep": {"x": 1},
    });
    let Value::Object(tree) = tree else {
        panic!("a tree")
    };
    let params = Params::of(tree);
    let text = |name| params.text(name).expect("a text");
    assert_eq!(text("one").as_deref(), Some("1"));
    assert_eq!(text("also").as_deref(), Some("true"));
    assert_eq!(text("text").as_deref(), Some("ab"));
    assert_eq!(params.list("list").expect("a list"), ["alone"]);
    assert!(params.text("deep").is_err() && params.below("one").is_err());
    assert_eq!(params.some("none").expect("a text"), None);
    assert!(!params.below("none").expect("nothing").has("x"));
}
