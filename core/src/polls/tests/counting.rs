//! What was counted: told, asked for, and in no ledger.

use super::*;

// polls.10
#[tokio::test]
async fn a_poll_of_elsewhere_is_voted_in_by_a_letter_for_each_option() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let asked = Question {
            multiple: true,
            ..question()
        };
        let post = comes(&core, &lea, &ana, asked).await;
        assert_eq!(counts(&core, &post).await, (vec![3, 4], Some(7)));
        votes(&core, &ana, &post, &[0, 1]).await.expect("a vote");
        assert_eq!(counts(&core, &post).await, (vec![4, 5], Some(8)));
        let sent = queue::due(&core, "peer:elsewhere.test", &[], 10)
            .await
            .expect("jobs");
        assert_eq!(sent.len(), 2, "{sent:?}");
        let again = votes(&core, &ana, &post, &[0]).await;
        assert_eq!(refused(again), Refusal::VotedAlready);
        let forged = sends(&core, &lea, &post, "Oui").await;
        assert_eq!(refused(forged), Refusal::OwnPoll);
        let max = stranger(&core, "other.test", "max").await;
        let forged = sends(&core, &max, &post, "Oui").await;
        assert_eq!(
            refused(forged),
            Refusal::NoSuchPost,
            "it is not counted here"
        );
    }))
    .await;
}

// polls.16, polls.19
#[tokio::test]
async fn what_was_counted_elsewhere_is_what_its_author_says() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let max = stranger(&core, "other.test", "max").await;
        let post = comes(&core, &lea, &ana, question()).await;
        let later = |votes: [i64; 2]| Question {
            tally: Tally {
                votes: votes.to_vec(),
                voters: None,
            },
            ..question()
        };
        let told = async |who: &Person, question: Question| {
            done(&core, async |tx| {
                receive_counts(tx, &post, &who.uri, &question).await
            })
            .await
        };
        told(&lea, later([5, i64::MAX])).await.expect("told");
        assert_eq!(counts(&core, &post).await, (vec![5, 1_000_000_000], None));
        assert_eq!(refused(told(&max, later([9, 9])).await), Refusal::NotYours);
        let other = Question {
            options: vec!["Oui".to_owned(), "Jamais".to_owned()],
            ..later([9, 9])
        };
        told(&lea, other).await.expect("heard");
        let short = Question {
            tally: Tally::default(),
            ..later([0, 0])
        };
        assert_eq!(counts(&core, &post).await.0, [5, 1_000_000_000]);
        told(&lea, short).await.expect("told");
        assert_eq!(counts(&core, &post).await.0, [0, 0]);
        let closed = Question {
            ends_at: Some(NOON),
            ..later([1, 2])
        };
        told(&lea, closed).await.expect("told");
        let late = votes(&core, &ana, &post, &[0]).await;
        assert_eq!(refused(late), Refusal::PollOver);
        clock.advance(1);
        let own = asks(&core, &ana, Audience::Public, two()).await;
        must(&core, async |tx| {
            receive_counts(tx, &own, &ana.uri, &later([9, 9])).await
        })
        .await;
        assert_eq!(
            counts(&core, &own).await.0,
            [0, 0],
            "what is ours is counted here"
        );
    }))
    .await;
}

/// A post of somebody elsewhere in a salon of theirs, that asks something.
async fn elsewhere(core: &Core, author: &Person) -> Post {
    let salon = remote_forum(core, &author.host).await;
    let uri = format!("https://{}/ap/p/1", author.host);
    let raw = serde_json::json!({
        "title": "Titre",
        "html": "<p>Une question</p>",
        "question": { "options": ["Oui", "Non"], "ends": NOON + 3_600_000 },
    });
    let raw = raw.to_string().into_bytes();
    let record = Record {
        rid: rid(&raw),
        activity_id: format!("{uri}/create"),
        kind: Kind::Create,
        actor: author.uri.clone(),
        object: uri.clone(),
        forum: Some(salon.uri),
        context: Some(format!("https://{}/ap/t/1", author.host)),
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: NOON,
        raw: Some(raw),
        vouch: Vouch::Proof,
        standing: Standing::Accepted,
    };
    must(core, async |tx| ledger::apply(tx, record).await).await;
    let post = threads::post_by_uri(core, &uri).await.expect("read");
    post.expect("it is there")
}

// polls.20
#[tokio::test]
async fn counts_that_are_old_are_asked_for_once_in_a_while() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let post = elsewhere(&core, &lea).await;
        let few = comes(&core, &lea, &ana, question()).await;
        let asked = async || {
            let lane = "fetch:elsewhere.test";
            queue::due(&core, lane, &[], 10).await.expect("jobs").len()
        };
        let shown = async || {
            let ids = [post.id, few.id];
            let shown = of_posts(&core, Some(&ana), &ids).await.expect("read");
            let polls = shown.values().map(|one| &one.poll);
            refresh(&core, polls).await;
        };
        shown().await;
        assert_eq!(asked().await, 0, "it has just come");
        clock.advance(300_000);
        for _ in 0..3 {
            shown().await;
        }
        assert_eq!(asked().await, 1, "once, and not of what is for a few");
        clock.advance(3_600_000);
        shown().await;
        clock.advance(3_600_000);
        shown().await;
        assert_eq!(asked().await, 2, "what was counted at the end is final");
    }))
    .await;
}

