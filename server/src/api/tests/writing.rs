//! What clients write.

use axum::body::Body;
use serde_json::json;

use super::*;

// client_api.15
#[tokio::test]
async fn what_mentions_a_salon_opens_a_thread_and_an_answer_stays_one() {
    let node = Node::new().await;
    node.account("ana").await;
    node.salon("acces", None).await;
    node.salon("libre", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let one = ana.says("Un IXP ? @acces @libre").await;
    assert_eq!(
        (&one["title"], &one["group"]["acct"]),
        (&json!("Un IXP ?"), &json!("acces")),
        "the first salon, and no other"
    );
    assert_eq!(
        one["content"]
            .as_str()
            .expect("HTML")
            .matches("Un IXP ?")
            .count(),
        1,
        "said once: {}",
        one["content"]
    );
    let page = ana
        .browser
        .post(
            "/api/v1/statuses",
            &[("status", "Texte @libre"), ("title", "Le titre")],
        )
        .await;
    let titled = read(&page);
    assert_eq!(
        (&titled["title"], &titled["group"]["acct"]),
        (&json!("Le titre"), &json!("libre"))
    );
    let json =
        bearer(&node, &token(&node, "write").await).asking("content-type", "application/json");
    let body = json!({ "status": "@acces du texte", "friendica": { "title": "D’ailleurs" }, "language": "en" });
    let mut json = json;
    let page = json
        .send("POST", "/api/v1/statuses", Body::from(body.to_string()))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let other = read(&page);
    assert_eq!(
        (&other["title"], &other["language"]),
        (&json!("D’ailleurs"), &json!("en"))
    );
    let answer = ana.answers(&one, "Oui, comme dans @libre").await;
    assert_eq!(answer["in_reply_to_id"], one["id"]);
    assert_eq!(answer["in_reply_to_account_id"], one["account"]["id"]);
    assert_eq!(
        (&answer["title"], &answer["group"]["acct"]),
        (&Value::Null, &json!("acces"))
    );
    let page = ana
        .browser
        .get(&format!(
            "/f/{}",
            one["url"]
                .as_str()
                .expect("a page")
                .rsplit('/')
                .next()
                .expect("an id")
        ))
        .await;
    assert!(
        page.says("Oui, comme dans"),
        "the page of the thread shows it"
    );
}

// client_api.23
#[tokio::test]
async fn a_request_that_comes_again_is_one_status() {
    let node = Node::new().await;
    node.account("ana").await;
    node.account("bob").await;
    node.salon("acces", None).await;
    let keyed = async |name: &str| {
        let token = token_of(&node, name, "read write").await;
        bearer(&node, &token).asking("idempotency-key", "le même")
    };
    let (mut ana, mut bob) = (keyed("ana").await, keyed("bob").await);
    let fields = [("status", "@acces Un fil\n\nTexte")];
    let first = ana.post("/api/v1/statuses", &fields).await;
    let again = ana.post("/api/v1/statuses", &fields).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(id_of(&read(&first)), id_of(&read(&again)));
    let theirs = bob.post("/api/v1/statuses", &fields).await;
    assert_ne!(
        id_of(&read(&first)),
        id_of(&read(&theirs)),
        "each account has names of its own"
    );
    let all = read(&client(&node).get("/api/v1/timelines/public").await);
    assert_eq!(all.as_array().expect("a list").len(), 2);
    let long = "x".repeat(256);
    let mut long = bearer(&node, &token(&node, "write").await).asking("idempotency-key", &long);
    assert_eq!(
        long.post("/api/v1/statuses", &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

/// What is sent to an address, the field that is wrong, and a word that says what is.
type Wrong<'w> = (&'w str, &'w [(&'w str, &'w str)], &'w str, &'w str);

async fn is_refused(ana: &mut Member<'_>, (path, fields, field, said): Wrong<'_>) {
    let page = ana.browser.post(path, fields).await;
    let answer = read(&page);
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{path} {fields:?}: {answer}"
    );
    let why = answer["details"][field][0]["description"].as_str();
    let why = why.unwrap_or_else(|| panic!("{path} {field}: {answer}"));
    assert!(why.contains(said), "{path} {field}: {why}");
    let error = answer["error"].as_str().expect("words");
    assert!(error.contains(why), "{error}");
}

// client_api.13, client_api.25
#[tokio::test]
async fn what_cannot_be_written_is_refused_by_its_field_in_words() {
    let node = Node::with(|config| config.limits.max_words = 20).await;
    node.account("ana").await;
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let (many, long) = ("mot ".repeat(21), "x".repeat(5_000));
    let open = ("status", "@acces Un fil\n\nTexte");
    let ids = ("media_ids[]", "1");
    for (fields, field, said) in [
        (&[("status", "")][..], "status", "Écrivez"),
        (&[("status", &many), ("title", "Fil")], "status", "20"),
        (&[("status", "@acces")], "title", "titre"),
        (&[open, ("title", &long)], "title", "titre"),
        (
            &[open, ("spoiler_text", &long)],
            "spoiler_text",
            "avertissement",
        ),
        (&[open, ("language", "klingon?")], "language", "langue"),
        (&[open, ("visibility", "direct")], "visibility", "salon"),
        (
            &[open, ("poll[options][]", "oui")],
            "poll[options]",
            "sondage",
        ),
        (&[open, ids, ids, ids, ids, ids], "media_ids", "4"),
        (&[open, ids], "media_ids", "not all there"),
    ] {
        is_refused(&mut ana, ("/api/v1/statuses", fields, field, said)).await;
    }
    let public = read(&client(&node).get("/api/v1/timelines/public").await);
    assert_eq!(public, json!([]));
}

// client_api.25
#[tokio::test]
async fn what_cannot_be_kept_is_refused_by_its_field_in_words() {
    let node = Node::new().await;
    node.account("ana").await;
    node.account("bob").await;
    let mut ana = Member::of(&node, "ana").await;
    let bob = read(&ana.browser.get("/api/v1/accounts/lookup?acct=bob").await);
    let bob = id_of(&bob);
    let about = format!("/api/v1/accounts/{bob}/note");
    let long = "x".repeat(5_000);
    let (lists, filters) = ("/api/v1/lists", "/api/v2/filters");
    let (home, title) = (("context[]", "home"), ("title", "Fin"));
    let keyword = ("keywords_attributes[][keyword]", &*long);
    let (whom, comment) = (("account_id", &*bob), ("comment", &*long));
    for row in [
        (lists, &[("title", "")][..], "title", "liste"),
        (lists, &[("title", &long)], "title", "titre"),
        (filters, &[home], "title", "filtre"),
        (filters, &[home, ("title", &long)], "title", "titre"),
        (filters, &[title, ("context[]", "ici")], "context", "home"),
        (
            filters,
            &[home, title, keyword],
            "keyword",
            "mots à filtrer",
        ),
        (&about, &[comment], "comment", "note"),
        ("/api/v1/reports", &[whom, comment], "comment", "message"),
    ] {
        is_refused(&mut ana, row).await;
    }
}

// client_api.25
#[tokio::test]
async fn a_locked_thread_and_what_is_of_another_are_refused() {
    let node = Node::new().await;
    node.account("ana").await;
    node.account("bob").await;
    let salon = node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let root = ana.says("@acces Un fil\n\nTexte").await;
    let mut tx = node.app.core.begin().await.expect("a write");
    let by = palabre_core::moderation::By::Command;
    let thread = root["thread"]["url"]
        .as_str()
        .and_then(|url| url.rsplit('/').next())
        .expect("an id");
    palabre_core::moderation::lock(&mut tx, by, thread.parse().expect("an id"), "Conclu")
        .await
        .expect("locked");
    tx.commit().await.expect("a commit");
    let fields = [
        ("status", "Trop tard"),
        ("in_reply_to_id", root["id"].as_str().expect("an id")),
    ];
    let page = bob.browser.post("/api/v1/statuses", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        read(&page)["error"]
            .as_str()
            .expect("words")
            .contains("fil"),
        "{}",
        page.text
    );
    let fields = [("status", "Où ?"), ("in_reply_to_id", "4")];
    assert_eq!(
        bob.browser.post("/api/v1/statuses", &fields).await.status,
        StatusCode::NOT_FOUND
    );
    for method in ["PUT", "DELETE"] {
        let path = format!("/api/v1/statuses/{}", id_of(&root));
        let page = bob.browser.send(method, &path, Body::empty()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{method} of another's");
    }
    assert!(salon.local);
}

// client_api.26
#[tokio::test]
async fn an_edit_keeps_the_title_and_every_version_is_read() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let root = ana.says("@acces Le titre\n\nLe *texte*").await;
    let path = format!("/api/v1/statuses/{}", id_of(&root));
    let source = ana.reads(&format!("{path}/source")).await;
    assert_eq!(
        source,
        json!({ "id": root["id"], "text": "Le titre\n\nLe *texte*\n\n@acces", "spoiler_text": "" })
    );
    assert_eq!(
        bob.browser.get(&format!("{path}/source")).await.status,
        StatusCode::NOT_FOUND
    );
    let body = json!({ "status": "Le titre\n\nUn autre texte\n\n@acces" }).to_string();
    let mut json =
        bearer(&node, &token(&node, "read write").await).asking("content-type", "application/json");
    node.clock.advance(60_000);
    let page = json.send("PUT", &path, Body::from(body)).await;
    let edited = read(&page);
    assert_eq!(edited["title"], "Le titre");
    assert!(
        edited["content"]
            .as_str()
            .expect("HTML")
            .contains("Un autre texte")
    );
    assert!(edited["edited_at"].is_string() && root["edited_at"].is_null());
    let history = bob.reads(&format!("{path}/history")).await;
    let versions = history.as_array().expect("a list");
    assert_eq!(versions.len(), 2, "{history:#}");
    assert!(
        versions[0]["content"]
            .as_str()
            .expect("HTML")
            .contains("<em>texte</em>")
    );
    assert_eq!(versions[1]["account"]["acct"], "ana");
    let page = ana.browser.send("DELETE", &path, Body::empty()).await;
    let text = read(&page)["text"].clone();
    assert_eq!(
        text, "Le titre\n\nUn autre texte\n\n@acces",
        "it has not grown"
    );
    assert_eq!(ana.browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let again = ana.says(text.as_str().expect("a text")).await;
    assert_eq!(
        (&again["title"], &again["group"]["acct"]),
        (&json!("Le titre"), &json!("acces"))
    );
    let source = format!("/api/v1/statuses/{}/source", id_of(&again));
    assert_eq!(ana.reads(&source).await["text"], text, "nor has it now");
}

// client_api.26
#[tokio::test]
async fn of_a_note_for_a_few_the_newest_version_alone_is_read() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let token = token(&node, "read write").await;
    for (visibility, kept) in [
        ("public", &["Un premier mot", "Un autre mot"][..]),
        ("unlisted", &["Un premier mot", "Un autre mot"]),
        ("private", &["Un autre mot"]),
        ("direct", &["Un autre mot"]),
    ] {
        let fields = [
            ("status", "@bob Un premier mot"),
            ("visibility", visibility),
        ];
        let said = ana.posts("/api/v1/statuses", &fields).await;
        let path = format!("/api/v1/statuses/{}", id_of(&said));
        let body = json!({ "status": "@bob Un autre mot" }).to_string();
        let mut editor = bearer(&node, &token).asking("content-type", "application/json");
        node.clock.advance(60_000);
        let page = editor.send("PUT", &path, Body::from(body)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for reader in [&mut ana, &mut bob] {
            let history = reader.reads(&format!("{path}/history")).await;
            let versions = history.as_array().expect("a list");
            assert_eq!(versions.len(), kept.len(), "{visibility}: {history:#}");
            for (version, words) in versions.iter().zip(kept) {
                let html = version["content"].as_str().expect("HTML");
                assert!(html.contains(words), "{visibility}: {html}");
            }
        }
    }
}

// client_api.10
#[tokio::test]
async fn what_is_no_text_is_refused_by_its_name_and_never_taken_for_nothing() {
    let node = Node::new().await;
    node.account("ana").await;
    let mut ana = Member::of(&node, "ana").await;
    let me = id_of(&ana.reads("/api/v1/accounts/verify_credentials").await);
    let token = token(&node, "read write").await;
    let sends = async |body: Value| {
        let mut client = bearer(&node, &token).asking("content-type", "application/json");
        let body = Body::from(body.to_string());
        client.send("POST", "/api/v1/statuses", body).await
    };
    for (name, wrong) in [
        ("visibility", json!(["direct"])),
        ("visibility", json!({ "a": "direct" })),
        ("in_reply_to_id", json!([1])),
        ("scheduled_at", json!(["2026-12-01"])),
        ("quoted_status_id", json!([1])),
        ("spoiler_text", json!(["x"])),
        ("language", json!(["fr"])),
        ("media_ids", json!([[5]])),
        ("media_ids", json!({ "a": 1 })),
        ("poll", json!("x")),
        (
            "poll[options]",
            json!({ "options": ["a", { "x": 1 }, "b"] }),
        ),
        ("poll[options]", json!({ "options": { "a": "x" } })),
        ("quote_approval_policy", json!({ "a": "nobody" })),
        ("sensitive", json!(["true"])),
        ("status", json!(["x"])),
    ] {
        let mut body = json!({ "status": "Un mot" });
        let place = name.split('[').next().expect("a name");
        body[place] = wrong;
        let page = sends(body.clone()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(page.text.contains(name), "{body}: {}", page.text);
    }
    let path = format!("/api/v1/accounts/{me}/statuses");
    assert_eq!(ana.reads(&path).await, json!([]), "nothing was written");
    let fine = json!({ "status": "Un mot", "visibility": null, "media_ids": [], "poll": null });
    assert_eq!(sends(fine).await.status, StatusCode::OK);
    let long = json!({ "status": "語".repeat(24_000) });
    let page = sends(long).await;
    assert_ne!(
        page.status,
        StatusCode::PAYLOAD_TOO_LARGE,
        "within what is announced"
    );
}
