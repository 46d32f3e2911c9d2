//! Every deed in words: its proof, its id, its rid, and what is read back.

mod hanging;
mod notes;

use palabre_core::naming::Base;
use palabre_core::people::keys::ed25519_key_uri;
use palabre_core::quotes::Policy;
use palabre_core::scribe::{Attachment, Content, DocForum, Mention, PostDoc};
use palabre_core::{Audience, Deed, Scribe as _, Signer};
use serde_json::{Value, json};

use super::{Quill, paragraphs};
use crate::proof::test_support::ed25519_secret;
use crate::proof::{integrity, jcs};
use crate::wire::read::{Activity, ObjectRef};

const AT: i64 = 1_795_255_200_250;

fn base() -> Base {
    Base::new("https", "quebec.test")
}

fn signer(actor: &str) -> Signer {
    Signer {
        actor: actor.to_owned(),
        key_uri: ed25519_key_uri(actor),
        secret: ed25519_secret(7).to_bytes(),
    }
}

fn post(root: bool) -> PostDoc {
    let base = base();
    PostDoc {
        id: 7,
        uri: base.post(7),
        author: base.person("ana"),
        author_name: "ana".to_owned(),
        forum: Some(DocForum {
            uri: base.forum("acces"),
            handle: "@acces@quebec.test".to_owned(),
        }),
        audience: Audience::Public,
        context: Some(base.thread(7)),
        history: Some(base.thread_history(7)),
        in_reply_to: (!root).then(|| "https://senegal.test/ap/p/3".to_owned()),
        parent_author: (!root).then(|| "https://senegal.test/ap/u/awa".to_owned()),
        title: root.then(|| "Un IXP à Ziguinchor ?".to_owned()),
        summary: if root {
            "Quels équipements ?".to_owned()
        } else {
            String::new()
        },
        warning: None,
        html: "<p>Quels <strong>équipements</strong> ?</p>".to_owned(),
        source: "Quels **équipements** ?".to_owned(),
        lang: "fr".to_owned(),
        mentions: vec![Mention {
            uri: base.person("ben"),
            handle: "@ben@quebec.test".to_owned(),
        }],
        tags: vec![("réseau".to_owned(), base.tag_page("réseau"))],
        attachments: Vec::new(),
        question: None,
        quote: None,
        quotable: Policy::default().into(),
        url: base.post_page(7),
        published: AT,
        updated: None,
        rev: 0,
    }
}

