use axum::http::StatusCode;
use palabre_core::{access, site};

use super::browser::{Node, PASSWORD};
use crate::config::Registration;

const ASKED: [(&str, &str); 4] = [
    ("name", "awa"),
    ("display", "Awa Ndiaye"),
    ("email", "Awa@Exemple.test"),
    ("password", PASSWORD),
];

// accounts.1
#[tokio::test]
async fn an_open_node_signs_whoever_asks_up_and_in() {
    let node = Node::with(|config| config.node.registration = Registration::Open).await;
    let mut browser = node.browser();
    let page = browser.submit("/inscription", "/inscription", &ASKED).await;
    assert_eq!(
        (page.status, page.location().as_str()),
        (StatusCode::SEE_OTHER, "/moi")
    );
    let cookie = page.header("set-cookie");
    assert!(
        cookie.contains("session=") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    assert!(
        cookie.contains("SameSite=Lax") && !cookie.contains("Secure"),
        "{cookie}"
    );
    let me = browser.get("/moi").await;
    assert!(me.says("Awa Ndiaye") && me.says("@awa@quebec.test"));
    assert_eq!(me.header("cache-control"), "no-store");
    let accounts = access::list(&node.app.core, false).await.expect("a list");
    assert_eq!(accounts[0].email, "awa@exemple.test");
    assert!(accounts[0].approved);
}

// accounts.2, accounts.3
#[tokio::test]
async fn approval_holds_what_a_new_account_writes_until_it_is_approved() {
    let node = Node::new().await;
    node.salon("acces", None).await;
    let mut browser = node.browser();
    let mut asked = ASKED.to_vec();
    asked.push(("reason", "Je suis de Dakar."));
    let page = browser.submit("/inscription", "/inscription", &asked).await;
    assert_eq!(page.location(), "/moi/attente");
    assert!(
        browser
            .get("/moi/attente")
            .await
            .says("attend d’être approuvé")
    );
    let kept = site::get(&node.app.core, "motive:awa")
        .await
        .expect("a value");
    assert_eq!(kept.as_deref(), Some("Je suis de Dakar."));

    let thread = node.thread(&mut browser, "acces").await;
    assert!(browser.get(&thread).await.says("En attente"));
    assert_eq!(
        node.browser().get(&thread).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        browser
            .get("/moi/attente")
            .await
            .says("1 contribution partira")
    );

    let mut tx = node.app.core.begin().await.expect("a write");
    access::approve(&mut tx, "awa").await.expect("approved");
    tx.commit().await.expect("a commit");
    assert_eq!(node.browser().get(&thread).await.status, StatusCode::OK);
    assert_eq!(browser.get("/moi/attente").await.location(), "/moi");
}

// accounts.1
#[tokio::test]
async fn a_closed_node_says_so() {
    let node = Node::with(|config| config.node.registration = Registration::Closed).await;
    let mut browser = node.browser();
    let page = browser.get("/inscription").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("Les inscriptions sont fermées"));
    assert!(!browser.get("/").await.says("href=\"/inscription\""));
    let page = browser.submit("/connexion", "/inscription", &ASKED).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(
        access::list(&node.app.core, false)
            .await
            .expect("a list")
            .is_empty()
    );
}

#[tokio::test]
async fn a_sign_up_sent_three_times_is_one_account() {
    let node = Node::with(|config| config.node.registration = Registration::Open).await;
    let mut browser = node.browser();
    let form = browser.get("/inscription").await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let mut fields = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
    fields.extend_from_slice(&ASKED);
    for _ in 0..3 {
        browser.cookies.remove("session");
        let page = browser.post("/inscription", &fields).await;
        assert_eq!(page.location(), "/moi", "{}", page.text);
        assert!(browser.get("/moi").await.says("Awa Ndiaye"));
    }
    assert_eq!(
        access::list(&node.app.core, false)
            .await
            .expect("a list")
            .len(),
        1
    );
}