// polls.17, polls.18, polls.21
#[tokio::test]
async fn what_was_counted_here_is_told_once_a_while_and_at_the_end() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let max = stranger(&core, "other.test", "max").await;
        let post = asks(&core, &ana, Audience::Public, two()).await;
        let hidden = New {
            hides_totals: true,
            ..two()
        };
        let hidden = asks(&core, &ana, Audience::Public, hidden).await;
        sends(&core, &lea, &post, "Oui").await.expect("heard");
        clock.advance(60_000);
        sends(&core, &max, &post, "Oui").await.expect("heard");
        sends(&core, &lea, &hidden, "Oui").await.expect("heard");
        let letters = async |host: &str| {
            let lane = format!("peer:{host}");
            queue::due(&core, &lane, &[], 10).await.expect("jobs").len()
        };
        assert!(waiting(&core).await.is_empty());
        clock.advance(120_000);
        assert_eq!(waiting(&core).await, [Job::TellPoll { post: post.id }]);
        must(&core, async |tx| tell(tx, post.id).await).await;
        must(&core, async |tx| tell(tx, hidden.id).await).await;
        assert_eq!(
            (letters("elsewhere.test").await, letters("other.test").await),
            (1, 1)
        );
        clock.advance(420_000);
        let due = waiting(&core).await;
        assert!(due.contains(&Job::ClosePoll { post: post.id }), "{due:?}");
        for _ in 0..2 {
            must(&core, async |tx| close(tx, hidden.id).await).await;
        }
        assert_eq!(
            (letters("elsewhere.test").await, letters("other.test").await),
            (2, 1)
        );
        assert!(poll_of(&core, &hidden).await.closed);
    }))
    .await;
}

// polls.11, polls.12, polls.13
#[tokio::test]
async fn no_digest_depends_on_what_was_counted_and_folding_again_keeps_it() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let salon = forum(&core, "acces", false).await;
        let opening = draft(&core, "Une question", Wish::Poll(two())).await;
        let post = must(&core, async |tx| {
            Box::pin(threads::open(tx, &ana, &salon, &opening)).await
        })
        .await;
        let digest = async || {
            read::digest_of(&core, post.id)
                .await
                .expect("a digest")
                .line
        };
        let before = digest().await;
        votes(&core, &bob, &post, &[1]).await.expect("a vote");
        assert_eq!(digest().await, before);
        let all = async || {
            poll::Entity::find()
                .all(core.reader())
                .await
                .expect("polls")
        };
        let kept = all().await;
        ledger::refold_everything(&core)
            .await
            .expect("folded again");
        assert_eq!(all().await, kept);
        assert_eq!(ballots(&core).await, 1);
        assert_eq!(digest().await, before);
        let page = read::page(&core, post.id, 1, &reader(&bob))
            .await
            .expect("a page");
        assert_eq!(page.total, 1, "a vote is no contribution");
    }))
    .await;
}

// polls.27
#[tokio::test]
async fn who_has_voted_and_the_author_hear_once_that_it_has_ended() {
    Box::pin(each_store(async |core, clock: Arc<StillClock>| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let cleo = member(&core, "cleo", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let own = asks(&core, &ana, Audience::Public, two()).await;
        votes(&core, &bob, &own, &[0]).await.expect("a vote");
        let theirs = elsewhere(&core, &lea).await;
        votes(&core, &bob, &theirs, &[0]).await.expect("a vote");
        let heard = async |who: &Person| {
            let wanted = notifications::Wanted::default();
            let page = notifications::page(&core, who, &wanted, &Page::first(10)).await;
            let page = page.expect("a page").into_iter();
            let polls = page.filter(|one| one.kind == notifications::Kind::Poll);
            polls.filter_map(|one| one.post).collect::<Vec<i64>>()
        };
        must(&core, async |tx| close(tx, own.id).await).await;
        assert!(heard(&ana).await.is_empty(), "it is still open");
        clock.advance(3_600_000);
        let due = waiting(&core).await;
        for post in [&own, &theirs] {
            assert!(due.contains(&Job::ClosePoll { post: post.id }), "{due:?}");
            for _ in 0..2 {
                must(&core, async |tx| close(tx, post.id).await).await;
            }
        }
        assert_eq!(heard(&ana).await, [own.id]);
        assert_eq!(heard(&bob).await, [theirs.id, own.id]);
        assert!(heard(&cleo).await.is_empty());
        let lane = "fetch:elsewhere.test";
        let asked = queue::due(&core, lane, &[], 10).await.expect("jobs");
        assert_eq!(asked.len(), 1, "its home says what was counted at the end");
    }))
    .await;
}

// polls.28
#[tokio::test]
async fn forty_polls_cost_as_many_queries_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(StillClock::at(NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    let bob = member(&core, "bob", true).await;
    let mut ids = Vec::new();
    for _ in 0..40 {
        let post = asks(&core, &ana, Audience::Public, two()).await;
        votes(&core, &bob, &post, &[1]).await.expect("a vote");
        ids.push(post.id);
    }
    for some in [1, 40] {
        let before = count.load(Ordering::Relaxed);
        let shown = of_posts(&core, Some(&bob), &ids[..some])
            .await
            .expect("read");
        assert!(shown.len() == some && shown.values().all(|one| one.own == [1]));
        refresh(&core, shown.values().map(|one| &one.poll)).await;
        assert_eq!(count.load(Ordering::Relaxed) - before, 2);
    }
}
