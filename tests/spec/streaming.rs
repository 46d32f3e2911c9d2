//! What happens, told to members' clients (`docs/spec/streaming.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, client};
use crate::harness::command::{Machine, PASSWORD};
use crate::harness::listener::{Events, Listener};
use crate::harness::{Node, spec};

async fn socket(node: &Node, client: &App, stream: &str) -> Listener {
    let query = format!("stream={stream}&access_token={}", client.token());
    let opened = Listener::open(node.address(), &query, &[]).await;
    opened.expect("it opens")
}

spec! {
    // streaming.1, streaming.2
    async fn what_happens_in_another_chapter_is_told_as_the_home_shows_it(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        quebec.forum("acces").await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        awa.follows("acces@quebec.test").await;
        world.settle().await;
        let mut home = socket(&senegal, &awa, "user").await;
        let mut own = socket(&quebec, &ana, "user").await;
        let user = json!(["user"]);

        let opened = ana.says(&[("status", "@acces Un IXP à Ziguinchor ?\n\nQuel modèle ?")]).await;
        let (event, here) = own.hears(&user).await;
        assert_eq!((event.as_str(), &here["uri"]), ("update", &opened["uri"]));
        world.settle().await;
        let (event, told) = home.hears(&user).await;
        assert_eq!(event, "update");
        assert_eq!(told, awa.reads("/api/v1/timelines/home").await.value[0]);
        assert_eq!(told["reblog"]["uri"], opened["uri"], "the salon passes it on");

        let thread = &told["reblog"]["id"];
        awa.does("/api/v1/statuses/{id}/favourite", thread).await;
        let edit = [("status", "@acces Un IXP à Ziguinchor ?\n\nLequel ?")];
        ana.edits(&opened["id"], &edit).await;
        world.settle().await;
        let (event, told) = home.hears(&user).await;
        assert_eq!(event, "status.update");
        assert_eq!((&told["id"], &told["favourited"]), (thread, &json!(true)));
        assert!(told["content"].as_str().expect("a text").contains("Lequel"));
        assert_eq!(own.hears(&user).await.0, "status.update");
        let (event, told) = own.hears(&user).await;
        assert_eq!((event.as_str(), &told["type"]), ("notification", &json!("favourite")));
        assert_eq!(told["account"]["acct"], "awa@senegal.test");

        ana.deletes(&opened["id"]).await;
        world.settle().await;
        let gone = [home.hears(&user).await, home.hears(&user).await];
        let ids: Vec<String> = gone.iter().map(|(_, id)| id.to_string()).collect();
        assert!(gone.iter().all(|(event, _)| event == "delete"), "{gone:?}");
        assert!(ids.contains(&thread.as_str().expect("an id").to_owned()), "{ids:?}");
    }
}