fn edited(root: bool) -> PostDoc {
    PostDoc {
        updated: Some(AT + 60_000),
        rev: 2,
        ..post(root)
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one entry for each deed")]
/// Every deed with the one who does it and the id that it must have.
fn deeds() -> Vec<(Deed, String, String)> {
    let base = base();
    let (ana, forum, node) = (base.person("ana"), base.forum("acces"), base.actor());
    let (post_id, thread) = (base.post(7), base.thread(7));
    let (mine, acts) = (base.activity("ana", 9), base.forum_activity("acces", 9));
    let other = "https://senegal.test/ap/u/awa".to_owned();
    let by_ana = |deed, id: &str| (deed, ana.clone(), id.to_owned());
    let by_forum = |deed, id: &str| (deed, forum.clone(), id.to_owned());
    let id = || mine.clone();
    let act = || acts.clone();
    vec![
        by_ana(Deed::Create(Box::new(post(true))), &base.create(7)),
        by_ana(Deed::Create(Box::new(post(false))), &base.create(7)),
        by_ana(Deed::Update(Box::new(edited(true))), &base.update(7, 2)),
        by_ana(
            Deed::Delete {
                id: base.delete(7),
                post: post_id.clone(),
                former: "Article",
                forum: Some(forum.clone()),
                audience: Audience::Public,
                named: Vec::new(),
                context: Some(thread.clone()),
                at: AT,
            },
            &base.delete(7),
        ),
        by_ana(
            Deed::DeleteActor {
                id: format!("{ana}#delete"),
                at: AT,
            },
            &format!("{ana}#delete"),
        ),
        by_ana(
            Deed::Like {
                id: id(),
                post: post_id.clone(),
                author: other.clone(),
                forum: Some(forum.clone()),
                at: AT,
            },
            &mine,
        ),
        by_ana(
            Deed::UndoLike {
                id: id(),
                like: base.activity("ana", 8),
                post: post_id.clone(),
                author: other.clone(),
                forum: Some(forum.clone()),
                at: AT,
            },
            &mine,
        ),
        by_forum(
            Deed::Remove {
                id: act(),
                post: post_id.clone(),
                context: thread.clone(),
                reason: "Hors charte".to_owned(),
                at: AT,
            },
            &acts,
        ),
        by_forum(
            Deed::UndoRemove {
                id: act(),
                remove: base.forum_activity("acces", 8),
                post: post_id.clone(),
                context: thread.clone(),
                reason: "Erreur".to_owned(),
                at: AT,
            },
            &acts,
        ),
        by_forum(
            Deed::Lock {
                id: act(),
                root: post_id.clone(),
                context: thread.clone(),
                reason: "Résolu".to_owned(),
                at: AT,
            },
            &acts,
        ),
        by_forum(
            Deed::UndoLock {
                id: act(),
                lock: base.forum_activity("acces", 8),
                root: post_id.clone(),
                context: thread,
                at: AT,
            },
            &acts,
        ),
        by_ana(
            Deed::Follow {
                id: id(),
                object: other.clone(),
                at: AT,
            },
            &mine,
        ),
        by_ana(
            Deed::UndoFollow {
                id: id(),
                follow: base.activity("ana", 8),
                object: other.clone(),
                at: AT,
            },
            &mine,
        ),
        by_forum(
            Deed::Accept {
                id: act(),
                follow: "https://senegal.test/x/1".to_owned(),
                follower: other.clone(),
                at: AT,
            },
            &acts,
        ),
        by_forum(
            Deed::Reject {
                id: act(),
                follow: "https://senegal.test/x/1".to_owned(),
                follower: other.clone(),
                at: AT,
            },
            &acts,
        ),
        (
            Deed::Flag {
                id: base.node_activity(9),
                objects: vec![other.clone(), "https://senegal.test/ap/p/3".to_owned()],
                to: other,
                reason: "Pourriel".to_owned(),
                at: AT,
            },
            node.clone(),
            base.node_activity(9),
        ),
        (
            Deed::Arrive {
                id: base.node_activity(9),
                at: AT,
            },
            node,
            base.node_activity(9),
        ),
    ]
}

fn written(deed: &Deed, actor: &str) -> Value {
    let letter = Quill::default()
        .write(deed, &signer(actor))
        .expect("the deed is put in words");
    serde_json::from_slice(&letter.raw).expect("JSON")
}

// ledger.3, ledger.49
#[test]
fn every_deed_is_proved_named_and_numbered() {
    let quill = Quill::default();
    for (deed, actor, id) in deeds() {
        let letter = quill
            .write(&deed, &signer(&actor))
            .expect("the deed is put in words");
        let value: Value = jcs::parse_strict(&letter.raw, jcs::MAX_DEPTH).expect("JSON");
        let activity = Activity::read(&value).expect("an activity");
        assert_eq!(activity.id, id, "{deed:?}");
        assert_eq!(activity.actor, actor, "{deed:?}");
        assert_eq!(letter.rid, jcs::rid(&value).expect("a rid"), "{deed:?}");
        assert_eq!(quill.rid(&letter.raw), Some(letter.rid), "{deed:?}");
        let claim = integrity::claim(&value).expect("a proof");
        assert_eq!(claim.verification_method, ed25519_key_uri(&actor));
        claim
            .verify(ed25519_secret(7).public())
            .expect("the proof verifies");
        assert!(claim.verify(ed25519_secret(8).public()).is_err());
        assert!(
            !letter.raw.windows(2).any(|two| two == b": "),
            "compact: {deed:?}"
        );
    }
}

#[test]
fn the_object_has_a_proof_of_its_own() {
    for deed in [
        Deed::Create(Box::new(post(true))),
        Deed::Update(Box::new(edited(false))),
    ] {
        let value = written(&deed, &base().person("ana"));
        let claim = integrity::claim(&value["object"]).expect("a proof");
        claim
            .verify(ed25519_secret(7).public())
            .expect("the proof verifies");
    }
}

#[test]
fn a_post_is_read_back_as_it_was_written() {
    let base = base();
    let quill = Quill::default();
    for (root, doc) in [
        (true, post(true)),
        (false, post(false)),
        (true, edited(true)),
    ] {
        let deed = if doc.rev == 0 {
            Deed::Create(Box::new(doc.clone()))
        } else {
            Deed::Update(Box::new(doc.clone()))
        };
        let letter = quill
            .write(&deed, &signer(&doc.author))
            .expect("the deed is put in words");
        let mut mentions = doc.mentions.clone();
        if !root {
            mentions.push(Mention {
                uri: "https://senegal.test/ap/u/awa".to_owned(),
                handle: "@awa@senegal.test".to_owned(),
            });
        }
        mentions.push(Mention {
            uri: base.forum("acces"),
            handle: "@acces@quebec.test".to_owned(),
        });
        let expected = Content {
            title: doc.title.clone(),
            html: doc.html.clone(),
            warning: None,
            source: doc.source.clone(),
            lang: doc.lang.clone(),
            url: Some(doc.url.clone()),
            mentions,
            tags: vec!["réseau".to_owned()],
            attachments: Vec::new(),
            question: None,
            quote: None,
            quotable: Some(doc.quotable),
            audience: Audience::Public,
        };
        assert_eq!(quill.read(&letter.raw), Some(expected));
        let value: Value = serde_json::from_slice(&letter.raw).expect("JSON");
        let activity = Activity::read(&value).expect("an activity");
        assert_eq!(activity.rev, u64::try_from(doc.rev).expect("a number"));
        assert_eq!(activity.updated_ms, doc.updated);
    }
}

#[test]
fn nothing_but_creates_and_updates_has_content() {
    let quill = Quill::default();
    for (deed, actor, _) in deeds() {
        let letter = quill
            .write(&deed, &signer(&actor))
            .expect("the deed is put in words");
        let has = matches!(deed, Deed::Create(_) | Deed::Update(_));
        assert_eq!(quill.read(&letter.raw).is_some(), has, "{deed:?}");
    }
    assert_eq!(quill.read(b"no JSON"), None);
    assert_eq!(quill.rid(b"{\"id\": 1, \"id\": 2}"), None);
}

#[test]
fn what_is_undone_and_answered_is_named() {
    let base = base();
    for (deed, actor, _) in deeds() {
        let value = written(&deed, &actor);
        let activity = Activity::read(&value).expect("an activity");
        match &deed {
            Deed::UndoLike { like, post, .. } => {
                assert_eq!(activity.object.id(), Some(like.as_str()));
                assert_eq!(value["object"]["object"], json!(post));
                assert!(activity.is_public());
            }
            Deed::UndoRemove { remove, post, .. } => {
                assert_eq!(activity.object.id(), Some(remove.as_str()));
                assert_eq!(value["object"]["object"], json!(post));
                assert_eq!(activity.summary, Some("Erreur"));
            }
            Deed::UndoLock { lock, .. } => assert_eq!(activity.object.id(), Some(lock.as_str())),
            Deed::Accept {
                follow, follower, ..
            }
            | Deed::Reject {
                follow, follower, ..
            } => {
                assert_eq!(activity.object.id(), Some(follow.as_str()));
                assert_eq!(value["object"]["actor"], json!(follower));
                assert_eq!(value["object"]["object"], json!(base.forum("acces")));
                assert!(!activity.is_public());
            }
            Deed::Delete { context, .. } => {
                assert_eq!(value["object"]["context"], json!(context));
                assert_eq!(value["object"]["type"], "Tombstone");
            }
            Deed::Remove { context, .. } => assert_eq!(activity.target, context.as_str().into()),
            Deed::Flag { .. } => {
                assert!(matches!(&activity.object, ObjectRef::Many(two) if two.len() == 2));
                assert!(!activity.is_public());
            }
            _ => {}
        }
    }
}

#[test]
fn a_create_of_others_is_read_with_care() {
    let quill = Quill::default();
    let create = |object: Value, to: &str| {
        let mut object = object;
        object["id"] = json!("https://m.test/1");
        object["attributedTo"] = json!("https://m.test/u");
        let value = json!({
            "id": "https://m.test/1/a", "type": "Create", "actor": "https://m.test/u",
            "to": to, "object": object,
        });
        quill
            .read(&serde_json::to_vec(&value).expect("JSON"))
            .expect("content")
    };
    let reply = create(
        json!({"type": "Note", "name": "Titre", "content": "<p>x</p>", "url": "javascript:x",
               "inReplyTo": "https://q.test/1"}),
        "as:Public",
    );
    assert_eq!(
        (reply.title, reply.url, reply.audience),
        (None, None, Audience::Public)
    );
    let plain = create(
        json!({"type": "Video", "name": "Film", "content": "a <b>\nc\n\nd",
               "mediaType": "text/markdown"}),
        "as:Public",
    );
    assert_eq!(plain.html, "<p>a &lt;b&gt;<br>c</p><p>d</p>");
    assert_eq!(plain.title.as_deref(), Some("Film"));
    let note = json!({"type": "Note", "content": "x"});
    let to_followers = create(note, "https://m.test/followers");
    assert_eq!(to_followers.audience, Audience::Followers);
    let closed = json!({"type": "Note", "content": "x", "to": "https://m.test/followers"});
    assert_eq!(create(closed, "as:Public").audience, Audience::Followers);
}

#[test]
fn a_plain_text_stays_plain() {
    assert_eq!(paragraphs(""), "");
    assert_eq!(
        paragraphs("\"<&>\"\r\n\r\n\r\nb"),
        "<p>&quot;&lt;&amp;&gt;&quot;</p><p>b</p>"
    );
}

#[test]
fn a_key_that_is_none_signs_nothing() {
    let broken = Signer {
        secret: vec![1; 31],
        ..signer("https://quebec.test/ap/u/ana")
    };
    let deed = Deed::Arrive {
        id: "https://quebec.test/ap/actor/a/1".to_owned(),
        at: AT,
    };
    assert!(Quill::default().write(&deed, &broken).is_err());
}

#[tokio::test]
async fn keys_are_made_in_pairs_and_signed_with() {
    let keys = crate::make_keys().await;
    let public = crate::proof::keys::PublicKey::from_stored_bytes(&keys.ed25519_public);
    let signer = Signer {
        secret: keys.ed25519_private,
        ..signer("https://quebec.test/ap/actor")
    };
    let deed = Deed::Arrive {
        id: "https://quebec.test/ap/actor/a/1".to_owned(),
        at: AT,
    };
    let letter = Quill::default()
        .write(&deed, &signer)
        .expect("the deed is put in words");
    let value: Value = serde_json::from_slice(&letter.raw).expect("JSON");
    let claim = integrity::claim(&value).expect("a proof");
    claim
        .verify(&public.expect("a key"))
        .expect("the proof verifies");
    assert!(crate::proof::keys::RsaSecret::from_bytes(&keys.rsa_private).is_ok());
}
