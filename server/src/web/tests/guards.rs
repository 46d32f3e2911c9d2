use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;

use super::browser::{Node, PASSWORD, id_of};

// pages.11
#[tokio::test]
async fn every_page_carries_its_headers() {
    let node = Node::new().await;
    let mut browser = node.browser();
    for path in ["/", "/connexion", "/nulle-part", "/robots.txt"] {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            page.header("strict-transport-security"),
            "",
            "{path}: a trial host"
        );
    }
    assert_eq!(browser.get("/").await.header("x-request-id").len(), 12);
    assert_eq!(
        browser.get("/connexion").await.header("cache-control"),
        "no-store"
    );
}

// accounts.8
#[tokio::test]
async fn a_node_on_the_open_web_binds_its_cookies_to_tls() {
    let host = crate::config::HostName::parse("forum.example.org").expect("a host");
    let node = Node::with(|config| config.node.host = Some(host)).await;
    let mut browser = node.browser();
    let page = browser.get("/connexion").await;
    let cookie = page.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-form=") && cookie.contains("; Secure"),
        "{cookie}"
    );
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    node.account("ana").await;
    let fields = [("name", "ana"), ("password", PASSWORD)];
    let page = browser.submit("/connexion", "/connexion", &fields).await;
    let cookie = page.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-session=") && cookie.contains("; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_nothing_else_is_served() {
    let node = Node::new().await;
    let mut browser = node.browser();
    let page = browser.get("/").await;
    let css = page
        .text
        .split("rel=\"stylesheet\" href=\"")
        .nth(1)
        .expect("a style sheet");
    let css = css.split('"').next().expect("an address").to_owned();
    let sheet = browser.get(&css).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(sheet.header("content-type").starts_with("text/css"));
    for path in [
        "/assets/none.css",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        browser.get("/favicon.ico").await.header("content-type"),
        "image/svg+xml"
    );
    assert_eq!(browser.get("/healthz").await.text, "ok\n");
    assert!(
        browser
            .get("/robots.txt")
            .await
            .says("Disallow: /connexion")
    );
}

// posting.5, pages.18
#[tokio::test]
async fn a_form_that_is_too_large_is_refused_in_words_with_its_text() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let text = format!("Ma belle phrase {}", "a".repeat(120 * 1024));
    let page = browser
        .submit(&to, &to, &[("text", &text), ("lang", "fr")])
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    // The form itself comes back, with what was typed and the sentence beside it.
    assert!(page.says("Ce formulaire dépasse 117 Ko") && page.says("Ma belle phrase"));
    assert!(
        page.says(&format!("action=\"{to}\"")),
        "it can be sent again"
    );
    let text = "a".repeat(1024 * 1024);
    let page = browser.submit(&to, &to, &[("text", &text)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.says("<h1>Quelque chose est à revoir</h1>"));
    assert!(page.says("dépasse 1\u{202F}024 Ko"), "{}", page.text);
    let english = format!("{to}?lang=en");
    let page = browser.submit(&to, &english, &[("text", &text)]).await;
    assert!(
        page.says("larger than 1,024 KB: it was not read"),
        "{}",
        page.text
    );
    // 5 000 Arabic words of ten letters are 100 kB of text, three times that on the wire.
    let arabic = "السلام عليكم ".repeat(2_500);
    let page = browser
        .submit(&to, &to, &[("text", arabic.as_str()), ("lang", "ar")])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
}

// accounts.10
#[tokio::test]
async fn what_is_no_form_of_ours_is_refused_and_never_breaks_anything() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut browser = node.signed_in("ana").await;
    for (path, body) in [
        ("/connexion", "%%%&=&=&&a=%ff"),
        ("/inscription", ""),
        ("/suivre", "address"),
        ("/c/0/repondre", "text=x"),
        ("/c/99999999999999999999/repondre", "text=x"),
        ("/c/-1/supprimer", "text=x"),
        ("/salons/%00/nouveau", "text=x"),
        ("/salons/a@b@c/nouveau", "text=x"),
    ] {
        let page = browser.send("POST", path, Body::from(body)).await;
        assert!(
            page.status.is_client_error(),
            "{path}: {} {}",
            page.status,
            page.text
        );
        assert!(page.says("<h1"), "{path}");
    }
    let mut json = node.browser();
    json.headers = vec![("accept", "application/json".to_owned())];
    let page = json.get("/nulle-part").await;
    assert_eq!(page.header("content-type"), "application/problem+json");
    let told: serde_json::Value = serde_json::from_str(&page.text).expect("JSON");
    assert_eq!(
        (told["status"].as_i64(), told["detail"].is_string()),
        (Some(404), true)
    );
    for (method, path) in [("PUT", "/"), ("DELETE", "/connexion"), ("POST", "/reseau")] {
        let page = browser.send(method, path, Body::empty()).await;
        assert_eq!(
            page.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method} {path}"
        );
    }
    for path in [
        "/%ff",
        "/f/%ff",
        "/@",
        "/@@",
        "/@a@b@c",
        "/mots/%20",
        "/salons/@",
        "/f/0x10",
    ] {
        let page = browser.get(path).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
    }
}