spec! {
    // streaming.3, streaming.4, streaming.5
    async fn nothing_is_told_that_its_reader_may_not_see(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, bob) = (client(&quebec, "ana").await, client(&quebec, "bob").await);
        let cleo = client(&quebec, "cleo").await;
        let known = bob.follows("ana").await;
        let mut many = socket(&quebec, &bob, "user").await;
        for stream in ["public", "public:local", "public:remote", "public:media"] {
            many.subscribes(stream).await;
        }
        many.says(&json!({ "type": "subscribe", "stream": "hashtag", "tag": "Eau" })).await;
        many.says(&json!({ "type": "subscribe", "stream": "hashtag" })).await;
        assert_eq!(many.next().await.expect("a message")["status"], 422);
        let mut named = socket(&quebec, &cleo, "user:notification").await;
        let open = [("for_private_mentions", "accept")];
        let policy = "/api/v2/notifications/policy";
        assert_eq!(cleo.calls(Method::PATCH, policy, &[], &open).await.status, 200);
        let wide = [("status", "Pour tous #eau")];
        let wide = ana.says(&wide).await;
        let mut streams = Vec::new();
        for _ in 0..4 {
            let message = many.next().await.expect("a message");
            assert!(message["payload"].as_str().expect("a text").contains("Pour tous"));
            streams.push(message["stream"].to_string());
        }
        streams.sort();
        let expected = [r#"["hashtag","Eau"]"#, r#"["public"]"#, r#"["public:local"]"#, r#"["user"]"#];
        assert_eq!(streams, expected);

        many.says(&json!({ "type": "unsubscribe", "stream": "public" })).await;
        many.says(&json!({ "type": "unsubscribe", "stream": "public:local" })).await;
        many.says(&json!({ "type": "unsubscribe", "stream": "nothing" })).await;
        assert_eq!(many.next().await.expect("a message")["status"], 400);
        many.says(&json!("ping")).await;
        ana.says(&[("status", "@cleo à toi seule #eau"), ("visibility", "direct")]).await;
        ana.says(&[("status", "Aux miens #eau"), ("visibility", "private")]).await;
        let (event, told) = many.hears(&json!(["user"])).await;
        assert_eq!(event, "update");
        assert!(told["content"].as_str().expect("a text").contains("Aux miens"), "{told}");
        let (_, told) = named.hears(&json!(["user:notification"])).await;
        assert_eq!(told["status"]["visibility"], "direct");

        bob.does("/api/v1/accounts/{id}/mute", &known).await;
        ana.says(&[("status", "Sourdine #eau")]).await;
        let own = bob.says(&[("status", "Un mot de Bob")]).await;
        let (event, told) = many.hears(&json!(["user"])).await;
        assert_eq!((event.as_str(), &told["id"]), ("update", &own["id"]), "{told}");
        assert!(wide["id"].is_string());
        many.says(&json!({ "type": "subscribe", "stream": "a".repeat(4_096) })).await;
        assert_eq!(many.next().await, None, "it is too long");
    }
}

spec! {
    // streaming.5, streaming.7, streaming.8
    async fn a_token_opens_streams_wherever_it_stands_and_ends_them(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let token = ana.token();
        let bearer = format!("Bearer {token}");
        let at = quebec.address();
        let mut open = Vec::new();
        open.push(Listener::open(at, "stream=user", &[("authorization", &bearer)]).await);
        open.push(Listener::open(at, &format!("access_token={token}"), &[]).await);
        open.push(Listener::open(at, "stream=public", &[("sec-websocket-protocol", token)]).await);
        let mut open: Vec<Listener> = open.into_iter().map(|one| one.expect("it opens")).collect();
        assert_eq!(open[2].protocol.as_deref(), Some(token), "said back");
        let refused = |query: &str, status: u16| {
            let query = query.to_owned();
            let ours = [("authorization".to_owned(), bearer.clone())];
            async move {
                let headers: Vec<(&str, &str)> = ours.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                let told = Listener::open(at, &query, &headers).await;
                assert_eq!(told.err(), Some(status), "{query}");
            }
        };
        refused("stream=everything", 400).await;
        refused("stream=hashtag", 422).await;
        assert_eq!(Listener::open(at, "stream=user", &[]).await.err(), Some(401));
        let narrow = App::new(&quebec, "profile").await;
        let person = quebec.member("bob").await;
        let narrow = narrow.let_in_by(&person, "profile").await;
        let query = format!("stream=user&access_token={}", narrow.token());
        assert_eq!(Listener::open(at, &query, &[]).await.err(), Some(403));
        for _ in open.len()..32 {
            open.push(Listener::open(at, "", &[("authorization", &bearer)]).await.expect("it opens"));
        }
        refused("stream=user", 429).await;
        let events = format!("http://{at}/api/v1/streaming/user");
        let told = reqwest::Client::new().get(events).bearer_auth(token).send().await.expect("answered");
        assert_eq!((told.status().as_u16(), &told.headers()["retry-after"]), (429, &"60".parse().expect("a value")));

        assert_eq!(ana.signs_out().await.status, 200);
        for listener in &mut open {
            assert_eq!(listener.next().await, None, "it ends with its token");
        }
        refused("stream=user", 401).await;
        let mut again = socket(&quebec, &client(&quebec, "cleo").await, "user").await;
        quebec.stop().await;
        assert_eq!(again.next().await, None, "it ends with the node");
    }
}

