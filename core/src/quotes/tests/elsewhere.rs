//! Those who quote and are quoted elsewhere.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::ledger::Standing;
use crate::quotes::follow;
use crate::scribe;
use crate::store::entity::dispatch;
use crate::store::testing::{NOON, remote_forum, stranger};
use crate::{Job, queue};

/// A post of somebody elsewhere, that says who may quote it and what it quotes.
async fn comes(
    core: &Core,
    author: &Person,
    number: i64,
    quote: Option<(&str, Option<&str>)>,
    quotable: Option<Policy>,
) -> Post {
    let raw = serde_json::json!({
        "html": format!("<p>De loin {number}</p>"),
        "quote": quote.map(|(uri, approval)| serde_json::json!({ "uri": uri, "approval": approval })),
        "quotable": quotable.map(|policy| Quotable::from(policy).column()),
    });
    let raw = raw.to_string().into_bytes();
    let uri = format!("https://{}/notes/{number}", author.host);
    let record = ledger::Record {
        rid: crate::store::testing::rid(&raw),
        activity_id: format!("{uri}/create"),
        kind: ledger::Kind::Create,
        actor: author.uri.clone(),
        object: uri.clone(),
        forum: None,
        context: None,
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: NOON,
        raw: Some(raw),
        vouch: ledger::Vouch::Signature,
        standing: ledger::Standing::Accepted,
    };
    must(core, async |tx| ledger::apply(tx, record).await).await;
    let post = threads::post_by_uri(core, &uri).await.expect("read");
    post.expect("it came")
}

fn request(actor: &Person, quoted: &Post, number: i64) -> Asked {
    let quoting = format!("https://{}/notes/{number}", actor.host);
    Asked {
        id: format!("{quoting}/ask"),
        actor: actor.uri.clone(),
        quoted: quoted.uri.clone(),
        quoting,
    }
}

// quotes.11, quotes.12, quotes.13
#[tokio::test]
async fn somebody_elsewhere_asks_to_quote() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let (awa, eve) = (
            stranger(&core, "senegal.test", "awa").await,
            stranger(&core, "mali.test", "eve").await,
        );
        let open = plain(&core, &ana, Audience::Public).await;
        let asked = request(&awa, &open, 1);
        let ask =
            async |asked: &Asked| done(&core, async |tx| receive_request(tx, asked).await).await;
        ask(&asked).await.expect("answered");
        assert_eq!(heard(&core, &ana).await, [], "nothing is there to be seen");
        // The same post by another is not what was asked for.
        let stolen = Asked {
            actor: eve.uri.clone(),
            ..asked.clone()
        };
        assert_eq!(refused(ask(&stolen).await), Refusal::NotYours);
        let post = comes(&core, &awa, 1, Some((&open.uri, None)), None).await;
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(ACCEPTED));
        assert_eq!(heard(&core, &ana).await, [(Kind::Quote, Some(post.id))]);
        ask(&asked).await.expect("answered again");
        let row = of_post(&core, post.id).await.expect("read").expect("a row");

        // What only says that it was agreed to is not.
        let address = row.approval.expect("an address");
        let forged = comes(&core, &eve, 2, Some((&open.uri, Some(&address))), None).await;
        assert_eq!(state_of(&core, &forged).await.as_deref(), Some(PENDING));
        let closed = with_policy(&core, &ana, Policy::Nobody).await;
        let late = comes(&core, &awa, 3, Some((&closed.uri, None)), None).await;
        ask(&request(&awa, &closed, 3))
            .await
            .expect("refused in a letter");
        assert_eq!(state_of(&core, &late).await.as_deref(), Some(REJECTED));
        ask(&request(&awa, &closed, 4))
            .await
            .expect("refused in a letter");
        let few = plain(&core, &ana, Audience::Followers).await;
        ask(&request(&awa, &few, 5))
            .await
            .expect("refused in a letter");
        for number in 10..30 {
            ask(&request(&eve, &open, number)).await.expect("answered");
        }
        let tx = core.begin().await.expect("begin");
        let ahead = rows::granted_ahead(&tx, &open.uri, &eve.uri).await;
        assert_eq!(ahead.expect("counted"), 8);
        tx.abandon().await.expect("left");

        must(&core, async |tx| revoke(tx, &ana, open.id, post.id).await).await;
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(REVOKED));
        assert_eq!(heard(&core, &ana).await, []);
        ask(&asked).await.expect("refused in a letter");
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(REVOKED));
        // No edit brings it back: neither one that leaves the quote out, nor one that quotes another.
        let other = plain(&core, &ana, Audience::Public).await;
        for uri in [None, Some(&open.uri), Some(&other.uri), Some(&open.uri)] {
            let said = uri.map(|uri| scribe::Quote {
                uri: uri.clone(),
                approval: None,
            });
            must(&core, async |tx| {
                follow::follow_post(tx, &post, Some(&post), said.as_ref()).await
            })
            .await;
            ask(&asked).await.expect("refused in a letter");
            assert_eq!(state_of(&core, &post).await.as_deref(), Some(REVOKED));
        }
    });
    Box::pin(test).await;
}

