//! What nobody learns by asking around: that there is something for others, who waits, who is avoided
//! (`docs/spec`).

use palabre_core::moderation::{self, By, Sanction};
use palabre_core::threads::read;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App, client, list, text};
use crate::harness::browser::Browser;
use crate::harness::listener::Listener;
use crate::harness::{Node, spec};

const STATUS: &str = "/api/v1/statuses/{id}";
const BLOCK: &str = "/api/v1/accounts/{id}/block";

/// The names of whoever stands in a list.
async fn names(app: &App, pattern: &str, id: &Value) -> Vec<String> {
    let found = app.of(pattern, id).await;
    let name = |one: &Value| {
        let account = if one["acct"].is_string() {
            one
        } else {
            &one["account"]
        };
        text(&account["acct"]).to_owned()
    };
    list(&found).iter().map(name).collect()
}

async fn listens(node: &Node, app: &App, stream: &str) -> Listener {
    let query = format!("stream={stream}&access_token={}", app.token());
    Listener::open(node.address(), &query, &[])
        .await
        .expect("it opens")
}

spec! {
    // streaming.4
    async fn that_something_for_a_few_is_gone_is_told_to_those_few(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let (cleo, dan) = (client(&quebec, "cleo").await, client(&quebec, "dan").await);
        cleo.follows("ana").await;
        let mut bobs = listens(&quebec, &bob, "user").await;
        let mut cleos = listens(&quebec, &cleo, "user").await;
        let mut dans = [listens(&quebec, &dan, "user").await, listens(&quebec, &dan, "public").await];
        let direct = ana.says(&[("status", "@bob Entre nous"), ("visibility", "direct")]).await;
        let private = ana.says(&[("status", "Pour qui me suit"), ("visibility", "private")]).await;
        ana.deletes(&direct["id"]).await;
        ana.deletes(&private["id"]).await;
        let boosted = bob.says(&[("status", "À passer")]).await;
        let fields = [("visibility", "private")];
        let reblog = "/api/v1/statuses/{id}/reblog";
        let boost = ana.calls(Method::POST, reblog, &[text(&boosted["id"])], &fields).await.value;
        ana.does("/api/v1/statuses/{id}/unreblog", &boosted["id"]).await;
        let twice = cleo.says(&[("status", "Passé, puis effacé")]).await;
        let passed = bob.does("/api/v1/statuses/{id}/reblog", &twice["id"]).await;
        cleo.deletes(&twice["id"]).await;
        let open = ana.says(&[("status", "Pour tous")]).await;
        ana.deletes(&open["id"]).await;

        let deleted = async |ear: &mut Listener, stream: &str| {
            let mut ids = Vec::new();
            // What is for everybody comes last, and to all.
            while ids.last() != Some(&open["id"]) {
                let (event, heard) = ear.hears(&json!([stream])).await;
                if event == "delete" {
                    // The id comes alone.
                    ids.push(json!(heard.as_str().map_or_else(|| heard.to_string(), str::to_owned)));
                }
            }
            ids
        };
        let (twice, passed) = (twice["id"].clone(), passed["id"].clone());
        let all = [twice.clone(), open["id"].clone()];
        assert_eq!(deleted(&mut dans[0], "user").await, all);
        assert_eq!(deleted(&mut dans[1], "public").await, all);
        let of_bob = [direct["id"].clone(), twice.clone(), passed, open["id"].clone()];
        assert_eq!(deleted(&mut bobs, "user").await, of_bob);
        let followers = [private["id"].clone(), boost["id"].clone(), twice, open["id"].clone()];
        assert_eq!(deleted(&mut cleos, "user").await, followers);
    }
}

spec! {
    // notes.9, pages.10
    async fn the_forms_of_what_is_for_others_are_those_of_nothing(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        quebec.forum("acces").await;
        quebec.member("bob").await;
        let said = ana.says(&[("status", "Pour moi"), ("visibility", "direct")]).await;
        let number = text(&said["uri"]).rsplit('/').next().expect("a number").to_owned();
        let mut browser = Browser::new(quebec.host(), quebec.address());
        let fields = [("name", "bob"), ("password", Node::PASSWORD)];
        browser.submit("/connexion", &fields).await;
        let words = [("text", ""), ("lang", "xx")];
        for (verb, fields) in [("supprimer", &[][..]), ("modifier", &words[..1]), ("modifier", &words[..])] {
            let mut answers = Vec::new();
            for id in [&number, "17"] {
                let path = format!("/c/{id}/{verb}");
                let page = browser.sends("/salons/acces/nouveau", &path, fields).await;
                answers.push((page.status, page.text.replace(id, "")));
            }
            assert_eq!(answers[0].0, 404, "{verb}: {}", answers[0].1);
            assert_eq!(answers[0], answers[1], "{verb}");
        }
    }
}

