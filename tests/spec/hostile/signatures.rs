//! Signatures and identity: rows 1 to 17.

use serde_json::{Value, json};

use super::stage;
use crate::harness::actor::http_date;
use crate::harness::node::NodeOptions;
use crate::harness::{days, hours, spec};

spec! {
    // hostile.1
    async fn a_letter_is_read_only_after_its_signer_is_known(world) {
        let stage = stage(&world).await;
        let before = stage.quebec.kept();
        let create = stage.reply_of(&stage.alice, "/notes/1", "Moi, Alice");
        let answer = stage.mallory.sends(&stage.quebec, &create).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        world.settle().await;
        assert_eq!(stage.quebec.kept(), before);
    }
}

spec! {
    // hostile.2
    async fn an_unsigned_letter_is_refused_in_every_mode(world) {
        let stage = stage(&world).await;
        let closed = NodeOptions { allowlist: true, ..NodeOptions::default() };
        let senegal = world.node("senegal.test", closed).await;
        for node in [&stage.quebec, &senegal] {
            let before = node.kept();
            let create = stage.reply_of(&stage.mallory, "/notes/1", "Sans nom");
            let answer = stage.mallory.envelope(node, &create).send_unsigned(node).await;
            assert_eq!(answer.status, 401, "{}: {answer:?}", node.host());
            assert_eq!(node.kept(), before);
        }
    }
}

spec! {
    // hostile.3
    async fn a_key_of_another_host_does_not_speak_for_the_actor(world) {
        let stage = stage(&world).await;
        let before = stage.quebec.kept();
        let create = stage.reply_of(&stage.alice, "/notes/1", "Moi, Alice");
        let mut letter = stage.mallory.envelope(&stage.quebec, &create);
        letter.key_id.clone_from(&stage.alice.key_id);
        assert_eq!(letter.send(&stage.quebec).await.status, 401, "alice's key does not fit");

        // Mallory's document lists a key as alice's.
        let mut document = stage.mallory.document("Person");
        document["publicKey"]["owner"] = json!(stage.alice.uri);
        stage.mallory.peer.serves(&stage.mallory.uri, &document);
        assert_eq!(stage.mallory.sends(&stage.quebec, &create).await.status, 401);
        world.settle().await;
        assert_eq!(stage.quebec.kept(), before);
    }
}

