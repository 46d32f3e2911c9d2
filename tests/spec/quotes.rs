//! Quotes, between nodes and with servers of other kinds.

use palabre_core::moderation;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, member};
use crate::harness::browser::Browser;
use crate::harness::{Actor, Node, Person, Post, World, hours, spec};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const STATUS: &str = "/api/v1/statuses/{id}";

/// A status of elsewhere, by its address.
async fn found(app: &App, uri: &str) -> Value {
    let fields = [("q", uri), ("resolve", "true"), ("type", "statuses")];
    let told = app.calls(Method::GET, "/api/v2/search", &[], &fields).await;
    let found = told.value["statuses"][0].clone();
    assert!(found.is_object(), "{uri}: {}", told.value);
    found
}

async fn quotes(app: &App, words: &str, quoted: &Value) -> Value {
    let id = quoted["id"].as_str().expect("an id");
    app.says(&[("status", words), ("quoted_status_id", id)])
        .await
}

/// The state of a quote, and the words that are shown of what it quotes.
fn quote(status: &Value) -> (&str, Option<&str>) {
    let quote = &status["quote"];
    let state = quote["state"].as_str().unwrap_or_default();
    (state, quote["quoted_status"]["content"].as_str())
}

async fn revokes(app: &App, quoted: &Value, quoting: &Value) -> Value {
    let pattern = "/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke";
    let ids = [&quoted["id"], &quoting["id"]].map(|id| id.as_str().expect("an id"));
    let told = app.calls(Method::POST, pattern, &ids, &[]).await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

async fn lets(app: &App, status: &Value, policy: &str) {
    let pattern = "/api/v1/statuses/{id}/interaction_policy";
    let id = status["id"].as_str().expect("an id");
    let fields = [("quote_approval_policy", policy)];
    let told = app.calls(Method::PUT, pattern, &[id], &fields).await;
    assert_eq!(told.status, 200, "{}", told.value);
}

/// The status of a post on a node, as a member there sees it.
async fn there(node: &Node, app: &App, uri: &str) -> Value {
    let post = node.post(&Post::at(uri)).await.expect("it came");
    let place = palabre_core::timelines::Place::post(post.id);
    app.of(STATUS, &json!(place.to_string())).await
}

fn uri(status: &Value) -> &str {
    status["uri"].as_str().expect("an id")
}

/// The first notification of a kind that a client hears of.
async fn hears(app: &App, kind: &str) -> Option<Value> {
    let all = app.reads("/api/v1/notifications").await.value;
    let all = all.as_array().expect("a list").clone();
    all.into_iter().find(|one| one["type"] == kind)
}

/// A note that everybody may quote, as Mastodon writes it.
fn quotable(by: &Actor, path: &str, words: &str) -> Value {
    let mut note = by.note(path, words, &[]);
    note["interactionPolicy"] = json!({ "canQuote": { "automaticApproval": [PUBLIC] } });
    note
}

/// A note that quotes, as Mastodon writes it.
fn quoting(by: &Actor, path: &str, quoted: &str, approval: Option<&str>) -> Value {
    let mut note = by.note(path, "Voyez", &[]);
    note["content"] = json!(format!(
        "<p class=\"quote-inline\">RE: <a href=\"{quoted}\">{quoted}</a></p><p>Voyez</p>"
    ));
    for field in ["quote", "quoteUri", "_misskey_quote"] {
        note[field] = json!(quoted);
    }
    if let Some(approval) = approval {
        note["quoteAuthorization"] = json!(approval);
    }
    note
}

fn request(by: &Actor, note: &Value, quoted: &str) -> Value {
    let id = format!("{}/quote", note["id"].as_str().expect("an id"));
    let mut request = by.activity("QuoteRequest", &id, json!(quoted));
    request["instrument"] = note["id"].clone();
    request
}

fn authorization(by: &Actor, path: &str, quoting: &str, quoted: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": by.peer.url(path),
        "type": "QuoteAuthorization",
        "attributedTo": by.uri,
        "interactingObject": quoting,
        "interactionTarget": quoted,
    })
}

