//! Notes outside forums: for whom they are, who is told, and who reads them.

use super::*;
use crate::people::Person;
use crate::store::entity::record;
use crate::store::testing::{each_store, forum, member, stranger};
use crate::threads::read::{self, Heading, Viewer};
use crate::threads::serving;
use crate::{Audience, Error, Refusal, forums, ledger, notes};
use sea_orm::{EntityTrait, PaginatorTrait};

/// A note by itself.
async fn noted(core: &Core, author: &Person, text: &Draft, audience: Audience) -> Post {
    let made = done(core, async |tx| {
        Box::pin(threads::note(tx, author, None, text, audience)).await
    });
    made.await.expect("a note")
}

async fn answered(
    core: &Core,
    author: &Person,
    parent: &Post,
    text: &Draft,
    audience: Audience,
) -> crate::Result<Post> {
    done(core, async |tx| {
        Box::pin(threads::note(tx, author, Some(parent.id), text, audience)).await
    })
    .await
}

/// Somebody elsewhere follows somebody here.
async fn follows(core: &Core, follower: &Person, whom: &Person) {
    let activity = format!("{}#follow", follower.uri);
    done(core, async |tx| {
        forums::receive_follow(tx, follower, whom, &activity).await
    })
    .await
    .expect("follows");
}

/// The letters that wait for a host, but for answers to follows.
async fn letters(core: &Core, host: &str) -> Vec<Body> {
    let mut bodies = Vec::new();
    for (_, _, body) in sent(core, host).await {
        let accept = match body {
            Body::Dispatch(id) => said(core, id)
                .await
                .is_some_and(|raw| raw.contains("Accept")),
            _ => false,
        };
        if !accept {
            bodies.push(body);
        }
    }
    bodies
}

async fn said(core: &Core, dispatch: i64) -> Option<String> {
    let raw = forums::dispatch_raw(core, dispatch).await.expect("read")?;
    Some(String::from_utf8(raw).expect("text"))
}

async fn records(core: &Core) -> u64 {
    let all = record::Entity::find();
    all.count(core.reader()).await.expect("counted")
}

fn refused(answer: crate::Result<Post>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

// notes.1, notes.2, notes.3
#[tokio::test]
async fn an_open_note_is_a_record_without_a_forum_and_goes_to_followers_and_those_named() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let awa = stranger(&core, "senegal.test", "awa").await;
        stranger(&core, "elsewhere.test", "lea").await;
        follows(&core, &awa, &ana).await;
        let text = draft(&core, "Bonjour @lea@elsewhere.test #IXP", None).await;
        for audience in [Audience::Public, Audience::Unlisted] {
            let before = records(&core).await;
            let note = noted(&core, &ana, &text, audience).await;
            assert_eq!((note.forum_id, note.title.as_deref()), (None, None));
            assert_eq!(
                (note.visibility.as_str(), note.line.as_deref()),
                (audience.as_str(), Some("live"))
            );
            assert!(serving::is_open(&note));
            assert_eq!(records(&core).await, before + 1);
        }
        for host in ["senegal.test", "elsewhere.test"] {
            let letters = letters(&core, host).await;
            assert!(
                matches!(letters[..], [Body::Record(_), Body::Record(_)]),
                "{host}: {letters:?}"
            );
        }
        // What is not listed is served, and on no public list.
        assert_eq!(
            serving::count_by_author(&core, ana.id).await.expect("read"),
            2
        );
        let outbox = serving::of_author(&core, ana.id, 0, 20)
            .await
            .expect("read");
        assert_eq!(outbox.len(), 2);
        assert_eq!(read::by_tag(&core, "ixp", 1).await.expect("read").len(), 1);
    }))
    .await;
}

