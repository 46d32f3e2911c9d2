//! What is said of hosts.

use palabre_core::peering::{self, Level};
use reqwest::Method;
use serde_json::json;

use super::*;
use crate::harness::{actor, spec};

const BLOCKS: &str = "/api/v1/admin/domain_blocks";
const BLOCK: &str = "/api/v1/admin/domain_blocks/{id}";
const ALLOWS: &str = "/api/v1/admin/domain_allows";
const ALLOW: &str = "/api/v1/admin/domain_allows/{id}";
const SAID: &str = "/api/v1/instance/domain_blocks";

const KEYS: [&str; 10] = [
    "id",
    "domain",
    "digest",
    "created_at",
    "severity",
    "reject_media",
    "reject_reports",
    "private_comment",
    "public_comment",
    "obfuscate",
];

async fn posts(admin: &App, path: &str, fields: &[(&str, &str)]) -> Told {
    admin.calls(Method::POST, path, &[], fields).await
}

async fn level(node: &Node, host: &str) -> Level {
    peering::level(&node.core(), host).await.expect("a level")
}

async fn network(node: &Node) -> String {
    actor::get(node, "/reseau?lang=fr", "text/html").await.body
}

spec! {
    // admin_api.15
    async fn hosts_are_kept_out_and_let_in_again(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let peer = world.peer("other.test").await;
        let mallory = peer.person("mallory").await;
        let fields = [
            ("domain", "Other.test"),
            ("severity", "suspend"),
            ("public_comment", "Des réclames"),
            ("private_comment", "Trois plaintes"),
            ("reject_media", "true"),
        ];
        let told = posts(&ana, BLOCKS, &fields).await;
        assert_eq!(told.status, 200, "{}", told.value);
        let made = told.value;
        assert_eq!(keys(&made), KEYS.into_iter().collect());
        assert_eq!((&made["domain"], &made["severity"]), (&json!("other.test"), &json!("suspend")));
        assert_eq!((&made["reject_media"], &made["reject_reports"]), (&json!(true), &json!(true)));
        assert_eq!((&made["private_comment"], &made["public_comment"]), (&json!("Trois plaintes"), &json!("Des réclames")));
        assert_eq!(made["obfuscate"], false);
        let id = text(&made["id"]);
        assert_eq!(does(&ana, Method::GET, BLOCK, id).await, made);
        assert_eq!(ana.reads(BLOCKS).await.value, json!([made]));
        let said = ana.reads(SAID).await.value;
        assert_eq!((&said[0]["domain"], &said[0]["severity"]), (&json!("other.test"), &json!("suspend")));
        assert_eq!((&said[0]["digest"], &said[0]["comment"]), (&made["digest"], &json!("Des réclames")));
        let page = network(&quebec).await;
        assert!(page.contains("other.test") && page.contains("Des réclames"), "{page}");
        assert!(!page.contains("Trois plaintes") && !said.to_string().contains("Trois plaintes"));
        let refused = mallory.sends(&quebec, &mallory.public("Create", "/a/1", json!({}))).await;
        assert_eq!(refused.status, 403, "{refused:?}");

        world.clock().advance(1_000);
        let milder = [("severity", "silence"), ("private_comment", "")];
        let told = ana.calls(Method::PUT, BLOCK, &[id], &milder).await;
        assert_eq!(told.status, 200, "{}", told.value);
        assert_eq!((&told.value["id"], &told.value["severity"]), (&made["id"], &json!("silence")));
        assert_eq!((&told.value["created_at"], &told.value["reject_media"]), (&made["created_at"], &json!(false)));
        assert_eq!((&told.value["private_comment"], &told.value["public_comment"]), (&json!(null), &json!("Des réclames")));
        assert_eq!(level(&quebec, "other.test").await, Level::Limit);
        assert_eq!(ana.reads(SAID).await.value[0]["severity"], "silence");

        let removed = ana.calls(Method::DELETE, BLOCK, &[id], &[]).await;
        assert_eq!((removed.status, removed.value), (200, json!({})));
        assert_eq!(level(&quebec, "other.test").await, Level::None);
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            assert_eq!(ana.calls(method, BLOCK, &[id], &[]).await.status, 404);
        }
        assert_eq!(ana.reads(BLOCKS).await.value, json!([]));
        assert_eq!(ana.reads(SAID).await.value, json!([]));
    }
}