// accounts.14
#[tokio::test]
async fn a_sign_up_sent_three_times_at_once_is_one_account_and_one_answer() {
    let node = Node::with(|config| config.node.registration = Registration::Open).await;
    let mut browser = node.browser();
    let form = browser.get("/inscription").await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let mut fields = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
    fields.extend_from_slice(&ASKED);
    let mut three = [node.browser(), node.browser(), node.browser()];
    for one in &mut three {
        one.cookies.clone_from(&browser.cookies);
    }
    let [a, b, c] = &mut three;
    let (a, b, c) = tokio::join!(
        a.post("/inscription", &fields),
        b.post("/inscription", &fields),
        c.post("/inscription", &fields),
    );
    for page in [a, b, c] {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        assert_eq!(page.location(), "/moi");
    }
    let accounts = access::list(&node.app.core, false).await.expect("a list");
    assert_eq!(accounts.len(), 1);
    for one in &mut three {
        assert!(
            one.get("/moi").await.says("Awa Ndiaye"),
            "each is signed in"
        );
        let page = one.post("/inscription", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        assert_eq!(page.location(), "/moi", "the same form, later");
        assert!(one.get("/moi").await.says("Awa Ndiaye"));
    }
    let mut other = vec![("csrf", csrf.as_str()), ("once", "another")];
    other.extend_from_slice(&ASKED);
    let page = three[0].post("/inscription", &other).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "another form is stale");
}

// pages.20
#[tokio::test]
async fn a_person_who_waits_or_is_gone_has_no_page() {
    let node = Node::new().await;
    let mut browser = node.browser();
    browser.submit("/inscription", "/inscription", &ASKED).await;
    node.account("ana").await;
    node.account_with("chef", |new| new.admin = true).await;
    let page = node.browser().get("/@awa").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.says("Awa Ndiaye"), "{}", page.text);
    let member = node.signed_in("ana").await.get("/@awa").await;
    assert_eq!(member.status, StatusCode::NOT_FOUND);
    for mut one in [browser, node.signed_in("chef").await] {
        assert!(one.get("/@awa").await.says("Awa Ndiaye"));
    }
}

/// (field, what is typed into it, status, words).
fn wrong(long: &str) -> Vec<(&'static str, &str, StatusCode, &'static str)> {
    let (invalid, taken) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT);
    vec![
        ("name", "ana", taken, "Ce nom est déjà pris."),
        ("name", "admin", taken, "Ce nom est déjà pris."),
        ("name", "été", invalid, "Ce nom n’est pas permis"),
        ("email", "awa", invalid, "n’est pas valable"),
        ("email", "ana@exemple.test", taken, "utilise déjà"),
        ("password", "court", invalid, "de 10 à 256"),
        ("password", long, invalid, "de 10 à 256"),
    ]
}

// accounts.5
#[tokio::test]
async fn what_is_wrong_with_a_sign_up_stands_at_its_field_and_the_rest_is_kept() {
    let node = Node::new().await;
    node.account("ana").await;
    let long = "x".repeat(257);
    for (field, value, status, words) in wrong(&long) {
        let fields: Vec<(&str, &str)> = ASKED
            .into_iter()
            .map(|(name, typed)| (name, if name == field { value } else { typed }))
            .collect();
        let page = node
            .browser()
            .submit("/inscription", "/inscription", &fields)
            .await;
        assert_eq!(page.status, status, "{field} {value}: {}", page.text);
        let at = format!("<a href=\"#{field}\">");
        assert!(page.says(&at) && page.says(words), "{}", page.text);
        assert!(page.says("value=\"Awa Ndiaye\""), "the rest is kept");
        assert!(
            !page.says(PASSWORD) && !page.says(&long),
            "a password is never given back"
        );
    }
}

// accounts.7
#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut answers = Vec::new();
    for name in ["ana", "personne"] {
        let mut browser = node.browser();
        let fields = [("name", name), ("password", "pas le bon mot")];
        let page = browser.submit("/connexion", "/connexion", &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.says("ne vont pas ensemble") && !page.says("pas le bon mot"));
        assert!(page.says(&format!("value=\"{name}\"")));
        let once = page.field("once");
        let csrf = page.field("csrf");
        answers.push(
            page.text
                .replace(name, "NAME")
                .replace(&once, "ONCE")
                .replace(&csrf, "CSRF"),
        );
    }
    assert_eq!(answers[0], answers[1]);
}