// notes.4, notes.5, notes.6
#[tokio::test]
async fn a_note_for_a_few_is_no_record_and_goes_to_them_alone() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let awa = stranger(&core, "senegal.test", "awa").await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        follows(&core, &awa, &ana).await;
        let text = draft(&core, "Bonjour @lea@elsewhere.test #IXP", None).await;
        let before = records(&core).await;
        let to_followers = noted(&core, &ana, &text, Audience::Followers).await;
        assert_eq!(
            (
                letters(&core, "senegal.test").await.len(),
                letters(&core, "elsewhere.test").await.len()
            ),
            (1, 1)
        );
        let direct = noted(&core, &ana, &text, Audience::Direct).await;
        assert_eq!(
            (
                letters(&core, "senegal.test").await.len(),
                letters(&core, "elsewhere.test").await.len()
            ),
            (1, 2)
        );
        assert_eq!(records(&core).await, before);
        for note in [&to_followers, &direct] {
            assert!(notes::is_private(note) && !serving::is_open(note));
            assert_eq!(
                (note.thread_id, note.created_by.as_ref(), note.line.as_ref()),
                (None, None, None)
            );
            assert!(
                threads::thread(&core, note.id)
                    .await
                    .expect("read")
                    .is_none()
            );
            assert!(
                ledger::by_activity(&core, &format!("{}/create", note.uri))
                    .await
                    .expect("read")
                    .is_none()
            );
        }
        assert!(
            read::by_tag(&core, "ixp", 1)
                .await
                .expect("read")
                .is_empty()
        );
        assert!(
            read::by_author(&core, ana.id, 1, 20)
                .await
                .expect("read")
                .is_empty()
        );
        assert_eq!(
            serving::count_by_author(&core, ana.id).await.expect("read"),
            0
        );
        let usage = serving::usage(&core).await.expect("counted");
        assert_eq!((usage.threads, usage.replies, usage.month), (0, 0, 0));
        let tx = core.begin().await.expect("begin");
        let reads =
            async |who: &Person, note: &Post| notes::may_read(&tx, who, note).await.expect("read");
        assert!(reads(&awa, &to_followers).await && !reads(&awa, &direct).await);
        assert!(reads(&lea, &direct).await && reads(&ana, &direct).await);
        tx.abandon().await.expect("abandoned");
    }))
    .await;
}

// notes.7, notes.8
#[tokio::test]
async fn an_edit_keeps_the_audience_and_a_deletion_takes_back_what_was_not_sent() {
    Box::pin(each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        stranger(&core, "elsewhere.test", "lea").await;
        let text = draft(&core, "Bonjour @lea@elsewhere.test", None).await;
        let note = noted(&core, &ana, &text, Audience::Direct).await;
        clock.advance(60_000);
        let better = draft(&core, "Bonsoir", None).await;
        let edit = async |by: &Person| {
            done(&core, async |tx| {
                threads::edit(tx, by, note.id, &better).await
            })
            .await
        };
        assert_eq!(refused(edit(&bob).await), Refusal::NotYours);
        let edited = edit(&ana).await.expect("edited");
        assert_eq!((edited.rev, edited.visibility.as_str()), (1, "direct"));
        assert!(edited.html.contains("Bonsoir"), "{}", edited.html);
        let waiting = letters(&core, "elsewhere.test").await;
        let [Body::Dispatch(create), Body::Dispatch(update)] = waiting[..] else {
            panic!("{waiting:?}");
        };
        assert!(
            said(&core, update)
                .await
                .is_some_and(|raw| raw.contains("/ap/u/lea")),
            "she has it already"
        );
        done(&core, async |tx| threads::delete(tx, &ana, note.id).await)
            .await
            .expect("deleted");
        assert_eq!(
            (said(&core, create).await, said(&core, update).await),
            (None, None)
        );
        let waiting = letters(&core, "elsewhere.test").await;
        let [_, _, Body::Dispatch(delete)] = waiting[..] else {
            panic!("{waiting:?}");
        };
        assert!(
            said(&core, delete)
                .await
                .is_some_and(|raw| raw.contains("Delete") && !raw.contains("Bon"))
        );
        let gone = again(&core, &note).await;
        assert_eq!(
            (
                gone.state.as_str(),
                gone.html.as_str(),
                gone.source.as_str()
            ),
            ("deleted", "", "")
        );
        assert_eq!(refused(edit(&ana).await), Refusal::Gone);
    }))
    .await;
}

