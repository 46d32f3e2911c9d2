//! Conversations: who keeps which, what they end with, and what becomes of them.

use super::*;
use crate::store::testing::{done, each_store, member, must};
use crate::threads::{self, Draft, Post};
use crate::timelines;
use crate::timelines::Page;
use crate::{Error, notes};

async fn say(core: &Core, author: &Person, to: Option<&Post>, text: &str) -> Post {
    let draft: Draft = threads::draft(core, text, None, "fr")
        .await
        .expect("a draft");
    must(core, async |tx| {
        Box::pin(threads::note(
            tx,
            author,
            to.map(|post| post.id),
            &draft,
            Audience::Direct,
        ))
        .await
    })
    .await
}

/// What a member keeps: with whom, what was said last, whether it is new.
async fn kept(core: &Core, person: &Person) -> Vec<(Vec<i64>, i64, bool)> {
    let lines = timelines::conversations(core, person, &Page::first(40)).await;
    let ids: Vec<i64> = lines
        .expect("a page")
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    let mut rows = some(core, &ids).await.expect("rows");
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let told = |row: &Conversation| (row.with(), row.last_post, row.unread);
    rows.iter().map(told).collect()
}

async fn first(core: &Core, person: &Person) -> i64 {
    let lines = timelines::conversations(core, person, &Page::first(1)).await;
    lines.expect("a page")[0].1
}

// conversations.1, conversations.2, conversations.3
#[tokio::test]
async fn each_keeps_what_is_said_in_one_circle_of_people() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let ben = member(&core, "ben", true).await;
        let zoe = member(&core, "zoe", true).await;
        let hello = say(&core, &ana, None, "@ben Bonjour").await;
        assert_eq!(kept(&core, &ana).await, [(vec![ben.id], hello.id, false)]);
        assert_eq!(kept(&core, &ben).await, [(vec![ana.id], hello.id, true)]);
        let back = say(&core, &ben, Some(&hello), "@ana Bonjour à vous").await;
        assert_eq!(
            kept(&core, &ben).await,
            [(vec![ana.id], back.id, false)],
            "he has read it"
        );
        assert_eq!(kept(&core, &ana).await, [(vec![ben.id], back.id, true)]);

        let wider = say(&core, &ana, Some(&back), "@ben @zoe Venez aussi").await;
        let mut others = vec![ben.id, zoe.id];
        others.sort_unstable();
        let all = kept(&core, &ana).await;
        assert_eq!(
            all,
            [(others, wider.id, false), (vec![ben.id], back.id, true)]
        );
        assert_eq!(
            kept(&core, &zoe).await.len(),
            1,
            "she keeps what she is named in"
        );
        let again = say(&core, &ana, None, "@ben Autre chose").await;
        assert_eq!(kept(&core, &ben).await[0].1, again.id);
        assert_eq!(kept(&core, &ben).await.len(), 3);

        let alone = say(&core, &zoe, None, "Pour mémoire").await;
        assert_eq!(kept(&core, &zoe).await[0], (vec![zoe.id], alone.id, false));
        let draft = threads::draft(&core, "@ben À tous", None, "fr")
            .await
            .expect("a draft");
        must(&core, async |tx| {
            Box::pin(threads::note(tx, &ana, None, &draft, Audience::Followers)).await
        })
        .await;
        assert_eq!(
            kept(&core, &ben).await.len(),
            3,
            "for those alone who are named"
        );
    })
    .await;
}

// conversations.4, conversations.5
#[tokio::test]
async fn it_is_read_let_go_and_ends_with_what_is_left() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let ben = member(&core, "ben", true).await;
        let hello = say(&core, &ana, None, "@ben Bonjour").await;
        let more = say(&core, &ana, Some(&hello), "@ben Encore").await;
        let of_ben = first(&core, &ben).await;
        let by_another = done(&core, async |tx| read(tx, &ana, of_ben).await).await;
        assert!(matches!(
            by_another,
            Err(Error::Refused(Refusal::NothingThere(_)))
        ));
        must(&core, async |tx| read(tx, &ben, of_ben).await).await;
        assert_eq!(kept(&core, &ben).await, [(vec![ana.id], more.id, false)]);

        must(&core, async |tx| threads::delete(tx, &ana, more.id).await).await;
        assert_eq!(kept(&core, &ben).await, [(vec![ana.id], hello.id, false)]);
        assert_eq!(kept(&core, &ana).await, [(vec![ben.id], hello.id, false)]);
        let by_another = done(&core, async |tx| delete(tx, &ana, of_ben).await).await;
        assert!(matches!(
            by_another,
            Err(Error::Refused(Refusal::NothingThere(_)))
        ));
        must(&core, async |tx| delete(tx, &ben, of_ben).await).await;
        assert!(kept(&core, &ben).await.is_empty());
        assert_eq!(kept(&core, &ana).await.len(), 1, "hers stays");
        let next = say(&core, &ana, Some(&hello), "@ben Toujours là ?").await;
        assert_eq!(kept(&core, &ben).await, [(vec![ana.id], next.id, true)]);
        let tx = core.begin().await.expect("a write");
        let post = threads::must_get(&tx, hello.id).await.expect("it stays");
        assert!(notes::may_read(&tx, &ben, &post).await.expect("read"));
        tx.abandon().await.expect("given up");

        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert!(kept(&core, &ben).await.is_empty());
        assert!(kept(&core, &ana).await.is_empty());
    })
    .await;
}
