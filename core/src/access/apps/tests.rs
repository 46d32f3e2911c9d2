//! Apps, consents, tokens.

use std::collections::BTreeSet;

use super::*;
use crate::access::{bearer, close, set_password};
use crate::push;
use crate::store::testing::{each_store, member, two_processes};

const HERE: &str = "https://client.test/back";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn client(core: &Core) -> (App, String) {
    let tx = core.begin().await.expect("begin");
    let new = NewApp {
        name: "Client".to_owned(),
        website: None,
        redirects: vec![HERE.to_owned(), "urn:ietf:wg:oauth:2.0:oob".to_owned()],
        scopes: Scopes::parse("read write").expect("scopes"),
    };
    let made = register(&tx, &new).await.expect("registered");
    tx.commit().await.expect("commit");
    made
}

fn asked(challenge: Option<&str>) -> Consent {
    Consent {
        scopes: Scopes::parse("read").expect("scopes"),
        redirect: HERE.to_owned(),
        challenge: challenge.map(str::to_owned),
    }
}

async fn code_of(core: &Core, app: &App, person: &Person, challenge: Option<&str>) -> String {
    let tx = core.begin().await.expect("begin");
    let made = consent(&tx, app, person, &asked(challenge))
        .await
        .expect("a code");
    tx.commit().await.expect("commit");
    made
}

async fn trade(
    core: &Core,
    app: &App,
    given: &str,
    redirect: &str,
    verifier: Option<&str>,
) -> Option<String> {
    let tx = core.begin().await.expect("begin");
    let token = exchange(&tx, app, given, redirect, verifier)
        .await
        .expect("answered");
    tx.commit().await.expect("commit");
    token.map(|token| token.token)
}

async fn holds(core: &Core, token: &str) -> bool {
    bearer(core, token).await.expect("read").is_some()
}

// client_api.2
#[tokio::test]
async fn an_app_is_kept_without_its_secret() {
    each_store(async |core, _| {
        let (made, secret) = client(&core).await;
        let known = app(&core, &made.client_id).await.expect("read");
        assert_eq!(known.as_ref(), Some(&made));
        assert_eq!(known, app_by_id(&core, made.id).await.expect("read"));
        assert!(made.has_secret(&secret) && !made.has_secret("") && !made.has_secret("x"));
        assert!(app(&core, "nobody").await.expect("read").is_none());
    })
    .await;
}

// client_api.3
#[tokio::test]
async fn a_code_is_exchanged_once_and_a_second_time_takes_the_token_back() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let (app, _) = client(&core).await;
        let code = code_of(&core, &app, &ana, None).await;
        let token = trade(&core, &app, &code, HERE, None)
            .await
            .expect("a token");
        let shown = bearer(&core, &token).await.expect("read").expect("known");
        assert_eq!(shown.app_id, Some(app.id));
        assert_eq!(shown.scopes.to_string(), "read");
        assert_eq!(shown.member.expect("a member").person.id, ana.id);
        assert!(trade(&core, &app, &code, HERE, None).await.is_none());
        assert!(!holds(&core, &token).await, "one of the two has stolen it");
    })
    .await;
}

// push.6
#[tokio::test]
async fn a_code_that_comes_twice_ends_the_calls_of_its_own_token_alone() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let (app, _) = client(&core).await;
        let mut held = Vec::new();
        for _ in 0..2 {
            let code = code_of(&core, &app, &ana, None).await;
            let token = trade(&core, &app, &code, HERE, None).await;
            let token = token.expect("a token");
            let known = bearer(&core, &token).await.expect("read").expect("known");
            let tx = core.begin().await.expect("begin");
            let place = push::Place {
                token,
                endpoint: "https://push.test/1".to_owned(),
                public_key: String::new(),
                secret: String::new(),
                standard: true,
            };
            let wanted = push::Wanted {
                alerts: BTreeSet::from(["mention".to_owned()]),
                policy: push::Policy::All,
            };
            let kept = push::subscribe(&tx, &known, &place, &wanted).await;
            kept.expect("subscribed");
            tx.commit().await.expect("commit");
            held.push((code, known));
        }
        assert_eq!(trade(&core, &app, &held[0].0, HERE, None).await, None);
        let mut called = Vec::new();
        for (_, known) in &held {
            called.push(push::of(&core, known).await.expect("read").is_some());
        }
        assert_eq!(called, [false, true]);
    })
    .await;
}

// client_api.3
#[tokio::test]
async fn a_code_holds_for_its_app_its_address_its_verifier_and_ten_minutes() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let (app, _) = client(&core).await;
        let (other, _) = client(&core).await;
        for (challenge, by, redirect, verifier, well) in [
            (None, &app, HERE, None, true),
            (None, &other, HERE, None, false),
            (None, &app, "https://client.test/back/", None, false),
            // A verifier where nothing was asked for comes from another flow.
            (None, &app, HERE, Some(VERIFIER), false),
            (Some(CHALLENGE), &app, HERE, Some(VERIFIER), true),
            (Some(CHALLENGE), &app, HERE, Some("dBjftJeZ"), false),
            (Some(CHALLENGE), &app, HERE, None, false),
            // `plain` would be the verifier itself.
            (Some(VERIFIER), &app, HERE, Some(VERIFIER), false),
        ] {
            let code = code_of(&core, &app, &ana, challenge).await;
            let token = trade(&core, by, &code, redirect, verifier).await;
            assert_eq!(
                token.is_some(),
                well,
                "{challenge:?} {redirect} {verifier:?}"
            );
        }
        // Another app's attempt spoils nothing.
        let code = code_of(&core, &app, &ana, None).await;
        assert!(trade(&core, &other, &code, HERE, None).await.is_none());
        assert!(trade(&core, &app, &code, HERE, None).await.is_some());
        let late = code_of(&core, &app, &ana, None).await;
        clock.advance(CODE_LIFE + 1);
        assert!(trade(&core, &app, &late, HERE, None).await.is_none());
        assert!(trade(&core, &app, "nothing", HERE, None).await.is_none());
    })
    .await;
}

