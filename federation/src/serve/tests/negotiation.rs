//! Who wants the document and who the page.

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::node::Node;
use crate::serve::negotiate::prefers_page;
use crate::{activity_address, activity_redirect, page_redirect, wants_activity};

fn accept(values: &[&'static str]) -> HeaderMap {
    let accept = |value: &&'static str| (header::ACCEPT, HeaderValue::from_static(value));
    values.iter().map(accept).collect()
}

#[test]
fn browsers_get_pages_and_servers_documents() {
    const PROFILE: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
    for (values, activity, page) in [
        (&[][..], false, false),
        (&["*/*"], false, false),
        (
            &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
            false,
            true,
        ),
        (&["application/activity+json"], true, false),
        (&[PROFILE], true, false),
        (
            &["application/activity+json", "text/html;q=0.1"],
            true,
            false,
        ),
        (
            &["text/html;q=0.9, application/activity+json;q=0.5"],
            false,
            true,
        ),
        (&["text/html, application/activity+json"], true, false),
        (&["application/json"], false, false),
        (&["text/html", "application/*;q=0.2"], false, true),
        (&["application/activity+json;q=0"], false, false),
        (&["APPLICATION/ACTIVITY+JSON; Q=0.3"], true, false),
        (&["text/html;q=x, application/activity+json"], true, false),
    ] {
        let headers = accept(values);
        assert_eq!(wants_activity(&headers), activity, "{values:?}");
        assert_eq!(prefers_page(&headers), page, "{values:?}");
    }
}

// pages.6
#[test]
fn redirects_are_absolute_and_say_why() {
    for response in [
        page_redirect("https://quebec.test/f/7"),
        activity_redirect("https://quebec.test/f/7"),
    ] {
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            response.headers()[header::LOCATION],
            "https://quebec.test/f/7"
        );
        assert_eq!(response.headers()[header::VARY], "Accept");
    }
}

// pages.6
#[tokio::test]
async fn a_document_sends_people_to_its_page() {
    let node = Node::new().await;
    let html = [(header::ACCEPT, "text/html,*/*;q=0.8")];
    for (path, page) in [
        ("/ap/actor", "https://quebec.test/"),
        ("/ap/u/ana", "https://quebec.test/@ana"),
        ("/ap/f/acces", "https://quebec.test/salons/acces"),
        ("/ap/p/7", "https://quebec.test/c/7"),
        ("/ap/p/7/update/2", "https://quebec.test/c/7"),
        ("/ap/t/7", "https://quebec.test/f/7"),
    ] {
        let answer = node.ask("GET", path, &html).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.header(header::LOCATION), page);
        assert_eq!(answer.header(header::VARY), "Accept");
    }
    let answer = node.ask("GET", "/ap/p/7/replies", &html).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_has_the_id_of_what_it_shows() {
    let node = Node::new().await;
    let (ana, forum) = (node.person("ana").await, node.forum("acces", false).await);
    let root = node.open(&ana, &forum, "Bonjour").await;
    let far = node.foreign_reply(&root, &forum, 5).await;
    let gone = node.reply(&ana, &root, "Retirée").await;
    node.remove(&gone).await;
    for (path, id) in [
        (format!("/f/{}", root.id), Some(root.uri.clone())),
        (
            format!("/c/{}", far.id),
            Some("https://senegal.test/ap/p/5".to_owned()),
        ),
        (format!("/c/{}", gone.id), None),
        ("/c/1".to_owned(), None),
        ("/salons/acces".to_owned(), Some(forum.uri.clone())),
        ("/salons/ana".to_owned(), None),
        ("/@ana".to_owned(), Some(ana.uri.clone())),
        ("/mots/ixp".to_owned(), None),
    ] {
        assert_eq!(
            activity_address(&node.core, &path).await.expect("a read"),
            id,
            "{path}"
        );
    }
}