// quotes.14, quotes.15, quotes.16
#[tokio::test]
async fn a_member_asks_somebody_elsewhere() {
    let test = each_store(async |core, _| {
        let bob = member(&core, "bob", true).await;
        let (awa, eve) = (
            stranger(&core, "senegal.test", "awa").await,
            stranger(&core, "mali.test", "eve").await,
        );
        let silent = comes(&core, &awa, 1, None, None).await;
        let answer = quotes(&core, &bob, &silent, Audience::Public).await;
        assert_eq!(refused(answer), Refusal::NotQuotable);
        let open = comes(&core, &awa, 2, None, Some(Policy::Everybody)).await;
        let post = quotes(&core, &bob, &open, Audience::Public)
            .await
            .expect("asked");
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(PENDING));
        let seen = sees(&core, &reader(&bob), &post).await.expect("a quote");
        assert_eq!((seen.state, seen.post, seen.asked), ("pending", None, None));
        let answered = async |actor: &Person, approval: Option<&str>| {
            done(&core, async |tx| {
                receive_answer(tx, &actor.uri, &post.uri, approval).await
            })
            .await
        };
        let address = format!("https://{}/stamps/1", awa.host);
        assert_eq!(
            refused(answered(&eve, Some(&address)).await),
            Refusal::NotYours
        );
        let elsewhere = "https://elsewhere.test/stamps/1";
        assert_eq!(
            refused(answered(&awa, Some(elsewhere)).await),
            Refusal::NotYours
        );
        answered(&awa, Some(&address)).await.expect("agreed");
        let seen = sees(&core, &Viewer::guest(), &post).await.expect("a quote");
        assert_eq!((seen.state, seen.post), ("accepted", Some(open.id)));
        let withdrawn = async |actor: &Person| {
            done(&core, async |tx| {
                receive_withdrawal(tx, &actor.uri, &address).await
            })
            .await
        };
        assert_eq!(refused(withdrawn(&eve).await), Refusal::NotYours);
        assert!(withdrawn(&awa).await.expect("withdrawn"));
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(REVOKED));

        let other = quotes(&core, &bob, &open, Audience::Public)
            .await
            .expect("asked");
        must(&core, async |tx| {
            receive_answer(tx, &awa.uri, &other.uri, None).await
        })
        .await;
        assert_eq!(state_of(&core, &other).await.as_deref(), Some(REJECTED));
    });
    Box::pin(test).await;
}

// quotes.17, quotes.18
#[tokio::test]
async fn a_quote_between_others_counts_once_its_consent_was_seen() {
    let test = each_store(async |core, _| {
        let (awa, eve) = (
            stranger(&core, "senegal.test", "awa").await,
            stranger(&core, "mali.test", "eve").await,
        );
        let quoted = comes(&core, &awa, 1, None, None).await;
        let own = comes(&core, &awa, 2, Some((&quoted.uri, None)), None).await;
        assert_eq!(
            state_of(&core, &own).await.as_deref(),
            Some(ACCEPTED),
            "of oneself"
        );
        let address = format!("https://{}/stamps/1", awa.host);
        let post = comes(&core, &eve, 3, Some((&quoted.uri, Some(&address))), None).await;
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(PENDING));
        let elsewhere = "https://elsewhere.test/stamps/1";
        must(&core, async |tx| {
            confirm(tx, post.id, &awa.uri, Some(elsewhere)).await
        })
        .await;
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(PENDING));
        let answer = done(&core, async |tx| confirm(tx, post.id, &eve.uri, None).await).await;
        assert_eq!(refused(answer), Refusal::NotYours);
        must(&core, async |tx| {
            confirm(tx, post.id, &awa.uri, Some(&address)).await
        })
        .await;
        assert_eq!(state_of(&core, &post).await.as_deref(), Some(ACCEPTED));
        ledger::refold_everything(&core).await.expect("folded");
        assert_eq!(
            state_of(&core, &post).await.as_deref(),
            Some(ACCEPTED),
            "no record says it"
        );
    });
    Box::pin(test).await;
}

