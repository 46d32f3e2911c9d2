//! Opening, replying, editing, deleting, supporting, and who is told.

use super::*;
use crate::ledger::{self, Kind, Standing, Vouch};
use crate::store::testing::{each_store, forum, member, remote_forum, stranger};
use crate::{Audience, Error, Refusal, access, forums, people};

fn is(refusal: &Refusal, answer: &crate::Result<impl std::fmt::Debug>) -> bool {
    matches!(answer, Err(Error::Refused(found)) if found == refusal)
}

// posting.1, posting.2, posting.3, ledger.2
#[tokio::test]
async fn opening_and_replying_leave_posts_records_and_a_thread() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let first = draft(&core, "Bonjour #IXP", Some("Un IXP ?")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &first).await
        })
        .await
        .expect("opened");
        let second = draft(&core, "Oui !", None).await;
        let reply = done(&core, async |tx| {
            threads::reply(tx, &ana, root.id, &second).await
        })
        .await
        .expect("replied");
        let thread = threads::thread(&core, root.id)
            .await
            .expect("read")
            .expect("a thread");
        assert_eq!((thread.title.as_str(), thread.posts), ("Un IXP ?", 2));
        assert_eq!(thread.context, ours(&format!("t/{}", root.id)));
        assert_eq!(
            (reply.thread_id, reply.parent),
            (Some(root.id), Some(root.uri.clone()))
        );
        assert_eq!(reply.title, None);
        let history = ledger::history(&core, root.id).await.expect("history");
        assert_eq!(history.len(), 2);
        assert!(history.iter().all(|one| one.standing == Standing::Accepted));
        let found = threads::read::by_tag(&core, "ixp", 1).await.expect("read");
        assert_eq!(found.len(), 1);
        assert!(
            sent(&core, crate::store::testing::HOST).await.is_empty(),
            "never to ourselves"
        );
    })
    .await;
}

// posting.10
#[tokio::test]
async fn an_edit_that_says_the_same_is_no_version() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let acces = forum(&core, "acces", false).await;
        let text = draft(&core, "Un", Some("Titre")).await;
        let alone = draft(&core, "Un", None).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        let mut all = vec![(root, text)];
        for audience in [Audience::Public, Audience::Direct] {
            let note = done(&core, async |tx| {
                threads::note(tx, &ana, None, &alone, audience).await
            });
            all.push((note.await.expect("a note"), alone.clone()));
        }
        for (post, text) in all {
            let edits = async |draft: &Draft| {
                let edited = done(&core, async |tx| {
                    threads::edit(tx, &ana, post.id, draft).await
                });
                edited.await.expect("edited").rev
            };
            assert_eq!(edits(&text).await, 0, "nothing new: {post:?}");
            assert_eq!(again(&core, &post).await.updated, None);
            let renewed = Draft {
                renewed: true,
                ..text.clone()
            };
            assert_eq!(edits(&renewed).await, 1, "what it carries is described");
            let other = [
                Draft {
                    source: "Deux".to_owned(),
                    html: "<p>Deux</p>".to_owned(),
                    ..text.clone()
                },
                Draft {
                    lang: "wo".to_owned(),
                    ..text.clone()
                },
                Draft {
                    warning: Some(String::new()),
                    ..text.clone()
                },
            ];
            for (before, other) in (1..).zip(other) {
                assert_eq!(edits(&other).await, before + 1, "{other:?}");
                assert_eq!(edits(&other).await, before + 1, "the same again");
            }
        }
    })
    .await;
}

// posting.10, posting.11, posting.12
#[tokio::test]
async fn an_edit_counts_its_revisions_and_a_delete_erases() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let bob = member(&core, "bob", true).await;
        let text = draft(&core, "Un", Some("Titre")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        for (rev, words) in [(1, "Deux"), (2, "Trois")] {
            let text = draft(&core, words, Some("Titre")).await;
            let edited = done(&core, async |tx| {
                threads::edit(tx, &ana, root.id, &text).await
            })
            .await
            .expect("edited");
            assert_eq!((edited.rev, edited.source.as_str()), (rev, words));
        }
        assert_eq!(
            ledger::versions(&core, &root.uri)
                .await
                .expect("versions")
                .len(),
            3
        );
        let not_mine = done(&core, async |tx| {
            threads::edit(tx, &bob, root.id, &text).await
        })
        .await;
        assert!(is(&Refusal::NotYours, &not_mine));
        let not_mine = done(&core, async |tx| threads::delete(tx, &bob, root.id).await).await;
        assert!(is(&Refusal::NotYours, &not_mine));
        done(&core, async |tx| threads::delete(tx, &ana, root.id).await)
            .await
            .expect("deleted");
        let gone = again(&core, &root).await;
        assert_eq!((gone.state.as_str(), gone.source.as_str()), ("deleted", ""));
        let late = done(&core, async |tx| {
            threads::edit(tx, &ana, root.id, &text).await
        })
        .await;
        assert!(is(&Refusal::Gone, &late));
        let late = done(&core, async |tx| {
            threads::like(tx, &bob, root.id, true).await
        })
        .await;
        assert!(is(&Refusal::Gone, &late));
    })
    .await;
}

