//! What members' pictures are once they hang on a status.

use super::*;

// media.3, media.27, media.28
#[tokio::test]
async fn a_post_with_pictures_shows_them_and_tells_them() {
    let node = Node::new().await;
    let token = ana(&node).await;
    let person = palabre_core::people::by_name(&node.app.core, "ana", None).await;
    let person = person.expect("read").expect("ana");
    let salon = node.salon("acces", Some(&person)).await;
    let mut media = Vec::new();
    for file in [
        encoded(&halves(1_600, 800), ImageFormat::Png),
        flac(&[7; 2_356]),
    ] {
        let sent = body(&[("description", "Deux \"moitiés\"")], Some(&file), &[]);
        let page = sender(&node, &token)
            .send("POST", "/api/v1/media", sent)
            .await;
        let id = read(&page)["id"]
            .as_str()
            .expect("an id")
            .parse()
            .expect("a number");
        let row = palabre_core::media::by_id(&node.app.core, id).await;
        media.push(row.expect("read").expect("a row"));
    }
    let key = media[0].original.clone().expect("a key");
    let draft = palabre_core::threads::draft(&node.app.core, "Voyez", Some("Images"), "fr").await;
    let mut draft = draft.expect("a draft");
    draft.media = Some(media);
    let mut tx = node.app.core.begin().await.expect("a write");
    let opened = palabre_core::threads::open(&mut tx, &person, &salon, &draft);
    let post = Box::pin(opened).await.expect("a post");
    tx.commit().await.expect("a commit");
    for path in [format!("/f/{}", post.id), format!("/c/{}", post.id)] {
        let page = node.browser().get(&path).await;
        assert!(
            page.says(
                "alt=\"Deux &#34;moitiés&#34;\" width=\"678\" height=\"339\" loading=\"lazy\""
            ),
            "{}",
            page.text
        );
        assert!(page.says(&format!("<a href=\"http://quebec.test/media/{key}\"><img")));
        assert!(page.says("Son, 2\u{a0}Ko"), "{}", page.text);
    }
    let mut peer = node.browser().asking("accept", "application/activity+json");
    let told = read(&peer.get(&format!("/ap/p/{}", post.id)).await);
    let first = &told["attachment"][0];
    assert_eq!(first["url"], format!("http://quebec.test/media/{key}"));
    assert_eq!(
        (&first["mediaType"], &first["width"]),
        (&json!("image/png"), &json!(1_600))
    );
    assert_eq!(told["attachment"][1]["mediaType"], "audio/flac");
    // It hangs there: its owner neither takes it away by itself nor says anew what it shows.
    let hung = palabre_core::media::of_posts(&node.app.core, &[post.id])
        .await
        .expect("read");
    let path = format!("/api/v1/media/{}", hung[0].id);
    let gone = bearer(&node, &token)
        .send("DELETE", &path, Body::empty())
        .await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = sender(&node, &token)
        .send("PUT", &path, body(&[("description", "x")], None, &[]))
        .await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
}

