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
        assert_eq!(scheme(&quebec, &peer).await, Some(Scheme::Ed25519));
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
        assert_eq!(by, [true, false]);

        // Somebody else of there says the same once more.
        let carol = member(&peer, "carol", &[RFC_9421, RFC_9421_ED25519]).await;
        carol.tells(&quebec, &carol.activity("Follow", "/follow/3", json!(forum.uri))).await;
        world.settle().await;
        let by: Vec<bool> = peer.letters().iter().map(Letter::by_rfc9421).collect();
        assert_eq!(by, [false]);
        assert_eq!(scheme(&quebec, &peer).await, Some(Scheme::Cavage));
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
            assert_eq!(peer.and_then(|peer| peer.scheme()), Some(Scheme::Ed25519), "{host}");
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
    let [quebec] = world.nodes(["quebec.test"]).await;
    let acces = quebec.forum("acces").await;
    let peer = world.peer("good.test").await;
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

async fn scheme(node: &Node, of: &Peer) -> Option<Scheme> {
    let peer = peering::get(&node.core(), of.host()).await;
    peer.expect("the store answers")
        .and_then(|peer| peer.scheme())
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
