use axum::http::StatusCode;
use palabre_core::ledger::Vouch;
use palabre_core::{moderation, threads};

use super::browser::{Node, Page, id_of};

fn reply(text: &str) -> [(&'static str, &str); 2] {
    [("text", text), ("lang", "fr")]
}

async fn node() -> Node {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.salon("acces", Some(&ana)).await;
    node
}

// posting.4
#[tokio::test]
async fn a_form_sent_three_times_posts_once_and_leads_to_the_same_place() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let form = ana.get("/salons/acces/nouveau").await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("title", "Un IXP à Ziguinchor ?"),
        ("text", "Quel *modèle* ?"),
        ("lang", "fr"),
    ];
    let mut places = Vec::new();
    for _ in 0..3 {
        places.push(ana.post("/salons/acces/nouveau", &fields).await.location());
    }
    assert_eq!(places[0], places[1]);
    assert_eq!(places[0], places[2]);
    assert!(places[0].starts_with("/f/"));
    let thread = places.pop().expect("a place");
    let salon = node.browser().get("/salons/acces").await;
    assert_eq!(salon.count("Un IXP à Ziguinchor ?"), 1, "{}", salon.text);

    let to = format!("/c/{}/repondre", id_of(&thread));
    let form = ana.get(&to).await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("text", "Le nôtre."),
        ("lang", "fr"),
    ];
    let first = ana.post(&to, &fields).await.location();
    assert_eq!(ana.post(&to, &fields).await.location(), first);
    assert!(
        first.starts_with(&format!("{thread}?page=fin#c")),
        "{first}"
    );
    let page = node.browser().get(&thread).await;
    assert_eq!(page.count("Le nôtre."), 1);
    assert!(page.says("<em>modèle</em>") && page.says("2 contributions"));
    assert!(page.says("en réponse à"), "{}", page.text);
}

#[tokio::test]
async fn two_sendings_at_once_are_one_contribution() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let form = ana.get(&to).await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("text", "Ensemble."),
        ("lang", "fr"),
    ];
    let mut other = node.browser();
    other.cookies.clone_from(&ana.cookies);
    let (first, second) = tokio::join!(ana.post(&to, &fields), other.post(&to, &fields));
    assert_eq!(first.location(), second.location());
    assert_eq!(node.browser().get(&thread).await.count("Ensemble."), 1);
}

fn kept(page: &Page, status: StatusCode, at: &str, words: &str) {
    assert_eq!(page.status, status, "{}", page.text);
    assert!(
        page.says("Ma belle phrase"),
        "the text is lost: {}",
        page.text
    );
    assert!(page.says(words), "{words}: {}", page.text);
    if !at.is_empty() {
        assert!(page.says(&format!("<a href=\"#{at}\">")), "{}", page.text);
        assert!(page.says(&format!("id=\"{at}-e\"")), "{}", page.text);
    }
}

// posting.5, posting.9
#[tokio::test]
async fn a_refused_contribution_comes_back_with_its_text_and_why() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let invalid = StatusCode::UNPROCESSABLE_ENTITY;
    let long = format!("Ma belle phrase {}", "mot ".repeat(6_000));
    let page = ana.submit(&to, &to, &reply(&long)).await;
    kept(&page, invalid, "text", "mots");
    assert!(page.says("au plus"));
    let page = ana
        .submit(&to, &to, &[("text", "Ma belle phrase"), ("lang", "??")])
        .await;
    kept(&page, invalid, "lang", "Cette langue n’est pas connue.");
    let many: Vec<String> = (0..12).map(|n| format!("@p{n}")).collect();
    let text = format!("Ma belle phrase {}", many.join(" "));
    kept(
        &ana.submit(&to, &to, &reply(&text)).await,
        invalid,
        "text",
        "10 personnes au plus",
    );

    let open = "/salons/acces/nouveau";
    let fields = [("title", " "), ("text", "Ma belle phrase"), ("lang", "fr")];
    kept(
        &ana.submit(open, open, &fields).await,
        invalid,
        "title",
        "Donnez un titre",
    );
    let title = "t".repeat(201);
    let fields = [
        ("title", title.as_str()),
        ("text", "Ma belle phrase"),
        ("lang", "fr"),
    ];
    let page = ana.submit(open, open, &fields).await;
    kept(&page, invalid, "title", "Le titre a 201 caractères");
    assert!(page.says(&title));
    let page = ana.submit(&to, &to, &reply("   ")).await;
    assert!(page.status == invalid && page.says("Écrivez quelque chose."));
}