spec! {
    // admin_api.8, notes.3
    async fn who_is_silenced_and_what_is_unlisted_stand_under_no_hashtag(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let (ana, eve) = (client(&quebec, "ana").await, client(&quebec, "eve").await);
        eve.says(&[("status", "@acces Un fil\n\nUn #motlimite")]).await;
        ana.says(&[("status", "Un #motdiscret"), ("visibility", "unlisted")]).await;
        ana.says(&[("status", "Un #motpublic")]).await;
        let search = async |word: &str| {
            let found = ana.calls(Method::GET, "/api/v2/search", &[], &[("q", word), ("type", "hashtags")]).await;
            let names = list(&found.value["hashtags"]).iter().map(|one| text(&one["name"]).to_owned());
            names.collect::<Vec<_>>()
        };
        let mut guest = Browser::new(quebec.host(), quebec.address());
        for silenced in [false, true] {
            if silenced {
                let eve = quebec.somebody("eve").await.row().await;
                let mut tx = quebec.core().begin().await.expect("a write begins");
                let silence = moderation::sanction(&mut tx, By::Command, &eve, Sanction::Limit, "");
                silence.await.expect("silenced");
                tx.commit().await.expect("it is kept");
            }
            assert_eq!(search("#mot").await.contains(&"motlimite".to_owned()), !silenced);
            assert!(search("#mot").await.contains(&"motpublic".to_owned()));
            assert!(!search("#mot").await.contains(&"motdiscret".to_owned()));
            let page = guest.get("/mots/motlimite").await.text;
            assert_eq!(page.contains("Un fil"), !silenced, "{page}");
            assert_eq!(guest.get("/").await.text.contains("Un fil"), !silenced);
            assert!(guest.get("/salons/acces").await.text.contains("Un fil"), "the salon is whole");
            let counted = read::tallies(&quebec.core()).await.expect("counted");
            assert_eq!(counted.first().map(|(_, threads, _)| *threads), Some(1), "as it is counted");
            let uses = ana.of("/api/v1/tags/{id}", &json!("motlimite")).await["history"][0]["uses"].clone();
            assert_eq!(uses, if silenced { "0" } else { "1" });
        }
    }
}

spec! {
    // accounts.2, moderation.7, accounts.15
    async fn who_waits_counts_for_nothing_and_tells_nobody_elsewhere(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let acces = quebec.forum("acces").await;
        let ana = quebec.member("ana").await;
        let thread = ana.opens(&acces, "Un fil").await;
        let ana = App::by(&ana, ALL).await;
        let waits = quebec.newcomer("cleo", false).await;
        let cleo = App::given(&waits, ALL).await;
        let awa = client(&senegal, "awa").await;
        let theirs = awa.says(&[("status", "Du bruit")]).await;
        let found = "/api/v2/search";
        let wanted = [("q", text(&theirs["uri"])), ("resolve", "true")];
        let awas = cleo.calls(Method::GET, found, &[], &wanted).await.value["statuses"][0].clone();
        let fields = [
            ("account_id", text(&awas["account"]["id"])),
            ("status_ids[]", text(&awas["id"])),
            ("forward", "true"),
        ];
        let told = cleo.calls(Method::POST, "/api/v1/reports", &[], &fields).await;
        assert_eq!((told.status, &told.value["forwarded"]), (200, &json!(false)), "{}", told.value);
        world.settle().await;
        let heard = moderation::reports(&senegal.core(), None, 10).await.expect("reports");
        assert!(heard.is_empty(), "{heard:?}");

        let public = ana.reads("/api/v1/timelines/public?local=true").await.value;
        let id = public[0]["id"].clone();
        let counted = async |app: &App| app.of(STATUS, &id).await["favourites_count"].clone();
        cleo.does("/api/v1/statuses/{id}/favourite", &id).await;
        ana.does("/api/v1/statuses/{id}/favourite", &id).await;
        assert_eq!(counted(&ana).await, 1, "who waits is not counted");
        assert_eq!(names(&ana, "/api/v1/statuses/{id}/favourited_by", &id).await, ["ana"]);
        quebec.runs(&["account", "approve", "cleo"]).await.done();
        assert_eq!(counted(&ana).await, 2);
        waits.leaves().await;
        assert_eq!(counted(&ana).await, 1);
        assert!(quebec.shows("Un fil", &thread).await);
    }
}

spec! {
    // notifications.4
    async fn what_is_no_longer_to_be_read_is_neither_listed_nor_counted(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let (anas, bobs) = (ana.own_id().await, bob.own_id().await);
        let follow = "/api/v1/accounts/{id}/follow";
        bob.calls(Method::POST, follow, &[text(&anas)], &[("notify", "true")]).await;
        ana.says(&[("status", "Pour qui me suit"), ("visibility", "private")]).await;
        ana.says(&[("status", "@bob Bonjour")]).await;
        let kinds = async || {
            let told = bob.reads("/api/v1/notifications").await.value;
            let kinds: Vec<String> = list(&told).iter().map(|one| text(&one["type"]).to_owned()).collect();
            for path in ["/api/v1/notifications/unread_count", "/api/v2/notifications/unread_count"] {
                assert_eq!(bob.reads(path).await.value["count"], kinds.len());
            }
            kinds
        };
        assert_eq!(kinds().await, ["mention", "status"]);
        ana.does("/api/v1/accounts/{id}/remove_from_followers", &bobs).await;
        assert_eq!(kinds().await, ["mention"]);
        let first = bob.reads("/api/v1/notifications?limit=1").await.value;
        assert_eq!(list(&first).len(), 1);
        ana.does(BLOCK, &bobs).await;
        assert!(kinds().await.is_empty());
    }
}

