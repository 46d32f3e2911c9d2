//! Polls of members and of others, and who votes in them, on each store.

mod counting;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::*;
use crate::clock::StillClock;
use crate::ledger::{self, Kind, Record, Standing, Vouch};
use crate::notes::{self, Note, Received};
use crate::page::Page;
use crate::people::Person;
use crate::store::entity::{poll, vote};
use crate::store::testing;
use crate::store::testing::{
    NOON, done, each_store, forum, member, must, reader, remote_forum, rid, stranger, two_processes,
};
use crate::threads::{self, Draft, Post, read};
use crate::{Audience, Content, Core, Error, Job, Refusal, Result, media, notifications, queue};
use sea_orm::{EntityTrait, PaginatorTrait};

fn two() -> New {
    New {
        options: vec!["Oui".to_owned(), "Non".to_owned()],
        multiple: false,
        open_for: 600,
        hides_totals: false,
    }
}

fn several() -> New {
    New {
        multiple: true,
        ..two()
    }
}

async fn draft(core: &Core, text: &str, wish: Wish) -> Draft {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    Draft {
        poll: wish,
        ..draft.expect("a draft")
    }
}

/// A note of a member that asks something.
async fn asks(core: &Core, author: &Person, audience: Audience, new: New) -> Post {
    let draft = draft(core, "Une question", Wish::Poll(new)).await;
    must(core, async |tx| {
        threads::note(tx, author, None, &draft, audience).await
    })
    .await
}

/// The same question, as the opening of a thread and as a note for a few.
async fn everywhere(core: &Core, author: &Person) -> (Post, Post) {
    let salon = forum(core, "acces", false).await;
    let opening = draft(core, "Une question", Wish::Poll(two())).await;
    let open = must(core, async |tx| {
        Box::pin(threads::open(tx, author, &salon, &opening)).await
    })
    .await;
    (open, asks(core, author, Audience::Followers, two()).await)
}

async fn edits(core: &Core, author: &Person, post: &Post, wish: Wish) -> Result<Post> {
    let draft = draft(core, "Autrement dit", wish).await;
    done(core, async |tx| {
        Box::pin(threads::edit(tx, author, post.id, &draft)).await
    })
    .await
}

async fn votes(core: &Core, voter: &Person, post: &Post, choices: &[usize]) -> Result<()> {
    done(core, async |tx| vote(tx, voter, post.id, choices).await).await
}

/// As it comes in a letter.
async fn sends(core: &Core, voter: &Person, post: &Post, option: &str) -> Result<()> {
    done(core, async |tx| {
        receive_vote(tx, &voter.uri, &post.uri, option).await
    })
    .await
}

fn refused(result: Result<impl std::fmt::Debug>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("it is not refused: {other:?}"),
    }
}

async fn poll_of(core: &Core, post: &Post) -> Poll {
    let found = of_post(core, post.id).await.expect("read");
    found.expect("it asks something")
}

async fn counts(core: &Core, post: &Post) -> (Vec<i64>, Option<i64>) {
    let tally = poll_of(core, post).await.tally();
    (tally.votes, tally.voters)
}

/// How many rows say who has voted.
async fn ballots(core: &Core) -> u64 {
    vote::Entity::find()
        .count(core.reader())
        .await
        .expect("a number")
}

/// What waits in the local lane, with its time.
async fn waiting(core: &Core) -> Vec<Job> {
    let due = queue::due(core, "local", &[], 100).await.expect("jobs");
    due.into_iter().map(|work| work.job).collect()
}

/// A poll of somebody elsewhere.
fn question() -> Question {
    Question {
        options: vec!["Oui".to_owned(), "Non".to_owned()],
        multiple: false,
        ends_at: Some(NOON + 600_000),
        tally: Tally {
            votes: vec![3, 4],
            voters: Some(7),
        },
    }
}

