//! What the node says for itself, filled by command and read by clients (`docs/spec/bulletin.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App, client, text};
use crate::harness::browser::Browser;
use crate::harness::command::Machine;
use crate::harness::listener::Listener;
use crate::harness::{Node, spec};

const ANNOUNCEMENTS: &str = "/api/v1/announcements";
const REACTION: &str = "/api/v1/announcements/{id}/reactions/{name}";

/// One red pixel.
const PIXEL: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xFF\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn guest(node: &Node) -> Browser {
    Browser::new(node.host(), node.address())
}

spec! {
    // bulletin.1, bulletin.2, bulletin.3, bulletin.4, commands.27
    async fn what_is_announced_by_command_reaches_members_at_once(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, ben) = (client(&quebec, "ana").await, client(&quebec, "ben").await);
        let query = format!("stream=user&access_token={}", ana.token());
        let mut told = Listener::open(quebec.address(), &query, &[]).await.expect("it opens");
        let ends = ["--ends", "2999-01-01"];
        let add = ["announcement", "add", "Coupure **demain**", "--json"];
        let number = quebec.runs(&[&add[..], &ends].concat()).await.json()["id"].clone();
        let (event, heard) = told.hears(&json!(["user"])).await;
        assert_eq!((event.as_str(), &heard["id"]), ("announcement", &number));
        let shown = ana.reads(ANNOUNCEMENTS).await.value;
        assert_eq!(shown, json!([heard]));
        assert_eq!(shown[0]["content"], "<p>Coupure <strong>demain</strong></p>");
        assert_eq!((&shown[0]["ends_at"], &shown[0]["all_day"]), (&json!("2999-01-01T23:59:59.999Z"), &json!(true)));
        let front = guest(&quebec).get("/").await.text;
        assert!(front.contains("Coupure <strong>demain</strong>"), "{front}");

        let answers = [text(&number), "👍"];
        assert_eq!(ben.calls(Method::PUT, REACTION, &answers, &[]).await.status, 200);
        let (event, heard) = told.hears(&json!(["user"])).await;
        let counted = |count: u64| json!({ "name": "👍", "count": count, "announcement_id": number });
        assert_eq!((event.as_str(), heard), ("announcement.reaction", counted(1)));
        let reaction = |me: bool| json!([{ "name": "👍", "count": 1, "me": me }]);
        assert_eq!(ana.reads(ANNOUNCEMENTS).await.value[0]["reactions"], reaction(false));
        assert_eq!(ben.reads(ANNOUNCEMENTS).await.value[0]["reactions"], reaction(true));
        let wrong = ben.calls(Method::PUT, REACTION, &[text(&number), "oui"], &[]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.value);
        let waits = App::given(&quebec.newcomer("cleo", false).await, ALL).await;
        let early = waits.calls(Method::PUT, REACTION, &answers, &[]).await;
        assert_eq!(early.status, 422, "{}", early.value);
        assert_eq!(waits.reads("/api/v1/apps/verify_credentials").await.value["website"], Value::Null);
        assert_eq!(ana.reads(ANNOUNCEMENTS).await.value[0]["reactions"], reaction(false));
        assert_eq!(ben.calls(Method::DELETE, REACTION, &answers, &[]).await.status, 200);
        assert_eq!(told.hears(&json!(["user"])).await.1, counted(0));

        ana.does("/api/v1/announcements/{id}/dismiss", &number).await;
        assert_eq!(ana.reads(ANNOUNCEMENTS).await.value, json!([]));
        let all = ana.reads("/api/v1/announcements?with_dismissed=true").await.value;
        assert_eq!(all[0]["read"], true);
        assert_eq!(ben.reads(ANNOUNCEMENTS).await.value[0]["read"], false);

        let list = quebec.runs(&["announcement", "list"]).await.done();
        assert!(list.contains("Coupure demain"), "{list}");
        quebec.runs(&["announcement", "remove", text(&number)]).await.done();
        let (event, heard) = told.hears(&json!(["user"])).await;
        assert_eq!((event.as_str(), heard.to_string()), ("announcement.delete", text(&number).to_owned()));
        assert_eq!(ben.reads(ANNOUNCEMENTS).await.value, json!([]));
        assert_eq!(ben.calls(Method::PUT, REACTION, &answers, &[]).await.status, 404);
        let gone = quebec.runs(&["announcement", "remove", text(&number)]).await.refused();
        assert!(gone.contains("Cette annonce n’existe pas"), "{gone}");
        let wrong = quebec.runs(&["announcement", "add", "Oui", "--ends", "demain"]).await.refused();
        assert!(wrong.contains("n’est pas un moment"), "{wrong}");
    }
}

