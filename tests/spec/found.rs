//! Who is found by what they are called, and what counts as a text (`docs/spec`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{ALL, App, client, list, text};
use crate::harness::browser::Browser;
use crate::harness::spec;

const LOOKUP: &str = "/api/v1/accounts/lookup";
const SEARCH: &str = "/api/v1/accounts/search";

async fn found(app: &App, question: &str) -> Vec<String> {
    let told = app
        .calls(Method::GET, SEARCH, &[], &[("q", question)])
        .await;
    let accts = list(&told.value).iter();
    accts.map(|one| text(&one["acct"]).to_owned()).collect()
}

spec! {
    // client_api.24, client_api.15, notes.2
    async fn a_handle_leads_to_whoever_has_it_whatever_its_capitals(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let awa = client(&senegal, "awa").await;
        let her = ana.follows("AWA@Senegal.Test").await;
        for (acct, id) in [
            ("BOB", bob.own_id().await),
            ("Bob@Quebec.test", bob.own_id().await),
            ("Awa@senegal.test", her.clone()),
            ("@ACCES@quebec.test", ana.finds("acces").await),
        ] {
            let told = ana.calls(Method::GET, LOOKUP, &[], &[("acct", acct)]).await;
            assert_eq!(told.value["id"], id, "{acct}");
        }
        let words = "@Bob@Quebec.test, @AWA@senegal.test et @awa@senegal.test";
        let said = ana.says(&[("status", words), ("visibility", "direct")]).await;
        let mut named: Vec<&str> = list(&said["mentions"]).iter().map(|one| text(&one["acct"])).collect();
        named.sort_unstable();
        assert_eq!(named, ["awa@senegal.test", "bob"], "{said}");
        assert_eq!(text(&said["content"]).matches("href").count(), 3, "{said}");
        let heard = bob.reads("/api/v1/conversations").await.value;
        assert_eq!(heard[0]["last_status"]["id"], said["id"]);
        world.settle().await;
        let heard = awa.reads("/api/v1/conversations").await.value;
        assert_eq!(heard[0]["last_status"]["uri"], said["uri"]);
        let thread = ana.says(&[("status", "@Acces@Quebec.test Le prix\n\nIl monte.")]).await;
        assert_eq!(thread["title"], "Le prix", "{thread}");
        assert_eq!(thread["group"]["acct"], "acces", "{thread}");
    }
}

spec! {
    // client_api.24
    async fn people_are_found_by_each_word_of_their_name(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let ana = client(&quebec, "ana").await;
        let (bob, awa) = (client(&quebec, "bob").await, client(&senegal, "awa").await);
        let profile = "/api/v1/accounts/update_credentials";
        for (app, name) in [(&bob, "Élodie N’Diaye"), (&awa, "Awa Ndiaye Sœur")] {
            let told = app.calls(Method::PATCH, profile, &[], &[("display_name", name)]).await;
            assert_eq!(told.status, 200, "{}", told.value);
        }
        ana.follows("awa@senegal.test").await;
        world.settle().await;
        for (question, expected) in [
            ("elod", vec!["bob"]),
            ("diaye ELODIE", vec!["bob"]),
            ("ndi", vec!["awa@senegal.test"]),
            ("soeur", vec!["awa@senegal.test"]),
            ("awa sœ", vec!["awa@senegal.test"]),
            ("awa elodie", vec![]),
            ("awa@sen", vec!["awa@senegal.test"]),
            ("awa@que", vec![]),
            ("AW", vec!["awa@senegal.test"]),
            // Who is followed comes first.
            ("a", vec!["awa@senegal.test", "ana"]),
            ("'; --", vec![]),
        ] {
            assert_eq!(found(&ana, question).await, expected, "{question}");
        }
        let told = bob.calls(Method::PATCH, profile, &[], &[("display_name", "Fatou")]).await;
        assert_eq!(told.status, 200, "{}", told.value);
        world.settle().await;
        assert_eq!(found(&ana, "elod").await, Vec::<String>::new());
        assert_eq!(found(&ana, "fatou").await, ["bob"]);
    }
}

