//! Which signatures what is sent bears: docs/spec/delivery.md.

use http::Method;
use palabre_core::peering::{self, Scheme};
use palabre_core::people;
use palabre_federation::proof::http_signature::{self, Incoming};
use palabre_federation::proof::keys::{KeyKind, PublicKey};
use palabre_federation::wire::{RFC_9421, RFC_9421_ED25519};
use serde_json::json;

use crate::harness::peer::Letter;
use crate::harness::{Actor, Node, Peer, World, spec};

spec! {
    // delivery.32: the host names both in the document of the one who follows
    async fn a_host_that_names_ed25519_is_sent_it(world) {
        let Scene { quebec, peer, .. } = followed(&world, &[RFC_9421, RFC_9421_ED25519]).await;
        assert_eq!(kind(&quebec, &peer, &peer.letters()[0]).await, KeyKind::Ed25519);
        assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Ed25519, false)));
    }
}

spec! {
    // delivery.32
    async fn a_host_that_names_rfc_9421_alone_is_sent_it_with_rsa(world) {
        let Scene { quebec, peer, .. } = followed(&world, &[RFC_9421]).await;
        let letter = peer.letters().remove(0);
        assert!(letter.by_rfc9421());
        assert_eq!(kind(&quebec, &peer, &letter).await, KeyKind::Rsa);
    }
}

spec! {
    // delivery.32
    async fn a_host_that_names_nothing_is_sent_draft_cavage(world) {
        let Scene { quebec, peer, .. } = followed(&world, &["https://www.w3.org/TR/activitypub/"]).await;
        let letter = peer.letters().remove(0);
        assert!(!letter.by_rfc9421());
        assert_eq!(kind(&quebec, &peer, &letter).await, KeyKind::Rsa);
        assert_eq!(scheme(&quebec, &peer).await, None);
    }
}

spec! {
    // delivery.6, delivery.32: what a host does outweighs what it says
    async fn a_host_that_refuses_what_it_names_is_sent_draft_cavage(world) {
        let Scene { quebec, peer, bob } = followed(&world, &[RFC_9421, RFC_9421_ED25519]).await;
        peer.letters();
        peer.inbox_takes_only(false);
        let forum = quebec.forum("eaux").await;
        bob.tells(&quebec, &bob.activity("Follow", "/follow/2", json!(forum.uri))).await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert_eq!(by, [true, true, false], "Ed25519, RSA, then draft-cavage");

        // Somebody else of there says the same once more.
        let carol = member(&peer, "carol", &[RFC_9421, RFC_9421_ED25519]).await;
        carol.tells(&quebec, &carol.activity("Follow", "/follow/3", json!(forum.uri))).await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert_eq!(by, [false]);
        assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Cavage, true)));
    }
}

spec! {
    // delivery.32: a document there does not outweigh what the host has taken
    async fn what_a_host_has_taken_is_sent_whatever_it_names(world) {
        let Scene { quebec, peer, bob } = followed(&world, &[]).await;
        peer.inbox_takes_only(true);
        let forum = quebec.forum("eaux").await;
        bob.tells(&quebec, &bob.activity("Follow", "/follow/2", json!(forum.uri))).await;
        world.settle().await;
        assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Rfc9421, true)));
        let carol = member(&peer, "carol", &[RFC_9421, RFC_9421_ED25519]).await;
        carol.tells(&quebec, &carol.activity("Follow", "/follow/3", json!(forum.uri))).await;
        world.settle().await;
        assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Rfc9421, true)));
    }
}

spec! {
    // delivery.6: other software on the host may not say 401 to what it cannot read
    async fn a_host_that_fails_at_what_it_names_is_sent_draft_cavage(world) {
        for status in [400, 500] {
            let host = if status == 400 { "good.test" } else { "other.test" };
            let stage = followed_by(&world, host, &[RFC_9421, RFC_9421_ED25519]).await;
            let Scene { quebec, peer, bob } = stage;
            peer.letters();
            peer.inbox_answers_rfc9421(status);
            let forum = quebec.forum(if status == 400 { "eaux" } else { "prix" }).await;
            let follow = bob.activity("Follow", "/follow/2", json!(forum.uri));
            bob.tells(&quebec, &follow).await;
            world.settle().await;
            let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
            assert_eq!(by, [true, true, false], "{status}");
            assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Cavage, true)));
        }
    }
}