spec! {
    // hostile.4
    async fn a_key_that_its_owner_does_not_list_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour");
        for key in [
            format!("{}#other-key", stage.mallory.uri),
            "acct:mallory@evil.test".to_owned(),
            "ftp://evil.test/users/mallory#main-key".to_owned(),
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".to_owned(),
        ] {
            let mut letter = stage.mallory.envelope(&stage.quebec, &create);
            letter.key_id.clone_from(&key);
            let answer = letter.send(&stage.quebec).await;
            assert!(matches!(answer.status, 400 | 401), "{key}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.5
    async fn a_signature_that_covers_too_little_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour");
        for left_out in ["(request-target)", "host", "date", "digest"] {
            let mut letter = stage.mallory.envelope(&stage.quebec, &create);
            letter.covers.retain(|name| name != left_out);
            let answer = letter.send(&stage.quebec).await;
            assert_eq!(answer.status, 401, "{left_out}: {answer:?}");
        }
        let mut letter = stage.mallory.envelope(&stage.quebec, &create);
        letter.target = Some("post /ap/f/acces/inbox".to_owned());
        assert_eq!(letter.send(&stage.quebec).await.status, 401, "another target was signed");
        assert_eq!(stage.quebec.kept()[0], 0);
        stage.mallory.tells(&stage.quebec, &create).await;
    }
}

spec! {
    // hostile.6
    async fn a_tampered_body_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Oui");
        let mut letter = stage.alice.envelope(&stage.quebec, &create);
        letter.sent = Some(create.to_string().replace("Oui", "Non").into_bytes());
        assert!(matches!(letter.send(&stage.quebec).await.status, 400 | 401));
        let mut letter = stage.alice.envelope(&stage.quebec, &create);
        letter.digest = None;
        assert!(matches!(letter.send(&stage.quebec).await.status, 400 | 401));
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.7
    async fn a_letter_signed_for_another_host_is_refused(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Bonjour");
        for host in ["evil.test", "quebec.test:8443", "quebec.test.evil.test"] {
            let mut letter = stage.alice.envelope(&stage.quebec, &create);
            letter.host = host.to_owned();
            let answer = letter.send(&stage.quebec).await;
            assert!((400..500).contains(&answer.status), "{host}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.8, delivery.21
    async fn a_letter_out_of_its_time_is_refused_with_the_offset(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Bonjour");
        for offset in [hours(13), -hours(13)] {
            let mut letter = stage.alice.envelope(&stage.quebec, &create);
            letter.date = Some(http_date(world.now() + offset));
            let answer = letter.send(&stage.quebec).await;
            assert_eq!(answer.status, 401, "{answer:?}");
            let digits = (offset / 1_000).abs().to_string();
            assert!(answer.words().contains(&digits[..3]), "{offset}: {}", answer.words());
        }
        for date in [None, Some("yesterday".to_owned())] {
            let mut letter = stage.alice.envelope(&stage.quebec, &create);
            letter.date = date;
            assert_eq!(letter.send(&stage.quebec).await.status, 400, "no date that can be read");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
        let mut letter = stage.alice.envelope(&stage.quebec, &create);
        letter.date = Some(http_date(world.now() - hours(11)));
        assert_eq!(letter.send(&stage.quebec).await.status, 202, "a clock may be off by hours");
    }
}

spec! {
    // hostile.9
    async fn a_rearranged_document_with_an_old_signature_proves_nothing(world) {
        let stage = stage(&world).await;
        let mut create = stage.reply_of(&stage.alice, "/notes/1", "Bonjour");
        create["signature"] = json!({
            "type": "RsaSignature2017",
            "creator": stage.alice.key_id,
            "created": stage.alice.date(),
            "signatureValue": "AAAA",
        });
        let answer = stage.mallory.sends(&stage.quebec, &create).await;
        assert_eq!(answer.status, 403, "forwarded, with nothing that proves it");
        for member in ["@graph", "@included", "@reverse"] {
            let mut other = stage.mallory.activity("Like", "/likes/1", json!(stage.thread.uri()));
            other[member] = json!([create.clone()]);
            stage.mallory.sends(&stage.quebec, &other).await;
        }
        world.settle().await;
        assert!(!stage.quebec.shows("Bonjour", &stage.thread).await);
        assert!(!stage.ana.sees("Bonjour").in_thread(&stage.thread).await);
    }
}

spec! {
    // hostile.10
    async fn a_host_name_in_look_alike_letters_is_another_host(world) {
        let stage = stage(&world).await;
        for host in ["g\u{43e}od.test", "good\u{ff0e}test", "GOOD.test.", "good.test@evil.test"] {
            let text = stage.reply_of(&stage.alice, "/notes/1", "Bonjour").to_string();
            let create: Value =
                serde_json::from_str(&text.replace("good.test", host)).expect("JSON");
            let answer = stage.mallory.sends(&stage.quebec, &create).await;
            assert!((400..500).contains(&answer.status), "{host}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.11
    async fn a_document_served_as_plain_json_is_no_activity(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Bonjour");
        let document = stage.alice.document("Person").to_string();
        for kind in ["application/json", "text/html", "application/ld+json", "image/png"] {
            let alice = stage.alice.peer.person(&format!("alice{}", kind.len())).await;
            let document = document.replace(&stage.alice.uri, &alice.uri);
            alice.peer.serves_as(&alice.uri, kind, document.as_bytes());
            let create = stage.reply_of(&alice, "/notes/1", "Bonjour");
            let answer = alice.sends(&stage.quebec, &create).await;
            assert_ne!(answer.status, 202, "{kind}: {answer:?}");
        }
        assert_eq!(stage.quebec.kept()[0], 0);
        stage.alice.tells(&stage.quebec, &create).await;
    }
}

spec! {
    // hostile.12
    async fn a_fetched_document_that_calls_itself_otherwise_is_refused(world) {
        let stage = stage(&world).await;
        // The document at mallory's address says that it is alice, with mallory's key.
        let text = stage.mallory.document("Person").to_string();
        let lie = text.replace(&stage.mallory.uri, &stage.alice.uri);
        stage.mallory.peer.serves_as(
            &stage.mallory.uri,
            crate::harness::peer::ACTIVITY,
            lie.as_bytes(),
        );
        let create = stage.reply_of(&stage.alice, "/notes/1", "Moi, Alice");
        assert_ne!(stage.mallory.sends(&stage.quebec, &create).await.status, 202);
        let mut letter = stage.mallory.envelope(&stage.quebec, &create);
        letter.key_id.clone_from(&stage.alice.key_id);
        assert_eq!(letter.send(&stage.quebec).await.status, 401, "alice's key is still hers");
        stage.alice.tells(&stage.quebec, &create).await;
    }
}

spec! {
    // hostile.13
    async fn a_key_document_is_not_remembered_under_another_address(world) {
        let stage = stage(&world).await;
        let peer = &stage.mallory.peer;
        let other = peer.url("/users/other");
        peer.serves(&other, &stage.mallory.document("Person"));
        let create = stage.reply_of(&stage.mallory, "/notes/1", "Bonjour");
        let mut letter = stage.mallory.envelope(&stage.quebec, &create);
        letter.key_id = format!("{other}#main-key");
        assert_eq!(letter.send(&stage.quebec).await.status, 401);
        assert_eq!(stage.quebec.kept()[0], 0);
    }
}

spec! {
    // hostile.14, delivery.19
    async fn a_replayed_letter_does_nothing(world) {
        let stage = stage(&world).await;
        let create = stage.reply_of(&stage.alice, "/notes/1", "Une fois");
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        let tombstone = json!({ "id": create["object"]["id"], "type": "Tombstone" });
        let delete = stage.alice.public("Delete", "/notes/1/delete", tombstone);
        stage.alice.tells(&stage.quebec, &delete).await;
        world.settle().await;
        let before = stage.quebec.kept();
        let mut letter = stage.alice.envelope(&stage.quebec, &create);
        letter.date = Some(http_date(world.now()));
        assert_eq!(letter.send(&stage.quebec).await.status, 202);
        world.settle().await;
        assert_eq!(stage.quebec.kept(), before);

        // When the letter itself has been forgotten, its Delete has not.
        world.advance(days(20)).await;
        stage.alice.tells(&stage.quebec, &create).await;
        world.settle().await;
        assert!(!stage.quebec.shows("Une fois", &stage.thread).await);
        assert!(!stage.quebec.holds("Une fois"));
    }
}

spec! {
    // hostile.15
    async fn a_rotated_key_works_and_bad_letters_make_one_fetch(world) {
        let mut stage = stage(&world).await;
        let first = stage.reply_of(&stage.alice, "/notes/1", "Ancienne clé");
        stage.alice.tells(&stage.quebec, &first).await;
        stage.alice.rsa = stage.mallory.peer.person("spare").await.rsa;
        stage.alice.peer.serves(&stage.alice.uri, &stage.alice.document("Person"));
        let second = stage.reply_of(&stage.alice, "/notes/2", "Nouvelle clé");
        stage.alice.tells(&stage.quebec, &second).await;

        stage.alice.peer.reads();
        for _ in 0..5 {
            let mut letter = stage.mallory.envelope(&stage.quebec, &second);
            letter.key_id.clone_from(&stage.alice.key_id);
            assert_eq!(letter.send(&stage.quebec).await.status, 401);
        }
        assert!(stage.alice.peer.reads().len() <= 1);
        world.settle().await;
        assert!(stage.quebec.shows("Nouvelle clé", &stage.thread).await);
    }
}

spec! {
    // hostile.16
    async fn an_actor_is_updated_only_by_itself(world) {
        let stage = stage(&world).await;
        let hello = stage.reply_of(&stage.alice, "/notes/1", "Bonjour");
        stage.alice.tells(&stage.quebec, &hello).await;
        world.settle().await;
        let mut document = stage.alice.document("Person");
        document["name"] = json!("Changée");
        document["publicKey"]["publicKeyPem"] = json!(stage.mallory.rsa.public_pem());
        let by_mallory = stage.mallory.public("Update", "/updates/1", document.clone());
        stage.mallory.tells(&stage.quebec, &by_mallory).await;
        let as_alice = stage.alice.public("Update", "/updates/1", document.clone());
        assert_eq!(stage.mallory.sends(&stage.quebec, &as_alice).await.status, 403);
        world.settle().await;
        assert!(!stage.quebec.holds("Changée"));

        document["publicKey"]["publicKeyPem"] = json!(stage.alice.rsa.public_pem());
        let by_alice = stage.alice.public("Update", "/updates/2", document);
        stage.alice.tells(&stage.quebec, &by_alice).await;
        world.settle().await;
        assert!(stage.quebec.holds("Changée"));
    }
}