spec! {
    // posting.9, client_api.25
    async fn a_mark_or_an_emoji_is_a_text_and_what_nobody_sees_is_none(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let ana = client(&quebec, "ana").await;
        let opening = ana.says(&[("status", "@acces Un fil\n\nDu texte.")]).await;
        for words in ["👍", "?", "!!!", "❤️", "…"] {
            let said = ana.says(&[("status", words), ("in_reply_to_id", text(&opening["id"]))]).await;
            assert!(text(&said["content"]).contains(words), "{said}");
            ana.edits(&said["id"], &[("status", "👏")]).await;
        }
        let behind = ana.says(&[("status", "👍"), ("spoiler_text", "Oui")]).await;
        assert_eq!(behind["spoiler_text"], "Oui");
        let thread = ana.says(&[("status", "👍"), ("title", "Un pouce"), ("visibility", "public")]).await;
        assert!(text(&thread["content"]).contains('👍'));
        for nothing in ["", " \n ", "\u{200B}", "\u{200D}\u{FE0F}"] {
            let told = ana.calls(Method::POST, "/api/v1/statuses", &[], &[("status", nothing)]).await;
            assert_eq!(told.status, 422, "{nothing:?}: {}", told.value);
            assert_eq!(told.value["details"]["status"][0]["error"], "ERR_BLANK", "{}", told.value);
        }
        assert_eq!(ana.of("/api/v1/statuses/{id}", &opening["id"]).await["replies_count"], json!(5));
    }
}

spec! {
    // client_api.10
    async fn a_file_under_a_name_that_nobody_asks_for_goes_by(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let junk: &[u8] = &[0xff; 9_000];
        let profile = "/api/v1/accounts/update_credentials";
        let fields = [("display_name", "Ana B.")];
        let told = ana.sends_parts(Method::PATCH, profile, &fields, &[("picture", junk)]).await;
        assert_eq!((told.status, &told.value["display_name"]), (200, &json!("Ana B.")));
        let told = ana.sends_parts(Method::POST, "/api/v2/media", &[], &[("fichier", junk)]).await;
        assert_eq!(told.status, 422, "{}", told.value);
        assert_eq!(told.value["details"]["file"][0]["error"], "ERR_BLANK", "{}", told.value);
    }
}

spec! {
    // bulletin.1
    async fn the_hashtags_of_an_announcement_are_told_beside_it(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        quebec.runs(&["announcement", "add", "Rencontre #Éducation et #fgi, #education"]).await.done();
        let told = ana.reads("/api/v1/announcements").await.value;
        let url = |tag: &str| format!("http://quebec.test/tags/{tag}");
        let tags = json!([
            { "name": "education", "url": url("education") },
            { "name": "fgi", "url": url("fgi") },
        ]);
        assert_eq!(told[0]["tags"], tags, "{told}");
        let content = text(&told[0]["content"]);
        assert!(content.contains(&format!("href=\"{}\"", url("fgi"))), "{content}");
    }
}

spec! {
    // tags.1
    async fn a_hashtag_may_be_asked_for_with_its_sign(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let said = ana.says(&[("status", "Un #mot")]).await;
        for tag in ["mot", "%23mot", "MOT"] {
            let told = ana.calls(Method::GET, "/api/v1/timelines/tag/{hashtag}", &[tag], &[]).await;
            assert_eq!(told.value[0]["id"], said["id"], "{tag}: {}", told.value);
        }
    }
}

spec! {
    // client_api.14, client_api.15
    async fn a_thread_that_is_all_title_leads_to_whom_it_names(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let ana = client(&quebec, "ana").await;
        let bob = client(&quebec, "bob").await;
        let leads = |said: &Value, page: &str| {
            let link = format!("href=\"http://quebec.test{page}\"");
            text(&said["content"]).matches(&link).count()
        };
        for (words, title) in [
            ("@acces @bob Bonjour", "Bonjour"),
            ("@acces Bonjour @bob", "Bonjour"),
            ("@acces Bonjour à @bob\n\nUn texte.", "Bonjour à"),
        ] {
            let said = ana.says(&[("status", words)]).await;
            let title = format!("<p><strong>{title}</strong></p>");
            assert!(text(&said["content"]).starts_with(&title), "{said}");
            assert_eq!(leads(&said, "/salons/acces"), 1, "{said}");
            assert_eq!(leads(&said, "/@bob"), 1, "{said}");
            let named: Vec<&Value> = list(&said["mentions"]).iter().map(|one| &one["acct"]).collect();
            assert!(named.contains(&&json!("bob")) && named.contains(&&json!("acces")), "{said}");
            let source = ana.of("/api/v1/statuses/{id}/source", &said["id"]).await;
            let again = ana.edits(&said["id"], &[("status", text(&source["text"]))]).await;
            assert_eq!((&again["content"], &again["edited_at"]), (&said["content"], &Value::Null), "{source}");
        }
        let heard = bob.reads("/api/v1/notifications").await.value;
        assert_eq!(list(&heard).len(), 3, "{heard}");
    }
}

