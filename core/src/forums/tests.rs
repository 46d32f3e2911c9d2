//! Who is followed from this node.

use super::*;
use crate::Error;
use crate::store::testing::{each_store, forum, keys, member, remote_forum, stranger};

/// What both doors to the question say, and what is read ahead for many letters.
async fn is_followed_by_all(core: &Core, whom: &str) -> bool {
    let here = is_followed_here(core, whom).await.expect("read");
    let tx = core.begin().await.expect("begin");
    let inside = is_followed(&tx, whom).await.expect("read");
    tx.abandon().await.expect("abandoned");
    let tx = core.begin().await.expect("begin");
    read_followed(&tx, &["https://c.test/nobody", whom])
        .await
        .expect("read");
    let ahead = is_followed(&tx, whom).await.expect("read");
    tx.abandon().await.expect("abandoned");
    assert_eq!((inside, ahead), (here, here), "{whom}");
    here
}

#[tokio::test]
async fn who_is_followed_from_here_is_one_answer_inside_a_write_and_outside() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = stranger(&core, "b.test", "bob").await;
        let here = forum(&core, "acces", false).await;
        let far = remote_forum(&core, "dakar.test").await;
        assert!(!is_followed_by_all(&core, &far.uri).await);

        let mut tx = core.begin().await.expect("begin");
        follow(&mut tx, &ana, &far.uri, &far.inbox)
            .await
            .expect("asked");
        let group = people::get(&tx, &here.uri).await.expect("read");
        let group = group.expect("the forum's actor");
        receive_follow(&mut tx, &bob, &group, "https://b.test/follows/1")
            .await
            .expect("followed");
        tx.commit().await.expect("commit");
        assert!(
            is_followed_by_all(&core, &far.uri).await,
            "what it sends may overtake its answer"
        );
        assert!(
            !is_followed_by_all(&core, &here.uri).await,
            "only from elsewhere"
        );

        let asked = following(&core, &ana.uri).await.expect("read");
        let mut tx = core.begin().await.expect("begin");
        answer_to_follow(&mut tx, &asked[0].activity_id, &far.uri, false)
            .await
            .expect("refused");
        tx.commit().await.expect("commit");
        assert!(!is_followed_by_all(&core, &far.uri).await);
    })
    .await;
}

#[tokio::test]
async fn a_forum_without_a_title_is_told_so_and_not_of_a_thread() {
    each_store(async |core, _| {
        let new = NewForum {
            slug: "acces".to_owned(),
            title: " ".to_owned(),
            description: String::new(),
            lang: "fr".to_owned(),
            moderated_before: false,
        };
        let mut tx = core.begin().await.expect("begin");
        let refused = create(&mut tx, &new, &keys()).await;
        tx.abandon().await.expect("abandoned");
        assert!(
            matches!(refused, Err(Error::Refused(Refusal::ForumTitleEmpty))),
            "{refused:?}"
        );
    })
    .await;
}