// posting.13, ledger.22, ledger.23
#[tokio::test]
async fn supporting_twice_is_supporting_once_and_taking_back_works_within_a_second() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let text = draft(&core, "Un", Some("Titre")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        for (yes, expected, records) in [
            (true, 1, 1),
            (true, 1, 1),
            (false, 0, 2),
            (true, 1, 3),
            (false, 0, 4),
            (false, 0, 4),
        ] {
            done(&core, async |tx| {
                threads::like(tx, &ana, root.id, yes).await
            })
            .await
            .expect("liked");
            assert_eq!(again(&core, &root).await.likes, expected);
            let digest = crate::threads::read::digest_of(&core, root.id)
                .await
                .expect("digest");
            assert_eq!(
                digest.react_lines.len(),
                usize::try_from(expected).expect("small")
            );
            let history = ledger::history(&core, root.id).await.expect("history");
            assert_eq!(
                history.iter().filter(|one| one.kind.is_reaction()).count(),
                records
            );
        }
    })
    .await;
}

#[tokio::test]
async fn followers_are_told_once_per_shared_inbox_and_the_authors_host_always() {
    each_store(async |core, _| {
        let acces = forum(&core, "acces", false).await;
        let group = people::by_uri(&core, &acces.uri)
            .await
            .expect("read")
            .expect("a group");
        let (awa, binta) = (
            stranger(&core, "s.test", "awa").await,
            stranger(&core, "s.test", "binta").await,
        );
        let cira = stranger(&core, "c.test", "cira").await;
        for (number, who) in [&awa, &binta].into_iter().enumerate() {
            done(&core, async |tx| {
                let id = format!("https://s.test/follow/{number}");
                forums::receive_follow(tx, who, &group, &id).await
            })
            .await
            .expect("followed");
        }
        let before = sent(&core, "s.test").await.len();
        assert_eq!(before, 2, "two Accepts");
        let record = ledger::Record {
            rid: [7; 32],
            activity_id: "https://c.test/n/1/create".to_owned(),
            kind: Kind::Create,
            actor: cira.uri.clone(),
            object: "https://c.test/n/1".to_owned(),
            forum: Some(acces.uri.clone()),
            context: None,
            in_reply_to: None,
            rev: 0,
            updated: None,
            published: core.now(),
            raw: Some(br#"{"html":"<p>x</p>","title":"t"}"#.to_vec()),
            vouch: Vouch::Proof,
            standing: Standing::Accepted,
        };
        done(&core, async |tx| {
            ledger::apply(tx, record.clone()).await?;
            threads::publish(tx, Some(&cira), &acces, &record, &[]).await
        })
        .await
        .expect("published");
        let rid = hex::encode([7; 32]);
        let expected = [Body::Announce(rid.clone()), Body::Root(rid)];
        let told = sent(&core, "s.test").await;
        let new: Vec<&Body> = told[before..].iter().map(|(_, _, body)| body).collect();
        assert_eq!(new, [&expected[0], &expected[1]], "once for two followers");
        assert!(told.iter().all(|(inbox, signer, _)| {
            inbox == "https://s.test/ap/inbox" && *signer == acces.uri
        }));
        assert_eq!(
            sent(&core, "c.test").await.len(),
            2,
            "the author's host is told"
        );
    })
    .await;
}

// posting.8
#[tokio::test]
async fn a_mention_of_somebody_elsewhere_is_one_letter_by_the_author() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        stranger(&core, "s.test", "awa").await;
        let text = draft(&core, "Bonjour @awa@s.test", Some("Titre")).await;
        assert_eq!(text.mentioned.len(), 1);
        done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        let told = sent(&core, "s.test").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(
            (told[0].1.as_str(), told[0].0.as_str()),
            (ana.uri.as_str(), "https://s.test/ap/inbox")
        );
    })
    .await;
}