spec! {
    // admin_api.15
    async fn what_cannot_be_said_of_a_host_is_refused_with_its_field(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = admin(&quebec, "ana").await;
        let long = "é".repeat(501);
        let (why, host) = (("public_comment", "Des réclames"), ("domain", "other.test"));
        for (field, fields) in [
            ("domain", vec![why]),
            ("domain", vec![why, ("domain", "no host")]),
            ("domain", vec![why, ("domain", "quebec.test")]),
            ("public_comment", vec![host]),
            ("public_comment", vec![host, ("public_comment", &long)]),
            ("severity", vec![host, why, ("severity", "noop")]),
            ("severity", vec![host, why, ("severity", "hard")]),
            ("reject_media", vec![host, why, ("reject_media", "true")]),
            ("reject_reports", vec![host, why, ("severity", "silence"), ("reject_reports", "1")]),
            ("obfuscate", vec![host, why, ("obfuscate", "true")]),
        ] {
            let told = posts(&ana, BLOCKS, &fields).await;
            assert_eq!(told.status, 422, "{fields:?}: {}", told.value);
            assert!(told.value["details"][field].is_array(), "{fields:?}: {}", told.value);
        }
        assert_eq!(ana.reads(BLOCKS).await.value, json!([]));
        let hard = [host, why, ("severity", "suspend")];
        let made = posts(&ana, BLOCKS, &hard).await.value;
        for fields in [&hard[..], &hard[..2]] {
            let told = posts(&ana, BLOCKS, fields).await;
            assert_eq!(told.status, 422, "{}", told.value);
            assert_eq!(told.value["existing_domain_block"], made);
        }
        assert_eq!(level(&quebec, "other.test").await, Level::Block);
        for (number, name) in ["a", "b", "c"].into_iter().enumerate() {
            world.clock().advance(i64::try_from(number).expect("small") + 1);
            let domain = format!("{name}.test");
            let fields = [("domain", domain.as_str()), why];
            let told = posts(&ana, BLOCKS, &fields).await;
            assert_eq!(told.value["severity"], "silence", "{}", told.value);
        }
        let first = ana.reads(&format!("{BLOCKS}?limit=2")).await;
        let domains = |told: &Told| -> Vec<String> {
            list(&told.value).iter().map(|one| text(&one["domain"]).to_owned()).collect()
        };
        assert_eq!(domains(&first), ["c.test", "b.test"]);
        let last = text(&first.value[1]["id"]);
        assert!(first.link.contains(&format!("max_id={last}")), "{}", first.link);
        let rest = ana.reads(&format!("{BLOCKS}?limit=2&max_id={last}")).await;
        assert_eq!(domains(&rest), ["a.test", "other.test"]);
    }
}

spec! {
    // admin_api.16
    async fn hosts_are_let_in_by_name(world) {
        let options = crate::harness::node::NodeOptions { allowlist: true, ..Default::default() };
        let quebec = world.node("quebec.test", options).await;
        let ana = admin(&quebec, "ana").await;
        let peer = world.peer("other.test").await;
        let bio = peer.person("bio").await;
        let letter = |path: &str| bio.create(&bio.note(path, "Bonjour", &[]));
        assert_eq!(bio.sends(&quebec, &letter("/notes/1")).await.status, 403);
        let told = posts(&ana, ALLOWS, &[("domain", "other.test")]).await;
        assert_eq!(told.status, 200, "{}", told.value);
        let made = told.value;
        assert_eq!(keys(&made), ["id", "domain", "created_at"].into_iter().collect());
        assert_eq!(made["domain"], "other.test");
        assert_eq!(posts(&ana, ALLOWS, &[("domain", "other.test")]).await.value, made, "it is allowed already");
        assert_eq!(ana.reads(ALLOWS).await.value, json!([made]));
        assert_eq!(does(&ana, Method::GET, ALLOW, text(&made["id"])).await, made);
        assert_eq!(bio.sends(&quebec, &letter("/notes/1")).await.status, 202);
        assert!(network(&quebec).await.contains("other.test"));
        assert_eq!(posts(&ana, ALLOWS, &[]).await.status, 422);
        assert_eq!(ana.calls(Method::GET, BLOCK, &[text(&made["id"])], &[]).await.status, 404);

        let removed = ana.calls(Method::DELETE, ALLOW, &[text(&made["id"])], &[]).await;
        assert_eq!((removed.status, removed.value), (200, json!({})));
        assert_eq!(ana.reads(ALLOWS).await.value, json!([]));
        assert_eq!(bio.sends(&quebec, &letter("/notes/2")).await.status, 403);
        world.settle().await;
    }
}