spec! {
    // bulletin.1, commands.27
    async fn what_is_announced_for_an_hour_says_the_hour(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let at = ["--starts", "2999-01-01T18:30:00Z", "--ends", "2999-01-01T21:00:00+01:00"];
        quebec.runs(&[&["announcement", "add", "Coupure"][..], &at].concat()).await.done();
        let shown = ana.reads(ANNOUNCEMENTS).await.value;
        assert_eq!(shown[0]["starts_at"], "2999-01-01T18:30:00.000Z");
        assert_eq!((&shown[0]["ends_at"], &shown[0]["all_day"]), (&json!("2999-01-01T20:00:00.000Z"), &json!(false)));
        let odd = ["announcement", "add", "Oui", "--ends", "2999-01-01 à midi"];
        let wrong = quebec.runs(&odd).await.refused();
        assert!(wrong.contains("n’est pas un moment"), "{wrong}");
    }
}

spec! {
    // bulletin.5
    async fn rules_are_shown_and_named_by_reports(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, ben) = (client(&quebec, "ana").await, client(&quebec, "ben").await);
        let add = ["rule", "add", "Rester courtois", "--hint", "Même fâché.", "--json"];
        let number = quebec.runs(&add).await.json()["id"].clone();
        let rule = json!({ "id": number, "text": "Rester courtois", "hint": "Même fâché." });
        assert_eq!(ana.reads("/api/v1/instance/rules").await.value, json!([rule]));
        assert_eq!(ana.reads("/api/v2/instance").await.value["rules"], json!([rule]));
        let page = guest(&quebec).get("/regles").await.text;
        assert!(page.contains("Rester courtois") && page.contains("Même fâché."), "{page}");

        let said = ben.says(&[("status", "Une grossièreté")]).await;
        let about = [
            ("account_id", text(&said["account"]["id"])),
            ("status_ids[]", text(&said["id"])),
            ("rule_ids[]", text(&number)),
        ];
        let told = ana.calls(Method::POST, "/api/v1/reports", &[], &about).await;
        assert_eq!(told.status, 200, "{}", told.value);
        assert_eq!((&told.value["category"], &told.value["rule_ids"]), (&json!("violation"), &json!([number])));
        quebec.runs(&["rule", "remove", text(&number)]).await.done();
        assert_eq!(ana.reads("/api/v1/instance/rules").await.value, json!([]));
        let late = ana.calls(Method::POST, "/api/v1/reports", &[], &about).await;
        assert_eq!(late.status, 404, "{}", late.value);
        let kept = palabre_core::moderation::reports(&quebec.core(), None, 10).await.expect("reports");
        assert_eq!(kept[0].rules().map(|id| id.to_string()).collect::<Vec<_>>(), [text(&number)]);
        assert!(guest(&quebec).get("/regles").await.text.contains("n’a pas écrit de règles"));
    }
}