// client_api.3
#[tokio::test]
async fn two_exchanges_at_once_give_one_token_at_most() {
    if let Some((one, other, _)) = two_processes().await {
        Box::pin(race(&one, &other)).await;
        one.close().await;
        other.close().await;
    }
    each_store(async |core, _| Box::pin(race(&core, &core)).await).await;
}

async fn race(one: &Core, other: &Core) {
    let ana = member(one, "ana", true).await;
    let (app, _) = client(one).await;
    let mut given = 0;
    for _ in 0..5 {
        let code = code_of(one, &app, &ana, None).await;
        let (first, second) = tokio::join!(
            trade(one, &app, &code, HERE, None),
            trade(other, &app, &code, HERE, None)
        );
        assert!(first.is_none() || second.is_none());
        for token in [first, second].into_iter().flatten() {
            given += 1;
            assert!(!holds(one, &token).await);
        }
    }
    assert!(given > 0, "one of the two comes first");
}

// client_api.4
#[tokio::test]
async fn a_token_is_taken_back_by_its_app_only() {
    each_store(async |core, _| {
        let (app, _) = client(&core).await;
        let (other, _) = client(&core).await;
        let tx = core.begin().await.expect("begin");
        let own = own_token(&tx, &app, &app.scopes).await.expect("a token");
        assert!(!revoke(&tx, &other, &own.token).await.expect("answered"));
        tx.commit().await.expect("commit");
        let shown = bearer(&core, &own.token)
            .await
            .expect("read")
            .expect("known");
        assert!(shown.member.is_none());
        let tx = core.begin().await.expect("begin");
        assert!(revoke(&tx, &app, &own.token).await.expect("answered"));
        assert!(revoke(&tx, &app, &own.token).await.expect("gone already"));
        tx.commit().await.expect("commit");
        assert!(!holds(&core, &own.token).await);
    })
    .await;
}

// client_api.4
#[tokio::test]
async fn the_oldest_of_an_apps_own_tokens_goes_for_a_new_one() {
    each_store(async |core, _| {
        let (app, _) = client(&core).await;
        let mut made = Vec::new();
        for _ in 0..=OWN_TOKENS {
            let tx = core.begin().await.expect("begin");
            let own = own_token(&tx, &app, &app.scopes).await.expect("a token");
            tx.commit().await.expect("commit");
            made.push(own.token);
        }
        let (first, rest) = made.split_first().expect("some");
        assert!(!holds(&core, first).await);
        for token in rest {
            assert!(holds(&core, token).await);
        }
    })
    .await;
}

// client_api.4
#[tokio::test]
async fn a_new_password_and_a_closed_account_end_what_clients_hold() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let (app, _) = client(&core).await;
        let end = async |how: &str| {
            let code = code_of(&core, &app, &ana, None).await;
            let waiting = code_of(&core, &app, &ana, None).await;
            let token = trade(&core, &app, &code, HERE, None)
                .await
                .expect("a token");
            let mut tx = core.begin().await.expect("begin");
            match how {
                "password" => set_password(&mut tx, "ana", "$argon2id$2").await,
                _ => close(&tx, &ana).await,
            }
            .expect("done");
            tx.commit().await.expect("commit");
            assert!(!holds(&core, &token).await, "{how}");
            assert!(
                trade(&core, &app, &waiting, HERE, None).await.is_none(),
                "{how}"
            );
        };
        end("password").await;
        end("closed").await;
    })
    .await;
}

#[tokio::test]
async fn codes_go_after_a_day_and_apps_that_nobody_uses_after_a_year() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let (used, _) = client(&core).await;
        let (idle, _) = client(&core).await;
        let code = code_of(&core, &used, &ana, None).await;
        let token = trade(&core, &used, &code, HERE, None)
            .await
            .expect("a token");
        let tx = core.begin().await.expect("begin");
        revoke(&tx, &used, &token).await.expect("ended");
        tx.commit().await.expect("commit");
        let left = code_of(&core, &idle, &ana, None).await;
        let forgotten = async || {
            let tx = core.begin().await.expect("begin");
            forget(&tx).await.expect("forgotten");
            tx.commit().await.expect("commit");
        };
        forgotten().await;
        assert!(app(&core, &idle.client_id).await.expect("read").is_some());
        assert!(trade(&core, &idle, &left, HERE, None).await.is_some());
        let (third, _) = client(&core).await;
        clock.advance(UNUSED + 1);
        forgotten().await;
        assert!(app(&core, &third.client_id).await.expect("read").is_none());
        assert!(app(&core, &idle.client_id).await.expect("read").is_some());
        let kept = app(&core, &used.client_id).await.expect("read");
        assert!(kept.is_some(), "used once, though nobody has a token now");
        // Once forgotten, a code cannot say any more that it was used.
        assert!(trade(&core, &used, &code, HERE, None).await.is_none());
    })
    .await;
}
