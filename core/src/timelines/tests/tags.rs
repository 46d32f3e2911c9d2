//! What others write with a hashtag that somebody follows stands at their home, and how much it was used.

use super::*;
use crate::{Millis, circle};

const DAY: Millis = 86_400_000;

pub(super) async fn follows_tag(core: &Core, person: &Person, tag: &str, yes: bool) {
    must(core, async |tx| {
        circle::follow_tag(tx, person, tag, yes).await
    })
    .await;
}

async fn shown_to(core: &Core, person: &Person) -> Vec<i64> {
    let entries = home(core, &reader(person), &ALL).await.expect("a home");
    let posts: BTreeSet<i64> = entries.iter().map(|entry| entry.post).collect();
    assert_eq!(posts.len(), entries.len(), "each once");
    entries.iter().map(|entry| entry.post).collect()
}

/// A note outside salons with hashtags.
pub(super) async fn tagged_note(
    core: &Core,
    author: &Person,
    visibility: &str,
    parent: Option<&Post>,
    tags: &[&str],
) -> Post {
    let post = note(core, author, visibility, parent, &[]).await;
    let tx = core.begin().await.expect("begin");
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    tx.add_tags(post.id, tags).await.expect("tagged");
    tx.commit().await.expect("commit");
    post
}

/// What ana, who follows two hashtags, a salon and cleo, reads at home, newest first; and what bob writes
/// in a salon that she does not follow.
struct Spoken {
    ana: Person,
    bob: Person,
    libre: Forum,
    opened: Post,
    followed: Post,
    alone: Post,
    answer: Post,
    expected: Vec<i64>,
}

async fn spoken(core: &Core) -> Spoken {
    let [ana, bob, cleo] = [
        member(core, "ana", true).await,
        member(core, "bob", true).await,
        member(core, "cleo", true).await,
    ];
    let far = stranger(core, "dakar.test", "awa").await;
    let acces = forum(core, "acces", false).await;
    let libre = forum(core, "libre", false).await;
    follows(core, &ana, &acces.uri).await;
    follows(core, &ana, &cleo.uri).await;
    follows_tag(core, &ana, "mot", true).await;
    follows_tag(core, &ana, "autre", true).await;
    assert!(shown_to(core, &ana).await.is_empty());
    let opened = opens(core, &bob, &libre, "Un #mot et un #autre").await;
    answers(core, &cleo, &opened, "Une réponse #mot").await;
    let followed = opens(core, &bob, &acces, "Un #mot").await;
    let of_friend = opens(core, &cleo, &libre, "Un #mot").await;
    opens(core, &bob, &libre, "Sans lui").await;
    let alone = tagged_note(core, &far, "public", None, &["mot", "autre"]).await;
    let answer = tagged_note(core, &bob, "public", Some(&alone), &["mot"]).await;
    for visibility in ["unlisted", "followers", "direct"] {
        tagged_note(core, &far, visibility, None, &["mot"]).await;
    }
    tagged_note(core, &cleo, "public", Some(&alone), &["mot"]).await;
    let own = opens(core, &ana, &libre, "De moi #mot").await;
    let all = [&own, &answer, &alone, &of_friend, &followed, &opened];
    let expected = all.iter().map(|post| post.id).collect();
    Spoken {
        ana,
        bob,
        libre,
        opened,
        followed,
        alone,
        answer,
        expected,
    }
}

// tags.3, tags.4
#[tokio::test]
async fn a_hashtag_that_is_followed_brings_what_others_say_to_everybody() {
    each_store(async |core, _| {
        let Spoken { ana, expected, .. } = Box::pin(spoken(&core)).await;
        assert_eq!(shown_to(&core, &ana).await, expected);
        for limit in 1..4 {
            let page = Page::first(limit);
            let some = home(&core, &reader(&ana), &page).await.expect("a page");
            let some: Vec<i64> = some.iter().map(|entry| entry.post).collect();
            assert_eq!(some, expected[..some.len()], "{limit}");
            assert_eq!(some.len() as u64, limit, "no place is taken twice");
        }
    })
    .await;
}

// tags.4
#[tokio::test]
async fn a_hashtag_brings_nothing_of_whom_its_reader_avoids() {
    each_store(async |core, _| {
        let spoken = Box::pin(spoken(&core)).await;
        let Spoken { ana, bob, .. } = &spoken;
        let without = |gone: &[&Post]| -> Vec<i64> {
            let gone: Vec<i64> = gone.iter().map(|post| post.id).collect();
            let left = spoken.expected.iter().copied();
            left.filter(|id| !gone.contains(id)).collect()
        };
        let blocks = async |yes| {
            let host = "dakar.test";
            must(&core, async |tx| {
                circle::block_host(tx, ana, host, yes).await
            })
            .await;
        };
        let mutes = async |whom: &Person, yes: bool| {
            let how = yes.then_some((true, None));
            must(&core, async |tx| circle::mute(tx, ana, whom, how).await).await;
        };
        blocks(true).await;
        assert_eq!(shown_to(&core, ana).await, without(&[&spoken.alone]));
        blocks(false).await;
        mutes(bob, true).await;
        let bobs = [&spoken.answer, &spoken.opened, &spoken.followed];
        assert_eq!(shown_to(&core, ana).await, without(&bobs));
        mutes(bob, false).await;
        let group = crate::people::by_uri(&core, &spoken.libre.uri).await;
        let group = group.expect("read").expect("a Group");
        mutes(&group, true).await;
        let there = without(&[&spoken.opened]);
        assert_eq!(shown_to(&core, ana).await, there, "but of whom she follows");
        follows_tag(&core, ana, "mot", false).await;
        let left = without(&[&spoken.answer, &spoken.opened]);
        assert_eq!(shown_to(&core, ana).await, left);
    })
    .await;
}

// tags.2
#[tokio::test]
async fn a_hashtag_says_how_often_everybody_could_read_it_each_day() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let acces = forum(&core, "acces", false).await;
        opens(&core, &ana, &acces, "Un #mot").await;
        clock.advance(6 * DAY);
        opens(&core, &ana, &acces, "Un #mot").await;
        let gone = opens(&core, &ana, &acces, "Un #mot").await;
        must(&core, async |tx| threads::delete(tx, &ana, gone.id).await).await;
        clock.advance(DAY);
        for author in [&ana, &bob, &bob] {
            opens(&core, author, &acces, "Un #mot").await;
        }
        tagged_note(&core, &bob, "unlisted", None, &["mot"]).await;
        let found = histories(&core, &["mot", "rien"]).await.expect("counted");
        let told = |tag: &str| found[tag].map(|used| (used.posts, used.people));
        let mut expected = [(0, 0); DAYS];
        (expected[0], expected[1]) = ((3, 2), (1, 1));
        assert_eq!(told("mot"), expected, "the first was a week ago");
        assert_eq!(told("rien"), [(0, 0); DAYS]);
        let midnight = core.now() / DAY * DAY;
        assert_eq!(
            found["mot"].map(|used| used.day)[..2],
            [midnight, midnight - DAY]
        );
    })
    .await;
}