spec! {
    // bulletin.6, bulletin.7
    async fn words_between_colons_are_shown_as_pictures(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let file = quebec.folder().join("baobab.gif");
        std::fs::write(&file, PIXEL).expect("a file");
        let path = file.to_str().expect("a path");
        let said = ana.says(&[("status", "Sous le :baobab: et le `:baobab:`")]).await;
        assert_eq!(said["emojis"], json!([]));
        quebec.runs(&["emoji", "add", "baobab", path, "--category", "Arbres"]).await.done();
        let all = ana.reads("/api/v1/custom_emojis").await.value;
        assert_eq!((&all[0]["shortcode"], &all[0]["category"]), (&json!("baobab"), &json!("Arbres")));
        let of = "/api/v1/statuses/{id}";
        assert_eq!(ana.of(of, &said["id"]).await["emojis"], all);
        let home = ana.reads("/api/v1/timelines/home").await.value;
        assert_eq!(home[0]["emojis"], all);
        let named = [("display_name", "Ana :baobab:")];
        let me = ana.calls(Method::PATCH, "/api/v1/accounts/update_credentials", &[], &named).await;
        assert_eq!(me.status, 200, "{}", me.value);
        assert_eq!(ana.of(of, &said["id"]).await["account"]["emojis"], all);
        assert_eq!(me.value["emojis"], all);
        let me = ana.reads("/api/v1/accounts/verify_credentials").await.value;
        assert_eq!(me["emojis"], all);
        assert_eq!(ana.of("/api/v1/accounts/{id}", &me["id"]).await["emojis"], all);
        let lookup = ana.reads("/api/v1/accounts/lookup?acct=ana").await.value;
        assert_eq!(lookup["emojis"], all);
        let asks = [
            ("status", "Où ?"),
            ("poll[options][]", "Sous le :baobab:"),
            ("poll[options][]", "Ailleurs"),
            ("poll[expires_in]", "3600"),
        ];
        let asked = ana.says(&asks).await;
        assert_eq!((&asked["poll"]["emojis"], &asked["emojis"]), (&all, &all));
        let poll = ana.of("/api/v1/polls/{id}", &asked["poll"]["id"]).await;
        assert_eq!(poll["emojis"], all);

        let url = url::Url::parse(text(&all[0]["url"])).expect("an address");
        let picture = guest(&quebec).get(url.path()).await;
        assert_eq!(picture.status, 200);
        let at = url::Url::parse(text(&said["url"])).expect("an address");
        let page = guest(&quebec).get(at.path()).await.text;
        assert!(page.contains("alt=\":baobab:\"") && page.contains("<code>:baobab:</code>"), "{page}");

        std::fs::write(&file, "<svg/>").expect("a file");
        let wrong = quebec.runs(&["emoji", "add", "arbre", path]).await.refused();
        assert!(wrong.contains("SVG") || wrong.contains("ni une image"), "{wrong}");
        let wrong = quebec.runs(&["emoji", "add", "é", path]).await.refused();
        assert!(!wrong.is_empty());
        quebec.runs(&["emoji", "remove", ":baobab:"]).await.done();
        assert_eq!(ana.reads("/api/v1/custom_emojis").await.value, json!([]));
        assert_eq!(ana.of(of, &said["id"]).await["emojis"], json!([]));
    }
}

spec! {
    // bulletin.6
    async fn the_files_of_an_emoji_go_with_it(world) {
        let node = Machine::new(world.backend(), "quebec");
        node.settle_in().await;
        let serving = node.serve().await;
        let file = node.file("baobab.gif");
        std::fs::write(&file, PIXEL).expect("a file");
        let path = file.to_str().expect("a path");
        node.run(&["emoji", "add", "baobab", path]).await.done();
        let all = node.browser().get("/api/v1/custom_emojis").await.text;
        let all: Value = serde_json::from_str(&all).expect("JSON");
        let url = url::Url::parse(text(&all[0]["url"])).expect("an address");
        assert_eq!(node.browser().get(url.path()).await.status, 200);
        node.run(&["emoji", "remove", "baobab"]).await.done();
        node.run(&["queue", "wait", "--timeout", "60"]).await.done();
        assert_eq!(node.browser().get(url.path()).await.status, 404);
        serving.stop().await;
        node.end();
    }
}
