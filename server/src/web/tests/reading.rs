use axum::http::StatusCode;
use palabre_core::forums::{self, RemoteForum};
use palabre_core::{Audience, threads};

use super::browser::{Browser, Node, id_of, salon_of};

/// Every address of a page, with a thread to look at.
async fn pages(node: &Node, browser: &mut Browser<'_>) -> Vec<String> {
    let thread = node.thread(browser, "acces").await;
    let id = id_of(&thread);
    let own = [
        "/salons/acces/nouveau".to_owned(),
        format!("/c/{id}/repondre"),
        format!("/c/{id}/modifier"),
        format!("/c/{id}/supprimer"),
        format!("/c/{id}/signaler"),
        "/salons/acces/moderation".to_owned(),
        "/moderation/signalements".to_owned(),
        "/moi".to_owned(),
        "/suivre".to_owned(),
    ];
    let public = [
        "/",
        "/fils",
        "/salons/acces",
        "/@ana",
        "/mots/ixp",
        "/reseau",
        "/source",
        "/nulle-part",
    ]
    .map(str::to_owned);
    public
        .into_iter()
        .chain([thread, format!("/c/{id}")])
        .chain(own)
        .collect()
}

// pages.2, pages.5
#[tokio::test]
async fn every_page_has_its_language_a_title_and_one_heading_in_french_and_english() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let mut paths = pages(&node, &mut browser).await;
    let mut guest = node.browser();
    for path in ["/connexion", "/inscription"] {
        paths.push(path.to_owned());
    }
    for path in paths {
        for lang in ["fr", "en"] {
            let asked = format!("{path}?lang={lang}");
            let visitor = if matches!(path.as_str(), "/connexion" | "/inscription") {
                &mut guest
            } else {
                &mut browser
            };
            let page = visitor.get(&asked).await;
            let wanted = if path == "/nulle-part" {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            assert_eq!(page.status, wanted, "{asked}: {}", page.text);
            assert!(page.says(&format!("<html lang=\"{lang}\"")), "{asked}");
            assert_eq!(page.header("content-language"), lang, "{asked}");
            assert_eq!(page.count("<title>"), 1, "{asked}");
            assert_eq!(page.count("<h1"), 1, "{asked}: {}", page.text);
            assert!(!page.says("<script"), "{asked}");
            assert!(
                !page.says("refusal-") && !page.says("{ $"),
                "{asked}: {}",
                page.text
            );
        }
    }
}

// pages.15
#[tokio::test]
async fn every_page_links_to_the_source_or_to_who_owes_it() {
    let node = Node::new().await;
    for path in ["/", "/nulle-part", "/connexion", "/source"] {
        let page = node.browser().get(path).await;
        assert!(page.says("<a href=\"/source\">"), "{path}: {}", page.text);
    }
    let page = node.browser().get("/source").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says(concat!("version ", env!("CARGO_PKG_VERSION"))));
    assert!(page.says("AGPL-3.0-or-later") && page.says("doit le code source"));
    let page = node.browser().get("/source?lang=en").await;
    assert!(page.says("AGPL-3.0-or-later") && page.says("owes the source code"));
    let address = "https://git.exemple.test/palabre";
    let node = Node::with(|config| config.node.source_url = address.to_owned()).await;
    for path in ["/", "/nulle-part", "/source"] {
        let page = node.browser().get(path).await;
        assert!(page.says(&format!("<a href=\"{address}\">")), "{path}");
        assert!(!page.says("href=\"/source\""), "{path}");
    }
}

// pages.2
#[tokio::test]
async fn the_language_is_asked_for_kept_preferred_or_the_nodes_own() {
    let node = Node::new().await;
    let english = |page: &super::browser::Page| page.says("<html lang=\"en\"");
    let mut browser = node.browser();
    assert!(!english(&browser.get("/").await));
    assert!(english(&browser.get("/?lang=en").await));
    assert_eq!(browser.cookies.get("lang").map(String::as_str), Some("en"));
    assert!(english(&browser.get("/fils").await), "a cookie keeps it");
    assert!(!english(&browser.get("/fils?lang=fr").await));
    let mut browser = node.browser().asking("accept-language", "en-GB, fr;q=0.5");
    assert!(english(&browser.get("/").await));
    let node = Node::with(|config| {
        config.node.languages = vec!["en".to_owned(), "fr".to_owned()];
    })
    .await;
    assert!(english(&node.browser().get("/").await));
    let mut browser = node.browser().asking("accept-language", "tlh, fr;q=0.1");
    assert!(!english(&browser.get("/").await));
}

