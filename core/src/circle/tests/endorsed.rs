//! Whom members endorse, and who is known to them among the followers of others.

use super::*;
use crate::Error;

async fn follows(core: &Core, person: &Person, whom: &str) {
    must(core, async |tx| {
        forums::follow(tx, person, whom, "https://x.test/inbox").await
    })
    .await;
}

async fn shown(core: &Core, person: &Person) -> Vec<i64> {
    let lines = endorsed(core, person.id, &ALL).await.expect("a list");
    lines.into_iter().map(|(_, target)| target).collect()
}

// discovery.1, discovery.2
#[tokio::test]
async fn who_is_followed_is_endorsed_and_nobody_else() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let cleo = member(&core, "cleo", true).await;
        let far = stranger(&core, "dakar.test", "awa").await;
        for whom in [&bob, &cleo, &far] {
            follows(&core, &ana, &whom.uri).await;
        }
        let endorses = async |whom: &Person| {
            testing::done(&core, async |tx| endorse(tx, &ana, whom, true).await).await
        };
        for whom in [&bob, &cleo, &bob] {
            endorses(whom).await.expect("endorsed");
        }
        let asked = endorses(&far).await;
        assert!(
            matches!(asked, Err(Error::Refused(Refusal::NoSuchPerson(_)))),
            "who has not answered is not followed"
        );
        assert_eq!(shown(&core, &ana).await, [cleo.id, bob.id]);
        let stands = stands(&core, &ana, &[bob.id, far.id]).await;
        let stands = stands.expect("stands");
        assert!(stands[&bob.id].endorses && !stands.contains_key(&far.id));
        must(&core, async |tx| {
            forums::unfollow(tx, &ana, &bob.uri, "").await
        })
        .await;
        assert_eq!(shown(&core, &ana).await, [cleo.id]);
        must(&core, async |tx| {
            forums::refuse_follower(tx, &cleo, &ana).await
        })
        .await;
        assert!(shown(&core, &ana).await.is_empty());
        follows(&core, &ana, &bob.uri).await;
        endorses(&bob).await.expect("endorsed");
        must(&core, async |tx| threads::delete_account(tx, &bob).await).await;
        assert!(shown(&core, &ana).await.is_empty());
    })
    .await;
}

// discovery.3
#[tokio::test]
async fn who_is_known_among_the_followers_of_others() {
    each_store(async |core, _| {
        let [ana, bob, cleo, dan] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
            member(&core, "dan", true).await,
        ];
        let salon = forum(&core, "acces", false).await;
        let group = crate::people::by_uri(&core, &salon.uri).await;
        let group = group.expect("read").expect("a Group");
        for (who, whom) in [
            (&ana, &bob.uri),
            (&ana, &cleo.uri),
            (&bob, &dan.uri),
            (&cleo, &dan.uri),
            (&cleo, &salon.uri),
            (&dan, &salon.uri),
        ] {
            follows(&core, who, whom).await;
        }
        let others = [dan.id, group.id, bob.id];
        let mut known = forums::familiar(&core, &ana.uri, &others).await;
        if let Ok(known) = &mut known {
            known.sort_unstable();
        }
        let mut expected = vec![(dan.id, bob.id), (dan.id, cleo.id), (group.id, cleo.id)];
        expected.sort_unstable();
        assert_eq!(known.expect("read"), expected);
        let hidden = crate::profiles::Change {
            hides_follows: Some(true),
            ..crate::profiles::Change::default()
        };
        must(&core, async |tx| {
            Box::pin(crate::profiles::change(tx, &cleo, &hidden)).await
        })
        .await;
        let known = forums::familiar(&core, &ana.uri, &others).await;
        assert_eq!(known.expect("read"), [(dan.id, bob.id)], "cleo hides it");
        let nobody = forums::familiar(&core, &dan.uri, &others).await;
        assert_eq!(nobody.expect("read"), []);
    })
    .await;
}