spec! {
    // streaming.6, streaming.8
    async fn one_stream_is_told_as_server_sent_events(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let ana = client(&quebec, "ana").await;
        let at = quebec.address();
        let (head, mut events) = Events::open(at, "/api/v1/streaming/public/local", ana.token()).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        assert!(head.contains("x-accel-buffering: no") && !head.contains("content-encoding"), "{head}");
        let said = ana.says(&[("status", "Bonjour à tous")]).await;
        let (event, data) = events.next().await.expect("an event");
        let told: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!((event.as_str(), &told["uri"]), ("update", &said["uri"]));
        let (head, _) = Events::open(at, "/api/v1/streaming/hashtag", ana.token()).await;
        assert!(head.starts_with("http/1.1 422"), "{head}");
        let (head, _) = Events::open(at, "/api/v1/streaming/health", "").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(ana.signs_out().await.status, 200);
        assert_eq!(events.next().await, None, "it ends with its token");
    }
}

spec! {
    // streaming.1
    async fn the_clients_of_every_process_on_one_database_are_told(world) {
        let node = Machine::new(world.backend(), "quebec");
        node.settle_in().await;
        let serving = node.serve().await;
        let scopes = "read write";
        let token = node.run(&["account", "token", "ana", "--scopes", scopes]).await.done();
        let token = token.trim();
        let folder = node.beside();
        let beside = node.serve_beside(folder.path()).await;
        let at = beside.as_ref().map_or(node.at, |(_, at)| *at);
        let query = format!("stream=public&access_token={token}");
        let mut there = Listener::open(at, &query, &[]).await.expect("it opens");
        let mut ana = node.signed_in("ana").await;
        let fields = [("title", "Un titre"), ("text", "Un texte"), ("lang", "fr")];
        let page = ana.submit("/salons/acces/nouveau", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text);
        let (event, told) = there.hears(&json!(["public"])).await;
        assert_eq!((event.as_str(), &told["title"]), ("update", &json!("Un titre")));
        if let Some((beside, _)) = beside {
            beside.stop().await;
        }
        serving.stop().await;
        assert_eq!(there.next().await, None);
        node.end();
    }
}

/// What is said on the node that is listened to, the second with a picture.
const NEAR: [&str; 2] = ["Un mot #eau", "Une image #eau"];
/// What comes there from another one.
const FAR: [&str; 2] = ["De loin #eau", "Vu de loin #eau"];

/// Every stream, by its name and by its address, with what comes there of [`NEAR`] and then [`FAR`].
const STREAMS: [(&str, &str, &[&str]); 11] = [
    ("public", "/public", &[NEAR[0], NEAR[1], FAR[0], FAR[1]]),
    ("public:local", "/public/local", &NEAR),
    ("public:remote", "/public/remote", &FAR),
    (
        "public:media",
        "/public?only_media=true",
        &[NEAR[1], FAR[1]],
    ),
    (
        "public:local:media",
        "/public/local?only_media=true",
        &[NEAR[1]],
    ),
    (
        "public:remote:media",
        "/public/remote?only_media=true",
        &[FAR[1]],
    ),
    (
        "hashtag&tag=eau",
        "/hashtag?tag=eau",
        &[NEAR[0], NEAR[1], FAR[0], FAR[1]],
    ),
    ("hashtag:local&tag=eau", "/hashtag/local?tag=eau", &NEAR),
    ("direct", "/direct", &["@bineta Entre nous"]),
    (
        "user:notification",
        "/user/notification",
        &["@bineta Entre nous"],
    ),
    ("user", "/user", &["@bineta Entre nous"]),
];

