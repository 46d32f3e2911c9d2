//! Hashtags that members follow.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::*;
use crate::Error;

async fn follows_tag(core: &Core, person: &Person, tag: &str, yes: bool) {
    must(core, async |tx| follow_tag(tx, person, tag, yes).await).await;
}

async fn followed(core: &Core, person: &Person, page: &Page) -> Vec<String> {
    let lines = followed_tags(core, person, page).await.expect("a list");
    lines.into_iter().map(|(_, tag)| tag).collect()
}

// tags.2
#[tokio::test]
async fn a_page_of_forty_hashtags_costs_as_many_queries_as_one_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    for number in 0..40 {
        follows_tag(&core, &ana, &format!("mot{number}"), true).await;
    }
    for limit in [1, 40] {
        let before = count.load(Ordering::Relaxed);
        let tags = followed(&core, &ana, &Page::first(limit)).await;
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        let told = timelines::histories(&core, &tags).await.expect("counted");
        let ties = ties_to_tags(&core, &ana, &tags).await.expect("ties");
        assert_eq!((told.len() as u64, ties.len() as u64), (limit, limit));
        assert_eq!(count.load(Ordering::Relaxed) - before, 3);
    }
}

// tags.1
#[tokio::test]
async fn a_member_follows_a_hundred_hashtags_each_once() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        for number in 0..100 {
            follows_tag(&core, &ana, &format!("mot{number}"), true).await;
        }
        follows_tag(&core, &ana, "mot3", true).await;
        let more = testing::done(&core, async |tx| follow_tag(tx, &ana, "autre", true).await);
        assert!(matches!(
            more.await,
            Err(Error::Refused(Refusal::TooManyTags { limit: 100 }))
        ));
        let latest = followed(&core, &ana, &Page::first(2)).await;
        assert_eq!(latest, ["mot99", "mot98"]);
        assert!(followed(&core, &bob, &ALL).await.is_empty());
        for _ in 0..2 {
            follows_tag(&core, &ana, "mot99", false).await;
        }
        assert_eq!(followed(&core, &ana, &Page::first(1)).await, ["mot98"]);
        let ties = ties_to_tags(&core, &ana, &["mot99", "mot3"]).await;
        let ties = ties.expect("ties");
        assert!(ties["mot3"].follows && !ties.contains_key("mot99"));
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert!(followed(&core, &ana, &ALL).await.is_empty());
    })
    .await;
}

// tags.6, tags.7
#[tokio::test]
async fn a_hashtag_on_a_page_says_how_much_its_owner_has_used_it() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let salon = forum(&core, "acces", false).await;
        let shows = async |tag: &str, yes: bool| {
            testing::done(&core, async |tx| feature_tag(tx, &ana, tag, yes).await).await
        };
        for _ in 0..2 {
            shows("mot", true).await.expect("shown");
        }
        shows("rien", true).await.expect("shown");
        opens(&core, &ana, &salon).await;
        clock.advance(86_400_000);
        let newest = opens(&core, &ana, &salon).await;
        let gone = opens(&core, &ana, &salon).await;
        must(&core, async |tx| threads::delete(tx, &ana, gone.id).await).await;
        opens(&core, &bob, &salon).await;
        let all = featured_tags(&core, ana.id).await.expect("a list");
        let told = all
            .iter()
            .map(|one| (one.tag.as_str(), one.posts, one.last));
        let expected = [("mot", 2, Some(newest.published)), ("rien", 0, None)];
        assert_eq!(told.collect::<Vec<_>>(), expected);
        assert_eq!(featured_tags(&core, bob.id).await.expect("a list"), []);

        assert_eq!(tags_to_feature(&core, &bob).await.expect("some"), ["mot"]);
        let none: [&str; 0] = [];
        assert_eq!(tags_to_feature(&core, &ana).await.expect("some"), none);
        let id = all[0].id;
        let others = testing::done(&core, async |tx| unfeature(tx, &bob, id).await);
        let nothing = Refusal::NothingThere(id.to_string());
        assert!(matches!(others.await, Err(Error::Refused(why)) if why == nothing));
        must(&core, async |tx| unfeature(tx, &ana, id).await).await;
        assert_eq!(tags_to_feature(&core, &ana).await.expect("some"), ["mot"]);
        let ties = ties_to_tags(&core, &ana, &["mot", "rien"]).await;
        let rien = TagTie {
            features: true,
            follows: false,
        };
        assert_eq!(
            ties.expect("ties"),
            HashMap::from([("rien".to_owned(), rien)])
        );
        for number in 0..9 {
            shows(&format!("mot{number}"), true).await.expect("shown");
        }
        let more = shows("encore", true).await;
        let limit = FEATURED;
        assert!(matches!(
            more,
            Err(Error::Refused(why)) if why == Refusal::TooManyTags { limit }
        ));
        shows("rien", false).await.expect("not shown");
        shows("encore", true).await.expect("shown");
    })
    .await;
}