// client_api.26
#[tokio::test]
async fn every_version_has_its_emoji_and_what_is_left_of_its_media() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    for code in ["soleil", "lune"] {
        let tx = node.app.core.begin().await.expect("a write");
        let files = (&*format!("{code}.png"), &*format!("{code}.small.png"));
        let added = palabre_core::bulletin::add_emoji(&tx, code, None, files).await;
        added.expect("an emoji");
        tx.commit().await.expect("a commit");
    }
    let mut media = Vec::new();
    for description in ["Le mât", "La pile"] {
        let png = encoded(&halves(60, 40), ImageFormat::Png);
        let sent = body(&[("description", description)], Some(&png), &[]);
        let page = sender(&node, &token)
            .send("POST", "/api/v1/media", sent)
            .await;
        media.push(id_of(&read(&page)));
    }
    let mut ana = bearer(&node, &token);
    let [mast, stack] = [&*media[0], &*media[1]];
    let first = [("status", "Un mot :soleil:"), ("media_ids[]", mast)];
    let said = read(&ana.post("/api/v1/statuses", &first).await);
    let one = format!("/api/v1/statuses/{}", id_of(&said));
    let shown = async |which: &str| {
        let page = bearer(&node, &token).get(&format!("{one}/history")).await;
        let history = read(&page);
        let versions = history.as_array().expect("a list").iter();
        let names = |list: &Value, name: &str| -> Vec<String> {
            let list = list.as_array().expect("a list").iter();
            list.map(|one| one[name].as_str().expect("a word").to_owned())
                .collect()
        };
        let told = versions.map(|one| match which {
            "emojis" => names(&one["emojis"], "shortcode"),
            _ => names(&one["media_attachments"], "description"),
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(shown("emojis").await, [["soleil"]]);
    assert_eq!(shown("media").await, [["Le mât"]]);
    let edits = [
        json!({ "status": "Deux :lune:", "media_ids": [mast, stack] }),
        json!({ "status": "Trois", "media_ids": [stack] }),
    ];
    for (edit, media) in edits.iter().zip([
        vec![vec!["Le mât"], vec!["Le mât", "La pile"]],
        vec![vec![], vec!["La pile"], vec!["La pile"]],
    ]) {
        node.clock.advance(60_000);
        let mut json = bearer(&node, &token).asking("content-type", "application/json");
        let page = json.send("PUT", &one, Body::from(edit.to_string())).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!(shown("media").await, media);
    }
    let words: [&[&str]; 3] = [&["soleil"], &["lune"], &[]];
    assert_eq!(shown("emojis").await, words);
}

// media.8
#[tokio::test]
async fn what_a_picture_shows_is_corrected_where_it_hangs() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    let upload = async || read(&send(&node, &token, "/api/v1/media", &photo(40, 30)).await);
    let (hung, other, loose) = (upload().await, upload().await, upload().await);
    let json = async |method: &str, path: &str, body: Value| {
        let mut client = bearer(&node, &token).asking("content-type", "application/json");
        client
            .send(method, path, Body::from(body.to_string()))
            .await
    };
    let says = async |media: &Value| {
        let body = json!({ "status": "Un plan", "media_ids": [media["id"]] });
        read(&json("POST", "/api/v1/statuses", body).await)
    };
    let status = says(&hung).await;
    says(&other).await;
    let path = format!("/api/v1/statuses/{}", status["id"].as_str().expect("an id"));
    let corrected = json!({
        "status": "Un plan",
        "media_ids": [hung["id"]],
        "media_attributes": [{ "id": hung["id"], "description": "Fèves à gauche", "focus": "0.5,0" }],
    });
    let page = json("PUT", &path, corrected).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let shown = |page: &Page| read(page)["media_attachments"][0].clone();
    assert_eq!(shown(&page)["description"], "Fèves à gauche");
    let again = bearer(&node, &token).get(&path).await;
    assert_eq!(shown(&again)["description"], "Fèves à gauche");
    assert_eq!(
        shown(&again)["meta"]["focus"],
        json!({ "x": 0.5, "y": 0.0 })
    );
    let document = read(&again)["uri"].clone();
    let mut server = node.browser().asking("accept", "application/activity+json");
    let told = server.get(&self::path(&document)).await;
    assert!(told.text.contains("Fèves à gauche"), "{}", told.text);

    for wrong in [
        json!([{ "id": other["id"], "description": "x" }]),
        json!([{ "id": "1", "description": "x" }]),
        json!([{ "description": "x" }]),
        json!([{ "id": hung["id"], "description": "x".repeat(1_501) }]),
    ] {
        let body = json!({ "status": "Un plan", "media_attributes": wrong });
        let page = json("PUT", &path, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let body = json!({ "status": "Un plan", "media_ids": [loose["id"]],
        "media_attributes": { "0": { "id": loose["id"], "description": "Une autre" } } });
    let page = json("PUT", &path, body).await;
    assert_eq!(shown(&page)["description"], "Une autre", "{}", page.text);
}

// media.3, client_api.26
#[tokio::test]
async fn what_is_deleted_and_written_anew_keeps_its_pictures() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    let upload = picture(&node, &token).await;
    let mut ana = bearer(&node, &token);
    let body = [("status", "Un plan"), ("media_ids[]", &*upload)];
    let first = read(&ana.post("/api/v1/statuses", &body).await);
    let path = format!("/api/v1/statuses/{}", id_of(&first));
    let gone = read(&ana.send("DELETE", &path, Body::empty()).await);
    assert_eq!(gone["media_attachments"][0]["id"], upload);
    assert_eq!(ana.get(&path).await.status, StatusCode::NOT_FOUND);
    let second = read(&ana.post("/api/v1/statuses", &body).await);
    let path = format!("/api/v1/statuses/{}", id_of(&second));
    let shown = read(&ana.get(&path).await);
    assert_eq!(shown["media_attachments"], gone["media_attachments"]);
    let file = self::path(&shown["media_attachments"][0]["url"]);
    assert_eq!(node.browser().get(&file).await.status, StatusCode::OK);
    let whole = format!("{path}?delete_media=true");
    let gone = ana.send("DELETE", &whole, Body::empty()).await;
    assert_eq!(gone.status, StatusCode::OK);
    let third = ana.post("/api/v1/statuses", &body).await;
    assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY);
    work(&node).await;
    assert_eq!(
        node.browser().get(&file).await.status,
        StatusCode::NOT_FOUND
    );
}

// media.5
#[tokio::test]
async fn what_nobody_writes_anew_goes_after_a_day() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    let upload = picture(&node, &token).await;
    let mut ana = bearer(&node, &token);
    let body = [("status", "Un plan"), ("media_ids[]", &*upload)];
    let status = read(&ana.post("/api/v1/statuses", &body).await);
    let sweeps = async || {
        let mut tx = node.app.core.begin().await.expect("a write");
        palabre_core::media::forget_old(&mut tx)
            .await
            .expect("swept");
        tx.commit().await.expect("a commit");
        let path = format!("/api/v1/media/{upload}");
        bearer(&node, &token).get(&path).await.status
    };
    node.clock.advance(86_400_001);
    assert_ne!(sweeps().await, StatusCode::NOT_FOUND, "it hangs somewhere");
    let path = format!("/api/v1/statuses/{}", id_of(&status));
    let gone = ana.send("DELETE", &path, Body::empty()).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text);
    node.clock.advance(86_399_000);
    assert_eq!(sweeps().await, StatusCode::OK);
    node.clock.advance(1_001);
    assert_eq!(sweeps().await, StatusCode::NOT_FOUND);
}