/// A note of ours says in every word what it quotes, and who may quote it.
fn says_what_it_quotes(create: &Value, note: &Value) {
    for field in ["quote", "quoteUri", "quoteUrl", "_misskey_quote"] {
        assert_eq!(create[field], note["id"], "{field}");
    }
    let text = create["content"].as_str().expect("a text");
    assert!(
        text.starts_with("<p class=\"quote-inline\">RE: <a href=\""),
        "{text}"
    );
    assert!(text.ends_with("<p>Voyez</p>"), "{text}");
    let tags = create["tag"].as_array().expect("tags");
    assert!(
        tags.iter()
            .any(|tag| tag["type"] == "Link" && tag["href"] == note["id"])
    );
    assert!(create["quoteAuthorization"].is_null());
    assert_eq!(
        create["interactionPolicy"]["canQuote"]["automaticApproval"],
        json!([PUBLIC])
    );
}

/// A member follows somebody elsewhere, who takes it.
async fn followed(world: &World, node: &Node, member: &Person, who: &Actor) {
    member
        .watches(&format!("@{}@{}", who.name, who.peer.host()))
        .await;
    world.settle().await;
    let follow = who.peer.letters_of("Follow").remove(0).value;
    who.tells(node, &who.activity("Accept", "/accepts/1", follow))
        .await;
    world.settle().await;
}

spec! {
    // quotes.1, quotes.5, quotes.7, quotes.8, quotes.10, quotes.14, quotes.15, quotes.17, quotes.19, quotes.23
    async fn a_member_quotes_somebody_of_another_chapter(world) {
        let [quebec, senegal, benin] = world.nodes(["quebec.test", "senegal.test", "benin.test"]).await;
        let (ana, ana_app) = member(&quebec, "ana").await;
        let (_, awa) = member(&senegal, "awa").await;
        let (bio, bio_app) = member(&benin, "bio").await;
        bio.watches("@ana@quebec.test").await;
        world.settle().await;
        let said = awa.says(&[("status", "Un IXP à Ziguinchor")]).await;
        let seen = found(&ana_app, uri(&said)).await;
        assert_eq!(seen["quote_approval"]["current_user"], "automatic");
        let made = quotes(&ana_app, "Voyez", &seen).await;
        assert_eq!(quote(&made), ("pending", None));
        world.settle().await;
        let made = ana_app.of(STATUS, &made["id"]).await;
        let words = "<p>Un IXP à Ziguinchor</p>";
        assert_eq!(quote(&made), ("accepted", Some(words)));
        assert_eq!(made["content"], "<p>Voyez</p>", "the link is for others");
        let here = there(&senegal, &awa, uri(&made)).await;
        assert_eq!(quote(&here), ("accepted", Some(words)));
        let heard = hears(&awa, "quote").await.expect("she hears of it");
        assert_eq!((&heard["status"]["uri"], &heard["account"]["acct"]), (&made["uri"], &json!("ana@quebec.test")));
        let far = there(&benin, &bio_app, uri(&made)).await;
        assert_eq!(quote(&far), ("accepted", Some(words)), "by the consent that the Update names");
        assert_eq!(far["edited_at"], Value::Null, "it says nothing else");
        let said = awa.of(STATUS, &said["id"]).await;
        assert_eq!(said["quotes_count"], 1);
        let list = awa.calls(Method::GET, "/api/v1/statuses/{id}/quotes", &[said["id"].as_str().expect("an id")], &[]).await;
        assert_eq!(list.value[0]["uri"], made["uri"]);
        let served: Value = serde_json::from_str(&quebec.reads(uri(&made)).await.body).expect("JSON");
        assert!(served["quoteAuthorization"].is_string() && served["proof"].is_null(), "{served:#}");
        let record = quebec.record(&format!("{}/create", uri(&made))).await.expect("a record");
        let record: Value = serde_json::from_slice(&record.raw.expect("bytes")).expect("JSON");
        assert!(record["object"]["quoteAuthorization"].is_null() && record["object"]["proof"].is_object());
        assert_eq!(record["object"]["quote"], said["uri"]);

        awa.edits(&said["id"], &[("status", "Un IXP à Dakar")]).await;
        world.settle().await;
        revokes(&awa, &said, &here).await;
        world.settle().await;
        assert_eq!(quote(&ana_app.of(STATUS, &made["id"]).await), ("revoked", None));
        assert_eq!(quote(&there(&senegal, &awa, uri(&made)).await), ("revoked", None));
        assert_eq!(hears(&awa, "quote").await, None);
        let consent = served["quoteAuthorization"].as_str().expect("an address");
        assert_eq!(senegal.reads(consent).await.status, 404);
        ana.deletes(&Post::at(uri(&made))).await;
        world.settle().await;
    }
}

