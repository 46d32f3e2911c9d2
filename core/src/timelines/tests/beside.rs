//! What is told beside the posts of a list, and what that costs.

use std::sync::atomic::Ordering;

use super::whom::listing;
use super::*;
use crate::circle::Answers;

// client_api.21
#[tokio::test]
async fn the_discussion_around_a_post_is_whole_and_in_reading_order() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let acces = forum(&core, "acces", false).await;
        let root = opens(&core, &ana, &acces, "Le début").await;
        let one = answers(&core, &bob, &root, "Un").await;
        let two = answers(&core, &ana, &root, "Deux").await;
        let deep = answers(&core, &ana, &one, "Un, plus bas").await;
        let whisper = note(&core, &bob, "direct", Some(&deep), &[&ana]).await;
        let back = note(&core, &ana, "direct", Some(&whisper), &[&bob]).await;
        let above = async |post: &Post, viewer: &Viewer| {
            let found = read::context(&core, post.id, viewer, 60)
                .await
                .expect("a context");
            (found.above, found.below)
        };
        let guest = Viewer::guest();
        assert_eq!(
            above(&root, &guest).await,
            (vec![], vec![one.id, deep.id, two.id])
        );
        assert_eq!(above(&deep, &guest).await, (vec![root.id, one.id], vec![]));
        let (up, down) = above(&root, &reader(&ana)).await;
        assert_eq!(
            (up, down),
            (vec![], vec![one.id, deep.id, whisper.id, back.id, two.id])
        );
        let (up, down) = above(&back, &reader(&bob)).await;
        assert_eq!(
            (up, down),
            (vec![root.id, one.id, deep.id, whisper.id], vec![])
        );
        let few = read::context(&core, root.id, &guest, 2)
            .await
            .expect("a context");
        assert_eq!(few.below, [one.id, deep.id]);
        let cleo = member(&core, "cleo", true).await;
        assert!(
            read::context(&core, back.id, &reader(&cleo), 60)
                .await
                .is_err()
        );
        let told = read::told(&core, &reader(&cleo), &[whisper.id, back.id, one.id], &[]).await;
        assert_eq!(
            told.expect("told").posts.into_keys().collect::<Vec<_>>(),
            [one.id]
        );
    });
    Box::pin(test).await;
}

/// A thread that quotes a post.
async fn cites(core: &Core, author: &Person, forum: &Forum, post: &Post) {
    let draft = threads::draft(core, "Voyez", Some("Titre"), "fr").await;
    let draft = threads::Draft {
        quote: Some(post.id),
        ..draft.expect("a draft")
    };
    must(core, async |tx| {
        Box::pin(threads::open(tx, author, forum, &draft)).await
    })
    .await;
}

// client_api.22, lists.4, quotes.6
#[tokio::test]
async fn a_page_of_forty_costs_as_many_queries_as_one_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(testing::NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    let acces = forum(&core, "acces", false).await;
    follows(&core, &ana, &acces.uri).await;
    let quoted = opens(&core, &ana, &acces, "Un fil à citer").await;
    for number in 0..40 {
        let text = format!("@acces@{HOST} numéro {number} #mot{number}");
        opens(&core, &ana, &acces, &text).await;
        cites(&core, &ana, &acces, &quoted).await;
    }
    tags::follows_tag(&core, &ana, "mot1", true).await;
    let list = listing(&core, &ana, Answers::List, false, &[acces.id]).await;
    let viewer = reader(&ana);
    for listed in [false, true] {
        let mut counts = BTreeSet::new();
        for limit in [1, 20, 40] {
            // Nothing lies at hand.
            core.has_written();
            let before = count.load(Ordering::Relaxed);
            let page = Page::first(limit);
            let entries = if listed {
                of_list(&core, &ana, &list, &page).await
            } else {
                home(&core, &viewer, &page).await
            };
            let entries = entries.expect("a page");
            let ids: Vec<i64> = entries.iter().map(|entry| entry.post).collect();
            let told = read::told(&core, &viewer, &ids, &[]).await.expect("told");
            assert_eq!(ids.len() as u64, limit);
            assert!(ids.iter().all(|id| told.posts.contains_key(id)));
            counts.insert(count.load(Ordering::Relaxed) - before);
        }
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [8]);
    }
}

#[tokio::test]
async fn the_numbers_beside_a_name_are_of_what_everybody_may_read() {
    each_store(async |core, clock| {
        let village = Box::pin(village(&core)).await;
        let Village { ana, acces, .. } = &village;
        let both = read::who(&core, &[ana.id, acces.id], &[])
            .await
            .expect("read");
        let counted = recent_tallies(&core, both.values()).await.expect("counted");
        let every = every(&core).await;
        let open = |post: &&Post| matches!(post.visibility.as_str(), "public" | "unlisted");
        let live = every
            .iter()
            .filter(|post| post.state == "live")
            .filter(open);
        let own = live.clone().filter(|post| post.author_id == ana.id).count();
        let opened = live.filter(|post| post.forum_id == Some(acces.id) && post.parent.is_none());
        assert_eq!(counted[&ana.id].statuses, own as u64);
        assert_eq!(
            (counted[&ana.id].followers, counted[&ana.id].following),
            (1, 4)
        );
        assert_eq!(counted[&acces.id].statuses, opened.count() as u64);
        assert_eq!(counted[&acces.id].followers, 1);
        let last = counted[&acces.id].last.expect("a moment");
        assert!(
            (testing::NOON..testing::NOON + 1_000).contains(&last),
            "{last}"
        );
        opens(&core, ana, acces, "Encore un").await;
        let again = recent_tallies(&core, both.values()).await.expect("counted");
        assert_eq!(again, counted, "as it was a minute ago at most");
        clock.advance(60_000);
        let again = recent_tallies(&core, both.values()).await.expect("counted");
        assert_eq!(again[&ana.id].statuses, own as u64 + 1);
    })
    .await;
}

#[test]
fn a_place_is_a_number_that_comes_back_as_itself() {
    for id in [1, 77, i64::MAX / 2] {
        for place in [Place::post(id), Place::salon(id)] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }
    for text in [
        "",
        "-1",
        "1e3",
        "3",
        "+4",
        "４",
        "9999999999999999999999999999999",
    ] {
        assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
    }
    assert!("99999999999999999999999".parse::<Bound>().is_ok());
}