// posting.15
#[tokio::test]
async fn a_deed_in_a_forum_elsewhere_waits_and_goes_to_the_forums_inbox() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let acces = remote_forum(&core, "dakar.test").await;
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &text).await
        })
        .await
        .expect("opened");
        assert_eq!((root.state.as_str(), root.line), ("pending", None));
        let told = sent(&core, "dakar.test").await;
        let records = told
            .iter()
            .filter(|(_, _, body)| matches!(body, Body::Record(_)))
            .count();
        assert_eq!(
            (told.len(), records),
            (2, 1),
            "a Follow and the Create: {told:?}"
        );
        assert!(told.iter().all(|(inbox, signer, _)| {
            inbox == "https://dakar.test/ap/inbox" && *signer == ana.uri
        }));
        let text = draft(&core, "Encore", None).await;
        let reply = done(&core, async |tx| {
            threads::reply(tx, &ana, root.id, &text).await
        })
        .await
        .expect("replied");
        assert_eq!(
            (reply.state.as_str(), reply.thread_id),
            ("pending", Some(root.id))
        );
        done(&core, async |tx| threads::delete(tx, &ana, reply.id).await)
            .await
            .expect("deleted");
        assert_eq!(again(&core, &reply).await.state, "deleted");
        assert_eq!(sent(&core, "dakar.test").await.len(), 4);
    })
    .await;
}

// accounts.2, accounts.3, moderation.7
#[tokio::test]
async fn a_held_account_writes_and_nothing_leaves_until_it_is_approved() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", false).await;
        let home = forum(&core, "acces", false).await;
        let away = remote_forum(&core, "dakar.test").await;
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let mut posts = Vec::new();
        for forum in [&home, &away, &home] {
            let post = done(&core, async |tx| {
                threads::open(tx, &ana, forum, &text).await
            })
            .await;
            posts.push(post.expect("opened"));
        }
        assert!(posts.iter().all(|one| one.state == "held"));
        done(&core, async |tx| {
            threads::delete(tx, &ana, posts[2].id).await
        })
        .await
        .expect("deleted");
        assert_eq!(queue::unfinished(&core).await.expect("count"), 0);
        done(&core, async |tx| access::approve(tx, "ana").await)
            .await
            .expect("approved");
        assert_eq!(again(&core, &posts[0]).await.state, "live");
        assert_eq!(again(&core, &posts[1]).await.state, "pending");
        let gone = again(&core, &posts[2]).await;
        assert_eq!(
            (gone.state.as_str(), gone.line),
            ("deleted", None),
            "nobody had seen it"
        );
        assert_eq!(
            sent(&core, "dakar.test").await.len(),
            2,
            "a Follow and the Create"
        );
    })
    .await;
}

#[tokio::test]
async fn deleting_an_account_erases_everything_and_tells_the_homes() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let home = forum(&core, "acces", false).await;
        let away = remote_forum(&core, "dakar.test").await;
        let text = draft(&core, "Bonjour", Some("Titre")).await;
        let mut posts = Vec::new();
        for forum in [&home, &away] {
            let post = done(&core, async |tx| {
                threads::open(tx, &ana, forum, &text).await
            })
            .await;
            posts.push(post.expect("opened"));
        }
        let before = sent(&core, "dakar.test").await.len();
        done(&core, async |tx| {
            threads::delete_account(tx, &ana).await?;
            access::close(tx, &ana).await
        })
        .await
        .expect("deleted");
        for post in &posts {
            let gone = again(&core, post).await;
            assert_eq!((gone.state.as_str(), gone.source.as_str()), ("deleted", ""));
        }
        assert_eq!(
            again(&core, &posts[0]).await.line.as_deref(),
            Some("deleted")
        );
        assert_eq!(sent(&core, "dakar.test").await.len(), before + 1);
        assert!(
            access::password_of(&core, "ana")
                .await
                .expect("read")
                .is_none()
        );
        let person = people::by_uri(&core, &ana.uri)
            .await
            .expect("read")
            .expect("a row");
        assert_eq!(person.state, "gone");
    })
    .await;
}

// accounts.4
#[tokio::test]
async fn names_are_never_freed_and_reserved_words_never_given() {
    each_store(async |core, _| {
        member(&core, "ana", true).await;
        forum(&core, "acces", false).await;
        for name in ["ana", "acces", "ANA"] {
            let answer = done(&core, async |tx| {
                people::names::take(tx, &name.to_lowercase(), "person").await
            })
            .await;
            assert!(
                is(&Refusal::NameTaken(name.to_lowercase()), &answer),
                "{name}"
            );
        }
        let answer = done(&core, async |tx| {
            people::names::take(tx, "chapitre", "forum").await
        })
        .await;
        assert!(is(&Refusal::NameTaken("chapitre".to_owned()), &answer));
    })
    .await;
}
