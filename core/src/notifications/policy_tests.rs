//! Of whom a member hears only when they look, and of whom never.

use super::tests::{hears, notes, opens};
use super::*;
use crate::page::Page;
use crate::peering::{self, Level};
use crate::people::Person;
use crate::store::testing::{admin, each_store, forum, member, must, stranger};
use crate::threads::{self, Post};
use crate::{Audience, Core, Error, Refusal, forums};

async fn likes(core: &Core, person: &Person, post: &Post) {
    must(core, async |tx| {
        threads::like(tx, person, post.id, true).await
    })
    .await;
}

async fn says(core: &Core, reader: &Person, policy: Policy) {
    must(core, async |tx| set_policy(tx, reader, &policy).await).await;
    assert_eq!(super::policy(core, reader).await.expect("read"), policy);
}

async fn follows(core: &Core, who: &Person, whom: &Person) {
    must(core, async |tx| {
        forums::follow(tx, who, &whom.uri, "").await
    })
    .await;
}

/// Whose deeds wait: (who, how many, whether they have said something).
async fn waits(core: &Core, reader: &Person) -> Vec<(i64, i64, bool)> {
    let all = requests(core, reader, &Page::first(80)).await;
    let all = all.expect("a page");
    let each = all.iter();
    each.map(|one| (one.actor, one.count, one.last.is_some()))
        .collect()
}

fn all(answer: Answer) -> Policy {
    Policy {
        strangers: answer,
        not_followers: answer,
        newcomers: answer,
        private: answer,
        limited: answer,
    }
}

// notifications.10, notifications.11
#[tokio::test]
async fn each_sort_of_people_is_answered_by_itself() {
    let test = each_store(async |core, clock| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let salon = forum(&core, "acces", false).await;
        let open = Policy {
            private: Answer::Accept,
            limited: Answer::Accept,
            ..Policy::default()
        };
        // Each sort alone: who is of it is not heard of, and who is of it no longer is.
        let sorts: [fn(&mut Policy); 3] = [
            |policy| policy.strangers = Answer::Drop,
            |policy| policy.not_followers = Answer::Drop,
            |policy| policy.newcomers = Answer::Drop,
        ];
        for (number, sort) in sorts.into_iter().enumerate() {
            let mut policy = open;
            sort(&mut policy);
            says(&core, &ana, policy).await;
            let root = opens(&core, &ana, &salon, "Un fil").await;
            likes(&core, &bob, &root).await;
            assert_eq!(hears(&core, &ana).await.len(), number, "{policy:?}");
            assert_eq!(waits(&core, &ana).await, []);
            match number {
                0 => follows(&core, &ana, &bob).await,
                1 => {
                    follows(&core, &bob, &ana).await;
                    let root = opens(&core, &ana, &salon, "Encore").await;
                    likes(&core, &bob, &root).await;
                    assert_eq!(hears(&core, &ana).await.len(), 1, "a follower of a moment");
                    clock.advance(3 * 24 * HOUR);
                }
                _ => clock.advance(28 * 24 * HOUR),
            }
            let root = opens(&core, &ana, &salon, "Un autre").await;
            likes(&core, &bob, &root).await;
            assert_eq!(hears(&core, &ana).await.len(), number + 1, "{policy:?}");
        }
    });
    Box::pin(test).await;
}

// notifications.10
#[tokio::test]
async fn who_speaks_first_in_private_waits_unless_they_answer() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        notes(&core, &bob, "Bonjour @ana", Audience::Direct).await;
        assert_eq!(hears(&core, &ana).await, []);
        assert_eq!(waits(&core, &ana).await, [(bob.id, 1, true)]);
        notes(&core, &bob, "Pour tous, @ana", Audience::Public).await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Mention, bob.id)]);
        let asked = notes(&core, &ana, "@bob Qui êtes-vous ?", Audience::Direct).await;
        let draft = threads::draft(&core, "@ana Un voisin", None, "fr").await;
        let draft = draft.expect("a draft");
        must(&core, async |tx| {
            threads::note(tx, &bob, Some(asked.id), &draft, Audience::Direct).await
        })
        .await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Mention, bob.id); 2]);
        follows(&core, &ana, &bob).await;
        notes(&core, &bob, "@ana Merci", Audience::Direct).await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Mention, bob.id); 3]);
    });
    Box::pin(test).await;
}