#[tokio::test]
async fn a_stale_form_and_an_ended_session_lose_nothing() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let form = ana.get(&to).await;
    let once = form.field("once");
    let fields = [
        ("csrf", "faux"),
        ("once", once.as_str()),
        ("text", "Ma belle phrase"),
        ("lang", "fr"),
    ];
    let page = ana.post(&to, &fields).await;
    kept(
        &page,
        StatusCode::FORBIDDEN,
        "",
        "Ce formulaire a trop attendu",
    );
    assert_eq!(
        page.field("once"),
        once,
        "what is sent again is the same deed"
    );
    // What comes back can be sent as it is.
    let csrf = page.field("csrf");
    let again = [("csrf", csrf.as_str()), fields[1], fields[2], fields[3]];
    let mut guest = node.browser();
    let page = guest.post(&to, &again).await;
    kept(&page, StatusCode::FORBIDDEN, "", "Connectez-vous d’abord.");
    assert_eq!(ana.post(&to, &again).await.status, StatusCode::SEE_OTHER);
    let evil = node
        .signed_in("ana")
        .await
        .asking("origin", "http://evil.test");
    let mut evil = evil;
    let page = evil.submit(&to, &to, &reply("Ma belle phrase")).await;
    kept(
        &page,
        StatusCode::FORBIDDEN,
        "",
        "Ce formulaire a trop attendu",
    );
}

// posting.14, moderation.5
#[tokio::test]
async fn a_thread_locked_meanwhile_refuses_the_reply_and_gives_its_text_back() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let id = id_of(&thread);
    let to = format!("/c/{id}/repondre");
    let mut awa = node.signed_in("awa").await;
    let form = awa.get(&to).await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let mut tx = node.app.core.begin().await.expect("a write");
    let post = id.parse().expect("an id");
    let by = moderation::By::Command;
    moderation::lock(&mut tx, by, post, "La question est réglée.")
        .await
        .expect("locked");
    tx.commit().await.expect("a commit");
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("text", "Ma belle phrase"),
    ];
    let page = awa
        .post(&to, &[&fields[..], &[("lang", "fr")]].concat())
        .await;
    kept(&page, StatusCode::FORBIDDEN, "", "Ce fil est verrouillé");
    assert_eq!(awa.get(&to).await.status, StatusCode::FORBIDDEN);
    assert!(!awa.get(&thread).await.says("Répondre au fil"));
    assert!(
        ana.get(&thread).await.says("Répondre au fil"),
        "moderators may"
    );
}

// posting.10
#[tokio::test]
async fn an_edit_keeps_every_version_and_only_its_author_may_make_it() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let id = id_of(&thread);
    let edit = format!("/c/{id}/modifier");
    let form = ana.get(&edit).await;
    assert!(form.says("Quel *modèle* ?") && form.says("Un IXP à Ziguinchor ?"));
    node.clock.advance(60_000);
    let fields = [
        ("title", "Un IXP à Kaolack ?"),
        ("text", "Quel **prix** ?"),
        ("lang", "fr"),
    ];
    let page = ana.submit(&edit, &edit, &fields).await;
    assert_eq!(page.location(), format!("/c/{id}"));
    let page = node.browser().get(&format!("/c/{id}")).await;
    assert!(
        page.says("<strong>prix</strong>") && page.says("<em>modèle</em>"),
        "{}",
        page.text
    );
    assert!(page.says("Versions") && page.says("modifiée le"));
    assert!(node.browser().get(&thread).await.says("Un IXP à Kaolack ?"));

    let mut awa = node.signed_in("awa").await;
    assert_eq!(awa.get(&edit).await.status, StatusCode::FORBIDDEN);
    let other = format!("/c/{id}/repondre");
    let page = awa
        .submit(&other, &edit, &[("title", "x"), fields[1], fields[2]])
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("Seule la personne qui a écrit"));
}

// posting.10
#[tokio::test]
async fn an_edit_on_the_page_leaves_what_the_author_warns_of() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let parent = id_of(&thread).parse().expect("an id");
    let author = palabre_core::people::by_name(&node.app.core, "ana", None).await;
    let author = author.expect("read").expect("ana");
    let draft = palabre_core::threads::draft(&node.app.core, "Un mot", None, "fr").await;
    let draft = draft.expect("a draft").warned(&node.app.core, "Crue");
    let mut tx = node.app.core.begin().await.expect("a write");
    let draft = draft.expect("a warning");
    let said = palabre_core::threads::reply(&mut tx, &author, parent, &draft);
    let id = Box::pin(said).await.expect("an answer").id;
    tx.commit().await.expect("a commit");
    let edit = format!("/c/{id}/modifier");
    let page = ana.submit(&edit, &edit, &reply("Deux mots")).await;
    assert_eq!(page.location(), format!("/c/{id}"));
    let post = palabre_core::threads::post(&node.app.core, id).await;
    let post = post.expect("read").expect("an answer");
    assert_eq!(post.source, "Deux mots");
    assert_eq!(post.warning.as_deref(), Some("Crue"));
}