/// The text of what is told, whether it is a post, a notification or a conversation.
fn words((event, told): &(String, Value)) -> (String, String) {
    let status = match event.as_str() {
        "notification" => &told["status"],
        "conversation" => &told["last_status"],
        _ => told,
    };
    let html = status["content"]
        .as_str()
        .unwrap_or_else(|| panic!("{event}: {told}"));
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    (event.clone(), text)
}

spec! {
    // streaming.2, streaming.3, streaming.5, streaming.6
    async fn every_stream_tells_what_is_its_own_over_both_ways_and_nothing_else(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (client(&quebec, "ana").await, client(&senegal, "awa").await);
        let bineta = client(&senegal, "bineta").await;
        awa.follows("ana@quebec.test").await;
        let open = [("for_private_mentions", "accept")];
        let policy = "/api/v2/notifications/policy";
        assert_eq!(bineta.calls(Method::PATCH, policy, &[], &open).await.status, 200);
        world.settle().await;
        let (mut sockets, mut events) = (Vec::new(), Vec::new());
        for (name, path, _) in STREAMS {
            sockets.push(socket(&senegal, &bineta, name).await);
            let path = format!("/api/v1/streaming{path}");
            let (head, told) = Events::open(senegal.address(), &path, bineta.token()).await;
            assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
            events.push(told);
        }
        let square = crate::media::picture(300, image::ImageFormat::Png, 1);
        for (who, [text, seen]) in [(&awa, NEAR), (&ana, FAR)] {
            who.says(&[("status", text)]).await;
            let media = who.uploads("/api/v2/media", "Un carré", &square).await.value;
            world.settle().await;
            let media = media["id"].as_str().expect("an id");
            who.says(&[("status", seen), ("media_ids[]", media)]).await;
            world.settle().await;
        }
        let few = [("status", "@bineta Entre nous"), ("visibility", "direct")];
        awa.says(&few).await;
        for (at, (name, path, expected)) in STREAMS.into_iter().enumerate() {
            let event = match name {
                "direct" => "conversation",
                "user" | "user:notification" => "notification",
                _ => "update",
            };
            for text in expected {
                let expected = (event.to_owned(), (*text).to_owned());
                let (name, tag) = name.split_once("&tag=").unwrap_or((name, ""));
                let mut stream = vec![name];
                stream.extend(Some(tag).filter(|tag| !tag.is_empty()));
                let told = sockets[at].hears(&json!(stream)).await;
                assert_eq!(words(&told), expected, "{name}");
                let (event, data) = events[at].next().await.expect("an event");
                let told = serde_json::from_str(&data).expect("JSON");
                assert_eq!(words(&(event, told)), expected, "{path}");
            }
        }
        senegal.stop().await;
        for (at, (name, path, _)) in STREAMS.into_iter().enumerate() {
            assert_eq!(sockets[at].next().await, None, "{name}");
            assert_eq!(events[at].next().await, None, "{path}");
        }
    }
}

