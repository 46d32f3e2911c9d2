//! What others say that a client may be answered: the shapes of an `OpenAPI` document, read where the
//! folder of samples is present.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

/// Where our answers differ from the document, and why a client's author would agree.
const DIFFERENCES: [(&str, &str); 3] = [
    // What is refused by a sentence and not by a field has no details, as with Mastodon itself.
    ("", ": \"details\" is a required property"),
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
    for shape in ["Status", "StatusEdit"] {
        let quote = &mut document["components"]["schemas"][shape]["properties"]["quote"];
        let shapes = quote["oneOf"].take();
        *quote = json!({ "anyOf": shapes });
    }
    Some(document)
});

/// What tells whether answers have a shape, by method, pattern and status: each is made once.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Whether the document tells of such an answer, or is not here.
pub(crate) fn tells(method: &str, path: &str, status: u16) -> bool {
    DOCUMENT.as_ref().is_none_or(|document| {
        let told = operation(document, method, path);
        told.is_some_and(|(_, told)| told["responses"][status.to_string()].is_object())
    })
}

/// Holds an answer to the document: `path` is the pattern of its address there, or the address.
pub(crate) fn hold(method: &str, path: &str, status: u16, answer: &Value) {
    let Some(document) = &*DOCUMENT else { return };
    // It says nothing of what administrators ask: the plays about them hold every key themselves.
    if path.contains("/admin/") {
        return;
    }
    let Some((pattern, known)) = operation(document, method, path) else {
        panic!("{method} {path} is not in the document");
    };
    assert!(
        tells(method, path, status),
        "{method} {path} does not answer {status} there"
    );
    let Some(content) = known["responses"][status.to_string()]["content"].as_object() else {
        return;
    };
    let name = format!("{method} {pattern} {status}");
    let mut validators = VALIDATORS.lock().expect("nobody has panicked here");
    let validator = validators.entry(name).or_insert_with(|| {
        let schema = &content["application/json"]["schema"];
        let mut whole = json!({ "components": document["components"] });
        for (name, part) in schema.as_object().into_iter().flatten() {
            whole[name] = part.clone();
        }
        Arc::new(jsonschema::validator_for(&whole).expect("a schema"))
    });
    let validator = Arc::clone(validator);
    drop(validators);
    let wrong: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .filter(|words| !is_known(pattern, words))
        .collect();
    assert!(wrong.is_empty(), "{method} {path}: {wrong:#?}\n{answer:#}");
}

/// What the document says of an address, or of a pattern, with the pattern that it has there.
fn operation<'d>(document: &'d Value, method: &str, path: &str) -> Option<(&'d str, &'d Value)> {
    let fits = |pattern: &str| {
        let (known, asked) = (pattern.split('/'), path.split('/'));
        known.clone().count() == asked.clone().count()
            && known
                .zip(asked)
                .all(|(known, asked)| known == asked || known.starts_with('{'))
    };
    let paths = document["paths"].as_object()?;
    let fitting = paths.iter().filter(|(pattern, _)| fits(pattern));
    let (pattern, found) = fitting.min_by_key(|(pattern, _)| pattern.matches('{').count())?;
    // Some clients write PUT wherever the document says PATCH.
    let known = found.get(method);
    let known = known.or_else(|| found.get("patch").filter(|_| method == "put"));
    Some((pattern, known?))
}

fn is_known(path: &str, words: &str) -> bool {
    let known =
        |(at, begins): &(&str, &str)| (*at == path || at.is_empty()) && words.starts_with(begins);
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