// posting.11
#[tokio::test]
async fn a_deletion_asks_once_more_and_erases_the_text() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let to = format!("/c/{}/repondre", id_of(&thread));
    let place = ana.submit(&to, &to, &reply("À effacer.")).await.location();
    let id = id_of(&place);
    let delete = format!("/c/{id}/supprimer");
    assert!(ana.get(&delete).await.says("À effacer."));
    let mut awa = node.signed_in("awa").await;
    assert_eq!(awa.get(&delete).await.status, StatusCode::FORBIDDEN);
    let page = awa.submit(&to, &delete, &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = ana.submit(&delete, &delete, &[]).await;
    assert_eq!(page.location(), thread);
    let page = node.browser().get(&thread).await;
    assert!(!page.says("À effacer.") && page.says("Contribution supprimée par la personne"));
    let post = threads::post(&node.app.core, id.parse().expect("an id"))
        .await
        .expect("a read");
    assert_eq!(post.expect("a row").html, "");
    let page = ana.get(&format!("/c/{id}")).await;
    assert!(!page.says("Répondre</a>") && page.says("supprimée"));
}

#[tokio::test]
async fn support_is_given_once_and_taken_back() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let id = id_of(&thread);
    let mut awa = node.signed_in("awa").await;
    let own = ana.get(&thread).await;
    assert!(!own.says("Appuyer"), "one does not support oneself");
    awa.headers
        .push(("referer", format!("http://quebec.test{thread}")));
    for _ in 0..2 {
        let page = awa.submit(&thread, &format!("/c/{id}/appui"), &[]).await;
        assert_eq!(page.location(), format!("{thread}#c{id}"), "{}", page.text);
    }
    let page = awa.get(&thread).await;
    assert!(page.says("1 appui") && page.says("Retirer mon appui"));
    node.clock.advance(1_000);
    let page = awa
        .submit(&thread, &format!("/c/{id}/appui/retrait"), &[])
        .await;
    assert_eq!(page.location(), format!("{thread}#c{id}"), "{}", page.text);
    assert!(!awa.get(&thread).await.says("1 appui"));
    let page = node.browser().post(&format!("/c/{id}/appui"), &[]).await;
    assert!(page.location().starts_with("/connexion?back="));
}

// moderation.8
#[tokio::test]
async fn a_report_reaches_the_moderators_once() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let report = format!("/c/{}/signaler", id_of(&thread));
    let mut awa = node.signed_in("awa").await;
    let page = awa.submit(&report, &report, &[("reason", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = awa.get(&report).await;
    let (csrf, once) = (form.field("csrf"), form.field("once"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("reason", "Hors sujet, à mon avis."),
    ];
    for _ in 0..2 {
        assert_eq!(
            awa.post(&report, &fields).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let reports = moderation::reports(&node.app.core, None, 10).await;
    let reports = reports.expect("a list");
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].reason, "Hors sujet, à mon avis.");
    let page = ana.get("/salons/acces/moderation").await;
    assert!(page.says("Hors sujet, à mon avis."), "{}", page.text);
}

// posting.16
#[tokio::test]
async fn a_reply_is_the_same_from_a_form_and_from_the_verb() {
    let node = node().await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let text = "Avec @awa et #ixp :\n\n> *citation*";
    let to = format!("/c/{}/repondre", id_of(&thread));
    let place = ana.submit(&to, &to, &reply(text)).await.location();
    let core = &node.app.core;
    let parent = id_of(&thread).parse().expect("a number");
    let draft = threads::draft(core, text, None, "fr")
        .await
        .expect("a draft");
    let person = palabre_core::people::by_name(core, "ana", None).await;
    let person = person.expect("read").expect("ana");
    let mut tx = core.begin().await.expect("a write");
    let by_verb = threads::reply(&mut tx, &person, parent, &draft)
        .await
        .expect("a reply");
    tx.commit().await.expect("a commit");
    let id = id_of(&place).parse().expect("a number");
    let by_form = threads::post(core, id)
        .await
        .expect("read")
        .expect("a post");
    let mut activities = Vec::new();
    for post in [&by_form, &by_verb] {
        let id = format!("{}/create", post.uri);
        let record = palabre_core::ledger::by_activity(core, &id);
        let record = record.await.expect("read").expect("a record");
        assert_eq!((record.vouch, record.rev), (Vouch::Proof, 0));
        let raw = String::from_utf8(record.raw.expect("its bytes")).expect("text");
        let raw = raw
            .replace(&post.uri, "ID")
            .replace(&post.id.to_string(), "ID");
        let mut activity: serde_json::Value = serde_json::from_str(&raw).expect("JSON");
        // The moment of writing, and the proof that covers it, differ.
        for member in ["proof", "published"] {
            activity[member].take();
            activity["object"][member].take();
        }
        activities.push(activity);
    }
    assert_eq!(activities[0], activities[1]);
    let seen = |post: &threads::Post| {
        let rows = (post.html.clone(), post.source.clone(), post.lang.clone());
        (
            rows,
            post.state.clone(),
            post.line.clone(),
            post.parent.clone(),
            post.thread_id,
        )
    };
    assert_eq!(seen(&by_form), seen(&by_verb));
}
