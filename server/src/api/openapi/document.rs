//! The document itself, from the tables and from the types of the answers (`OpenAPI` 3.1).

use palabre_core::access::scopes;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operation::{Access, Answer, Asked, Kind, Operation};
use super::{shapes, tables};

/// The name of the one way to be let in.
const OAUTH: &str = "oauth";
/// What the node reads a body in.
const ENCODINGS: [&str; 3] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];
const PARTS: &str = ENCODINGS[2];

/// The document of a node with this origin.
pub(super) fn of(origin: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|way| {
        way.definitions_path = "/components/schemas".into();
        way.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    let mut tags = Vec::new();
    for area in tables::all() {
        tags.push(json!({ "name": area.name, "description": area.about }));
        for operation in &area.operations {
            let path = paths.entry(operation.path).or_insert_with(|| json!({}));
            path[operation.method] = told(operation, area.name, &mut generator);
        }
    }
    let refused = content::<shapes::Refused>(&mut generator);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Palabre",
            "summary": "The client API of a node",
            "description": "The Mastodon client API as this node answers it, with what it says of salons and threads. Fields may be added; ids are texts.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" },
        },
        "servers": [{ "url": origin }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": {
                "Refused": { "description": "Why it was not done.", "content": refused },
            },
            "headers": {
                "Link": {
                    "description": "Where the next page (`rel=\"next\"`) and the previous one (`rel=\"prev\"`) are.",
                    "schema": { "type": "string" },
                },
            },
            "securitySchemes": { OAUTH: oauth(origin) },
        },
    })
}

fn oauth(origin: &str) -> Value {
    let all = scopes::all().into_iter();
    let allowed: Map<String, Value> = all.map(|scope| (scope, json!(""))).collect();
    let token = format!("{origin}/oauth/token");
    json!({
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": format!("{origin}/oauth/authorize"),
                "tokenUrl": token,
                "scopes": allowed,
            },
            "clientCredentials": { "tokenUrl": token, "scopes": allowed },
        },
    })
}

fn content<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    json!({ "application/json": { "schema": generator.subschema_for::<T>() } })
}

fn told(operation: &Operation, tag: &str, generator: &mut SchemaGenerator) -> Value {
    let mut told = json!({
        "operationId": operation.id(),
        "summary": operation.summary,
        "tags": [tag],
        "security": security(operation.access),
        "parameters": parameters(operation),
        "responses": responses(operation, generator),
    });
    if has_body(operation) && !operation.asked.is_empty() {
        told["requestBody"] = body(&operation.asked);
    }
    told
}

fn security(access: Access) -> Value {
    match access {
        Access::Open => json!([]),
        Access::Reader(scope) => json!([{}, { OAUTH: [scope] }]),
        Access::Member(scope) => json!([{ OAUTH: [scope] }]),
        Access::Token => json!([{ OAUTH: [] }]),
        Access::Known => json!([{ OAUTH: ["profile"] }, { OAUTH: ["read:accounts"] }]),
    }
}

/// What has no body says its fields in the address, where every method may say them.
fn has_body(operation: &Operation) -> bool {
    !matches!(operation.method, "get" | "delete")
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let open = operation.open_parts().map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let asked = operation.asked.iter().filter(|_| !has_body(operation));
    let query = asked.map(|asked| {
        let (first, rest) = asked.name.split_first().unwrap_or((&"", &[]));
        let inner = rest
            .iter()
            .fold(String::new(), |name, part| name + "[" + part + "]");
        let is_list = rest.last().is_some_and(|part| part.is_empty());
        let one = asked.kind.schema();
        json!({
            "name": format!("{first}{inner}"),
            "in": "query",
            "required": asked.required,
            "schema": if is_list { json!({ "type": "array", "items": one }) } else { one },
        })
    });
    open.chain(query).collect()
}

impl Kind {
    fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Integer => json!({ "type": "integer" }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::File => {
                json!({ "type": "string", "contentMediaType": "application/octet-stream" })
            }
        }
    }
}

fn body(asked: &[Asked]) -> Value {
    let is_file = |one: &Asked| one.kind == Kind::File;
    let fields = |files: bool| {
        let mut whole = json!({ "type": "object" });
        for one in asked.iter().filter(|one| files || !is_file(one)) {
            put(&mut whole, &one.name, one);
        }
        whole
    };
    let needs_file = asked.iter().any(|one| is_file(one) && one.required);
    let content: Map<String, Value> = ENCODINGS
        .into_iter()
        .filter(|encoding| *encoding == PARTS || !needs_file)
        .map(|encoding| {
            (
                encoding.to_owned(),
                json!({ "schema": fields(encoding == PARTS) }),
            )
        })
        .collect();
    let required = asked.iter().any(|one| one.required);
    json!({ "required": required, "content": content })
}

/// Puts a field where its name says, into the schema of what it stands in.
fn put(whole: &mut Value, name: &[&str], one: &Asked) {
    match name {
        [] => *whole = one.kind.schema(),
        ["", rest @ ..] => {
            whole["type"] = json!("array");
            if !whole["items"].is_object() {
                whole["items"] = json!({});
            }
            put(&mut whole["items"], rest, one);
        }
        [first, rest @ ..] => {
            whole["type"] = json!("object");
            if !whole["properties"].is_object() {
                whole["properties"] = json!({});
            }
            if one.required {
                let mut names = whole["required"].as_array().cloned().unwrap_or_default();
                if !names.contains(&json!(first)) {
                    names.push(json!(first));
                }
                whole["required"] = json!(names);
            }
            let fields = &mut whole["properties"];
            if !fields[*first].is_object() {
                fields[*first] = json!({});
            }
            put(&mut fields[*first], rest, one);
        }
    }
}

fn responses(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let text = |kind: &str| json!({ kind: { "schema": { "type": "string" } } });
    let mut done = json!({ "description": "It is done." });
    done["content"] = match operation.answer {
        Answer::Json(schema) => {
            json!({ "application/json": { "schema": schema(generator) } })
        }
        Answer::Text => text("text/plain"),
        Answer::Events { .. } => text("text/event-stream"),
    };
    if operation.paged {
        done["headers"] = json!({ "Link": { "$ref": "#/components/headers/Link" } });
    }
    let mut all = json!({ "default": { "$ref": "#/components/responses/Refused" } });
    if let Some(status) = operation.also {
        let mut later = done.clone();
        later["description"] = json!("It is not ready yet.");
        all[status.to_string()] = later;
    }
    if let Answer::Events { socket: true } = operation.answer {
        all["101"] = json!({ "description": "A WebSocket." });
    }
    all["200"] = done;
    all
}
