//! How others find what is here: delivery.22, pages (addresses).

use serde_json::Value;

use crate::harness::actor::get;
use crate::harness::{Forum, Node, Person, World, spec};

spec! {
    // RFC 7033: people, forums and the node itself, by account and by address
    async fn webfinger_finds_people_forums_and_the_node(world) {
        let (quebec, ana, acces) = one(&world).await;
        let actor = "http://quebec.test/ap/actor".to_owned();
        for (resource, expected) in [
            ("acct:ana@quebec.test".to_owned(), ana.uri()),
            ("acct:acces@quebec.test".to_owned(), acces.uri.clone()),
            ("acct:quebec.test@quebec.test".to_owned(), actor),
            (ana.uri(), ana.uri()),
            (acces.uri.clone(), acces.uri.clone()),
        ] {
            let query: String =
                url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
            let path = format!("/.well-known/webfinger?resource={query}");
            let answer = get(&quebec, &path, "application/jrd+json").await;
            assert_eq!(answer.status, 200, "{resource}: {}", answer.body);
            let value: Value = serde_json::from_str(&answer.body).expect("JSON");
            let links = value["links"].as_array().expect("links");
            let own = links.iter().find(|link| link["rel"] == "self").expect("itself");
            assert_eq!(own["href"], expected.as_str());
        }
        for wrong in ["acct:nobody@quebec.test", "acct:ana@senegal.test", "ana", ""] {
            let path = format!("/.well-known/webfinger?resource={wrong}");
            let answer = get(&quebec, &path, "*/*").await;
            assert!(matches!(answer.status, 400 | 404), "{wrong}: {}", answer.status);
        }
    }
}

spec! {
    // delivery.22
    async fn nodeinfo_and_host_meta_say_what_this_is(world) {
        let (quebec, ..) = one(&world).await;
        let links = json(&quebec, "/.well-known/nodeinfo").await;
        let href = links["links"][0]["href"].as_str().expect("an address").to_owned();
        let info = json(&quebec, href.trim_start_matches("http://quebec.test")).await;
        assert_eq!(info["software"]["name"], "palabre");
        assert!(info["protocols"].as_array().is_some_and(|all| all.contains(&"activitypub".into())));
        let meta = get(&quebec, "/.well-known/host-meta", "*/*").await;
        let template = "\"http://quebec.test/.well-known/webfinger?resource={uri}\"";
        assert!(meta.body.contains(template), "{}", meta.body);
        for path in [
            "/.well-known/host-meta",
            "/.well-known/host-meta.json",
            "/.well-known/nodeinfo",
            "/nodeinfo/2.1",
            "/.well-known/webfinger?resource=acct:ana@quebec.test",
            "/.well-known/webfinger?resource=acct:nobody@quebec.test",
        ] {
            let answer = get(&quebec, path, "*/*").await;
            assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        }
    }
}

spec! {
    // client_api.11, delivery.22: clients take host and port from the template
    async fn a_node_beside_the_usual_port_names_it_in_host_meta(world) {
        let [quebec] = world.nodes(["quebec.test:8443"]).await;
        let origin = quebec.core().base().origin().to_owned();
        assert!(origin.ends_with("quebec.test:8443"), "{origin}");
        let template = format!("{origin}/.well-known/webfinger?resource={{uri}}");
        let meta = get(&quebec, "/.well-known/host-meta", "*/*").await;
        assert!(meta.body.contains(&format!("\"{template}\"")), "{}", meta.body);
        let meta = json(&quebec, "/.well-known/host-meta.json").await;
        assert_eq!(meta["links"][0]["template"], template.as_str());
    }
}

spec! {
    // pages: what is asked for as a document is shown its id, and the other way round
    async fn pages_and_documents_lead_to_each_other(world) {
        let (quebec, ana, acces) = one(&world).await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        let id = thread.uri().rsplit('/').next().expect("an id").to_owned();
        for (page, document) in [
            (format!("/f/{id}"), thread.uri().to_owned()),
            (format!("/c/{id}"), thread.uri().to_owned()),
            ("/@ana".to_owned(), ana.uri()),
            ("/salons/acces".to_owned(), acces.uri.clone()),
        ] {
            let answer = get(&quebec, &page, crate::harness::peer::ACTIVITY).await;
            assert_eq!(answer.status, 303, "{page}");
            assert_eq!(answer.headers["location"], document.as_str(), "{page}");
            let answer = get(&quebec, &page, "text/html").await;
            assert_eq!(answer.status, 200, "{page}");
            let path = document.trim_start_matches("http://quebec.test");
            let answer = quebec.reads(path).await;
            assert_eq!(answer.status, 200, "{path}");
            let kind = answer.headers["content-type"].to_str().expect("ASCII").to_owned();
            assert!(kind.starts_with("application/activity+json"), "{path}: {kind}");
            let answer = get(&quebec, path, "text/html").await;
            assert_eq!(answer.status, 303, "{path} in a browser");
        }
    }
}

spec! {
    // security d: at most three redirects, each checked
    async fn an_address_is_followed_through_a_few_redirects(world) {
        let (quebec, ..) = one(&world).await;
        let peer = world.peer("mastodon.test").await;
        let bob = peer.person("bob").await;
        peer.redirects(&peer.url("/@bob"), &peer.url("/one"));
        peer.redirects(&peer.url("/one"), &bob.uri);
        let found = quebec.federation().find_person(&peer.url("/@bob")).await;
        assert_eq!(found.expect("bob is found").uri, bob.uri);
        peer.redirects(&peer.url("/round"), &peer.url("/round"));
        peer.reads();
        assert!(quebec.federation().find_person(&peer.url("/round")).await.is_err());
        assert_eq!(peer.reads().len(), 4, "once, and three redirects");
    }
}

async fn one(world: &World) -> (Node, Person, Forum) {
    let [quebec] = world.nodes(["quebec.test"]).await;
    let ana = quebec.person("ana").await;
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    (quebec, ana, acces)
}

async fn json(node: &Node, path: &str) -> Value {
    let answer = get(node, path, "application/json").await;
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_str(&answer.body).expect("JSON")
}