spec! {
    // quotes.2, quotes.4, quotes.9, quotes.15
    async fn whoever_does_not_agree_is_not_quoted_from_another_chapter(world) {
        let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
        let (_, ana) = member(&quebec, "ana").await;
        let (_, awa) = member(&senegal, "awa").await;
        let closed = [("status", "À moi"), ("quote_approval_policy", "nobody")];
        let closed = found(&ana, uri(&awa.says(&closed).await)).await;
        assert_eq!(closed["quote_approval"], json!({ "automatic": [], "manual": [], "current_user": "denied" }));
        let fields = [("status", "Voyez"), ("quoted_status_id", closed["id"].as_str().expect("an id"))];
        let told = ana.calls(Method::POST, "/api/v1/statuses", &[], &fields).await;
        assert_eq!(told.status, 422, "{}", told.value);
        assert!(told.value["details"]["quoted_status_id"].is_array(), "{}", told.value);
        let said = awa.says(&[("status", "Un IXP")]).await;
        let seen = found(&ana, uri(&said)).await;
        lets(&awa, &said, "nobody").await;
        let made = quotes(&ana, "Voyez", &seen).await;
        world.settle().await;
        assert_eq!(quote(&ana.of(STATUS, &made["id"]).await), ("rejected", None));
        let served: Value = serde_json::from_str(&senegal.reads(uri(&said)).await.body).expect("JSON");
        let author = &served["attributedTo"];
        assert_eq!(served["interactionPolicy"]["canQuote"]["automaticApproval"], json!([author]));
    }
}

spec! {
    // quotes.5, quotes.8, quotes.11, quotes.12, quotes.13, quotes.21, quotes.22
    async fn a_microblog_quotes_a_post_of_ours(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (_, ana) = member(&quebec, "ana").await;
        let bob = world.peer("mastodon.test").await.person("bob").await;
        let said = ana.says(&[("status", "Un IXP")]).await;
        let note = quoting(&bob, "/notes/1", uri(&said), None);
        let asked = request(&bob, &note, uri(&said));
        bob.tells(&quebec, &asked).await;
        world.settle().await;
        let accept = bob.peer.letters_of("Accept").remove(0).value;
        assert_eq!((&accept["actor"], &accept["object"]["id"]), (&said["account"]["uri"], &asked["id"]));
        assert_eq!((&accept["object"]["type"], &accept["object"]["instrument"]), (&json!("QuoteRequest"), &note["id"]));
        let consent = accept["result"].as_str().expect("an address").to_owned();
        let served: Value = serde_json::from_str(&quebec.reads(&consent).await.body).expect("JSON");
        assert_eq!((&served["type"], &served["attributedTo"]), (&json!("QuoteAuthorization"), &accept["actor"]));
        assert_eq!((&served["interactingObject"], &served["interactionTarget"]), (&note["id"], &said["uri"]));
        let note = quoting(&bob, "/notes/1", uri(&said), Some(&consent));
        bob.tells(&quebec, &bob.create(&note)).await;
        world.settle().await;
        let id = note["id"].as_str().expect("an id");
        let shown = there(&quebec, &ana, id).await;
        assert_eq!(quote(&shown), ("accepted", Some("<p>Un IXP</p>")));
        assert_eq!(shown["content"], "<p>Voyez</p>");
        assert_eq!(hears(&ana, "quote").await.expect("she hears of it")["status"]["uri"], note["id"]);

        // What only says that it was agreed to is pending.
        let eve = bob.peer.person("eve").await;
        let forged = quoting(&eve, "/notes/2", uri(&said), Some(&consent));
        eve.tells(&quebec, &eve.create(&forged)).await;
        world.settle().await;
        let forged = there(&quebec, &ana, forged["id"].as_str().expect("an id")).await;
        assert_eq!(quote(&forged), ("pending", None));

        revokes(&ana, &said, &shown).await;
        world.settle().await;
        let delete = bob.peer.letters_of("Delete").remove(0).value;
        assert_eq!((&delete["object"]["id"], &delete["actor"]), (&json!(consent), &accept["actor"]));
        assert_eq!(quebec.reads(&consent).await.status, 404);
        let mut anew = request(&bob, &note, uri(&said));
        anew["id"] = json!(bob.peer.url("/notes/1/quote/again"));
        bob.tells(&quebec, &anew).await;
        lets(&ana, &said, "followers").await;
        let again = quoting(&bob, "/notes/3", uri(&said), None);
        bob.tells(&quebec, &request(&bob, &again, uri(&said))).await;
        world.settle().await;
        assert_eq!(bob.peer.letters_of("Reject").len(), 2);
    }
}