// client_api.20
#[tokio::test]
async fn lists_of_media_show_what_carries_some() {
    let node = Node::new().await;
    node.account("ana").await;
    let token = token(&node, "read write").await;
    let upload = picture(&node, &token).await;
    let mut ana = bearer(&node, &token);
    let seen = [("status", "Vu #soleil"), ("media_ids[]", &*upload)];
    let seen = read(&ana.post("/api/v1/statuses", &seen).await);
    let said = read(
        &ana.post("/api/v1/statuses", &[("status", "Dit #soleil")])
            .await,
    );
    let (seen, said) = (id_of(&seen), id_of(&said));
    let author = read(&ana.get("/api/v1/accounts/verify_credentials").await);
    for list in [
        "/api/v1/timelines/public".to_owned(),
        "/api/v1/timelines/public?local=true".to_owned(),
        "/api/v1/timelines/tag/soleil".to_owned(),
        format!("/api/v1/accounts/{}/statuses", id_of(&author)),
    ] {
        let mut shown = async |more: &str| {
            let mark = if list.contains('?') { '&' } else { '?' };
            let page = read(&ana.get(&format!("{list}{mark}{more}")).await);
            let page = page.as_array().expect("a list").iter();
            page.map(id_of).collect::<Vec<_>>()
        };
        assert_eq!(shown("only_media=true").await, [&*seen], "{list}");
        assert_eq!(shown("only_media=0").await, [&*said, &*seen], "{list}");
    }
}

// posting.10
#[tokio::test]
async fn an_edit_on_the_page_leaves_pictures_which_need_no_words() {
    let node = Node::new().await;
    node.account("ana").await;
    node.salon("acces", None).await;
    let mut member = Member::of(&node, "ana").await;
    let thread = member.says("@acces Un fil\n\nTexte").await;
    let upload = picture(&node, &token(&node, "read write").await).await;
    let to = id_of(&thread);
    let fields = [
        ("status", "Voyez"),
        ("in_reply_to_id", &*to),
        ("media_ids[]", &*upload),
    ];
    let answer = member.posts("/api/v1/statuses", &fields).await;
    let page = answer["url"].as_str().expect("an address");
    let number = page.rsplit(['/', 'c']).next().expect("a number");
    let edit = format!("/c/{number}/modifier");
    let mut ana = node.signed_in("ana").await;
    let sent = ana
        .submit(&edit, &edit, &[("text", ""), ("lang", "fr")])
        .await;
    assert_eq!(sent.location(), format!("/c/{number}"), "{}", sent.text);
    let shown = member
        .reads(&format!("/api/v1/statuses/{}", id_of(&answer)))
        .await;
    assert_eq!(shown["content"], "");
    assert_eq!(shown["media_attachments"][0]["id"], upload);
}
