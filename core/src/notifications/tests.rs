//! Who hears of what, and who does not.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use super::*;
use crate::forums::{self, Forum};
use crate::ledger::{self, Kind as Deed, Record, Standing, Vouch};
use crate::page::Page;
use crate::people::Person;
use crate::store::testing::{
    self, HOST, each_store, forum, member, must, remote_forum, rid, stranger,
};
use crate::threads::read::{self, Viewer};
use crate::threads::{self, Post};
use crate::{Audience, Core, circle, moderation};

pub(super) async fn opens(core: &Core, author: &Person, salon: &Forum, text: &str) -> Post {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::open(tx, author, salon, &draft).await
    })
    .await
}

async fn answers(core: &Core, author: &Person, parent: &Post, text: &str) -> Post {
    let draft = threads::draft(core, text, None, "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::reply(tx, author, parent.id, &draft).await
    })
    .await
}

pub(super) async fn notes(core: &Core, author: &Person, text: &str, audience: Audience) -> Post {
    let draft = threads::draft(core, text, None, "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::note(tx, author, None, &draft, audience).await
    })
    .await
}

async fn likes(core: &Core, person: &Person, post: &Post, yes: bool) {
    must(core, async |tx| {
        threads::like(tx, person, post.id, yes).await
    })
    .await;
}

async fn heard(core: &Core, reader: &Person) -> Vec<Notice> {
    let all = Page::first(80);
    let found = page(core, reader, &Wanted::default(), &all).await;
    found.expect("a page")
}

/// What somebody hears of, the newest first: its kind and who did it.
pub(super) async fn hears(core: &Core, reader: &Person) -> Vec<(Kind, i64)> {
    let found = heard(core, reader).await;
    found.iter().map(|one| (one.kind, one.actor)).collect()
}

// notifications.1, notifications.2
#[tokio::test]
async fn a_member_hears_of_what_others_do_and_never_of_their_own_deeds() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let root = opens(&core, &ana, &salon, "Un fil, @ana").await;
        likes(&core, &ana, &root, true).await;
        answers(&core, &ana, &root, "Moi-même").await;
        assert_eq!(hears(&core, &ana).await, [], "their own deeds");
        let reply = answers(&core, &bob, &root, "Oui, @ana").await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Mention, bob.id)], "once");
        likes(&core, &bob, &root, true).await;
        must(&core, async |tx| {
            threads::boost(tx, &bob, root.id, Audience::Public).await
        })
        .await;
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        let all = [Kind::Follow, Kind::Reblog, Kind::Favourite, Kind::Mention];
        assert_eq!(hears(&core, &ana).await, all.map(|kind| (kind, bob.id)));
        let open = Policy {
            private: Answer::Accept,
            ..Policy::default()
        };
        must(&core, async |tx| set_policy(tx, &ana, &open).await).await;
        notes(&core, &bob, "Pour @ana seule", Audience::Direct).await;
        assert_eq!(hears(&core, &ana).await[0], (Kind::Mention, bob.id));
        assert_eq!(hears(&core, &bob).await, []);
        likes(&core, &bob, &root, false).await;
        must(&core, async |tx| threads::unboost(tx, &bob, root.id).await).await;
        must(&core, async |tx| {
            forums::unfollow(tx, &bob, &ana.uri, "").await
        })
        .await;
        must(&core, async |tx| threads::delete(tx, &bob, reply.id).await).await;
        assert_eq!(
            hears(&core, &ana).await,
            [(Kind::Mention, bob.id)],
            "the note"
        );
    });
    Box::pin(test).await;
}

// notifications.3
#[tokio::test]
async fn whoever_wants_to_hear_of_each_thread_hears_of_it_once() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let group = crate::people::by_uri(&core, &salon.uri)
            .await
            .expect("read");
        let group = group.expect("a group");
        for whom in [&salon.uri, &bob.uri] {
            must(&core, async |tx| forums::follow(tx, &ana, whom, "").await).await;
        }
        opens(&core, &bob, &salon, "Un premier fil").await;
        assert_eq!(hears(&core, &ana).await, [], "following is not hearing");
        for whom in [&salon.uri, &bob.uri] {
            must(&core, async |tx| {
                forums::heed(tx, &ana, whom, None, Some(true)).await
            })
            .await;
        }
        let root = opens(&core, &bob, &salon, "Un fil").await;
        answers(&core, &bob, &root, "Une réponse").await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Status, group.id)]);
        notes(&core, &bob, "Un mot", Audience::Followers).await;
        notes(&core, &bob, "Un secret", Audience::Direct).await;
        let last = hears(&core, &ana).await;
        assert_eq!(last, [(Kind::Status, bob.id), (Kind::Status, group.id)]);
    });
    Box::pin(test).await;
}