spec! {
    // quotes.14, quotes.15, quotes.16, quotes.20, quotes.23
    async fn a_member_quotes_a_post_of_a_microblog(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, app) = member(&quebec, "ana").await;
        let bob = world.peer("mastodon.test").await.person("bob").await;
        followed(&world, &quebec, &ana, &bob).await;
        bob.tells(&quebec, &bob.activity("Follow", "/follows/1", json!(ana.uri()))).await;
        let note = quotable(&bob, "/notes/1", "Bonjour");
        bob.tells(&quebec, &bob.create(&note)).await;
        let silent = bob.note("/notes/2", "Sans rien dire", &[]);
        bob.tells(&quebec, &bob.create(&silent)).await;
        world.settle().await;
        bob.peer.letters();
        let quoted = note["id"].as_str().expect("an id");
        let seen = there(&quebec, &app, quoted).await;
        assert_eq!(seen["quote_approval"]["automatic"], json!(["public"]));
        let silent = there(&quebec, &app, silent["id"].as_str().expect("an id")).await;
        assert_eq!(silent["quote_approval"]["current_user"], "denied");
        let made = quotes(&app, "Voyez", &seen).await;
        world.settle().await;
        let letters = bob.peer.letters();
        let one = |kind: &str| {
            let all = letters.iter().find(|one| one.kind() == kind);
            all.unwrap_or_else(|| panic!("no {kind}")).value.clone()
        };
        let create = one("Create")["object"].clone();
        says_what_it_quotes(&create, &note);
        let asked = one("QuoteRequest");
        assert_eq!((&asked["object"], &asked["instrument"]["id"]), (&note["id"], &made["uri"]));
        assert_eq!(asked["instrument"]["type"], "Note");

        let eve = bob.peer.person("eve").await;
        let consent = bob.peer.url("/stamps/1");
        let mut accept = eve.activity("Accept", "/accepts/2", asked.clone());
        accept["result"] = json!(consent);
        eve.tells(&quebec, &accept).await;
        world.settle().await;
        assert_eq!(quote(&app.of(STATUS, &made["id"]).await), ("pending", None));
        let mut accept = bob.activity("Accept", "/accepts/3", asked["id"].clone());
        accept["result"] = json!(consent);
        bob.tells(&quebec, &accept).await;
        world.settle().await;
        let shown = app.of(STATUS, &made["id"]).await;
        assert_eq!(quote(&shown), ("accepted", Some("<p>Bonjour</p>")));
        assert_eq!(shown["edited_at"], Value::Null);
        let update = bob.peer.letters_of("Update").remove(0).value;
        assert_eq!((&update["palabre:quote"], &update["object"]["quoteAuthorization"]), (&json!(true), &json!(consent)));
        assert!(update["object"]["updated"].is_null() && update["object"]["proof"].is_null());

        let gone = |by: &Actor, number: u32| {
            let id = format!("/stamps/1/delete/{number}");
            by.public("Delete", &id, authorization(by, "/stamps/1", uri(&made), quoted))
        };
        eve.tells(&quebec, &gone(&eve, 1)).await;
        world.settle().await;
        assert_eq!(quote(&app.of(STATUS, &made["id"]).await).0, "accepted");
        bob.tells(&quebec, &gone(&bob, 2)).await;
        world.settle().await;
        assert_eq!(quote(&app.of(STATUS, &made["id"]).await), ("revoked", None));
        let other = quotes(&app, "Encore", &seen).await;
        world.settle().await;
        let asked = bob.peer.letters_of("QuoteRequest").remove(0).value;
        bob.tells(&quebec, &bob.activity("Reject", "/rejects/1", asked)).await;
        world.settle().await;
        assert_eq!(quote(&app.of(STATUS, &other["id"]).await), ("rejected", None));
    }
}