// pages.12
#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let mut guest = node.browser();
    let page = guest.get(&thread).await;
    let tag = page.header("etag");
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert!(page.header("vary").contains("Cookie"));
    let mut guest = node.browser().asking("if-none-match", &tag);
    let page = guest.get(&thread).await;
    assert_eq!(
        (page.status, page.text.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
    assert_eq!(page.header("etag"), tag);
    let to = format!("/c/{}/repondre", id_of(&thread));
    ana.submit(&to, &to, &[("text", "Du neuf."), ("lang", "fr")])
        .await;
    assert_eq!(guest.get(&thread).await.status, StatusCode::OK);
    assert_eq!(
        ana.get(&thread).await.header("etag"),
        "",
        "a personal page is not kept"
    );
}

// pages.6
#[tokio::test]
async fn a_server_that_asks_for_a_document_is_sent_to_its_id() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let salon = node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let id = id_of(&thread);
    let post = format!("http://quebec.test/ap/p/{id}");
    let ids = [
        (thread, post.clone()),
        (format!("/c/{id}"), post),
        ("/salons/acces".to_owned(), salon.uri.clone()),
        ("/@ana".to_owned(), ana.uri.clone()),
    ];
    for (path, id) in ids {
        let mut server = node.browser().asking("accept", "application/activity+json");
        let page = server.get(&path).await;
        assert_eq!(
            (page.status, page.location()),
            (StatusCode::SEE_OTHER, id),
            "{path}"
        );
        assert!(page.header("vary").contains("Accept"), "{path}");
    }
    let mut server = node.browser().asking("accept", "application/activity+json");
    let page = server.get("/f/123456").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header("content-type").contains("json"));
}

#[tokio::test]
async fn english_addresses_lead_to_the_french_ones() {
    let node = Node::new().await;
    let mut browser = node.browser();
    let pairs = [
        ("/threads", "/fils"),
        ("/forums/acces?page=2", "/salons/acces?page=2"),
        ("/sign-in?back=/moi", "/connexion?back=/moi"),
        ("/sign-up", "/inscription"),
        ("/network", "/reseau"),
        ("/tags/ixp", "/mots/ixp"),
    ];
    for (english, french) in pairs {
        let page = browser.get(english).await;
        assert_eq!(
            (page.status, page.location().as_str()),
            (StatusCode::PERMANENT_REDIRECT, french)
        );
    }
    assert_eq!(
        browser.get("/threadsandmore").await.status,
        StatusCode::NOT_FOUND
    );
}

// posting.8
#[tokio::test]
async fn words_lead_to_threads_and_people_to_their_contributions() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let path = "/salons/acces/nouveau";
    let fields = [
        ("title", "Câbles"),
        ("text", "Parlons du #Câble marin."),
        ("lang", "fr"),
    ];
    let thread = browser.submit(path, path, &fields).await.location();
    let page = browser.get(&thread).await;
    let link = page
        .text
        .split("href=\"http://quebec.test/mots/")
        .nth(1)
        .expect("a hashtag");
    let word = link.split('"').next().expect("a word");
    let page = browser.get(&format!("/mots/{word}")).await;
    assert!(page.says("Câbles"), "{word}: {}", page.text);
    let page = browser.get("/@ana").await;
    assert!(page.says("Câbles") && page.says("marin"));
    assert_eq!(browser.get("/@ANA").await.location(), "/@ana");
    assert_eq!(
        browser.get("/@personne").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.get("/@acces").await.location(), "/salons/acces");
}

// pages.7
#[tokio::test]
async fn a_long_thread_has_pages() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    for n in 2..=27 {
        let text = format!("Contribution {n}");
        browser
            .submit(&to, &to, &[("text", text.as_str()), ("lang", "fr")])
            .await;
    }
    let mut guest = node.browser();
    let first = guest.get(&thread).await;
    assert_eq!(first.count("<article"), 25);
    assert!(first.says("page 1 sur 2") && first.says("27 contributions"));
    let last = guest.get(&format!("{thread}?page=fin")).await;
    assert_eq!(last.count("<article"), 2);
    assert!(last.says("Contribution 27"));
    assert!(last.says(&format!(
        "<link rel=\"canonical\" href=\"http://quebec.test{thread}?page=2\">"
    )));
    for odd in [
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=99999999999999999999",
    ] {
        assert_eq!(
            guest.get(&format!("{thread}{odd}")).await.status,
            StatusCode::OK,
            "{odd}"
        );
    }
}