// notifications.4
#[tokio::test]
async fn whom_a_member_avoids_they_do_not_hear_of() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let root = opens(&core, &ana, &salon, "Un fil").await;
        let mutes =
            async |how| must(&core, async |tx| circle::mute(tx, &ana, &bob, how).await).await;
        mutes(Some((true, None))).await;
        answers(&core, &bob, &root, "Un").await;
        mutes(None).await;
        assert_eq!(hears(&core, &ana).await, [], "nor afterwards");
        mutes(Some((false, None))).await;
        answers(&core, &bob, &root, "Deux").await;
        assert_eq!(hears(&core, &ana).await.len(), 1, "muted, but not for this");
        mutes(None).await;
        must(&core, async |tx| circle::hush(tx, &ana, &root, true).await).await;
        answers(&core, &bob, &root, "Trois").await;
        likes(&core, &bob, &root, true).await;
        assert_eq!(
            hears(&core, &ana).await.len(),
            1,
            "no more of this discussion"
        );
        must(&core, async |tx| circle::hush(tx, &ana, &root, false).await).await;
        must(&core, async |tx| circle::block(tx, &ana, &bob, true).await).await;
        assert_eq!(hears(&core, &ana).await, [], "blocked since");
        answers(&core, &bob, &root, "Quatre").await;
        must(&core, async |tx| circle::block(tx, &ana, &bob, false).await).await;
        assert_eq!(hears(&core, &ana).await.len(), 1);
        let awa = stranger(&core, "dakar.test", "awa").await;
        must(&core, async |tx| {
            circle::block_host(tx, &ana, "dakar.test", true).await
        })
        .await;
        must(&core, async |tx| {
            forums::receive_follow(tx, &awa, &ana, "https://dakar.test/follow/1").await
        })
        .await;
        assert_eq!(hears(&core, &ana).await.len(), 1, "a host that is blocked");
    });
    Box::pin(test).await;
}

fn create(author: &Person, salon: &Forum, number: i64, parent: &Post, names: &Person) -> Record {
    let object = format!("https://{}/p/{number}", author.host);
    let raw = format!(
        r#"{{"object":"{object}","html":"<p>Oui</p>","mentions":["{}"]}}"#,
        names.uri
    );
    Record {
        rid: rid(raw.as_bytes()),
        activity_id: format!("{object}/create"),
        kind: Deed::Create,
        actor: author.uri.clone(),
        object,
        forum: Some(salon.uri.clone()),
        context: None,
        in_reply_to: Some(parent.uri.clone()),
        rev: 0,
        updated: None,
        published: testing::NOON - 1_000,
        raw: Some(raw.into_bytes()),
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    }
}

// notifications.5
#[tokio::test]
async fn what_waits_is_heard_of_when_it_is_shown_and_what_is_fetched_never() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let awa = stranger(&core, "dakar.test", "awa").await;
        let salon = forum(&core, "libre", true).await;
        let root = opens(&core, &ana, &salon, "Un fil").await;
        must(&core, async |tx| {
            moderation::accept(tx, moderation::By::Command, root.id).await
        })
        .await;
        let held = answers(&core, &bob, &root, "Une réponse").await;
        assert_eq!(held.state, "held");
        assert_eq!(hears(&core, &ana).await, []);
        must(&core, async |tx| {
            moderation::accept(tx, moderation::By::Command, held.id).await
        })
        .await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Mention, bob.id)]);

        let away = remote_forum(&core, "dakar.test").await;
        let there = opens(&core, &ana, &away, "Un fil là-bas").await;
        let fetched = create(&awa, &away, 1, &there, &ana);
        must(&core, async |tx| {
            tx.notify_nobody();
            ledger::apply(tx, fetched.clone()).await
        })
        .await;
        assert_eq!(hears(&core, &ana).await.len(), 1, "it was said before");
        let waits = Record {
            standing: Standing::Pending,
            ..create(&awa, &away, 2, &there, &ana)
        };
        must(&core, async |tx| ledger::apply(tx, waits.clone()).await).await;
        assert_eq!(hears(&core, &ana).await.len(), 1, "its home has not spoken");
        let told = Record {
            standing: Standing::Accepted,
            ..waits
        };
        must(&core, async |tx| ledger::apply(tx, told.clone()).await).await;
        assert_eq!(hears(&core, &ana).await[0], (Kind::Mention, awa.id));
        must(&core, async |tx| clear(tx, &ana).await).await;
        must(&core, async |tx| ledger::apply(tx, told.clone()).await).await;
        ledger::refold_everything(&core).await.expect("folded");
        assert_eq!(hears(&core, &ana).await, [], "once");
    });
    Box::pin(test).await;
}

/// A thread of the member's own that three others support and answer; they, and the thread.
async fn village(core: &Core, ana: &Person) -> (Vec<Person>, Post) {
    let salon = forum(core, "acces", false).await;
    let root = opens(core, ana, &salon, "Un fil").await;
    let mut others = Vec::new();
    for name in ["bob", "cleo", "dia"] {
        let one = member(core, name, true).await;
        likes(core, &one, &root, true).await;
        answers(core, &one, &root, "Oui").await;
        others.push(one);
    }
    (others, root)
}

