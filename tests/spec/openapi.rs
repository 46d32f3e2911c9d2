//! The document that a node tells of its API (`docs/spec/client_api.md`). Every answer in all these
//! tests is held to it, in `harness::app`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{own, spec};

/// All values below one, with their places.
fn walk<'v>(value: &'v Value, place: &str, see: &mut impl FnMut(&str, &'v Value)) {
    see(place, value);
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                walk(inner, &format!("{place}/{name}"), see);
            }
        }
        Value::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                walk(inner, &format!("{place}/{at}"), see);
            }
        }
        _ => {}
    }
}

spec! {
    // client_api.33
    async fn the_document_of_the_api_is_whole(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let document = own::document(&quebec).await;
        assert_eq!(document["openapi"], "3.1.0");
        for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
            jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let mut named = BTreeSet::new();
        let mut see = |place: &str, value: &Value| {
            if let Some(to) = value.get("$ref").and_then(Value::as_str) {
                let there = document.pointer(to.trim_start_matches('#'));
                assert!(there.is_some(), "{place} leads to {to}");
                named.insert(to.to_owned());
            }
            if place.ends_with("/schema") {
                jsonschema::meta::validate(value).unwrap_or_else(|error| panic!("{place}: {error}"));
            }
        };
        walk(&document, "", &mut see);
        for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
            let place = format!("#/components/schemas/{name}");
            assert!(named.contains(&place), "{name} is used");
            assert!(!name.ends_with(char::is_numeric) || name.ends_with("V1"), "{name} is a name");
        }
        let flows = &document["components"]["securitySchemes"]["oauth"]["flows"];
        let scopes = flows["authorizationCode"]["scopes"].as_object().expect("scopes");
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, told) in methods.as_object().expect("methods") {
                assert!(told["responses"]["200"]["description"].is_string(), "{method} {path}");
                for asked in told["security"].as_array().expect("security") {
                    let asked = asked.get("oauth").and_then(Value::as_array);
                    for scope in asked.into_iter().flatten() {
                        let scope = scope.as_str().expect("a scope");
                        assert!(scopes.contains_key(scope), "{method} {path}: {scope}");
                    }
                }
                let parameters = told["parameters"].as_array().expect("parameters");
                let open = parameters.iter().filter(|one| one["in"] == "path");
                for one in open {
                    let name = one["name"].as_str().expect("a name");
                    assert!(path.contains(&format!("{{{name}}}")), "{method} {path}: {name}");
                }
            }
        }
    }
}