spec! {
    // streaming.1, streaming.8
    async fn a_right_that_one_process_ends_ends_the_streams_of_another(world) {
        let node = Machine::new(world.backend(), "quebec");
        node.settle_in().await;
        let serving = node.serve().await;
        let folder = node.beside();
        let beside = node.serve_beside(folder.path()).await;
        let at = beside.as_ref().map_or(node.at, |(_, at)| *at);
        let scopes = "read admin:read admin:write";
        let admin = node.run(&["account", "token", "ana", "--scopes", scopes]).await.done();
        let ask = |method: Method, path: &str, form: &str| {
            let asked = world.client().request(method, format!("http://{}{path}", node.at));
            let asked = asked.header("host", &node.host).bearer_auth(admin.trim());
            let asked = asked.header("content-type", "application/x-www-form-urlencoded");
            asked.body(form.to_owned()).send()
        };
        for (name, deed) in [("bob", "disable"), ("cleo", "suspend"), ("dan", "password")] {
            let email = format!("{name}@exemple.test");
            let words = ["account", "create", name, "--email", &email, "--confirmed", "--password", PASSWORD];
            node.run(&words).await.done();
            let token = node.run(&["account", "token", name, "--scopes", "read"]).await.done();
            let query = format!("stream=public&access_token={}", token.trim());
            let mut there = Listener::open(at, &query, &[]).await.expect("it opens");
            if deed == "password" {
                let words = ["account", "password", name, "--password", "un autre mot de passe"];
                node.run(&words).await.done();
            } else {
                let path = format!("/api/v1/accounts/lookup?acct={name}");
                let told = ask(Method::GET, &path, "").await.expect("an answer");
                let told: Value = serde_json::from_str(&told.text().await.expect("a text")).expect("JSON");
                let id = told["id"].as_str().expect("an id");
                let path = format!("/api/v1/admin/accounts/{id}/action");
                let told = ask(Method::POST, &path, &format!("type={deed}")).await.expect("an answer");
                assert_eq!(told.status(), 200);
            }
            assert_eq!(there.next().await, None, "{name}");
            assert_eq!(Listener::open(at, &query, &[]).await.err(), Some(401), "{name}");
        }
        if let Some((beside, _)) = beside {
            beside.stop().await;
        }
        serving.stop().await;
        node.end();
    }
}

spec! {
    // streaming.1, client_api.4
    async fn a_token_that_one_process_takes_back_opens_nothing_in_another(world) {
        let node = Machine::new(world.backend(), "quebec");
        node.settle_in().await;
        let serving = node.serve().await;
        let folder = node.beside();
        let beside = node.serve_beside(folder.path()).await;
        let at = beside.as_ref().map_or(node.at, |(_, at)| *at);
        let sends = async |path: &str, fields: &[(&str, &str)]| -> Value {
            let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let asked = world.client().post(format!("http://{}{path}", node.at)).header("host", &node.host);
            let told = asked.header("content-type", "application/x-www-form-urlencoded").body(form).send().await;
            let told = told.expect("an answer");
            assert_eq!(told.status(), 200, "{path}");
            serde_json::from_str(&told.text().await.expect("a text")).expect("JSON")
        };
        let back = ("redirect_uri", "https://client.test/");
        let made = [("client_name", "Client"), ("redirect_uris", back.1), ("scopes", "read")];
        let app = sends("/api/v1/apps", &made).await;
        let id = ("client_id", app["client_id"].as_str().expect("an id"));
        let secret = ("client_secret", app["client_secret"].as_str().expect("a secret"));
        let wanted = [("response_type", "code"), id, back, ("scope", "read"), ("answer", "yes")];
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&wanted[..4]).finish();
        let mut ana = node.signed_in("ana").await;
        let page = ana.submit(&format!("/oauth/authorize?{query}"), &wanted).await;
        let place = url::Url::parse(&page.location).expect("an address");
        let code = place.query_pairs().find(|(name, _)| name == "code").expect("a code").1;
        let grant = [("grant_type", "authorization_code"), id, secret, back, ("code", &code)];
        let granted = sends("/oauth/token", &grant).await;
        let token = granted["access_token"].as_str().expect("a token");
        let who = async || {
            let asked = world.client().get(format!("http://{at}/api/v1/accounts/verify_credentials"));
            let told = asked.header("host", &node.host).bearer_auth(token).send().await;
            told.expect("an answer").status().as_u16()
        };
        let query = format!("stream=user&access_token={token}");
        let mut there = Listener::open(at, &query, &[]).await.expect("it opens");
        assert_eq!(who().await, 200);
        sends("/oauth/revoke", &[id, secret, ("token", token)]).await;
        assert_eq!(there.next().await, None);
        assert_eq!(who().await, 401);
        if let Some((beside, _)) = beside {
            beside.stop().await;
        }
        serving.stop().await;
        node.end();
    }
}