spec! {
    // delivery.32: whoever sends a letter that nobody has signed puts no host on our pages
    async fn a_host_of_which_only_a_document_was_read_is_not_shown(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let acces = quebec.forum("acces").await;
        let peer = world.peer("good.test").await;
        let bob = member(&peer, "bob", &[RFC_9421, RFC_9421_ED25519]).await;
        let mut forger = bob.clone();
        forger.rsa = peer.actor("/users/forger", "forger").await.rsa;
        let letter = forger.activity("Follow", "/follow/1", json!(acces.uri));
        assert_eq!(forger.sends(&quebec, &letter).await.status, 401);
        assert_eq!(scheme(&quebec, &peer).await, Some((Scheme::Ed25519, false)), "it was read");
        assert!(peering::list(&quebec.core()).await.expect("the store answers").is_empty());
        assert!(!quebec.reads("http://quebec.test/reseau").await.body.contains("good.test"));

        bob.tells(&quebec, &letter).await;
        world.settle().await;
        assert_eq!(peering::list(&quebec.core()).await.expect("the store answers").len(), 1);
        assert!(quebec.reads("http://quebec.test/reseau").await.body.contains("good.test"));
    }
}

spec! {
    // delivery.32: nodes of ours name both
    async fn two_nodes_of_ours_sign_with_ed25519(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
        let acces = quebec.forum("acces").await.run_by(&ana).await;
        awa.follows(&acces).await;
        world.settle().await;
        let thread = ana.opens(&acces, "Un fil").await;
        world.settle().await;
        awa.replies(&thread, "Vu d’ici").await;
        world.settle().await;
        world.agrees_on(&thread).await;
        for (node, host) in [(&quebec, "senegal.test"), (&senegal, "quebec.test")] {
            let peer = peering::get(&node.core(), host).await.expect("the store answers");
            let signing = peer.and_then(|peer| peer.signing()).expect(host);
            assert_eq!((signing.scheme, signing.shown), (Scheme::Ed25519, false), "{host}");
        }
    }
}

struct Scene {
    quebec: Node,
    peer: Peer,
    bob: Actor,
}

/// A forum that bob of a foreign server follows, whose document names what his server implements.
async fn followed(world: &World, names: &[&str]) -> Scene {
    followed_by(world, "good.test", names).await
}

async fn followed_by(world: &World, host: &str, names: &[&str]) -> Scene {
    let home = if host == "good.test" {
        "quebec.test"
    } else {
        "benin.test"
    };
    let [quebec] = world.nodes([home]).await;
    let acces = quebec.forum("acces").await;
    let peer = world.peer(host).await;
    let bob = member(&peer, "bob", names).await;
    bob.tells(
        &quebec,
        &bob.activity("Follow", "/follow/1", json!(acces.uri)),
    )
    .await;
    world.settle().await;
    Scene { quebec, peer, bob }
}

/// Somebody whose document names what their server implements.
async fn member(peer: &Peer, name: &str, names: &[&str]) -> Actor {
    let member = peer.person(name).await;
    let mut document = member.document("Person");
    let links: Vec<_> = names.iter().map(|href| json!({ "href": href })).collect();
    document["generator"] = json!({ "type": "Application", "implements": links });
    document["endpoints"] = json!({ "sharedInbox": peer.url("/inbox") });
    peer.serves(&member.uri, &document);
    member
}

/// Which signatures a node knows a peer to take, and whether its answers have shown it.
async fn scheme(node: &Node, of: &Peer) -> Option<(Scheme, bool)> {
    let peer = peering::get(&node.core(), of.host()).await;
    peer.expect("the store answers")
        .and_then(|peer| peer.signing())
        .map(|signing| (signing.scheme, signing.shown))
}

/// The kind of the key that a letter is signed with, by the peer's own check of the signature.
async fn kind(from: &Node, to: &Peer, letter: &Letter) -> KeyKind {
    let claim = http_signature::read(&Incoming {
        method: &Method::POST,
        path_and_query: &letter.path,
        authorities: &[to.host().to_owned()],
        headers: &letter.headers,
        body: &letter.body,
        now_ms: to.world().now(),
        scheme: "http",
    });
    let claim = claim.expect("a signature");
    let known = people::keys::by_uri(&from.core(), &claim.key_id).await;
    let key = known
        .expect("the store answers")
        .expect("a key of the node")
        .key;
    let public = PublicKey::from_stored_bytes(&key.public).expect("a key");
    claim.verify(&public).expect("a signature by this key");
    public.kind()
}