// accounts.11
#[tokio::test]
async fn a_name_that_fails_five_times_has_to_wait_and_the_right_password_does_not_help() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut browser = node.browser();
    for _ in 0..5 {
        let fields = [("name", "ana"), ("password", "pas le bon mot")];
        browser.submit("/connexion", "/connexion", &fields).await;
    }
    let right = [("name", "ANA"), ("password", PASSWORD)];
    let page = browser.submit("/connexion", "/connexion", &right).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.says("Réessayez dans 5 secondes"), "{}", page.text);
    node.clock.advance(6_000);
    let page = browser.submit("/connexion", "/connexion", &right).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_signs_in_by_address_and_comes_back_to_where_one_was() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut browser = node.browser();
    let page = browser.get("/moi").await;
    assert_eq!(page.location(), "/connexion?back=%2Fmoi");
    let fields = [
        ("name", "ana@exemple.test"),
        ("password", PASSWORD),
        ("back", "/moi"),
    ];
    let page = browser
        .submit("/connexion?back=%2Fmoi", "/connexion", &fields)
        .await;
    assert_eq!(
        (page.status, page.location().as_str()),
        (StatusCode::SEE_OTHER, "/moi")
    );
    for back in ["//evil.test", "https://evil.test", "/\\evil.test", "evil"] {
        let fields = [("name", "ana"), ("password", PASSWORD), ("back", back)];
        let page = node
            .browser()
            .submit("/connexion", "/connexion", &fields)
            .await;
        assert_eq!(page.location(), "/", "{back}");
    }
}

// client_api.6
#[tokio::test]
async fn one_who_has_no_account_yet_comes_back_with_one_to_where_they_were() {
    let node = Node::new().await;
    let mut browser = node.browser();
    let asked = "/oauth/authorize?client_id=a&scope=read";
    let back: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    let page = browser.get(&format!("/connexion?back={back}")).await;
    let there = format!("/inscription?back={back}");
    assert!(page.says(&format!("href=\"{there}\"")), "{}", page.text);
    let page = browser.get(&there).await;
    assert!(
        page.says(&format!("href=\"/connexion?back={back}\"")),
        "{}",
        page.text
    );
    let fields = [
        ("name", "zoe"),
        ("email", "zoe@exemple.test"),
        ("password", PASSWORD),
        ("back", asked),
    ];
    let short = [fields[0], fields[1], ("password", "court"), fields[3]];
    let page = browser.submit(&there, "/inscription", &short).await;
    assert!(page.says("name=\"back\""), "it is kept: {}", page.text);
    let page = browser.submit(&there, "/inscription", &fields).await;
    assert_eq!(
        (page.status, page.location().as_str()),
        (StatusCode::SEE_OTHER, asked)
    );
    for (name, email, back) in [
        ("yan", "yan@exemple.test", "//evil.test"),
        ("yves", "yves@exemple.test", "https://evil.test"),
    ] {
        let fields = [
            ("name", name),
            ("email", email),
            ("password", PASSWORD),
            ("back", back),
        ];
        let mut browser = node.browser();
        let page = browser
            .submit("/inscription", "/inscription", &fields)
            .await;
        assert!(page.location().starts_with("/moi"), "{back}");
    }
}

// accounts.8, accounts.9
#[tokio::test]
async fn signing_out_ends_the_session_and_signing_in_makes_a_new_one() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut browser = node.signed_in("ana").await;
    let first = browser.cookies["session"].clone();
    let mut fresh = node.browser();
    let known = [("name", "ana"), ("password", PASSWORD)];
    let page = fresh.submit("/connexion", "/connexion", &known).await;
    let cookie = page.header("set-cookie");
    assert!(cookie.contains("; HttpOnly"), "{cookie}");
    assert!(cookie.contains("; SameSite=Lax"), "{cookie}");
    let fields = [("name", "ana"), ("password", PASSWORD)];
    let mut other = node.browser();
    let form = other.get("/connexion").await;
    other.cookies.insert("session".to_owned(), first.clone());
    // The session of a cookie that was there before ends with a new one.
    let me = browser.get("/moi").await;
    let (csrf, once) = (me.field("csrf"), form.field("once"));
    let mut all = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
    all.extend_from_slice(&fields);
    let page = other.post("/connexion", &all).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_ne!(other.cookies["session"], first);
    assert_eq!(
        browser.get("/moi").await.status,
        StatusCode::SEE_OTHER,
        "the old one has ended"
    );

    let second = other.cookies["session"].clone();
    let page = other.submit("/moi", "/deconnexion", &[]).await;
    assert_eq!(page.location(), "/");
    assert!(!other.cookies.contains_key("session"));
    other.cookies.insert("session".to_owned(), second);
    assert_eq!(other.get("/moi").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_and_one_that_is_not_ends() {
    const DAY: i64 = 86_400_000;
    let node = Node::new().await;
    node.account("ana").await;
    let mut browser = node.signed_in("ana").await;
    node.clock.advance(29 * DAY);
    assert_eq!(browser.get("/moi").await.status, StatusCode::OK);
    node.clock.advance(31 * DAY);
    assert_eq!(browser.get("/moi").await.status, StatusCode::SEE_OTHER);
}