/// A note of somebody elsewhere to a member, that asks something.
async fn comes(core: &Core, author: &Person, to: &Person, question: Question) -> Post {
    let received = Received {
        actor: author.uri.clone(),
        note: Note {
            uri: format!("https://{}/notes/1", author.host),
            parent: None,
            published: NOON,
            updated: None,
            rev: 0,
            audience: Audience::Direct,
            content: Content {
                html: "<p>Une question</p>".to_owned(),
                audience: Audience::Direct,
                question: Some(question),
                ..Content::default()
            },
            addressed: Vec::new(),
        },
        here: vec![to.uri.clone()],
        lists: Vec::new(),
    };
    let uri = received.note.uri.clone();
    must(core, async |tx| notes::receive(tx, &received).await).await;
    let post = threads::post_by_uri(core, &uri).await.expect("read");
    post.expect("it is for her")
}

#[test]
fn what_a_poll_of_ours_may_ask() {
    let with = |options: &[&str]| New {
        options: options.iter().map(|one| (*one).to_owned()).collect(),
        ..two()
    };
    let (least, most) = (LEAST, MOST);
    // polls.1
    for few in [
        &[][..],
        &["Oui"],
        &["Oui", "  "],
        &["a", "b", "c", "d", "e"],
    ] {
        let refusal = rules::sound(with(few)).expect_err("refused");
        assert_eq!(refusal, Refusal::PollOptions { least, most });
    }
    let long = "é".repeat(OPTION + 1);
    let limit = OPTION;
    let refusal = rules::sound(with(&["Oui", &long])).expect_err("refused");
    assert_eq!(refusal, Refusal::OptionTooLong { chars: 51, limit });
    let refusal = rules::sound(with(&["Oui", " Oui "])).expect_err("refused");
    assert_eq!(refusal, Refusal::OptionTwice);
    for open_for in [0, 299, 2_629_747, i64::MAX] {
        let refusal = rules::sound(New { open_for, ..two() }).expect_err("refused");
        assert_eq!(refusal, Refusal::PollTime);
    }
    let longest = "é".repeat(OPTION);
    let sound = rules::sound(New {
        open_for: LONGEST,
        ..with(&["Oui", "", &longest])
    });
    assert_eq!(sound.expect("sound").options, ["Oui", &longest]);
}

// polls.2, polls.8, polls.9
#[tokio::test]
async fn each_votes_once_and_the_author_does_not() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let cleo = member(&core, "cleo", true).await;
        let held = member(&core, "dan", false).await;
        let post = asks(&core, &ana, Audience::Public, two()).await;
        let own = votes(&core, &ana, &post, &[0]).await;
        assert_eq!(refused(own), Refusal::OwnPoll);
        let early = votes(&core, &held, &post, &[0]).await;
        assert_eq!(refused(early), Refusal::NotApproved);
        for none in [&[][..], &[2]] {
            let none = votes(&core, &bob, &post, none).await;
            assert_eq!(refused(none), Refusal::NoSuchOption);
        }
        let both = votes(&core, &bob, &post, &[0, 1]).await;
        assert_eq!(refused(both), Refusal::OneOption);
        votes(&core, &bob, &post, &[1]).await.expect("a vote");
        for again in [&[1][..], &[0]] {
            let again = votes(&core, &bob, &post, again).await;
            assert_eq!(refused(again), Refusal::VotedAlready);
        }
        assert_eq!(counts(&core, &post).await, (vec![0, 1], Some(1)));
        let many = asks(&core, &ana, Audience::Public, several()).await;
        votes(&core, &bob, &many, &[0, 1, 1]).await.expect("a vote");
        votes(&core, &cleo, &many, &[1]).await.expect("a vote");
        assert_eq!(counts(&core, &many).await, (vec![1, 2], Some(2)));
        let seen = of_posts(&core, Some(&bob), &[post.id, many.id])
            .await
            .expect("read");
        assert_eq!(
            (&seen[&many.id].own, seen[&many.id].voted),
            (&vec![0, 1], true)
        );
        let seen = of_posts(&core, Some(&ana), &[post.id]).await.expect("read");
        assert_eq!((&seen[&post.id].own, seen[&post.id].voted), (&vec![], true));
        clock.advance(600_000);
        let late = votes(&core, &cleo, &post, &[0]).await;
        assert_eq!(refused(late), Refusal::PollOver);
        let plain = threads::draft(&core, "Rien", None, "fr")
            .await
            .expect("a draft");
        let plain = must(&core, async |tx| {
            threads::note(tx, &ana, None, &plain, Audience::Public).await
        })
        .await;
        let none = votes(&core, &bob, &plain, &[0]).await;
        assert_eq!(refused(none), Refusal::NoSuchPost);
    }))
    .await;
}