spec! {
    // quotes.16, quotes.17, quotes.18, quotes.23
    async fn a_quote_between_others_is_shown_once_its_consent_was_read(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, app) = member(&quebec, "ana").await;
        let bob = world.peer("mastodon.test").await.person("bob").await;
        let lea = world.peer("other.test").await.person("lea").await;
        followed(&world, &quebec, &ana, &lea).await;
        let note = quotable(&bob, "/notes/1", "Bonjour");
        let quoted = note["id"].as_str().expect("an id");
        bob.peer.serves(quoted, &note);
        let made = |number: u32, consent: Option<&str>| quoting(&lea, &format!("/notes/{number}"), quoted, consent);
        let id = |number: u32| lea.peer.url(&format!("/notes/{number}"));
        let stamp = |number: u32| bob.peer.url(&format!("/stamps/{number}"));
        let good = authorization(&bob, "/stamps/1", &id(1), quoted);
        bob.peer.serves(&stamp(1), &good);
        // For another post, and by whoever quotes.
        bob.peer.serves(&stamp(2), &authorization(&bob, "/stamps/2", &id(1), quoted));
        let own = authorization(&lea, "/stamps/3", &id(3), quoted);
        lea.peer.serves(&lea.peer.url("/stamps/3"), &own);
        for (number, consent) in [(1, Some(stamp(1))), (2, Some(stamp(2))), (3, Some(lea.peer.url("/stamps/3"))), (4, None)] {
            lea.tells(&quebec, &lea.create(&made(number, consent.as_deref()))).await;
        }
        world.settle().await;
        let state = async |number: u32| {
            let status = there(&quebec, &app, &id(number)).await;
            let (state, words) = quote(&status);
            (state.to_owned(), words.map(str::to_owned), status["edited_at"].clone())
        };
        let accepted = || ("accepted".to_owned(), Some("<p>Bonjour</p>".to_owned()), Value::Null);
        let pending = || ("pending".to_owned(), None, Value::Null);
        assert_eq!(state(1).await, accepted());
        assert_eq!(state(2).await, pending());
        assert_eq!(state(3).await, pending());
        // Its own document says it later, and is asked when a member is shown the post.
        bob.peer.serves(&stamp(4), &authorization(&bob, "/stamps/4", &id(4), quoted));
        lea.peer.serves(&id(4), &made(4, Some(&stamp(4))));
        assert_eq!(state(4).await, pending());
        world.advance(hours(2)).await;
        state(4).await;
        world.settle().await;
        assert_eq!(state(4).await, accepted());
        // Mastodon tells of it by an Update without a date.
        bob.peer.serves(&stamp(5), &authorization(&bob, "/stamps/5", &id(2), quoted));
        let update = lea.public("Update", "/notes/2#updates/1", made(2, Some(&stamp(5))));
        lea.tells(&quebec, &update).await;
        world.settle().await;
        assert_eq!(state(2).await, accepted());
        let gone = bob.public("Delete", "/stamps/1#delete", good);
        bob.tells(&quebec, &gone).await;
        world.settle().await;
        assert_eq!(state(1).await.0, "revoked");
    }
}

