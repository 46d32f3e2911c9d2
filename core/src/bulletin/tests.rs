//! What stands on the board, and what members answer to it.

use super::*;
use crate::store::testing::{done, each_store, member, must};
use crate::{Core, Error, Millis, Refusal, Result, threads};

const HOUR: Millis = 3_600_000;

async fn says(core: &Core, text: &str, ends_at: Option<Millis>) -> Result<Announcement> {
    let draft = threads::draft(core, text, None, "fr").await?;
    let new = NewAnnouncement {
        html: draft.html,
        starts_at: None,
        ends_at,
        all_day: false,
    };
    done(core, async |tx| announce(tx, new).await).await
}

fn refused<T>(answer: Result<T>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        Err(Error::Fault(fault)) => panic!("{fault}"),
        Ok(_) => panic!("it is not refused"),
    }
}

// bulletin.1, bulletin.2
#[tokio::test]
async fn an_announcement_stands_until_it_ends_and_is_read_by_each() {
    let test = each_store(async |core, clock| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let first = says(&core, "Coupure **demain**", Some(core.now() + HOUR)).await;
        let first = first.expect("announced");
        let second = says(&core, "Bienvenue", None).await.expect("announced");
        assert_eq!(first.html, "<p>Coupure <strong>demain</strong></p>");
        let seen = async |who| {
            let all = announced_to(&core, who).await.expect("read");
            all.iter()
                .map(|one| (one.announcement.id, one.read))
                .collect::<Vec<_>>()
        };
        assert_eq!(seen(&ana).await, [(second.id, false), (first.id, false)]);
        must(&core, async |tx| dismiss(tx, &ana, first.id).await).await;
        must(&core, async |tx| dismiss(tx, &ana, first.id).await).await;
        assert_eq!(seen(&ana).await, [(second.id, false), (first.id, true)]);
        assert_eq!(seen(&bob).await, [(second.id, false), (first.id, false)]);
        clock.advance(HOUR);
        assert_eq!(seen(&bob).await, [(second.id, false)], "it has ended");
        let late = done(&core, async |tx| dismiss(tx, &bob, first.id).await).await;
        assert_eq!(refused(late), Refusal::NoSuchAnnouncement);
        must(&core, async |tx| withdraw(tx, second.id).await).await;
        assert_eq!(seen(&bob).await, []);
        let over = says(&core, "Trop tard", Some(core.now())).await;
        assert_eq!(refused(over), Refusal::EndsTooEarly);
        for _ in 0..40 {
            says(&core, "Encore", None).await.expect("announced");
        }
        let many = says(&core, "Encore", None).await;
        assert_eq!(refused(many), Refusal::TooManyAnnouncements { limit: 40 });
    });
    Box::pin(test).await;
}

// bulletin.3
#[tokio::test]
async fn members_answer_with_emoji_each_once() {
    let test = each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let one = says(&core, "Bienvenue", None).await.expect("announced");
        let reacts = async |who, name: &str, yes| {
            done(&core, async |tx| react(tx, who, one.id, name, yes).await).await
        };
        for who in [&ana, &ana, &bob] {
            reacts(who, "👍", true).await.expect("done");
        }
        assert_eq!(
            refused(reacts(&ana, "palabre", true).await),
            Refusal::NoEmoji
        );
        must(&core, async |tx| {
            add_emoji(tx, "palabre", None, ("a", "b")).await
        })
        .await;
        reacts(&ana, "palabre", true).await.expect("done");
        let seen = async |who| {
            let all = announced_to(&core, who).await.expect("read");
            let each = all.into_iter().flat_map(|one| one.reactions);
            each.map(|one| (one.name, one.count, one.me))
                .collect::<Vec<_>>()
        };
        let both = ("👍".to_owned(), 2, true);
        assert_eq!(seen(&bob).await, [both, ("palabre".to_owned(), 1, false)]);
        reacts(&ana, "palabre", false).await.expect("done");
        reacts(&bob, "👍", false).await.expect("done");
        assert_eq!(seen(&bob).await, [("👍".to_owned(), 1, false)]);
        reacts(&bob, "👍", true).await.expect("again");
        assert_eq!(seen(&bob).await, [("👍".to_owned(), 2, true)]);
        for name in ["👎", "😀", "🎉", "🌍", "🌳", "🔥", "💧"] {
            reacts(&ana, name, true).await.expect("done");
        }
        let limit = REACTIONS;
        let many = reacts(&bob, "🍲", true).await;
        assert_eq!(refused(many), Refusal::TooManyReactions { limit });
        reacts(&bob, "💧", true)
            .await
            .expect("one that is there already");
        must(&core, async |tx| forget_person(tx, ana.id).await).await;
        let left = [("👍".to_owned(), 1, true), ("💧".to_owned(), 1, true)];
        assert_eq!(seen(&bob).await, left);
    });
    Box::pin(test).await;
}

// bulletin.5, bulletin.6
#[tokio::test]
async fn rules_and_emoji_have_bounds() {
    let test = each_store(async |core, _| {
        let adds = async |text: &str| done(&core, async |tx| add_rule(tx, text, "").await).await;
        let first = adds(" Rester courtois ").await.expect("added");
        let second = adds("Écrire pour tous").await.expect("added");
        assert_eq!(
            rules(&core).await.expect("read"),
            [first.clone(), second.clone()]
        );
        assert_eq!(first.text, "Rester courtois");
        must(&core, async |tx| withdraw_rule(tx, first.id).await).await;
        assert_eq!(rules(&core).await.expect("read"), [second]);
        assert_eq!(all_rules(&core).await.expect("read").len(), 2);
        let again = done(&core, async |tx| withdraw_rule(tx, first.id).await).await;
        assert_eq!(refused(again), Refusal::NoSuchRule);
        assert_eq!(refused(adds("  ").await), Refusal::TextEmpty);
        let (chars, limit) = (301, 300);
        let long = adds(&"a".repeat(chars)).await;
        assert_eq!(refused(long), Refusal::RuleTooLong { chars, limit });

        let picture = async |code: &str| {
            let keys = ("file", "small");
            done(&core, async |tx| {
                add_emoji(tx, code, Some("Arbres"), keys).await
            })
            .await
        };
        for wrong in ["a", "é_t", "a b", "", &"a".repeat(51)] {
            assert_eq!(
                refused(picture(wrong).await),
                Refusal::NoShortcode,
                "{wrong}"
            );
        }
        picture("baobab").await.expect("added");
        picture("baobab").await.expect("in its place");
        let named = emoji_named(&core, &["baobab", "palabre"]).await;
        assert_eq!(named.expect("read"), emoji(&core).await.expect("read"));
        must(&core, async |tx| remove_emoji(tx, "baobab").await).await;
        assert_eq!(emoji(&core).await.expect("read"), []);
        let again = done(&core, async |tx| remove_emoji(tx, "baobab").await).await;
        assert_eq!(refused(again), Refusal::NoSuchEmoji);
    });
    Box::pin(test).await;
}
