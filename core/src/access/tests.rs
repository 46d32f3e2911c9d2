//! Log-ins, sessions, tokens, failed attempts, e-mail addresses.

use super::*;
use crate::store::testing::{each_store, keys, member};
use crate::{Core, Error};

async fn account_of(core: &Core, name: &str, email: &str) -> Result<Person> {
    let mut tx = core.begin().await?;
    let new = NewAccount {
        name: name.to_owned(),
        display: "Ana".to_owned(),
        email: email.to_owned(),
        password: "$argon2id$1".to_owned(),
        lang: "fr".to_owned(),
        admin: true,
        confirmed: false,
        approved: true,
    };
    let made = create(&mut tx, &new, &keys()).await?;
    tx.commit().await?;
    Ok(made)
}

async fn attempt(core: &Core, name: &str, well: bool) {
    let tx = core.begin().await.expect("begin");
    attempted(&tx, name, well).await.expect("remembered");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn a_name_and_an_address_have_one_account() {
    each_store(async |core, _| {
        let ana = account_of(&core, "ana", "ana@b.test").await.expect("made");
        assert_eq!(
            (ana.state.as_str(), ana.uri.as_str()),
            ("active", "https://quebec.test/ap/u/ana")
        );
        let taken = account_of(&core, "Ana", "other@b.test").await;
        assert!(
            matches!(taken, Err(Error::Refused(Refusal::NameTaken(_)))),
            "{taken:?}"
        );
        let taken = account_of(&core, "bob", "ana@b.test").await;
        assert!(matches!(taken, Err(Error::Refused(Refusal::EmailTaken))));
        account_of(&core, "bob", "bob@b.test")
            .await
            .expect("a refusal takes no name");
        for login in ["ana", " ANA ", "Ana@B.test"] {
            let (person, password) = password_of(&core, login)
                .await
                .expect("read")
                .expect("known");
            assert_eq!((person, password.as_str()), (ana.id, "$argon2id$1"));
        }
        assert!(password_of(&core, "nobody").await.expect("read").is_none());
        let shown = of_person(&core, &ana)
            .await
            .expect("read")
            .expect("an account");
        assert!(shown.approved && !shown.confirmed && shown.role == "admin");
    })
    .await;
}

// accounts.8
#[tokio::test]
async fn a_session_lives_thirty_days_after_it_was_last_used() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let tx = core.begin().await.expect("begin");
        let (cookie, csrf) = sign_in(&tx, ana.id).await.expect("signed in");
        tx.commit().await.expect("commit");
        let found = session(&core, &cookie)
            .await
            .expect("read")
            .expect("a session");
        assert_eq!(
            (found.person.id, found.csrf, found.role.as_str()),
            (ana.id, csrf, "member")
        );
        assert!(session(&core, "other").await.expect("read").is_none());
        assert_eq!(hex::decode(&cookie).expect("hex").len(), 32, "256 bits");
        let kept = session::Entity::find().all(core.reader()).await;
        let kept = kept.expect("read");
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].hash, hash(&cookie));
        clock.advance(20 * 86_400_000);
        let tx = core.begin().await.expect("begin");
        touch(&tx, &cookie).await.expect("touched");
        tx.commit().await.expect("commit");
        clock.advance(29 * 86_400_000);
        assert!(session(&core, &cookie).await.expect("read").is_some());
        clock.advance(2 * 86_400_000);
        assert!(session(&core, &cookie).await.expect("read").is_none());
    })
    .await;
}

// accounts.9
#[tokio::test]
async fn signing_out_and_a_new_password_end_sessions() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let mut tx = core.begin().await.expect("begin");
        let (first, _) = sign_in(&tx, ana.id).await.expect("signed in");
        let (second, _) = sign_in(&tx, ana.id).await.expect("signed in");
        sign_out(&tx, &first).await.expect("signed out");
        tx.commit().await.expect("commit");
        assert!(session(&core, &first).await.expect("read").is_none());
        assert!(session(&core, &second).await.expect("read").is_some());
        tx = core.begin().await.expect("begin");
        set_password(&mut tx, "ana", "$argon2id$2")
            .await
            .expect("changed");
        tx.commit().await.expect("commit");
        assert!(session(&core, &second).await.expect("read").is_none());
        let (_, password) = password_of(&core, "ana")
            .await
            .expect("read")
            .expect("known");
        assert_eq!(password, "$argon2id$2");
    })
    .await;
}

