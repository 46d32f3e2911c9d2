//! Hashtags that members follow.

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