// notes.9, notes.10
#[tokio::test]
async fn who_may_not_read_a_note_neither_answers_nor_supports_it() {
    Box::pin(each_store(async |core, _| {
        let (ana, bob, eve) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "eve", true).await,
        );
        let text = draft(&core, "Bonjour @bob", None).await;
        let note = noted(&core, &ana, &text, Audience::Direct).await;
        let answer = draft(&core, "Oui", None).await;
        let by_eve = answered(&core, &eve, &note, &answer, Audience::Direct).await;
        assert_eq!(refused(by_eve), Refusal::NoSuchPost);
        let like = async |who: &Person, yes: bool| {
            done(&core, async |tx| threads::like(tx, who, note.id, yes).await).await
        };
        assert!(matches!(
            like(&eve, true).await,
            Err(Error::Refused(Refusal::NoSuchPost))
        ));
        like(&bob, true).await.expect("supported");
        assert_eq!(again(&core, &note).await.likes, 1);
        like(&bob, false).await.expect("taken back");
        assert_eq!(again(&core, &note).await.likes, 0);
        // An answer is for those for whom the note was.
        let reply = done(&core, async |tx| {
            threads::reply(tx, &bob, note.id, &answer).await
        })
        .await
        .expect("answered");
        assert_eq!(
            (reply.visibility.as_str(), reply.parent),
            ("direct", Some(note.uri.clone()))
        );
        let tx = core.begin().await.expect("begin");
        let reply = threads::must_get(&tx, reply.id).await.expect("there");
        assert!(notes::may_read(&tx, &ana, &reply).await.expect("read"));
        assert!(!notes::may_read(&tx, &eve, &reply).await.expect("read"));
        tx.abandon().await.expect("abandoned");
    }))
    .await;
}

// notes.11, notes.12
#[tokio::test]
async fn in_a_salon_an_open_answer_is_a_reply_and_one_for_a_few_joins_nothing() {
    Box::pin(each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let acces = forum(&core, "acces", false).await;
        let opening = draft(&core, "Bonjour", Some("Un IXP ?")).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &acces, &opening).await
        })
        .await
        .expect("opened");
        let digest = async || read::digest_of(&core, root.id).await.expect("a digest");
        let text = draft(&core, "Oui", None).await;
        let before = digest().await;
        let aside = answered(&core, &bob, &root, &text, Audience::Direct)
            .await
            .expect("answered");
        assert_eq!(
            (aside.thread_id, aside.forum_id, aside.parent.as_ref()),
            (None, None, Some(&root.uri))
        );
        assert_eq!(digest().await, before);
        assert!(
            serving::replies(&core, &root.uri)
                .await
                .expect("read")
                .is_empty()
        );
        assert_eq!(
            serving::in_thread(&core, root.id).await.expect("read"),
            std::slice::from_ref(&root.uri)
        );
        let reply = answered(&core, &bob, &root, &text, Audience::Unlisted)
            .await
            .expect("replied");
        assert_eq!(
            (reply.thread_id, reply.forum_id),
            (Some(root.id), Some(acces.id))
        );
        assert_ne!(digest().await.line, before.line);
        // What answers the aside in public stays outside the thread with it.
        let after = digest().await;
        let beside = answered(&core, &bob, &aside, &text, Audience::Public)
            .await
            .expect("answered");
        assert_eq!((beside.thread_id, beside.forum_id), (None, None));
        assert_eq!(digest().await, after);
    }))
    .await;
}

// notes.13
#[tokio::test]
async fn an_account_that_waits_writes_nothing_outside_salons() {
    Box::pin(each_store(async |core, _| {
        let new = member(&core, "new", false).await;
        let text = draft(&core, "Bonjour", None).await;
        for audience in [Audience::Public, Audience::Direct] {
            let answer = done(&core, async |tx| {
                threads::note(tx, &new, None, &text, audience).await
            })
            .await;
            assert_eq!(refused(answer), Refusal::NotApproved);
        }
    }))
    .await;
}