// accounts.13
#[tokio::test]
async fn a_token_tells_its_person_and_scopes_until_the_account_is_closed() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let tx = core.begin().await.expect("begin");
        let wanted = Scopes::parse("read write").expect("scopes");
        let shown = create_token(&tx, "ana", &wanted).await.expect("a token");
        let unknown = create_token(&tx, "nobody", &wanted).await;
        assert!(matches!(
            unknown,
            Err(Error::Refused(Refusal::NoSuchAccount(_)))
        ));
        tx.commit().await.expect("commit");
        let known = bearer(&core, &shown).await.expect("read").expect("known");
        let member = known.member.expect("a member");
        assert_eq!((member.person, known.app_id), (ana.clone(), None));
        assert_eq!(
            (member.role.as_str(), member.lang.as_str()),
            ("member", "fr")
        );
        assert_eq!(known.scopes, wanted);
        assert!(
            bearer(&core, &"0".repeat(64))
                .await
                .expect("read")
                .is_none()
        );
        let tx = core.begin().await.expect("begin");
        close(&tx, &ana).await.expect("closed");
        tx.commit().await.expect("commit");
        assert!(bearer(&core, &shown).await.expect("read").is_none());
        assert!(of_person(&core, &ana).await.expect("read").is_none());
    })
    .await;
}

#[tokio::test]
async fn accounts_that_wait_are_listed_until_they_are_approved() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", false).await;
        member(&core, "bob", true).await;
        assert_eq!(ana.state, "held");
        let tx = core.begin().await.expect("begin");
        keep_motive(&tx, &ana, "Pour le salon.")
            .await
            .expect("kept");
        tx.commit().await.expect("commit");
        let waiting = list(&core, true).await.expect("list");
        assert_eq!(
            waiting
                .iter()
                .map(|one| one.name.as_str())
                .collect::<Vec<_>>(),
            ["ana"]
        );
        assert_eq!(waiting[0].motive.as_deref(), Some("Pour le salon."));
        for _ in 0..2 {
            let mut tx = core.begin().await.expect("begin");
            approve(&mut tx, "ana").await.expect("approved");
            tx.commit().await.expect("commit");
        }
        assert!(list(&core, true).await.expect("list").is_empty());
        assert_eq!(list(&core, false).await.expect("list").len(), 2);
        let now = people::by_uri(&core, &ana.uri)
            .await
            .expect("read")
            .expect("a person");
        assert_eq!(now.state, "active");
    })
    .await;
}

#[tokio::test]
async fn failed_attempts_delay_the_fifth_and_more_and_success_forgets_them() {
    each_store(async |core, clock| {
        for _ in 0..4 {
            attempt(&core, "Ana", false).await;
        }
        assert_eq!(must_wait(&core, "ana").await.expect("read"), 0);
        attempt(&core, "ana", false).await;
        assert_eq!(must_wait(&core, "ana").await.expect("read"), 5);
        attempt(&core, "ana", false).await;
        assert_eq!(must_wait(&core, "ANA").await.expect("read"), 10);
        clock.advance(10_000);
        assert_eq!(must_wait(&core, "ana").await.expect("read"), 0);
        for _ in 0..30 {
            attempt(&core, "ana", false).await;
        }
        assert_eq!(must_wait(&core, "ana").await.expect("read"), 3_600);
        assert_eq!(must_wait(&core, "bob").await.expect("read"), 0);
        attempt(&core, "ana", true).await;
        assert_eq!(must_wait(&core, "ana").await.expect("read"), 0);
    })
    .await;
}

#[test]
fn an_address_has_the_one_form_that_all_mail_servers_read_alike() {
    for (typed, kept) in [
        ("ana@b.test", "ana@b.test"),
        (" Ana.B+x@Mail.Example.ORG ", "ana.b+x@mail.example.org"),
        ("a_b-c'd@xn--bcher-kva.test", "a_b-c'd@xn--bcher-kva.test"),
    ] {
        assert_eq!(email(typed).as_deref(), Ok(kept));
    }
    let long = format!("{}@b.test", "a".repeat(65));
    for bad in [
        "",
        "ana",
        "@b.test",
        "ana@",
        "ana@@b.test",
        "a b@b.test",
        "ana@b..test",
        ".ana@b.test",
        "ana.@b.test",
        "an..a@b.test",
        "ana@-b.test",
        "ana@b-.test",
        "\"ana\"@b.test",
        "ana@[127.0.0.1]",
        "ana@b.test\nBcc: x@y.test",
        "ana,bob@b.test",
        "ana<x@b.test>",
        "é@b.test",
        "ana@bé.test",
        long.as_str(),
    ] {
        assert_eq!(email(bad), Err(Refusal::EmailInvalid), "{bad}");
    }
}