spec! {
    // client_api.28
    async fn who_is_blocked_is_told_nothing_of_ones_circle_and_who_is_avoided_stands_in_no_list(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        let (anas, bobs, cleos) = (ana.own_id().await, bob.own_id().await, cleo.own_id().await);
        let said = ana.says(&[("status", "Pour tous")]).await;
        bob.says(&[("status", "Cité"), ("quoted_status_id", text(&said["id"]))]).await;
        let bobs_post = bob.says(&[("status", "De Bob")]).await;
        cleo.does("/api/v1/statuses/{id}/reblog", &bobs_post["id"]).await;
        ana.follows("cleo").await;
        cleo.follows("ana").await;
        bob.follows("cleo").await;
        ana.does("/api/v1/accounts/{id}/endorse", &cleos).await;
        ana.calls(Method::POST, "/api/v1/featured_tags", &[], &[("name", "mot")]).await;
        let familiar = async || {
            let asked = [("id[]", text(&anas))];
            let told = bob.calls(Method::GET, "/api/v1/accounts/familiar_followers", &[], &asked).await;
            list(&told.value[0]["accounts"]).len()
        };
        for blocked in [false, true] {
            if blocked {
                ana.does(BLOCK, &bobs).await;
            }
            let some = usize::from(!blocked);
            assert_eq!(names(&bob, "/api/v1/accounts/{id}/endorsements", &anas).await.len(), some);
            assert_eq!(list(&bob.of("/api/v1/accounts/{id}/featured_tags", &anas).await).len(), some);
            assert_eq!(familiar().await, some);
            assert_eq!(names(&ana, "/api/v1/statuses/{id}/quotes", &said["id"]).await.len(), some);
            assert_eq!(list(&ana.of("/api/v1/accounts/{id}/statuses", &cleos).await).len(), some);
            assert_eq!(list(&cleo.of("/api/v1/accounts/{id}/statuses", &cleos).await).len(), 1);
        }
    }
}

spec! {
    // client_api.28
    async fn a_salon_that_is_muted_or_blocked_is_in_no_list_of_everybody(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        quebec.forum("langues").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let acces = ana.finds("acces").await;
        let mut stream = listens(&quebec, &ana, "public").await;
        stream.says(&json!({ "type": "subscribe", "stream": "hashtag", "tag": "eau" })).await;
        let mut open = async |title: &str| {
            for salon in ["acces", "langues"] {
                bob.says(&[("status", &format!("@{salon} {title} #eau"))]).await;
            }
            let mut heard = Vec::new();
            while heard.iter().filter(|salon| *salon == "langues").count() < 2 {
                let message = stream.next().await.expect("a message");
                let told: Value = serde_json::from_str(text(&message["payload"])).expect("JSON");
                heard.push(text(&told["group"]["acct"]).to_owned());
            }
            let mut lists = vec![heard.iter().filter(|salon| *salon == "acces").count()];
            for path in ["/api/v1/timelines/public", "/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/eau"] {
                let told = ana.reads(path).await.value;
                let it = list(&told).iter().filter(|one| one["group"]["acct"] == "acces");
                lists.push(it.count());
            }
            lists
        };
        assert_eq!(open("Un").await, [2, 1, 1, 1]);
        for (verb, back) in [("mute", "unmute"), ("block", "unblock")] {
            ana.does(&format!("/api/v1/accounts/{{id}}/{verb}"), &acces).await;
            assert_eq!(open("Deux").await, [0; 4], "{verb}");
            ana.does(&format!("/api/v1/accounts/{{id}}/{back}"), &acces).await;
        }
        assert_eq!(open("Trois").await, [2, 4, 4, 4]);
    }
}

spec! {
    // client_api.28
    async fn nothing_leads_whoever_is_blocked_to_what_was_written(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let own = ana.says(&[("status", "Un mot #eau")]).await;
        let other = bob.says(&[("status", "À passer")]).await;
        ana.does("/api/v1/statuses/{id}/reblog", &other["id"]).await;
        ana.does("/api/v1/statuses/{id}/pin", &own["id"]).await;
        let anas = bob.finds("ana").await;
        let asked = ["", "?pinned=true", "?tagged=eau", "?exclude_reblogs=true"];
        let read = async |wanted: bool| {
            for query in asked {
                let path = format!("/api/v1/accounts/{}/statuses{query}", text(&anas));
                let told = bob.reads(&path).await;
                let is_empty = (list(&told.value).is_empty(), told.link.is_empty());
                assert_eq!(is_empty, (!wanted, !wanted), "{query}: {}", told.link);
            }
        };
        read(true).await;
        ana.does(BLOCK, &bob.own_id().await).await;
        read(false).await;
    }
}