// polls.14, polls.15
#[tokio::test]
async fn a_vote_from_elsewhere_counts_once_and_only_of_who_may_read() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let max = stranger(&core, "other.test", "max").await;
        let one = asks(&core, &ana, Audience::Public, two()).await;
        for option in ["Non", "Non", "Oui"] {
            sends(&core, &lea, &one, option).await.expect("heard");
        }
        assert_eq!(counts(&core, &one).await, (vec![0, 1], Some(1)));
        let many = asks(&core, &ana, Audience::Unlisted, several()).await;
        for option in ["Non", "Oui", "Non", "Oui"] {
            sends(&core, &lea, &many, option).await.expect("heard");
        }
        sends(&core, &max, &many, "Oui").await.expect("heard");
        assert_eq!(counts(&core, &many).await, (vec![2, 1], Some(2)));
        let other = sends(&core, &max, &many, "oui").await;
        assert_eq!(refused(other), Refusal::NoSuchOption);
        let few = asks(&core, &ana, Audience::Direct, two()).await;
        let unseen = sends(&core, &max, &few, "Oui").await;
        assert_eq!(refused(unseen), Refusal::NoSuchPost);
        must(&core, async |tx| {
            crate::circle::block(tx, &ana, &lea, true).await
        })
        .await;
        let third = asks(&core, &ana, Audience::Public, two()).await;
        let blocked = sends(&core, &lea, &third, "Oui").await;
        assert_eq!(refused(blocked), Refusal::NoSuchPost);
        clock.advance(600_000);
        let late = sends(&core, &max, &third, "Oui").await;
        assert_eq!(refused(late), Refusal::PollOver);
        assert_eq!(counts(&core, &third).await, (vec![0, 0], Some(0)));
        assert_eq!(ballots(&core).await, 4);
    }))
    .await;
}

// polls.8
#[tokio::test]
async fn two_votes_at_once_are_one() {
    let Some((one, other, _)) = two_processes().await else {
        return;
    };
    let ana = member(&one, "ana", true).await;
    let bob = member(&one, "bob", true).await;
    let lea = stranger(&one, "elsewhere.test", "lea").await;
    for new in [two(), several()] {
        let post = asks(&one, &ana, Audience::Public, new).await;
        let (first, second) = futures::join!(
            votes(&one, &bob, &post, &[0]),
            votes(&other, &bob, &post, &[1])
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let (first, second) = futures::join!(
            sends(&one, &lea, &post, "Oui"),
            sends(&other, &lea, &post, "Oui")
        );
        assert!(first.is_ok() && second.is_ok());
        let (given, voters) = counts(&one, &post).await;
        assert_eq!((given.iter().sum::<i64>(), voters), (2, Some(2)));
    }
}

// polls.3, polls.4
#[tokio::test]
async fn an_edit_that_asks_the_same_keeps_the_votes() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let (open, few) = Box::pin(everywhere(&core, &ana)).await;
        for post in [&open, &few] {
            votes(&core, &bob, post, &[0]).await.expect("a vote");
            let longer = New {
                open_for: 6_000,
                hides_totals: true,
                ..two()
            };
            let mut edited = None;
            for wish in [Wish::AsBefore, Wish::Poll(longer)] {
                edited = edits(&core, &ana, post, wish)
                    .await
                    .expect("an edit")
                    .updated;
                assert_eq!(counts(&core, post).await, (vec![1, 0], Some(1)));
            }
            let poll = poll_of(&core, post).await;
            let end = edited.expect("a date") + 6_000_000;
            assert_eq!((poll.ends_at, poll.hides_totals), (Some(end), true));
            assert!(!poll.tells_totals(NOON) && poll.tells_totals(end));
            edits(&core, &ana, post, Wish::Poll(several()))
                .await
                .expect("an edit");
            assert_eq!(counts(&core, post).await, (vec![0, 0], Some(0)));
            votes(&core, &bob, post, &[1])
                .await
                .expect("they vote anew");
            edits(&core, &ana, post, Wish::Nothing)
                .await
                .expect("an edit");
            assert!(of_post(&core, post.id).await.expect("read").is_none());
            assert_eq!(ballots(&core).await, 0);
        }
    }))
    .await;
}

