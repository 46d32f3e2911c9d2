//! What members' own lists show, and what these leave of their home.

use super::whom::listing;
use super::*;
use crate::circle::{self, Answers};

/// Whom a post answers, by local id.
async fn answered(core: &Core, post: &Post) -> Option<i64> {
    let parent = threads::post_by_uri(core, post.parent.as_deref()?).await;
    Some(parent.expect("read")?.author_id)
}

// lists.4, lists.5
#[tokio::test]
async fn a_list_shows_those_on_it_and_the_answers_that_are_wanted() {
    each_store(async |core, _| {
        let village = Box::pin(village(&core)).await;
        let Village {
            ana,
            bob,
            far,
            away,
            acces,
            ..
        } = &village;
        let followed = [ana.id, bob.id, far.id, away.id];
        for (answers, on_it) in [
            (Answers::Followed, vec![bob.id]),
            (Answers::List, vec![bob.id, far.id]),
            (Answers::List, vec![ana.id, bob.id, acces.id]),
            (Answers::None, vec![bob.id, far.id, acces.id, away.id]),
        ] {
            let list = listing(&core, ana, answers, false, &on_it).await;
            let entries = of_list(&core, ana, &list, &ALL).await.expect("a page");
            let mut expected = BTreeSet::new();
            for post in every(&core).await {
                if !may_read(&core, &post, Some(ana), &village).await {
                    continue;
                }
                let here = post.forum_id == Some(acces.id) && on_it.contains(&acces.id);
                let to = answered(&core, &post).await;
                let wanted = to.is_none_or(|to| {
                    to == ana.id
                        || to == post.author_id
                        || match answers {
                            Answers::Followed => followed.contains(&to),
                            Answers::List => on_it.contains(&to),
                            Answers::None => false,
                        }
                });
                if here && post.parent.is_none() {
                    expected.insert((post.id, true));
                } else if on_it.contains(&post.author_id)
                    && (post.parent.is_none() || post.forum_id.is_none())
                    && wanted
                {
                    expected.insert((post.id, false));
                }
            }
            assert!(expected.len() > 5, "{expected:?}");
            assert_eq!(shown(&entries), expected, "{answers:?} {on_it:?}");
        }
    })
    .await;
}

// lists.6
#[tokio::test]
async fn who_is_on_an_exclusive_list_is_not_at_home() {
    each_store(async |core, _| {
        let village = Box::pin(village(&core)).await;
        let Village {
            ana, bob, acces, ..
        } = &village;
        let before = home(&core, &reader(ana), &ALL).await.expect("a home");
        let authors = every(&core).await;
        let by = |entry: &Entry| {
            let post = authors.iter().find(|post| post.id == entry.post);
            entry.by.or(post.map(|post| post.author_id))
        };
        let on_it = [ana.id, bob.id, acces.id];
        let list = listing(&core, ana, Answers::List, true, &on_it).await;
        let after = home(&core, &reader(ana), &ALL).await.expect("a home");
        let kept = before
            .iter()
            .filter(|entry| by(entry).is_some_and(|by| by == ana.id || !on_it.contains(&by)));
        assert_eq!(after, kept.copied().collect::<Vec<_>>());
        assert!(after.len() < before.len(), "{} are left", after.len());
        must(&core, async |tx| {
            circle::delete_list(tx, ana, list.id).await
        })
        .await;
        let again = home(&core, &reader(ana), &ALL).await.expect("a home");
        assert_eq!(again, before);
    })
    .await;
}
