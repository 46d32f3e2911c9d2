//! Every question that pages, commands and other servers ask, once: `each_store` looks at the plans.

use super::{done, draft};
use crate::store::testing::{each_store, forum, member, remote_forum, stranger};
use crate::threads::read::{self, Viewer};
use crate::threads::{self, compared, serving};
use crate::{Core, access, forums, ledger, moderation, people, queue, site};

#[tokio::test]
async fn every_question_finds_its_rows_by_an_index() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let awa = stranger(&core, "dakar.test", "awa").await;
        let salon = forum(&core, "acces", false).await;
        let elsewhere = remote_forum(&core, "dakar.test").await;
        let opening = draft(&core, "Un IXP #ixp", Some("Un IXP")).await;
        let answer = draft(&core, "Oui.", None).await;
        let root = done(&core, async |tx| {
            threads::open(tx, &ana, &salon, &opening).await
        })
        .await
        .expect("opened");
        done(&core, async |tx| {
            threads::reply(tx, &ana, root.id, &answer).await?;
            threads::like(tx, &ana, root.id, true).await?;
            forums::follow(tx, &ana, &elsewhere.uri, &elsewhere.inbox).await
        })
        .await
        .expect("done");
        let viewer = Viewer {
            person: Some(ana.clone()),
            admin: true,
        };
        let thread = root.thread_id.expect("a thread");
        lists(&core, &ana, &salon, &viewer, &root).await;
        pages(&core, &salon, &viewer, &root).await;
        served(&core, &ana, &salon, thread, &root.uri).await;
        followed(&core, &elsewhere, &ana.uri).await;
        of_people(&core, &awa.host).await;
    })
    .await;
}

async fn lists(
    core: &Core,
    ana: &people::Person,
    salon: &forums::Forum,
    viewer: &Viewer,
    root: &threads::Post,
) {
    let thread = root.thread_id.expect("a thread");
    assert_eq!(
        read::salon(core, salon.clone(), 1)
            .await
            .expect("read")
            .total,
        1
    );
    assert_eq!(read::front(core).await.expect("read").1.len(), 1);
    assert_eq!(read::tallies(core).await.expect("read").len(), 1);
    assert_eq!(
        read::by_author(core, ana.id, 1, 20)
            .await
            .expect("read")
            .len(),
        2
    );
    assert_eq!(read::by_tag(core, "ixp", 1).await.expect("read").len(), 1);
    assert_eq!(read::own(core, viewer, 20).await.expect("read").len(), 2);
    assert_eq!(
        read::threads_of(core, &[thread]).await.expect("read").len(),
        1
    );
    assert_eq!(
        read::supported(core, ana, &[root.id])
            .await
            .expect("read")
            .len(),
        1
    );
    assert_eq!(
        serving::replies(core, &root.uri).await.expect("read").len(),
        1
    );
    assert_eq!(
        serving::in_thread(core, thread).await.expect("read").len(),
        2
    );
    assert_eq!(
        read::newest_roots(core, salon.id, 20)
            .await
            .expect("read")
            .len(),
        1
    );
    assert!(
        read::removed(core, salon.id, 20)
            .await
            .expect("read")
            .is_empty()
    );
    let visited = done(core, async |tx| read::forums_of(tx, ana.id).await).await;
    assert_eq!(visited.expect("read").len(), 1);
}

async fn pages(core: &Core, salon: &forums::Forum, viewer: &Viewer, root: &threads::Post) {
    let thread = root.thread_id.expect("a thread");
    for of in [None, Some(salon.id)] {
        assert!(read::held(core, of).await.expect("read").is_empty());
    }
    assert_eq!(
        read::page(core, thread, 1, viewer)
            .await
            .expect("read")
            .posts
            .len(),
        2
    );
    assert!(read::post(core, root.id, viewer).await.is_ok());
    assert_eq!(
        read::versions(core, root.id, viewer)
            .await
            .expect("read")
            .len(),
        1
    );
    read::digest_of(core, thread).await.expect("read");
}

async fn served(core: &Core, ana: &people::Person, salon: &forums::Forum, thread: i64, root: &str) {
    assert_eq!(
        serving::open_posts(core, thread).await.expect("read").len(),
        2
    );
    assert!(serving::is_begun(core, thread).await.expect("read"));
    assert_eq!(
        serving::count_by_author(core, ana.id).await.expect("read"),
        2
    );
    assert_eq!(
        serving::count_in_forum(core, salon.id).await.expect("read"),
        2
    );
    assert_eq!(
        serving::newest(core, salon.id, 0, 20)
            .await
            .expect("read")
            .len(),
        2
    );
    assert!(
        serving::pinned(core, salon.id)
            .await
            .expect("read")
            .is_empty()
    );
    let usage = serving::usage(core).await.expect("read");
    assert_eq!((usage.threads, usage.replies), (1, 1));
    assert_eq!(ledger::history(core, thread).await.expect("read").len(), 3);
    assert_eq!(
        compared::listed(core, salon, 0, 20)
            .await
            .expect("read")
            .len(),
        1
    );
    let create = ledger::by_activity(core, &format!("{root}/create")).await;
    assert!(create.is_ok());
    assert!(ledger::asked_to_go(core).await.expect("read").is_empty());
    let unknown = ledger::announce_of(core, &salon.uri, &"0".repeat(32)).await;
    assert!(unknown.expect("read").is_none());
}

async fn followed(core: &Core, elsewhere: &forums::Forum, ana: &str) {
    assert_eq!(compared::count(core, elsewhere).await.expect("read"), 0);
    assert_eq!(compared::differing(core).await.expect("read"), 0);
    assert!(forums::neighbours(core).await.expect("read").is_empty());
    assert!(forums::followed_here(core).await.expect("read").is_empty());
    assert_eq!(forums::following(core, ana).await.expect("read").len(), 1);
    assert!(
        forums::followers(core, ana, 0, 20)
            .await
            .expect("read")
            .is_empty()
    );
    assert_eq!(forums::follower_count(core, ana).await.expect("read"), 0);
    assert!(
        forums::is_followed_here(core, &elsewhere.uri)
            .await
            .expect("read")
    );
    done(core, async |tx| {
        forums::inbox_gone(tx, "https://x.test/inbox").await
    })
    .await
    .expect("gone");
}

async fn of_people(core: &Core, host: &str) {
    for of in [None, Some(host)] {
        assert!(people::changed(core, of).await.expect("read").is_empty());
    }
    assert!(people::by_ids(core, &[]).await.expect("read").is_empty());
    done(core, async |tx| {
        moderation::changed::trust_host(tx, host).await
    })
    .await
    .expect("trusted");
    assert_eq!(access::list(core, false).await.expect("read").len(), 1);
    assert!(site::get(core, "nothing").await.expect("read").is_none());
    queue::status(core).await.expect("read");
    queue::refused(core, 20).await.expect("read");
    queue::last_refusals(core).await.expect("read");
}