/// How many letters were written about a post.
async fn letters_about(core: &Core, post: &Post) -> u64 {
    let about = dispatch::Entity::find().filter(dispatch::Column::About.eq(post.id));
    about.count(core.reader()).await.expect("counted")
}

// quotes.14
#[tokio::test]
async fn nobody_is_asked_about_what_is_not_let_in() {
    let test = each_store(async |core, _| {
        let bob = member(&core, "bob", true).await;
        let awa = stranger(&core, "senegal.test", "awa").await;
        let open = comes(&core, &awa, 1, None, Some(Policy::Everybody)).await;
        let salon = remote_forum(&core, "mali.test").await;
        for (standing, letters) in [(Standing::Refused, 0), (Standing::Accepted, 1)] {
            let opening = draft(&core, "Voyez", Some(&open)).await;
            let post = must(&core, async |tx| {
                Box::pin(threads::open(tx, &bob, &salon, &opening)).await
            })
            .await;
            assert_eq!(post.state, "pending");
            assert_eq!(
                letters_about(&core, &post).await,
                0,
                "it waits for the salon"
            );
            let rid = post.winner.clone().expect("a record");
            let rid: [u8; 32] = rid.try_into().expect("an id");
            must(&core, async |tx| {
                ledger::set_standing(tx, &rid, standing, None).await
            })
            .await;
            assert_eq!(letters_about(&core, &post).await, letters, "{standing:?}");
            assert_eq!(state_of(&core, &post).await.as_deref(), Some(PENDING));
        }
    });
    Box::pin(test).await;
}

/// How often somebody at a host is to be asked about a quote.
async fn asks(core: &Core, host: &str) -> usize {
    let lane = format!("fetch:{host}");
    let waiting = queue::due(core, &lane, &[], 1_000).await.expect("read");
    let asks = |work: &&queue::Work| matches!(work.job, Job::FetchQuote { .. });
    waiting.iter().filter(asks).count()
}

// quotes.28
#[tokio::test]
async fn one_consent_after_another_is_looked_at_once_an_hour() {
    let test = each_store(async |core, clock| {
        let (awa, eve) = (
            stranger(&core, "senegal.test", "awa").await,
            stranger(&core, "mali.test", "eve").await,
        );
        let quoted = comes(&core, &awa, 1, None, None).await;
        let other = comes(&core, &awa, 2, None, None).await;
        let stamp = |number: i64| format!("https://{}/stamps/{number}", awa.host);
        let tells = async |post: &Post, number: i64| {
            must(&core, async |tx| {
                receive_approval(tx, post, &eve.uri, &quoted.uri, &stamp(number)).await
            })
            .await
        };
        let late = comes(&core, &eve, 3, Some((&quoted.uri, None)), None).await;
        assert_eq!(
            asks(&core, &awa.host).await,
            0,
            "there is nothing to look at"
        );
        assert!(tells(&late, 1).await);
        assert_eq!(asks(&core, &awa.host).await, 1, "the first one at once");

        let first = stamp(2);
        let post = comes(&core, &eve, 4, Some((&quoted.uri, Some(&first))), None).await;
        assert_eq!(asks(&core, &awa.host).await, 2);
        for hour in 0..3 {
            for number in 0..10 {
                assert!(tells(&post, 100 * hour + 10 + number).await);
                let edits = [Some(&quoted), Some(&other), None, Some(&quoted)];
                for (step, quoted) in (0..).zip(edits) {
                    let said = quoted.map(|quoted| scribe::Quote {
                        uri: quoted.uri.clone(),
                        approval: Some(stamp(1_000 * hour + 10 * number + step)),
                    });
                    must(&core, async |tx| {
                        follow::follow_post(tx, &post, Some(&post), said.as_ref()).await
                    })
                    .await;
                }
            }
            let asked = usize::try_from(hour).expect("small");
            assert_eq!(asks(&core, &awa.host).await, 2 + asked);
            clock.advance(3_600_000);
        }
    });
    Box::pin(test).await;
}