// notifications.10, notifications.11
#[tokio::test]
async fn people_of_limited_hosts_wait_and_administrators_never() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let root = notes(&core, &ana, "Un mot", Audience::Public).await;
        let far = stranger(&core, "ailleurs.test", "eve").await;
        must(&core, async |tx| of_boost(tx, &far, &root).await).await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Reblog, far.id)]);
        must(&core, async |tx| {
            peering::set_level(tx, "ailleurs.test", Level::Limit, "bruit").await
        })
        .await;
        let other = stranger(&core, "ailleurs.test", "zoe").await;
        must(&core, async |tx| of_boost(tx, &other, &root).await).await;
        assert_eq!(hears(&core, &ana).await, [(Kind::Reblog, far.id)]);
        assert_eq!(waits(&core, &ana).await, [(other.id, 1, false)]);

        let boss = admin(&core, "chef").await;
        says(&core, &ana, all(Answer::Drop)).await;
        likes(&core, &boss, &root).await;
        assert_eq!(hears(&core, &ana).await[0], (Kind::Favourite, boss.id));
    });
    Box::pin(test).await;
}

// notifications.12, notifications.13
#[tokio::test]
async fn whose_deeds_wait_is_accepted_or_let_go() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let eve = member(&core, "eve", true).await;
        let salon = forum(&core, "acces", false).await;
        says(&core, &ana, all(Answer::Filter)).await;
        let root = opens(&core, &ana, &salon, "Un fil").await;
        for who in [&bob, &eve] {
            likes(&core, who, &root).await;
            notes(&core, who, "Bonjour @ana", Audience::Public).await;
        }
        assert_eq!(hears(&core, &ana).await, []);
        let both = [(eve.id, 2, true), (bob.id, 2, true)];
        assert_eq!(waits(&core, &ana).await, both);
        let much = Waiting {
            people: 2,
            notices: 4,
        };
        assert_eq!(waiting(&core, &ana).await.expect("read"), much);
        let everything = Wanted {
            waiting: true,
            ..Wanted::default()
        };
        let page = super::page(&core, &ana, &everything, &Page::first(80)).await;
        assert_eq!(page.expect("a page").len(), 4);

        let found = requests(&core, &ana, &Page::first(80)).await;
        let ids: Vec<i64> = found.expect("a page").iter().map(|one| one.id).collect();
        let tx = core.begin().await.expect("begin");
        let others = accept(&tx, &bob, &ids).await;
        assert!(matches!(
            others,
            Err(Error::Refused(Refusal::NoSuchRequest))
        ));
        drop(tx);
        must(&core, async |tx| accept(tx, &ana, &ids[1..]).await).await;
        assert_eq!(waits(&core, &ana).await, both[..1]);
        let heard = [(Kind::Mention, bob.id), (Kind::Favourite, bob.id)];
        assert_eq!(hears(&core, &ana).await, heard);
        notes(&core, &bob, "@ana Encore", Audience::Public).await;
        assert_eq!(hears(&core, &ana).await.len(), 3, "from now on");

        must(&core, async |tx| refuse(tx, &ana, &ids[..1]).await).await;
        assert_eq!(waits(&core, &ana).await, []);
        assert_eq!(hears(&core, &ana).await.len(), 3);
        notes(&core, &eve, "@ana Encore", Audience::Public).await;
        assert_eq!(
            waits(&core, &ana).await,
            [(eve.id, 1, true)],
            "it begins anew"
        );
        must(&core, async |tx| {
            crate::circle::block(tx, &ana, &eve, true).await
        })
        .await;
        assert_eq!(waits(&core, &ana).await, [], "whom she blocks asks nothing");
        let nothing = Waiting::default();
        assert_eq!(waiting(&core, &ana).await.expect("read"), nothing);
    });
    Box::pin(test).await;
}