// notifications.6
#[tokio::test]
async fn a_page_is_of_kinds_and_of_people_and_of_what_is_older_or_newer() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let (others, _) = village(&core, &ana).await;
        let of = async |wanted: &Wanted, part: Page| {
            let found = page(&core, &ana, wanted, &part).await.expect("a page");
            let each = found.into_iter().map(|one| (one.kind, one.actor));
            each.collect::<Vec<_>>()
        };
        let likes = Wanted {
            kinds: vec![Kind::Favourite],
            ..Wanted::default()
        };
        let newest_first: Vec<_> = others
            .iter()
            .rev()
            .map(|one| (Kind::Favourite, one.id))
            .collect();
        assert_eq!(of(&likes, Page::first(40)).await, newest_first);
        let bob = others[0].id;
        let by_bob = Wanted {
            actor: Some(bob),
            ..Wanted::default()
        };
        let both = [(Kind::Mention, bob), (Kind::Favourite, bob)];
        assert_eq!(of(&by_bob, Page::first(40)).await, both);
        let all = heard(&core, &ana).await;
        let bound = |at: usize| Some(all[at].id.to_string().parse().expect("a bound"));
        let at = |at: usize| (all[at].kind, all[at].actor);
        let older = Page {
            max: bound(1),
            ..Page::first(2)
        };
        let every = Wanted::default();
        assert_eq!(of(&every, older).await, [at(2), at(3)]);
        let next = Page {
            min: bound(3),
            ..Page::first(1)
        };
        assert_eq!(of(&every, next).await, [at(2)]);
    });
    Box::pin(test).await;
}

// notifications.6, notifications.7
#[tokio::test]
async fn what_is_done_with_is_gone_by_itself_or_together() {
    let test = each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let (others, root) = village(&core, &ana).await;
        let all = heard(&core, &ana).await;
        let likes_of = all.iter().filter(|one| one.kind == Kind::Favourite);
        let keys: BTreeSet<String> = likes_of.map(Notice::key).collect();
        assert_eq!(keys.len(), 1, "one post, one hour");
        let key = keys.first().expect("a key").clone();
        let group = async |reader: &Person| {
            let found = of_group(&core, reader, &key, &Page::first(80)).await;
            found.expect("read").len()
        };
        assert_eq!((group(&ana).await, group(&others[0]).await), (3, 0));
        clock.advance(HOUR);
        let eve = member(&core, "eve", true).await;
        likes(&core, &eve, &root, true).await;
        assert_ne!(heard(&core, &ana).await[0].key(), key, "another hour");
        let first = async || one(&core, &ana, all[0].id).await.expect("read");
        must(&core, async |tx| dismiss(tx, &eve, all[0].id).await).await;
        assert_eq!(first().await, Some(all[0].clone()), "another's");
        must(&core, async |tx| dismiss(tx, &ana, all[0].id).await).await;
        assert_eq!(first().await, None);
        must(&core, async |tx| dismiss_group(tx, &ana, &key).await).await;
        assert_eq!(heard(&core, &ana).await.len(), 3);
        must(&core, async |tx| clear(tx, &ana).await).await;
        assert_eq!(hears(&core, &ana).await, []);
    });
    Box::pin(test).await;
}

// notifications.9
#[tokio::test]
async fn a_marker_follows_upon_the_one_that_a_client_knows() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let set = async |id: &'static str, version| {
            must(&core, async |tx| mark(tx, &ana, HOME, id, version).await).await
        };
        assert_eq!(set("12", None).await.expect("a marker").version, 1);
        assert_eq!(set("13", Some(1)).await.expect("a marker").version, 2);
        assert_eq!(
            set("11", Some(1)).await,
            None,
            "another client was there first"
        );
        let both = [HOME, NOTIFICATIONS];
        let found = markers(&core, &ana, &both).await.expect("read");
        assert_eq!((found.len(), found[0].last_read_id.as_str()), (1, "13"));
        assert!(markers(&core, &bob, &both).await.expect("read").is_empty());
    });
    Box::pin(test).await;
}

// notifications.8
#[tokio::test]
async fn a_page_of_forty_costs_as_many_queries_as_one_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(testing::NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let (ana, bob) = (
        member(&core, "ana", true).await,
        member(&core, "bob", true).await,
    );
    let salon = forum(&core, "acces", false).await;
    for number in 0..40 {
        let text = format!("@ana@{HOST} numéro {number}");
        opens(&core, &bob, &salon, &text).await;
    }
    let viewer = Viewer {
        person: Some(ana.clone()),
        admin: false,
    };
    let mut counts = BTreeSet::new();
    for limit in [1, 20, 40] {
        // Nothing lies at hand.
        core.has_written();
        let before = count.load(Ordering::Relaxed);
        let found = page(&core, &ana, &Wanted::default(), &Page::first(limit)).await;
        let found = found.expect("a page");
        assert_eq!(found.len() as u64, limit);
        let posts: Vec<i64> = found.iter().filter_map(|one| one.post).collect();
        let people: Vec<i64> = found.iter().map(|one| one.actor).collect();
        let told = read::told(&core, &viewer, &posts, &people)
            .await
            .expect("told");
        assert_eq!(told.posts.len() as u64, limit);
        counts.insert(count.load(Ordering::Relaxed) - before);
    }
    assert_eq!(counts.len(), 1, "{counts:?}");
}