spec! {
    // client_api.11
    async fn a_page_of_any_origin_may_ask_what_says_where_the_node_is(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let asked = reqwest::Client::new();
        for path in ["/.well-known/webfinger", "/.well-known/nodeinfo", "/nodeinfo/2.0", "/.well-known/host-meta"] {
            let url = format!("http://{}{path}", quebec.address());
            let told = asked
                .request(Method::OPTIONS, url)
                .header("Origin", "https://client.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .send()
                .await
                .expect("answered");
            assert_eq!(told.status(), 204, "{path}");
            assert_eq!(told.headers()["access-control-allow-origin"], "*", "{path}");
            assert_eq!(told.headers()["access-control-allow-headers"], "*", "{path}");
        }
    }
}

spec! {
    // client_api.21
    async fn an_answer_to_what_is_not_shown_hangs_on_what_is_shown_above_it(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        let opening = ana.says(&[("status", "@acces Un fil\n\nDu texte.")]).await;
        let answer = async |app: &App, parent: &Value| {
            app.says(&[("status", "Une réponse"), ("in_reply_to_id", text(&parent["id"]))]).await
        };
        let first = answer(&bob, &opening).await;
        let second = answer(&cleo, &first).await;
        let third = answer(&ana, &second).await;
        let parents = async |app: &App, of: &Value| {
            let told = app.of("/api/v1/statuses/{id}/context", &of["id"]).await;
            let of = |part: &str| -> Vec<(Value, Value, Value)> {
                let told = list(&told[part]).iter();
                let three = |one: &Value| {
                    (one["id"].clone(), one["in_reply_to_id"].clone(), one["in_reply_to_account_id"].clone())
                };
                told.map(three).collect()
            };
            [of("ancestors"), of("descendants")].concat()
        };
        let line = |one: &Value, parent: &Value| (one["id"].clone(), parent["id"].clone(), parent["account"]["id"].clone());
        let nothing = |one: &Value| (one["id"].clone(), Value::Null, Value::Null);
        let whole = vec![line(&first, &opening), line(&second, &first), line(&third, &second)];
        assert_eq!(parents(&ana, &opening).await, whole);
        bob.deletes(&first["id"]).await;
        let hung = vec![line(&second, &opening), line(&third, &second)];
        assert_eq!(parents(&ana, &opening).await, hung);
        let above = vec![nothing(&opening), line(&second, &opening)];
        assert_eq!(parents(&ana, &third).await, above);
        bob.does("/api/v1/accounts/{id}/mute", &cleo.own_id().await).await;
        assert_eq!(parents(&bob, &opening).await, vec![line(&third, &opening)]);
        ana.deletes(&opening["id"]).await;
        assert_eq!(parents(&ana, &third).await, vec![nothing(&second)]);
    }
}

spec! {
    // client_api.25
    async fn who_answers_their_own_waiting_contribution_is_told_that_it_waits(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let cleo = App::given(&quebec.newcomer("cleo", false).await, ALL).await;
        let bob = client(&quebec, "bob").await;
        let held = cleo.says(&[("status", "@acces Un fil\n\nDu texte.")]).await;
        assert_eq!(held["thread"]["state"], "held", "{held}");
        let fields = [("status", "Suite"), ("in_reply_to_id", text(&held["id"]))];
        let quoting = [("status", "@acces Voir\n\nCeci."), ("quoted_status_id", text(&held["id"]))];
        let at = [text(&held["id"])];
        for (path, fields) in [
            ("/api/v1/statuses", &fields[..]),
            ("/api/v1/statuses", &quoting),
            ("/api/v1/statuses/{id}/favourite", &[]),
        ] {
            let told = cleo.calls(Method::POST, path, &at, fields).await;
            assert_eq!(told.status, 422, "{path}: {}", told.value);
            let error = text(&told.value["error"]);
            assert!(error.contains("pas encore paru"), "{path}: {error}");
        }
        let told = bob.calls(Method::POST, "/api/v1/statuses", &[], &fields).await;
        assert_eq!(told.status, 404, "nobody else learns of it: {}", told.value);
    }
}

spec! {
    // client_api.19, search.6
    async fn what_is_asked_of_a_list_stays_in_its_links_as_it_was_read(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        for word in ["Un", "Deux"] {
            ana.says(&[("status", word)]).await;
        }
        let told = ana.reads("/api/v1/timelines/home?limit=-1&local=1").await;
        assert_eq!(list(&told.value).len(), 1, "{}", told.value);
        assert!(told.link.contains("?limit=1&local=1&max_id="), "{}", told.link);
        let told = ana.calls(Method::GET, "/api/v2/search", &[], &[("q", "un"), ("type", "people")]).await;
        assert_eq!(told.status, 422, "{}", told.value);
        assert!(text(&told.value["error"]).contains("type"), "{}", told.value);
    }
}

spec! {
    // client_api.14, moderation.6
    async fn whoever_is_refused_or_removed_reads_why_in_their_client(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let ana = client(&quebec, "ana").await;
        let opening = ana.says(&[("status", "@acces Un fil\n\nDu texte.")]).await;
        assert_eq!(opening["thread"]["reason"], Value::Null);
        let number = text(&opening["uri"]).rsplit('/').next().expect("a number");
        quebec.runs(&["post", "remove", number, "--reason", "Hors sujet"]).await.done();
        let told = ana.of("/api/v1/statuses/{id}", &opening["id"]).await;
        assert_eq!(told["thread"]["state"], "removed", "{told}");
        assert_eq!(told["thread"]["reason"], "Hors sujet", "{told}");
        let at = [text(&opening["id"])];
        let fields = [("status", "Autrement")];
        for (method, path) in [
            (Method::PUT, "/api/v1/statuses/{id}"),
            (Method::POST, "/api/v1/statuses/{id}/favourite"),
            (Method::POST, "/api/v1/statuses/{id}/reblog"),
        ] {
            let told = ana.calls(method, path, &at, &fields).await;
            assert_eq!(told.status, 422, "{path}: {}", told.value);
            let error = text(&told.value["error"]);
            assert!(error.contains("retirée par la modération. Hors sujet"), "{path}: {error}");
        }
    }
}

spec! {
    // client_api.14, tags.1
    async fn a_hashtag_leads_clients_to_its_timeline_from_whatever_node_it_came(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        ana.follows("awa@senegal.test").await;
        world.settle().await;
        let link = "[lien](https://ailleurs.example/tags/ecole) et [page](https://ailleurs.example/mots/autre), \
                    [ailleurs](https://ailleurs.example/hashtag/ecole)";
        awa.says(&[("status", &format!("Un mot #École, {link}"))]).await;
        world.settle().await;
        let home = ana.reads("/api/v1/timelines/home").await.value;
        let ours = "http://quebec.test/tags/ecole";
        assert_eq!(home[0]["tags"], json!([{ "name": "ecole", "url": ours }]));
        let content = text(&home[0]["content"]);
        assert!(content.contains(&format!("href=\"{ours}\" class=\"mention hashtag\"")), "{content}");
        let history = ana.of("/api/v1/statuses/{id}/history", &home[0]["id"]).await;
        assert_eq!(history[0]["content"], content, "a plain link stays there too");
        for link in ["tags/ecole", "mots/autre", "hashtag/ecole"] {
            assert!(content.contains(&format!("href=\"https://ailleurs.example/{link}\"")), "{content}");
        }
        quebec.forum("acces").await;
        let mut guest = Browser::new(quebec.host(), quebec.address());
        assert_eq!(guest.get("/tags/ecole").await.location, "/mots/ecole");
        assert_eq!(guest.get("/@ACCES").await.location, "/salons/acces", "a salon as well as a person");
    }
}
