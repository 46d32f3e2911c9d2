//! A member's profile by its form, without a script.

use axum::body::Body;
use axum::http::StatusCode;

use super::browser::{Browser, Node, Page};
use crate::media::tests::{encoded, halves};

const FORM: &str = "/moi/profil";

/// Sends the form in parts, with the tokens of its page.
async fn sends(browser: &mut Browser<'_>, fields: &[(&str, &str)], avatar: &[u8]) -> Page {
    let page = browser.get(FORM).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (csrf, once) = (page.field("csrf"), page.field("once"));
    let mut all = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
    all.extend_from_slice(fields);
    let mut bytes = Vec::new();
    let head = "--m\r\nContent-Disposition: form-data; name=";
    for (name, value) in all {
        bytes.extend_from_slice(format!("{head}\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    for (name, file) in [("avatar", avatar), ("header", &b""[..])] {
        bytes.extend_from_slice(format!("{head}\"{name}\"; filename=\"a\"\r\n\r\n").as_bytes());
        bytes.extend_from_slice(file);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"--m--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=m".to_owned());
    browser.headers.push(kind);
    let page = browser.send("POST", FORM, Body::from(bytes)).await;
    browser.headers.retain(|(name, _)| *name != "content-type");
    page
}

const TYPED: [(&str, &str); 7] = [
    ("display", "Ana Líma"),
    ("note", "Du *réseau*\r\net du thé"),
    ("name1", "Ville"),
    ("value1", "Québec"),
    ("locked", "1"),
    ("audience", "followers"),
    ("lang", "wo"),
];

// profiles.7, profiles.8
#[tokio::test]
async fn a_profile_is_changed_and_shown_without_a_script() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut guest = node.browser();
    assert_eq!(guest.get(FORM).await.status, StatusCode::SEE_OTHER);
    let mut ana = node.signed_in("ana").await;
    assert!(ana.get("/moi").await.says(FORM));
    let picture = encoded(&halves(90, 90), image::ImageFormat::Png);
    let page = sends(&mut ana, &TYPED, &picture).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert_eq!(page.location(), "/@ana");
    let shown = guest.get("/@ana").await;
    for words in [
        "Ana Líma",
        "<em>réseau</em>",
        "<dt><bdi>Ville</bdi></dt>",
        "Québec",
        "class=\"face\"",
        "Suivi sur demande",
        "noindex",
    ] {
        assert!(shown.says(words), "{words}: {}", shown.text);
    }
    let english = guest.get("/@ana?lang=en").await;
    assert!(english.says("Follow on request"), "{}", english.text);
    let form = ana.get(FORM).await;
    for words in [
        "value=\"Ana Líma\"",
        "Du *réseau*\net du thé",
        "value=\"followers\" selected",
        "value=\"wo\" selected",
        "no-avatar",
    ] {
        assert!(form.says(words), "{words}: {}", form.text);
    }
    let page = sends(&mut ana, &[("no-avatar", "1"), ("indexable", "1")], b"").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let shown = guest.get("/@ana").await;
    for words in ["class=\"face\"", "Ville", "noindex", "Suivi sur demande"] {
        assert!(!shown.says(words), "{words}: {}", shown.text);
    }
}

// profiles.8
#[tokio::test]
async fn what_the_form_refuses_comes_back_with_all_that_was_typed() {
    let node = Node::with(|config| config.media.image_bytes = 1_000).await;
    node.account("ana").await;
    let mut ana = node.signed_in("ana").await;
    let long = "é".repeat(501);
    let mut wordy = TYPED.to_vec();
    wordy[1] = ("note", &long);
    for (fields, file, linked, status) in [
        (wordy, &b""[..], "href=\"#note\"", 422),
        (TYPED.to_vec(), b"<svg/>", "href=\"#avatar\"", 422),
        (TYPED.to_vec(), &[7; 5_000], "href=\"#avatar\"", 413),
        (
            [&TYPED[..], &[("name2", ""), ("value2", "seul")]].concat(),
            b"",
            "href=\"#name1\"",
            422,
        ),
    ] {
        let page = sends(&mut ana, &fields, file).await;
        assert_eq!(page.status.as_u16(), status, "{}", page.text);
        assert!(page.says(linked), "{linked}: {}", page.text);
        for (name, value) in &fields {
            let value = value.replace("\r\n", "\n");
            if !["1", ""].contains(&value.as_str()) {
                assert!(page.says(&value), "{name}: {}", page.text);
            }
        }
        assert!(page.says("checked id=\"locked\""), "{}", page.text);
    }
    let page = sends(&mut ana, &[&TYPED[..], &[("avatar", "x")]].concat(), b"").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Un seul fichier"), "{}", page.text);
    assert!(!node.browser().get("/@ana").await.says("Ana Líma"));
}