#[tokio::test]
async fn too_many_pages_from_one_address_are_refused_and_the_text_is_kept() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut near = node.signed_in("ana").await;
    let thread = node.thread(&mut near, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let form = near.get(&to).await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let mut far = node.browser().at("198.51.100.7");
    far.cookies.clone_from(&near.cookies);
    let mut last = far.get("/reseau").await;
    for _ in 0..400 {
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        last = far.get("/reseau").await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        last.header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds > 0)
    );
    assert!(last.says("<h1>Un peu trop vite</h1>"), "{}", last.text);
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("text", "Ma belle phrase"),
    ];
    let page = far
        .post(&to, &[&fields[..], &[("lang", "fr")]].concat())
        .await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.says("Ma belle phrase"));
    let mut other = node.browser().at("198.51.100.8");
    assert_eq!(
        other.get("/reseau").await.status,
        StatusCode::OK,
        "others are not concerned"
    );
}

#[tokio::test]
async fn too_many_contributions_of_one_account_come_back_with_their_text() {
    let count = NonZeroU32::new(2).expect("two");
    let node = Node::with(|config| {
        config.limits.exempt.clear();
        config.limits.rates.contributions = crate::config::Rate {
            count,
            per: Duration::from_mins(10),
        };
    })
    .await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let fields = [("text", "Ma belle phrase"), ("lang", "fr")];
    assert_eq!(
        browser.submit(&to, &to, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let page = browser.submit(&to, &to, &fields).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        page.says("Ma belle phrase") && page.says("Réessayez dans"),
        "{}",
        page.text
    );
    assert!(
        page.header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds > 200)
    );
}

// accounts.11
#[tokio::test]
async fn attempts_to_sign_in_are_counted_by_address() {
    let node = Node::new().await;
    let mut browser = node.browser().at("2001:db8::1");
    for n in 0..5 {
        let name = format!("personne{n}");
        let fields = [("name", name.as_str()), ("password", "pas le bon mot")];
        let page = browser.submit("/connexion", "/connexion", &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    let mut neighbour = node.browser().at("2001:db8::2");
    let fields = [("name", "autre"), ("password", "pas le bon mot")];
    let page = neighbour.submit("/connexion", "/connexion", &fields).await;
    assert_eq!(
        page.status,
        StatusCode::TOO_MANY_REQUESTS,
        "one /64 is one client"
    );
}

// pages.19
#[tokio::test]
async fn an_address_that_takes_a_form_says_only_that() {
    let node = Node::new().await;
    for (lang, words) in [
        ("fr", "Cette adresse ne reçoit que des formulaires."),
        ("en", "This address only takes forms."),
    ] {
        let page = node
            .browser()
            .get(&format!("/c/1/retirer?lang={lang}"))
            .await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(page.says(words), "{}", page.text);
        assert!(
            !page.says("votre texte") && !page.says("your text"),
            "{}",
            page.text
        );
    }
}

// pages.14
#[test]
fn every_refusal_has_words_in_both_languages() {
    let keys = <palabre_core::Refusal as strum::VariantNames>::VARIANTS;
    let more = <palabre_core::BadFilter as strum::VariantNames>::VARIANTS;
    assert!(keys.contains(&"refusal-thread-locked"), "{keys:?}");
    let profile = <palabre_core::UnfitProfile as strum::VariantNames>::VARIANTS;
    for key in keys.iter().chain(more).chain(profile) {
        let name = key.trim_start_matches("refusal-");
        for lang in crate::i18n::Lang::ALL {
            let words = crate::web::view::refusal::sentence(lang, name, &[]);
            assert!(words.is_some(), "{name} has no words in {}", lang.tag());
        }
    }
}
