//! What members write outside salons, and what they pass on.

use axum::body::Body;
use serde_json::json;

use super::*;

pub(super) async fn follows(reader: &mut Member<'_>, whom: i64) {
    let path = format!("/api/v1/accounts/{whom}/follow");
    assert_eq!(reader.posts(&path, &[]).await["following"], true);
}

// client_api.29
#[tokio::test]
async fn a_note_is_read_by_those_for_whom_it_is_and_by_nobody_else() {
    let home = Node::new().await;
    let author = home.account("ana").await;
    for name in ["bob", "cleo", "dan"] {
        home.account(name).await;
    }
    let mut ana = Member::of(&home, "ana").await;
    let mut bob = Member::of(&home, "bob").await;
    let mut cleo = Member::of(&home, "cleo").await;
    let mut dan = Member::of(&home, "dan").await;
    follows(&mut bob, author.id).await;
    for (visibility, expected) in [
        ("public", [true, true, true, true]),
        ("unlisted", [true, true, true, true]),
        ("private", [true, true, true, false]),
        ("direct", [true, false, true, false]),
    ] {
        let fields = [("status", "Bonjour @cleo #mot"), ("visibility", visibility)];
        let note = ana.posts("/api/v1/statuses", &fields).await;
        assert_eq!(note["visibility"], visibility);
        assert_eq!(note["mentions"][0]["acct"], "cleo");
        assert_eq!(
            (&note["group"], &note["title"]),
            (&Value::Null, &Value::Null)
        );
        let path = format!("/api/v1/statuses/{}", id_of(&note));
        let profile = format!("/api/v1/accounts/{}/statuses", author.id);
        let readers = [&mut ana, &mut bob, &mut cleo, &mut dan];
        for (reader, sees) in readers.into_iter().zip(expected) {
            let status = if sees {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            for more in ["", "/context", "/history"] {
                let page = reader.browser.get(&format!("{path}{more}")).await;
                assert_eq!(page.status, status, "{visibility}{more}");
            }
            let listed = ids(&reader.reads(&profile).await).contains(&id_of(&note).as_str());
            assert_eq!(listed, sees, "{visibility}");
        }
        let guest = client(&home).get(&path).await.status;
        assert_eq!(guest == StatusCode::OK, expected[3], "{visibility}");
        let at_home =
            ids(&bob.reads("/api/v1/timelines/home").await).contains(&id_of(&note).as_str());
        assert_eq!(at_home, expected[1], "{visibility}");
        for list in ["public", "tag/mot"] {
            let list = format!("/api/v1/timelines/{list}");
            let listed = ids(&dan.reads(&list).await).contains(&id_of(&note).as_str());
            assert_eq!(listed, visibility == "public", "{list} {visibility}");
        }
    }
}

// client_api.29
#[tokio::test]
async fn an_answer_for_a_few_stays_out_of_the_salon_and_stands_in_the_discussion_of_those() {
    let node = Node::new().await;
    for name in ["ana", "bob", "cleo"] {
        node.account(name).await;
    }
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let mut cleo = Member::of(&node, "cleo").await;
    let root = ana.says("@acces Un fil\n\nTexte").await;
    let (text, visibility) = (("status", "Entre nous"), ("visibility", "direct"));
    let to = id_of(&root);
    let fields = [
        text,
        visibility,
        ("in_reply_to_id", to.as_str()),
        ("spoiler_text", "Privé"),
    ];
    let whisper = bob.posts("/api/v1/statuses", &fields).await;
    assert_eq!(whisper["spoiler_text"], "Privé");
    assert_eq!(
        (&whisper["sensitive"], &whisper["thread"]),
        (&json!(true), &Value::Null)
    );
    let context = format!("/api/v1/statuses/{}/context", id_of(&root));
    assert_eq!(
        ids(&ana.reads(&context).await["descendants"]),
        [id_of(&whisper)]
    );
    assert_eq!(cleo.reads(&context).await["descendants"], json!([]));
    let up = ana
        .reads(&format!("/api/v1/statuses/{}/context", id_of(&whisper)))
        .await;
    assert_eq!(ids(&up["ancestors"]), [id_of(&root)]);
    let salon = ana.reads("/api/v1/accounts/lookup?acct=acces").await;
    assert_eq!(
        ana.reads(&format!("/api/v1/statuses/{}", id_of(&root)))
            .await["replies_count"],
        0
    );
    let page = ana
        .browser
        .get(
            root["url"]
                .as_str()
                .and_then(|url| url.strip_prefix(node.app.core.base().origin()))
                .expect("a page"),
        )
        .await;
    assert!(!page.says("Entre nous"), "no page shows it");
    for visibility in ["private", "direct"] {
        let fields = [("status", "@acces Entre nous"), ("visibility", visibility)];
        let page = ana.browser.post("/api/v1/statuses", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says("tout le monde"), "{}", page.text);
    }
    let page = ana
        .browser
        .post(
            "/api/v1/statuses",
            &[("status", "x"), ("visibility", "limited")],
        )
        .await;
    assert!(
        read(&page)["error"]
            .as_str()
            .expect("words")
            .contains("visibility")
    );
    assert_eq!(salon["group"], true);
}

// client_api.30
#[tokio::test]
async fn a_boost_stands_in_the_home_of_who_follows_until_it_is_taken_back() {
    let home = Node::new().await;
    let (author, _) = (home.account("ana").await, home.account("bob").await);
    home.account("cleo").await;
    let mut ana = Member::of(&home, "ana").await;
    let mut bob = Member::of(&home, "bob").await;
    let mut cleo = Member::of(&home, "cleo").await;
    let note = bob.says("Un mot").await;
    let path = format!("/api/v1/statuses/{}/reblog", id_of(&note));
    home.clock.advance(1_000);
    let boost = ana.posts(&path, &[]).await;
    assert_eq!(
        (&boost["reblog"]["id"], &boost["account"]["acct"]),
        (&note["id"], &json!("ana"))
    );
    assert_eq!(boost["reblog"]["reblogged"], true);
    let moment = |one: &Value| one["created_at"].as_str().map(str::to_owned);
    assert!(moment(&boost) > moment(&note), "when it was passed on");
    assert_eq!(moment(&boost["reblog"]), moment(&note));
    assert_eq!(
        ana.posts(&path, &[]).await["id"],
        boost["id"],
        "twice is once"
    );
    follows(&mut cleo, author.id).await;
    assert_eq!(
        ids(&cleo.reads("/api/v1/timelines/home").await),
        [id_of(&boost)]
    );
    let one = cleo
        .reads(&format!("/api/v1/statuses/{}", id_of(&boost)))
        .await;
    assert_eq!(
        (&one["reblog"]["reblogs_count"], &one["reblog"]["reblogged"]),
        (&json!(1), &json!(false))
    );
    let by = cleo
        .reads(&format!("/api/v1/statuses/{}/reblogged_by", id_of(&note)))
        .await;
    assert_eq!(by[0]["acct"], "ana");
    let profile = format!("/api/v1/accounts/{}/statuses", author.id);
    assert_eq!(ids(&cleo.reads(&profile).await), [id_of(&boost)]);
    assert_eq!(
        cleo.reads(&format!("{profile}?exclude_reblogs=true")).await,
        json!([])
    );
    let without = [("reblogs", "false")];
    cleo.posts(&format!("/api/v1/accounts/{}/follow", author.id), &without)
        .await;
    let unwanted = cleo.reads("/api/v1/timelines/home").await;
    assert_eq!(unwanted, json!([]), "who wants no boosts gets none");
}

// client_api.30
#[tokio::test]
async fn a_boost_goes_with_its_post_and_none_is_of_what_is_for_a_few() {
    let home = Node::new().await;
    for name in ["ana", "bob", "cleo"] {
        home.account(name).await;
    }
    let mut ana = Member::of(&home, "ana").await;
    let mut bob = Member::of(&home, "bob").await;
    let mut cleo = Member::of(&home, "cleo").await;
    let note = bob.says("Un mot").await;
    let fields = [("status", "@ana Bas"), ("visibility", "direct")];
    let quiet = bob.posts("/api/v1/statuses", &fields).await;
    let path = format!("/api/v1/statuses/{}/reblog", id_of(&note));
    let boost = ana.posts(&path, &[]).await;
    let refused = ana
        .browser
        .post(&format!("/api/v1/statuses/{}/reblog", id_of(&quiet)), &[])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
    let back = ana.posts(&path.replace("reblog", "unreblog"), &[]).await;
    assert_eq!(
        (&back["id"], &back["reblogged"], &back["reblog"]),
        (&note["id"], &json!(false), &Value::Null)
    );
    let gone = cleo
        .browser
        .get(&format!("/api/v1/statuses/{}", id_of(&boost)))
        .await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let again = ana.posts(&path, &[]).await;
    let page = bob
        .browser
        .send(
            "DELETE",
            &format!("/api/v1/statuses/{}", id_of(&note)),
            Body::empty(),
        )
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        ana.browser
            .get(&format!("/api/v1/statuses/{}", id_of(&again)))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert!(!ids(&ana.reads("/api/v1/timelines/home").await).contains(&id_of(&again).as_str()));
}

// client_api.31
#[tokio::test]
async fn search_finds_people_hashtags_and_what_is_at_an_address() {
    let node = Node::new().await;
    let (mut ana, mut bob) = Member::two(&node).await;
    let thread = ana.says("@acces Un fil #accessibilite\n\nTexte").await;
    let secret = ana
        .posts(
            "/api/v1/statuses",
            &[("status", "Bas"), ("visibility", "private")],
        )
        .await;
    let found = bob.reads("/api/v2/search?q=acc").await;
    assert_eq!(found["accounts"][0]["acct"], "acces");
    assert_eq!(found["hashtags"][0]["name"], "accessibilite");
    assert_eq!(found["statuses"], json!([]));
    let only = bob.reads("/api/v2/search?q=acc&type=hashtags").await;
    assert_eq!(
        (&only["accounts"], only["hashtags"].as_array().map(Vec::len)),
        (&json!([]), Some(1))
    );
    for address in [&thread["url"], &thread["uri"], &thread["thread"]["url"]] {
        let address = address.as_str().expect("an address");
        let found = bob
            .reads(&format!("/api/v2/search?q={address}&resolve=true"))
            .await;
        assert_eq!(ids(&found["statuses"]), [id_of(&thread)], "{address}");
    }
    let hidden = secret["uri"].as_str().expect("an address");
    let found = bob
        .reads(&format!("/api/v2/search?q={hidden}&resolve=true"))
        .await;
    assert_eq!(
        found["statuses"],
        json!([]),
        "what is for others is not found"
    );
    let origin = node.app.core.base().origin();
    for (address, name) in [
        ("/@ana", "ana"),
        ("/salons/acces", "acces"),
        ("/ap/u/ana", "ana"),
    ] {
        let found = bob
            .reads(&format!("/api/v2/search?q={origin}{address}"))
            .await;
        assert_eq!(found["accounts"][0]["acct"], name, "{address}");
    }
    for query in ["q=", "q=%20", &format!("q={}", "x".repeat(501))] {
        let page = bob.browser.get(&format!("/api/v2/search?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    assert_eq!(
        client(&node).get("/api/v2/search?q=acc").await.status,
        StatusCode::UNAUTHORIZED
    );
}

// client_api.25, search.1, search.5, search.6
#[tokio::test]
async fn search_finds_statuses_by_their_words() {
    let node = Node::new().await;
    let author = node.account("ana").await;
    node.account("bob").await;
    node.salon("acces", None).await;
    let mut ana = Member::of(&node, "ana").await;
    let mut bob = Member::of(&node, "bob").await;
    let thread = ana
        .says("@acces Élections du chapitre\n\nLes bureaux")
        .await;
    let answer = bob.answers(&thread, "Le bureau, élu ?").await;
    let mut notes = Vec::new();
    for number in 0..3 {
        notes.push(id_of(&ana.says(&format!("Relais {number}")).await));
    }
    notes.reverse();
    node.index().await;
    let found = bob.reads("/api/v2/search?q=election").await;
    assert_eq!(ids(&found["statuses"]), [id_of(&thread)]);
    assert_eq!(found["statuses"][0]["title"], "Élections du chapitre");
    let path = "/api/v2/search?type=statuses&q=bureau";
    let found = bob.reads(path).await;
    assert_eq!(ids(&found["statuses"]), [id_of(&answer), id_of(&thread)]);
    assert_eq!(
        (&found["accounts"], &found["hashtags"]),
        (&json!([]), &json!([]))
    );
    let of = bob.reads(&format!("{path}&account_id={}", author.id)).await;
    assert_eq!(ids(&of["statuses"]), [id_of(&thread)]);
    let own = bob.reads(&format!("{path}%20from:me")).await;
    assert_eq!(ids(&own["statuses"]), [id_of(&answer)]);

    let path = "/api/v2/search?q=relais";
    for (more, expected) in [
        ("", &notes[..]),
        ("&limit=1", &notes[..1]),
        ("&limit=99&offset=1", &notes[1..]),
        ("&offset=1001", &[]),
        (&format!("&max_id={}", notes[0]), &notes[1..]),
        (&format!("&min_id={}&limit=1", notes[2]), &notes[1..2]),
        ("&type=accounts", &[]),
    ] {
        let found = bob.reads(&format!("{path}{more}")).await;
        assert_eq!(ids(&found["statuses"]), expected, "{more}");
    }
    for wrong in [
        "offset=-1",
        "offset=a",
        "account_id=a",
        "max_id=a",
        "limit=a",
    ] {
        let page = bob.browser.get(&format!("{path}&{wrong}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    for odd in [
        "%22",
        "*",
        "()",
        "%F0%9F%99%82",
        "a%20AND",
        "%27%3B--",
        "from:",
    ] {
        let found = bob
            .reads(&format!("/api/v2/search?type=statuses&q={odd}x*"))
            .await;
        assert_eq!(found["statuses"], json!([]), "{odd}");
    }
}

// client_api.15, client_api.29
#[tokio::test]
async fn what_is_unlisted_and_names_a_salon_is_for_all_as_everything_there() {
    let home = Node::new().await;
    home.account("ana").await;
    home.salon("acces", None).await;
    let mut ana = Member::of(&home, "ana").await;
    let unlisted = ("visibility", "unlisted");
    let fields = [("status", "@acces Un fil\n\nTexte"), unlisted];
    let thread = ana.posts("/api/v1/statuses", &fields).await;
    let said = [
        ("status", "Oui"),
        ("in_reply_to_id", &*id_of(&thread)),
        unlisted,
    ];
    let answer = ana.posts("/api/v1/statuses", &said).await;
    for one in [&thread, &answer] {
        assert_eq!(
            (&one["visibility"], &one["group"]["acct"]),
            (&json!("public"), &json!("acces"))
        );
    }
    let public = ana.reads("/api/v1/timelines/public").await;
    assert_eq!(ids(&public), [id_of(&thread)]);
}
