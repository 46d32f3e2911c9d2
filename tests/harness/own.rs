//! What the node itself says that a client is answered: the document that it serves. Here it is taken
//! at its word: an answer has everything that it tells, and nothing else.

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::Node;

static DOCUMENT: OnceCell<Value> = OnceCell::const_new();

/// The document of a node.
pub(crate) async fn document(node: &Node) -> Value {
    let address = format!("http://{}/api/openapi.json", node.address());
    let request = node.world().client().get(address);
    let response = request.header("host", node.host()).send().await;
    let text = response.expect("an answer").text().await.expect("a text");
    serde_json::from_str(&text).expect("the document is JSON")
}

/// Holds an answer to the document: `path` is the pattern of its address, or the address.
pub(crate) async fn hold(node: &Node, method: &str, path: &str, status: u16, answer: &Value) {
    let read = async || closed(document(node).await);
    let document = DOCUMENT.get_or_init(read).await;
    let told = operation(document, method, path);
    let told = told.unwrap_or_else(|| panic!("{method} {path} is not in our document"));
    let responses = &told["responses"];
    let response = responses.get(status.to_string());
    let response = response.unwrap_or(&responses["default"]);
    let response = match response["$ref"].as_str() {
        Some(place) => document
            .pointer(place.trim_start_matches('#'))
            .expect("what is named is there"),
        None => response,
    };
    let Some(schema) = response["content"]["application/json"]["schema"].as_object() else {
        return;
    };
    let mut whole = json!({ "components": document["components"] });
    for (name, part) in schema {
        whole[name] = part.clone();
    }
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    let wrong: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{method} {path} {status}, in our own document: {wrong:#?}\n{answer:#}"
    );
}

/// The operation of an address, or of a pattern whose open parts may have other names.
fn operation<'d>(document: &'d Value, method: &str, path: &str) -> Option<&'d Value> {
    let open = |part: &str| part.starts_with('{');
    let fits = |pattern: &str| {
        let (known, asked) = (pattern.split('/'), path.split('/'));
        known.clone().count() == asked.clone().count()
            && known
                .zip(asked)
                .all(|(known, asked)| known == asked || open(known))
    };
    let paths = document["paths"].as_object()?;
    let fitting = paths.iter().filter(|(pattern, _)| fits(pattern));
    let (_, found) = fitting.min_by_key(|(pattern, _)| pattern.matches('{').count())?;
    found.get(method)
}

/// With nothing left open: what an object is not told to have, it has not.
fn closed(mut value: Value) -> Value {
    close(&mut value["components"]["schemas"]);
    value
}

fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("type").is_some_and(|kind| kind == "object") {
                map.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}