#[tokio::test]
async fn one_may_write_in_a_salon_of_another_chapter_and_reads_that_it_waits() {
    let node = Node::new().await;
    node.account("ana").await;
    let home = "http://senegal.test/ap/f/acces";
    let tx = node.app.core.begin().await.expect("a write");
    let remote = RemoteForum {
        followers: Some(format!("{home}/followers")),
        ..salon_of("senegal.test", home, "acces", "Accès")
    };
    forums::keep_remote(&tx, &remote).await.expect("a forum");
    tx.commit().await.expect("a commit");
    let mut browser = node.signed_in("ana").await;
    let salon = browser.get("/salons/acces@senegal.test").await;
    assert!(salon.says("senegal.test") && salon.says("@acces@senegal.test"));
    let thread = node.thread(&mut browser, "acces@senegal.test").await;
    let page = browser.get(&thread).await;
    assert!(
        page.says("Pas encore confirmée par senegal.test."),
        "{}",
        page.text
    );
    let me = browser.get("/moi").await;
    assert!(
        me.says("/salons/acces@senegal.test") && me.says("demande envoyée"),
        "{}",
        me.text
    );
    let page = browser
        .submit(
            "/salons/acces@senegal.test",
            "/salons/acces@senegal.test/ne-plus-suivre",
            &[],
        )
        .await;
    assert_eq!(page.location(), "/salons/acces@senegal.test");
    assert!(
        browser
            .get("/moi")
            .await
            .says("Vous ne suivez aucun salon.")
    );
    let server = node.browser().asking("accept", "application/activity+json");
    let mut server = server;
    assert_eq!(
        server.get("/salons/acces@senegal.test").await.location(),
        home
    );
}

#[tokio::test]
async fn a_salon_of_this_node_is_followed_and_left() {
    let node = Node::new().await;
    node.account("ana").await;
    node.salon("acces", None).await;
    let mut browser = node.signed_in("ana").await;
    let page = browser
        .submit("/suivre", "/suivre", &[("address", "@acces@quebec.test")])
        .await;
    assert_eq!(page.location(), "/salons/acces/suivi", "{}", page.text);
    assert!(browser.get("/salons/acces/suivi").await.says("Salon suivi"));
    let page = browser
        .submit("/suivre", "/suivre", &[("address", "@rien@quebec.test")])
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.text);
    assert!(page.says("value=\"@rien@quebec.test\""), "{}", page.text);
    let page = browser
        .submit("/suivre", "/suivre", &[("address", "n’importe quoi")])
        .await;
    assert!(
        page.status.is_client_error() && page.says("<a href=\"#address\">"),
        "{}",
        page.text
    );
}

// pages.22
#[tokio::test]
async fn a_note_outside_salons_is_called_by_its_words_and_leads_to_no_salon() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let core = &node.app.core;
    let text = threads::draft(core, "Bonjour à tous", None, "fr").await;
    let text = text.expect("a draft");
    let mut tx = core.begin().await.expect("a write");
    let said = Box::pin(threads::note(&mut tx, &ana, None, &text, Audience::Public)).await;
    tx.commit().await.expect("a commit");
    let id = said.expect("a note").id;
    let page = node.browser().get(&format!("/c/{id}")).await;
    assert!(page.says("Voir toute la conversation") && !page.says("Revenir au fil"));
    let thread = node.browser().get(&format!("/f/{id}")).await;
    assert!(thread.says("<h1 lang=\"fr\" dir=\"ltr\"><bdi>Bonjour à tous</bdi></h1>"));
    for page in [&page, &thread] {
        assert!(
            !page.says("supprimée") && !page.says("/salons/"),
            "{}",
            page.text
        );
    }
    let person = node.browser().get("/@ana").await;
    assert_eq!(person.count("Bonjour à tous"), 1, "{}", person.text);
}