// notes.14
#[tokio::test]
async fn a_warning_is_counted_and_kept() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let text = draft(&core, "Bonjour", None).await;
        let long = text.clone().warned(&core, &"é".repeat(501));
        assert!(matches!(
            long,
            Err(Error::Refused(Refusal::WarningTooLong {
                chars: 501,
                limit: 500
            }))
        ));
        let limit = core.limits().words;
        let full = draft(&core, &"un ".repeat(limit), None).await;
        assert!(matches!(
            full.warned(&core, "deux mots"),
            Err(Error::Refused(Refusal::TextTooLong { .. }))
        ));
        for (audience, words) in [(Audience::Public, "Colère"), (Audience::Followers, "")] {
            let warned = text
                .clone()
                .warned(&core, &format!(" {words} "))
                .expect("it fits");
            let note = noted(&core, &ana, &warned, audience).await;
            assert_eq!(again(&core, &note).await.warning.as_deref(), Some(words));
        }
    }))
    .await;
}

// notes.23
#[tokio::test]
async fn who_has_a_note_is_told_that_its_author_leaves() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        stranger(&core, "elsewhere.test", "lea").await;
        let text = draft(&core, "Bonjour @lea@elsewhere.test", None).await;
        let note = noted(&core, &ana, &text, Audience::Direct).await;
        done(&core, async |tx| threads::delete_account(tx, &ana).await)
            .await
            .expect("gone");
        let letters = letters(&core, "elsewhere.test").await;
        let [Body::Dispatch(create), Body::Record(_)] = letters[..] else {
            panic!("{letters:?}");
        };
        assert_eq!(said(&core, create).await, None);
        assert_eq!(again(&core, &note).await.html, "");
    }))
    .await;
}

// pages.22
#[tokio::test]
async fn what_has_no_title_is_called_by_its_words_or_by_what_became_of_it() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let text = draft(&core, "@ana Bonjour à tous\n\nLa suite", None).await;
        let warned = text.clone().warned(&core, "Un film").expect("a warning");
        let mut mute = text.clone();
        mute.html.clear();
        let called = async |text: &Draft, audience| {
            let post = noted(&core, &ana, text, audience).await;
            let heading = heading(&core, &ana, &post).await;
            (post, heading)
        };
        let words = |words: &str| Heading::Words(words.into());

        let (open, heading_of_it) = called(&text, Audience::Public).await;
        assert_eq!(heading_of_it, words("Bonjour à tous"));
        let warning = called(&warned, Audience::Unlisted).await.1;
        assert_eq!(warning, words("Un film"));
        assert_eq!(called(&mute, Audience::Public).await.1, Heading::Untitled);

        // An answer to it keeps its thread.
        let answer = answered(&core, &ana, &open, &text, Audience::Public).await;
        let answer = answer.expect("an answer");
        done(&core, async |tx| threads::delete(tx, &ana, open.id).await)
            .await
            .expect("deleted");
        assert_eq!(heading(&core, &ana, &answer).await, Heading::Deleted);
    }))
    .await;
}

/// What stands above a post: the same on its own page, above its thread and in a list.
async fn heading(core: &Core, reader: &Person, post: &Post) -> Heading {
    let viewer = Viewer {
        person: Some(reader.clone()),
        admin: false,
    };
    let (_, head) = read::post(core, post.id, &viewer).await.expect("a post");
    let above = head.expect("a thread").heading;
    let thread = post.thread_id.expect("a thread");
    let page = read::page(core, thread, 1, &viewer).await.expect("a page");
    assert_eq!(page.heading, above);
    let listed = read::threads_of(core, &[thread]).await.expect("listed");
    assert_eq!(listed[0].heading, above);
    above
}
