//! What is used and liked most of late.

use super::*;
use crate::Audience;
use crate::discovery::{trending_posts, trending_tags};

const DAY: crate::Millis = 86_400_000;

async fn says(core: &Core, author: &Person, salon: &Forum, text: &str) -> Post {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::open(tx, author, salon, &draft).await
    })
    .await
}

async fn likes(core: &Core, person: &Person, post: &Post) {
    must(core, async |tx| {
        threads::like(tx, person, post.id, true).await
    })
    .await;
}

async fn answers(core: &Core, person: &Person, post: &Post) {
    let draft = threads::draft(core, "Une réponse", None, "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::reply(tx, person, post.id, &draft).await
    })
    .await;
}

// discovery.9
#[tokio::test]
async fn hashtags_that_several_people_use_make_a_trend_for_a_week() {
    each_store(async |core, clock| {
        let [ana, bob, cleo] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
        ];
        let salon = forum(&core, "acces", false).await;
        says(&core, &ana, &salon, "#vieux").await;
        says(&core, &bob, &salon, "#vieux").await;
        clock.advance(6 * DAY);
        says(&core, &ana, &salon, "#deux #trois").await;
        says(&core, &bob, &salon, "#deux #trois").await;
        says(&core, &cleo, &salon, "#trois #seul").await;
        for _ in 0..3 {
            says(&core, &cleo, &salon, "#seul").await;
        }
        let all = trending_tags(&core, 0, 10).await.expect("some");
        assert_eq!(all, ["trois", "deux", "vieux"]);
        let part = trending_tags(&core, 1, 1).await.expect("some");
        assert_eq!(part, ["deux"]);
        clock.advance(2 * DAY);
        let later = trending_tags(&core, 0, 10).await.expect("some");
        assert_eq!(later, ["trois", "deux"]);
    })
    .await;
}

// discovery.10
#[tokio::test]
async fn what_moves_others_is_a_trend_for_whom_it_is_for() {
    Box::pin(each_store(async |core, clock| {
        let [ana, bob, cleo] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
        ];
        let salon = forum(&core, "acces", false).await;
        let old = says(&core, &ana, &salon, "Ancien").await;
        for person in [&bob, &cleo] {
            likes(&core, person, &old).await;
        }
        clock.advance(2 * DAY);
        let [one, most, silent, gone] = [
            says(&core, &bob, &salon, "Un").await,
            says(&core, &ana, &salon, "Le plus").await,
            says(&core, &ana, &salon, "Rien").await,
            says(&core, &ana, &salon, "Parti").await,
        ];
        likes(&core, &cleo, &one).await;
        likes(&core, &ana, &one).await;
        answers(&core, &ana, &silent).await;
        likes(&core, &bob, &most).await;
        answers(&core, &cleo, &most).await;
        must(&core, async |tx| {
            threads::boost(tx, &bob, most.id, Audience::Public).await
        })
        .await;
        likes(&core, &bob, &gone).await;
        let shown = async |viewer: &Viewer, offset, limit| {
            let found = trending_posts(&core, viewer, offset, limit).await;
            found.expect("some")
        };
        let guest = Viewer::guest();
        let all = shown(&guest, 0, 40).await;
        assert_eq!(all, [most.id, one.id, gone.id, old.id]);
        must(&core, async |tx| threads::delete(tx, &ana, gone.id).await).await;
        let left = [most.id, one.id, old.id];
        assert_eq!(shown(&guest, 0, 40).await, left, "at once");
        assert_eq!(shown(&guest, 1, 1).await, [one.id]);
        must(&core, async |tx| circle::block(tx, &cleo, &bob, true).await).await;
        assert_eq!(shown(&reader(&cleo), 0, 40).await, [most.id, old.id]);
        assert_eq!(shown(&reader(&bob), 0, 40).await, left);
        clock.advance(6 * DAY);
        assert_eq!(shown(&guest, 0, 40).await, [most.id, one.id], "for a week");
    }))
    .await;
}
