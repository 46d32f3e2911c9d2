//! What members say of themselves, on their own node and on others (`docs/spec/profiles.md`).

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use palabre_core::peering::Level;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App};
use crate::harness::browser::Browser;
use crate::harness::{Node, spec};

const CHANGE: &str = "/api/v1/accounts/update_credentials";
const PREFERENCES: &str = "/api/v1/preferences";

fn picture(width: u32, height: u32) -> Vec<u8> {
    let made = RgbImage::from_fn(width, height, |x, y| {
        Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    made.write_to(&mut bytes, ImageFormat::Png)
        .expect("encoded");
    bytes.into_inner()
}

/// What a node serves at an address of its own: its status, and the sides of the picture.
async fn sides(node: &Node, address: &Value) -> (u16, Option<(u32, u32)>) {
    let own = format!("http://{}", node.host());
    let address = address.as_str().expect("an address");
    let path = address.strip_prefix(&own).expect("an address of the node");
    let request = node.world().client();
    let request = request.get(format!("http://{}{path}", node.address()));
    let answer = request.header("host", node.host()).send().await;
    let answer = answer.expect("the node answers");
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.expect("its bytes");
    let seen = image::load_from_memory(&bytes).ok();
    (status, seen.map(|seen| (seen.width(), seen.height())))
}

async fn looked_up(client: &App, address: &str) -> Value {
    let path = format!("/api/v1/accounts/lookup?acct={address}");
    client.reads(&path).await.value
}

spec! {
    // profiles.2, profiles.3, profiles.7, profiles.9, profiles.10
    async fn what_a_member_says_of_themselves_is_seen_on_every_node(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.member("ana").await, senegal.member("awa").await);
        awa.watches("@ana@quebec.test").await;
        world.settle().await;
        let (ana, awa) = (App::by(&ana, ALL).await, App::by(&awa, ALL).await);
        let before = looked_up(&awa, "ana@quebec.test").await;
        let fields = [
            ("display_name", "Ana Líma"),
            ("note", "Du *réseau*"),
            ("fields_attributes[1][name]", "Ville"),
            ("fields_attributes[1][value]", "Québec <b>"),
            ("fields_attributes[0][name]", "Site"),
            ("fields_attributes[0][value]", "https://ana.test/"),
            ("bot", "true"),
            ("discoverable", "1"),
            ("indexable", "on"),
        ];
        let (avatar, header) = (picture(600, 500), picture(700, 700));
        let files = [("avatar", avatar.as_slice()), ("header", header.as_slice())];
        let told = ana.sends_parts(Method::PATCH, CHANGE, &fields, &files).await;
        assert_eq!(told.status, 200, "{}", told.value);
        let own = told.value;
        assert_eq!(own["source"]["note"], "Du *réseau*");
        let raw = json!([
            { "name": "Site", "value": "https://ana.test/", "verified_at": null },
            { "name": "Ville", "value": "Québec <b>", "verified_at": null },
        ]);
        assert_eq!(own["source"]["fields"], raw);
        assert_eq!(sides(&quebec, &own["avatar"]).await, (200, Some((400, 400))));
        assert_eq!(ana.reads("/oauth/userinfo").await.value["picture"], own["avatar"]);
        assert_eq!(sides(&quebec, &own["header"]).await, (200, Some((700, 233))));
        world.settle().await;

        let there = looked_up(&awa, "ana@quebec.test").await;
        for name in ["display_name", "note", "bot", "discoverable", "indexable", "noindex"] {
            assert_eq!(there[name], own[name], "{name}");
        }
        assert_ne!(there["display_name"], before["display_name"]);
        assert_eq!(there["fields"][1]["value"], "Québec &lt;b&gt;");
        let site = there["fields"][0]["value"].as_str().expect("a value");
        assert!(site.starts_with("<a href=\"https://ana.test/\""), "{site}");
        assert_eq!(sides(&senegal, &there["avatar"]).await, (200, Some((400, 400))));
        assert_eq!(sides(&senegal, &there["header"]).await, (200, Some((700, 233))));
        for (node, path) in [(&quebec, "/@ana"), (&senegal, "/@ana@quebec.test")] {
            let page = Browser::new(node.host(), node.address()).get(path).await.text;
            for words in ["Ana Líma", "<em>réseau</em>", "Québec &lt;b&gt;", "<dt><bdi>Ville</bdi></dt>", "class=\"banner\""] {
                assert!(page.contains(words), "{words}: {page}");
            }
            assert!(!page.contains("noindex"), "{page}");
        }
        let page = Browser::new(quebec.host(), quebec.address()).get("/@ana").await.text;
        assert!(page.contains("rel=\"me nofollow noopener noreferrer\""), "{page}");
    }
}

spec! {
    // profiles.9
    async fn one_update_goes_out_for_a_change_and_none_for_nothing(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = quebec.member("ana").await;
        let lea = world.peer("good.test").await.person("lea").await;
        let uri = ana.row().await.uri;
        let follow = lea.activity("Follow", "/follow/1", uri.clone());
        lea.tells(&quebec, &follow).await;
        world.settle().await;
        let app = App::by(&ana, ALL).await;
        for _ in 0..2 {
            let fields = [("note", "Bonjour"), ("locked", "true"), ("source[privacy]", "private")];
            let told = app.calls(Method::PATCH, CHANGE, &[], &fields).await;
            assert_eq!(told.status, 200, "{}", told.value);
            world.settle().await;
        }
        let letters = lea.peer.letters_of("Update");
        assert_eq!(letters.len(), 1);
        let value = &letters[0].value;
        assert_eq!(value["actor"], uri.as_str());
        assert!(value["proof"].is_object());
        let document = &value["object"];
        assert_eq!((&document["id"], &document["type"]), (&json!(uri), &json!("Person")));
        assert_eq!(document["summary"], "<p>Bonjour</p>");
        assert_eq!(document["manuallyApprovesFollowers"], true);
        let served = quebec.reads(&uri).await.body;
        let served: Value = serde_json::from_str(&served).expect("JSON");
        for (name, said) in document.as_object().expect("a document") {
            assert_eq!(&served[name], said, "{name}");
        }
    }
}

spec! {
    // profiles.10
    async fn a_picture_of_somebody_elsewhere_comes_when_it_is_wanted_and_not_of_the_blocked(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let app = App::by(&quebec.member("ana").await, ALL).await;
        let peer = world.peer("good.test").await;
        let lea = peer.person("lea").await;
        let mut document = lea.document("Person");
        document["icon"] = json!({ "type": "Image", "url": peer.url("/a.png") });
        document["manuallyApprovesFollowers"] = json!(true);
        document["attachment"] = json!([
            { "type": "PropertyValue", "name": "Site", "value": "<script>x</script>oui" },
            { "type": "IdentityProof", "name": "Clé" },
        ]);
        peer.serves(&lea.uri, &document);
        peer.serves_as(&peer.url("/a.png"), "image/png", &picture(50, 50));
        let path = "/api/v1/accounts/search?resolve=true&q=lea@good.test";
        let found = app.reads(path).await.value[0].clone();
        assert_eq!((&found["locked"], &found["fields"][1]), (&json!(true), &Value::Null));
        assert_eq!(found["fields"][0]["value"], "oui");
        assert!(!peer.reads().contains(&"/a.png".to_owned()), "not before it is wanted");
        quebec.trusts("good.test", Level::Block).await;
        assert_eq!(sides(&quebec, &found["avatar"]).await.0, 404);
        quebec.forgives("good.test").await;
        assert_eq!(sides(&quebec, &found["avatar"]).await, (200, Some((50, 50))));
        document["icon"] = Value::Null;
        let update = lea.public("Update", "/update/1", document);
        lea.tells(&quebec, &update).await;
        world.settle().await;
        let now = looked_up(&app, "lea@good.test").await;
        assert_ne!(now["avatar"], found["avatar"]);
        assert_eq!(sides(&quebec, &found["avatar"]).await.0, 404);
    }
}

spec! {
    // profiles.4, profiles.5
    async fn what_a_member_chooses_holds_where_a_status_says_nothing(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (quebec.member("ana").await, quebec.member("bob").await);
        bob.watches("@ana@quebec.test").await;
        let (ana, bob) = (App::by(&ana, ALL).await, App::by(&bob, ALL).await);
        let said = ana.says(&[("status", "Avant")]).await;
        let told = |one: &Value| ["visibility", "sensitive", "language"].map(|name| one[name].clone());
        assert_eq!(told(&said), [json!("public"), json!(false), json!("fr")]);
        let fields = [
            ("source[privacy]", "private"),
            ("source[sensitive]", "true"),
            ("source[language]", "wo"),
            ("hide_collections", "true"),
        ];
        assert_eq!(ana.calls(Method::PATCH, CHANGE, &[], &fields).await.status, 200);
        let chosen = [json!("private"), json!(true), json!("wo")];
        assert_eq!(told(&ana.says(&[("status", "Après")]).await), chosen);
        let named = [("status", "Nommé"), ("visibility", "unlisted"), ("sensitive", "false"), ("language", "en")];
        assert_eq!(told(&ana.says(&named).await), [json!("unlisted"), json!(false), json!("en")]);
        let edited = ana.edits(&said["id"], &[("status", "Avant, mieux")]).await;
        assert_eq!(told(&edited), [json!("public"), json!(false), json!("fr")]);
        let chosen = ana.reads(PREFERENCES).await.value;
        assert_eq!(chosen["posting:default:visibility"], "private");
        assert_eq!(chosen["posting:default:sensitive"], true);
        assert_eq!(chosen["posting:default:language"], "wo");
        let account = ana.reads("/api/v1/accounts/verify_credentials").await.value;
        assert_eq!(account["source"]["privacy"], "private");
        let of = ("/api/v1/accounts/{id}/followers", &account["id"]);
        assert_eq!(bob.of(of.0, of.1).await, json!([]));
        assert_eq!(ana.of(of.0, of.1).await.as_array().expect("a list").len(), 1);
        let fields = [("source[privacy]", "direct")];
        assert_eq!(ana.calls(Method::PATCH, CHANGE, &[], &fields).await.status, 422);
    }
}

spec! {
    // profiles.1, profiles.3, profiles.6
    async fn what_cannot_be_kept_is_refused_whole_and_pictures_go_again(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = App::by(&quebec.member("ana").await, ALL).await;
        let me = "/api/v1/accounts/verify_credentials";
        let bare = ana.reads(me).await.value;
        for (fields, file) in [
            (("display_name", "é".repeat(101)), &picture(9, 9)[..]),
            (("display_name", "Ana L.".to_owned()), &b"<svg/>"[..]),
        ] {
            let fields = [(fields.0, fields.1.as_str()), ("bot", "1")];
            let told = ana.sends_parts(Method::PATCH, CHANGE, &fields, &[("avatar", file)]).await;
            assert_eq!(told.status, 422);
            let error = told.value["error"].as_str().expect("words");
            assert!(error.ends_with('.'), "{error}");
            assert_eq!(ana.reads(me).await.value, bare);
        }
        let file = picture(90, 90);
        let both = [("avatar", file.as_slice()), ("header", file.as_slice())];
        let profile = "/api/v1/profile";
        let fields = [("note", "*Oui*")];
        let told = ana.sends_parts(Method::PATCH, profile, &fields, &both).await;
        assert_eq!((told.status, &told.value["note"]), (200, &json!("*Oui*")));
        let shown = told.value["avatar"].clone();
        assert_eq!(sides(&quebec, &shown).await, (200, Some((90, 90))));
        for which in ["avatar", "header"] {
            let path = format!("/api/v1/profile/{which}");
            assert_eq!(ana.calls(Method::DELETE, &path, &[], &[]).await.status, 200);
        }
        world.settle().await;
        assert_eq!(sides(&quebec, &shown).await.0, 404);
        let now = ana.reads(profile).await.value;
        assert_eq!((&now["avatar"], &now["header"]), (&Value::Null, &Value::Null));
        assert_eq!(ana.reads(me).await.value["avatar"], bare["avatar"]);
    }
}