// polls.5
#[tokio::test]
async fn media_and_a_poll_do_not_go_together() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let picture = media::New {
            token: "a".to_owned(),
            kind: media::Kind::Image,
            mime: "image/png".to_owned(),
            description: String::new(),
            focus: (0, 0),
            files: Some(media::Files {
                mime: "image/png".to_owned(),
                original: "a.png".to_owned(),
                ..media::Files::default()
            }),
        };
        let picture = must(&core, async |tx| media::create(tx, &ana, picture).await).await;
        let mut both = draft(&core, "Voyez", Wish::Poll(two())).await;
        both.media = Some(vec![picture.clone()]);
        let note = done(&core, async |tx| {
            threads::note(tx, &ana, None, &both, Audience::Public).await
        });
        assert_eq!(refused(note.await), Refusal::PollWithMedia);
        let post = asks(&core, &ana, Audience::Public, two()).await;
        both.poll = Wish::AsBefore;
        let edit = done(&core, async |tx| {
            Box::pin(threads::edit(tx, &ana, post.id, &both)).await
        });
        assert_eq!(refused(edit.await), Refusal::PollWithMedia);
    }))
    .await;
}

// polls.6, polls.7
#[tokio::test]
async fn what_is_deleted_asks_nothing_and_who_is_gone_has_chosen_nothing() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let (open, few) = Box::pin(everywhere(&core, &ana)).await;
        let kept = asks(&core, &ana, Audience::Public, two()).await;
        for post in [&open, &few, &kept] {
            votes(&core, &bob, post, &[0]).await.expect("a vote");
            must(&core, async |tx| tell(tx, post.id).await).await;
        }
        for post in [&open, &few] {
            must(&core, async |tx| threads::delete(tx, &ana, post.id).await).await;
            assert!(of_post(&core, post.id).await.expect("read").is_none());
            let told = crate::store::entity::dispatch::Entity::find();
            let told = told.all(core.reader()).await.expect("letters");
            assert!(
                told.iter().all(|letter| letter.about != Some(post.id)),
                "{told:?}"
            );
        }
        assert_eq!(ballots(&core).await, 1);
        must(&core, async |tx| threads::delete_account(tx, &bob).await).await;
        assert_eq!(ballots(&core).await, 0);
        assert_eq!(
            counts(&core, &kept).await,
            (vec![1, 0], Some(1)),
            "nobody knows whose"
        );
        let few = asks(&core, &ana, Audience::Direct, two()).await;
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert!(of_post(&core, few.id).await.expect("read").is_none());
        let left = poll::Entity::find()
            .count(core.reader())
            .await
            .expect("a number");
        assert_eq!(left, 0);
    }))
    .await;
}