spec! {
    // quotes.10, quotes.20
    async fn a_quote_in_a_salon_leaves_the_digest_what_it_is(world) {
        let stage = world.followed_thread().await;
        let (quebec, senegal, thread) = (&stage.quebec, &stage.senegal, &stage.thread);
        let (_, lou) = member(quebec, "lou").await;
        let (_, ida) = member(senegal, "ida").await;
        let root = found(&ida, thread.uri()).await;
        let fields = [
            ("status", "Je cite"),
            ("in_reply_to_id", root["id"].as_str().expect("an id")),
            ("quoted_status_id", root["id"].as_str().expect("an id")),
        ];
        let made = ida.says(&fields).await;
        world.settle().await;
        let before = world.agrees_on(thread).await;
        assert_eq!(quote(&ida.of(STATUS, &made["id"]).await).0, "accepted");
        let here = there(quebec, &lou, uri(&made)).await;
        assert_eq!(quote(&here).0, "accepted");
        let post = quebec.post(&Post::at(uri(&made))).await.expect("the post");
        let quoted = quebec.post(&Post::at(thread.uri())).await.expect("the root");
        let author = palabre_core::people::by_id(&quebec.core(), quoted.author_id).await;
        let author = author.expect("read").expect("ana");
        let core = quebec.core();
        let mut tx = core.begin().await.expect("a write");
        palabre_core::quotes::revoke(&mut tx, &author, quoted.id, post.id).await.expect("revoked");
        tx.commit().await.expect("a commit");
        world.settle().await;
        assert_eq!(quote(&ida.of(STATUS, &made["id"]).await).0, "revoked");
        assert_eq!(world.agrees_on(thread).await, before, "no digest says who agrees");
    }
}

spec! {
    // quotes.25
    async fn a_page_says_what_pictures_without_words_are_that_are_quoted(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, app) = member(&quebec, "ana").await;
        let (_, bob) = member(&quebec, "bob").await;
        let shows = async |more: &[(&str, &str)]| {
            let picture = crate::media::picture(8, image::ImageFormat::Png, 1);
            let told = app.uploads("/api/v2/media", "Une antenne", &picture).await;
            let hung = ("media_ids[]", told.value["id"].as_str().expect("an id"));
            let shown = app.says(&[&[hung], more].concat()).await;
            let made = quotes(&bob, "Voyez", &shown).await;
            let id: i64 = made["id"].as_str().expect("an id").parse().expect("a number");
            id / 4
        };
        let cites = async |id: i64, words: [&str; 2]| {
            for (lang, words) in ["fr", "en"].into_iter().zip(words) {
                let mut guest = Browser::new(quebec.host(), quebec.address());
                let page = guest.get(&format!("/c/{id}?lang={lang}")).await.text;
                let cited = page.split_once("<blockquote>").expect("a quote").1;
                let cited = cited.split_once("</blockquote>").expect("its end").0;
                assert!(cited.contains(&format!(">{words}</p>")), "{cited}");
                assert!(!page.contains("/media/") && !page.contains("Une antenne"), "{page}");
            }
        };
        let sensitive = ["Contenu sensible, sans texte", "Sensitive content, without words"];
        let plain = shows(&[]).await;
        cites(plain, ["Sans texte", "Without words"]).await;
        cites(shows(&[("sensitive", "true")]).await, sensitive).await;
        let said = shows(&[("sensitive", "true"), ("status", "Une réclame")]).await;
        cites(said, ["Texte sensible", "Sensitive text"]).await;
        let mut tx = quebec.core().begin().await.expect("a write");
        let what = moderation::Sanction::Sensitive;
        moderation::sanction(&mut tx, moderation::By::Command, &ana.row().await, what, "").await.expect("decided");
        tx.commit().await.expect("a commit");
        cites(plain, sensitive).await;
    }
}
