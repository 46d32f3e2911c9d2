//! What members do not want to read, in everything that shows statuses (`docs/spec/filters.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, client, text};
use crate::harness::command::Machine;
use crate::harness::listener::{Events, Listener};
use crate::harness::push::Called;
use crate::harness::spec;

const FILTERS: &str = "/api/v2/filters";
const ONE: &str = "/api/v2/filters/{id}";
const KEYWORDS: &str = "/api/v2/filters/{filter_id}/keywords";
const KEYWORD: &str = "/api/v2/filters/keywords/{id}";
const STATUSES: &str = "/api/v2/filters/{filter_id}/statuses";
const STATUS: &str = "/api/v2/filters/statuses/{id}";
const OLD: &str = "/api/v1/filters";
const OLD_ONE: &str = "/api/v1/filters/{id}";

/// A filter of one keyword that holds everywhere.
async fn filters(client: &App, title: &str, keyword: &str, action: &str) -> Value {
    let fields = [
        ("title", title),
        ("context[]", "home"),
        ("context[]", "notifications"),
        ("context[]", "public"),
        ("context[]", "thread"),
        ("context[]", "account"),
        ("filter_action", action),
        ("keywords_attributes[][keyword]", keyword),
    ];
    let told = client.calls(Method::POST, FILTERS, &[], &fields).await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

/// What a status meets: title, keywords, statuses.
fn met(status: &Value) -> Vec<Value> {
    let filtered = status["filtered"].as_array().expect("filters").iter();
    filtered
        .map(|one| {
            json!([
                one["filter"]["title"],
                one["keyword_matches"],
                one["status_matches"]
            ])
        })
        .collect()
}

spec! {
    // filters.1, filters.2, filters.6, filters.7
    async fn every_status_says_which_filters_of_its_reader_it_meets(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let ben = client(&senegal, "ben").await;
        awa.follows("acces@quebec.test").await;
        awa.follows("ana@quebec.test").await;
        world.settle().await;
        let made = filters(&awa, "Météo", "pluie", "hide").await;
        let opened = ana.says(&[("status", "@acces Il pleut\n\nDe la PLUIE, encore.")]).await;
        let polled = ana.says(&[
            ("status", "Demain ?"), ("poll[options][]", "Soleil"), ("poll[options][]", "Pluie"),
            ("poll[expires_in]", "3600"),
        ]).await;
        let warned = ana.says(&[("status", "Rien"), ("spoiler_text", "pluie")]).await;
        let plain = ana.says(&[("status", "Un parapluie")]).await;
        world.settle().await;

        let hit = vec![json!(["Météo", ["pluie"], []])];
        let home = awa.reads("/api/v1/timelines/home").await.value;
        let home = home.as_array().expect("a list");
        let by = |uri: &Value| {
            let held = |one: &&Value| one["uri"] == *uri || one["reblog"]["uri"] == *uri;
            home.iter().find(held).expect("it is at home, whatever meets it")
        };
        let boost = by(&opened["uri"]);
        assert_eq!((met(boost), met(&boost["reblog"])), (hit.clone(), hit.clone()));
        assert_eq!((met(by(&polled["uri"])), met(by(&warned["uri"]))), (hit.clone(), hit.clone()));
        assert!(met(by(&plain["uri"])).is_empty(), "a part of a word");
        let filter = &boost["filtered"][0]["filter"];
        assert_eq!((&filter["id"], &filter["filter_action"]), (&made["id"], &json!("hide")));
        assert_eq!(filter["context"], made["context"]);
        assert!(filter.get("keywords").is_none() && filter.get("statuses").is_none());

        let there = boost["reblog"]["id"].clone();
        let author = boost["reblog"]["account"]["id"].clone();
        let account = format!("/api/v1/accounts/{}/statuses", text(&author));
        assert_eq!(met(&awa.of("/api/v1/statuses/{id}", &there).await), hit);
        let answer = awa.says(&[("status", "La pluie aussi"), ("in_reply_to_id", text(&there))]).await;
        assert_eq!(met(&answer), hit, "one's own too");
        let around = awa.of("/api/v1/statuses/{id}/context", &there).await;
        assert_eq!(met(&around["descendants"][0]), hit);
        let around = awa.of("/api/v1/statuses/{id}/context", &answer["id"]).await;
        assert_eq!(met(&around["ancestors"][0]), hit);
        let theirs = awa.of("/api/v1/accounts/{id}/statuses", &author).await;
        assert!(theirs.as_array().expect("a list").iter().any(|one| met(one) == hit), "{account}");
        awa.does("/api/v1/statuses/{id}/bookmark", &there).await;
        assert_eq!(met(&awa.reads("/api/v1/bookmarks").await.value[0]), hit);
        let found = awa.reads(&format!("/api/v2/search?resolve=true&q={}", text(&opened["uri"]))).await.value;
        assert_eq!(met(&found["statuses"][0]), hit);
        let public = awa.reads("/api/v1/timelines/public").await.value;
        assert!(public.as_array().expect("a list").iter().any(|one| met(one) == hit), "{public}");
        let theirs = ben.of("/api/v1/statuses/{id}", &there).await;
        assert!(met(&theirs).is_empty(), "it is another's filter");

        let id = text(&made["id"]);
        let boosted = [("status_id", text(&boost["id"]))];
        let put = awa.calls(Method::POST, STATUSES, &[id], &boosted).await.value;
        assert_eq!(put["status_id"], there);
        let changed = [("filter_action", "warn"), ("keywords_attributes[][id]", text(&made["keywords"][0]["id"])), ("keywords_attributes[][_destroy]", "true")];
        let changed = awa.calls(Method::PUT, ONE, &[id], &changed).await.value;
        assert_eq!((&changed["keywords"], &changed["statuses"]), (&json!([]), &json!([put])));
        let named = awa.of("/api/v1/statuses/{id}", &there).await;
        assert_eq!(met(&named), [json!(["Météo", [], [there]])]);
    }
}

spec! {
    // filters.1, filters.2, filters.7
    async fn keywords_and_statuses_of_a_filter_have_addresses_of_their_own(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let made = filters(&ana, "Fin", "fin", "warn").await;
        let id = text(&made["id"]);
        assert_eq!(ana.of(ONE, &made["id"]).await, made);
        assert_eq!(ana.reads(FILTERS).await.value, json!([made]));
        let fields = [("keyword", "chute"), ("whole_word", "false")];
        let chute = ana.calls(Method::POST, KEYWORDS, &[id], &fields).await.value;
        assert_eq!((&chute["keyword"], &chute["whole_word"]), (&json!("chute"), &json!(false)));
        assert_eq!(ana.of(KEYWORDS, &made["id"]).await, json!([made["keywords"][0], chute]));
        let one = text(&chute["id"]);
        let fields = [("keyword", "dénouement"), ("whole_word", "true")];
        let changed = ana.calls(Method::PUT, KEYWORD, &[one], &fields).await.value;
        assert_eq!(changed, json!({ "id": one, "keyword": "dénouement", "whole_word": true }));
        assert_eq!(ana.of(KEYWORD, &chute["id"]).await, changed);
        let said = ana.says(&[("status", "Le dénouement")]).await;
        assert_eq!(met(&said), [json!(["Fin", ["dénouement"], []])]);

        let square = crate::media::picture(300, image::ImageFormat::Png, 1);
        let media = ana.uploads("/api/v2/media", "Au dénouement", &square).await.value;
        let shown = ana.says(&[("media_ids[]", text(&media["id"]))]).await;
        assert_eq!(met(&shown), [json!(["Fin", ["dénouement"], []])]);

        let secret = bob.says(&[("status", "Pour moi"), ("visibility", "direct")]).await;
        for (status, answer) in [(&said["id"], 200), (&said["id"], 200), (&secret["id"], 404), (&json!("x"), 404)] {
            let told = ana.calls(Method::POST, STATUSES, &[id], &[("status_id", text(status))]).await;
            assert_eq!(told.status, answer, "{}", told.value);
        }
        let filed = ana.of(STATUSES, &made["id"]).await;
        assert_eq!((filed.as_array().expect("a list").len(), &filed[0]["status_id"]), (1, &said["id"]));
        let rule = text(&filed[0]["id"]);
        assert_eq!(ana.of(STATUS, &filed[0]["id"]).await, filed[0]);
        for (pattern, id) in [(ONE, id), (KEYWORDS, id), (STATUSES, id), (KEYWORD, one), (STATUS, rule), (OLD_ONE, one)] {
            assert_eq!(bob.calls(Method::GET, pattern, &[id], &[]).await.status, 404, "{pattern}");
        }
        for (pattern, id) in [(ONE, id), (KEYWORD, one), (STATUS, rule), (OLD_ONE, one)] {
            assert_eq!(bob.calls(Method::DELETE, pattern, &[id], &[]).await.status, 404, "{pattern}");
        }
        assert_eq!(ana.calls(Method::DELETE, STATUS, &[rule], &[]).await.value, filed[0]);
        for (pattern, id) in [(KEYWORD, one), (ONE, id)] {
            assert_eq!(ana.calls(Method::DELETE, pattern, &[id], &[]).await.value, json!({}));
        }
        assert_eq!(ana.reads(FILTERS).await.value, json!([]));
    }
}

spec! {
    // filters.4, filters.5
    async fn who_knows_filters_of_one_keyword_sees_each_keyword_as_one(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let fields = [("phrase", "fin"), ("context[]", "home"), ("irreversible", "true"), ("whole_word", "false"), ("expires_in", "60")];
        let made = ana.calls(Method::POST, OLD, &[], &fields).await.value;
        assert_eq!((&made["phrase"], &made["irreversible"], &made["whole_word"]), (&json!("fin"), &json!(true), &json!(false)));
        assert!(made["expires_at"].is_string(), "{made}");
        let whole = ana.reads(FILTERS).await.value;
        assert_eq!((&whole[0]["title"], &whole[0]["filter_action"]), (&json!("fin"), &json!("hide")));
        let id = text(&made["id"]);
        let fields = [("phrase", "terme"), ("context[]", "public"), ("irreversible", "false"), ("expires_in", "")];
        let changed = ana.calls(Method::PUT, OLD_ONE, &[id], &fields).await.value;
        let expected = json!({
            "id": id, "phrase": "terme", "context": ["public"], "whole_word": false,
            "expires_at": null, "irreversible": false,
        });
        assert_eq!(changed, expected);
        assert_eq!(ana.of(OLD_ONE, &made["id"]).await, expected);

        let filter = text(&whole[0]["id"]);
        ana.calls(Method::POST, KEYWORDS, &[filter], &[("keyword", "autre")]).await;
        let each = ana.reads(OLD).await.value;
        let phrases: Vec<&Value> = each.as_array().expect("a list").iter().map(|one| &one["phrase"]).collect();
        assert_eq!(phrases, ["terme", "autre"]);
        let other = text(&each[1]["id"]);
        let fields = [("phrase", "autre"), ("context[]", "public")];
        let told = ana.calls(Method::PUT, OLD_ONE, &[other], &fields).await;
        assert_eq!(told.status, 422);
        assert!(text(&told.value["error"]).contains("autres mots-clés"), "{}", told.value);
        assert_eq!(ana.reads(OLD).await.value, each);
        for id in [id, other] {
            assert_eq!(ana.calls(Method::DELETE, OLD_ONE, &[id], &[]).await.value, json!({}));
        }
        assert_eq!(ana.reads(FILTERS).await.value, json!([]));
    }
}

spec! {
    // filters.9
    async fn what_streams_tell_has_the_filters_of_who_listens(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        let at = quebec.address();
        let listens = async |client: &App, stream: &str| {
            let query = format!("stream={stream}&access_token={}", client.token());
            Listener::open(at, &query, &[]).await.expect("it opens")
        };
        bob.follows("ana").await;
        let (mut home, mut public) = (listens(&bob, "user").await, listens(&bob, "public").await);
        let mut other = listens(&cleo, "public").await;
        let path = "/api/v1/streaming/user";
        let (head, mut events) = Events::open(at, path, bob.token()).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let made = filters(&bob, "Météo", "pluie", "warn").await;
        let changed = json!({ "stream": ["user"], "event": "filters_changed" });
        assert_eq!(home.next().await.expect("a message"), changed);
        let undefined = ("filters_changed".to_owned(), "undefined".to_owned());
        assert_eq!(events.next().await, Some(undefined));

        let said = ana.says(&[("status", "De la pluie, @bob")]).await;
        let hit = [json!(["Météo", ["pluie"], []])];
        let (user, all) = (json!(["user"]), json!(["public"]));
        for _ in 0..2 {
            let (event, told) = home.hears(&user).await;
            let status = if event == "notification" { &told["status"] } else { &told };
            assert_eq!((&status["id"], met(status).as_slice()), (&said["id"], &hit[..]), "{event}");
        }
        assert_eq!(met(&public.hears(&all).await.1), hit);
        assert_eq!(met(&other.hears(&all).await.1), [json!(null); 0]);
        ana.edits(&said["id"], &[("status", "De la pluie, @bob, encore")]).await;
        let (event, told) = public.hears(&all).await;
        assert_eq!((event.as_str(), met(&told).as_slice()), ("status.update", &hit[..]));

        let id = text(&made["id"]);
        assert_eq!(bob.calls(Method::DELETE, ONE, &[id], &[]).await.status, 200);
        assert_eq!(home.hears(&user).await.0, "status.update");
        assert_eq!(home.next().await.expect("a message"), changed);
        ana.says(&[("status", "Toujours de la pluie")]).await;
        assert_eq!(met(&public.hears(&all).await.1), [json!(null); 0]);
    }
}

spec! {
    // filters.9
    async fn the_clients_of_every_process_hear_of_other_filters(world) {
        let node = Machine::new(world.backend(), "quebec");
        node.settle_in().await;
        let serving = node.serve().await;
        let token = node.run(&["account", "token", "ana", "--scopes", "read write"]).await.done();
        let token = token.trim();
        let folder = node.beside();
        let beside = node.serve_beside(folder.path()).await;
        let at = beside.as_ref().map_or(node.at, |(_, at)| *at);
        let query = format!("stream=user&access_token={token}");
        let mut there = Listener::open(at, &query, &[]).await.expect("it opens");
        let asked = world.client().post(format!("http://{}{FILTERS}", node.at)).bearer_auth(token);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let told = asked.body("title=Fin&context[]=home").send().await.expect("an answer");
        assert_eq!(told.status(), 200);
        assert_eq!(there.next().await.expect("a message")["event"], "filters_changed");
        if let Some((beside, _)) = beside {
            beside.stop().await;
        }
        serving.stop().await;
        node.end();
    }
}

spec! {
    // filters.10
    async fn no_client_is_called_for_what_its_member_hides(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let service = world.peer("other.test").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let called = Called::new();
        let fields = called.fields("http://other.test/appel/1");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([("subscription[standard]", "true"), ("data[alerts][mention]", "true")]);
        let path = "/api/v1/push/subscription";
        assert_eq!(bob.calls(Method::POST, path, &[], &fields).await.status, 200);
        filters(&bob, "Jamais", "pluie", "hide").await;
        filters(&bob, "Un <peu>", "neige", "warn").await;
        let ailleurs = [("title", "Ailleurs"), ("context[]", "home"), ("filter_action", "hide"), ("keywords_attributes[][keyword]", "brume")];
        assert_eq!(bob.calls(Method::POST, FILTERS, &[], &ailleurs).await.status, 200);
        for text in ["@bob la pluie", "@bob la neige", "@bob la brume"] {
            ana.says(&[("status", text)]).await;
        }
        world.settle().await;
        let mut bodies: Vec<Value> = service.letters().iter().map(|letter| called.opens(letter)["body"].clone()).collect();
        bodies.sort_by_key(ToString::to_string);
        assert_eq!(bodies, ["@bob la brume", "Un <peu>"]);
        let heard = bob.reads("/api/v1/notifications").await.value;
        let heard: Vec<Value> = heard.as_array().expect("a list").iter().flat_map(|one| met(&one["status"])).collect();
        let hit = |title: &str, word: &str| json!([title, [word], []]);
        assert_eq!(heard, [hit("Ailleurs", "brume"), hit("Un <peu>", "neige"), hit("Jamais", "pluie")]);
        let grouped = bob.reads("/api/v2/notifications").await.value;
        assert_eq!(met(&grouped["statuses"][0]), [hit("Ailleurs", "brume")]);
    }
}
