//! What others say that a client may be answered: the shapes of an `OpenAPI` document, read where the
//! folder of samples is present.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};

/// Where our answers differ from the document, and why a client's author would agree.
const DIFFERENCES: [(&str, &str); 2] = [
    // The id of a push subscription is a number, as clients in Swift and Kotlin read it.
    ("/api/v1/push/subscription", "/id: "),
    // All filters are a list there, as the document's own words and every client have it.
    ("/api/v1/filters", ": ["),
];

static DOCUMENT: LazyLock<Option<Value>> = LazyLock::new(|| {
    let file = samples()?.join("mastodon-openapi/schema.json");
    let text = std::fs::read_to_string(file).ok()?;
    let mut document: Value = serde_json::from_str(&text).expect("the document is JSON");
    // A quote that shows nothing fits both of its shapes, of which it wants one.
    let quote = &mut document["components"]["schemas"]["Status"]["properties"]["quote"];
    let shapes = quote["oneOf"].take();
    *quote = json!({ "anyOf": shapes });
    Some(document)
});

/// Holds an answer to the document: `path` is the pattern of its address there.
pub(crate) fn hold(method: &str, path: &str, status: u16, answer: &Value) {
    let Some(document) = &*DOCUMENT else { return };
    // It says nothing of what administrators ask: the plays about them hold every key themselves.
    if path.contains("/admin/") {
        return;
    }
    let known = &document["paths"][path];
    // Some clients write PUT wherever the document says PATCH.
    let known = match &known[method] {
        Value::Null if method == "put" => &known["patch"],
        known => known,
    };
    let responses = &known["responses"];
    assert!(
        responses.is_object(),
        "{method} {path} is not in the document"
    );
    let response = &responses[status.to_string()];
    assert!(
        response.is_object(),
        "{method} {path} does not answer {status} there"
    );
    let Some(content) = response["content"].as_object() else {
        return;
    };
    let schema = &content["application/json"]["schema"];
    let mut whole = json!({ "components": document["components"] });
    for (name, part) in schema.as_object().into_iter().flatten() {
        whole[name] = part.clone();
    }
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    let wrong: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .filter(|words| !is_known(path, words))
        .collect();
    assert!(wrong.is_empty(), "{method} {path}: {wrong:#?}\n{answer:#}");
}

fn is_known(path: &str, words: &str) -> bool {
    let known = |(at, begins): &(&str, &str)| *at == path && words.starts_with(begins);
    DIFFERENCES.iter().any(known)
}

fn samples() -> Option<PathBuf> {
    let named = std::env::var_os("PALABRE_SAMPLES").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let beside = root.parent().map(|above| above.join("shared/samples"));
    let found = named.or(beside).filter(|folder| folder.is_dir());
    if found.is_none() {
        println!("no captured samples here: set PALABRE_SAMPLES to read them");
    }
    found
}
