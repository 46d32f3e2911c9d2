use axum::http::StatusCode;

use palabre_core::forums;
use palabre_core::ledger::{self, Kind, Record, Standing, Vouch};
use palabre_core::people::{self, Key, RemoteActor};
use serde_json::json;

use super::browser::{Node, id_of, salon_of};

// moderation.1
#[tokio::test]
async fn a_removal_needs_a_reason_that_everybody_reads_and_can_be_undone() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.salon("acces", Some(&ana)).await;
    let mut awa = node.signed_in("awa").await;
    let thread = node.thread(&mut awa, "acces").await;
    let id = id_of(&thread);
    let page = format!("/c/{id}");
    let (remove, restore) = (format!("/c/{id}/retirer"), format!("/c/{id}/retablir"));
    let refused = awa
        .submit("/moi", &remove, &[("reason", "Parce que")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.says("Parce que"), "what was typed is not lost");
    let mut ana = node.signed_in("ana").await;
    let asked = ana.submit(&page, &remove, &[("reason", " ")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.says("Donnez un motif"));
    let done = ana
        .submit(&page, &remove, &[("reason", "Hors du salon.")])
        .await;
    assert_eq!(done.location(), page);
    let seen = node.browser().get(&thread).await;
    assert!(seen.says("retirée par la modération du salon le ") && seen.says("Hors du salon."));
    assert!(!seen.says("<em>modèle</em>"), "{}", seen.text);
    let list = ana.get("/salons/acces/moderation").await;
    assert!(list.says("Hors du salon.") && list.says(&restore));
    // The button alone asks for the reason on a page of its own.
    let asked = ana.submit(&page, &restore, &[]).await;
    assert!(asked.says("Motif, visible de tous") && !asked.says("Quelque chose est à revoir"));
    let (csrf, once) = (asked.field("csrf"), asked.field("once"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", once.as_str()),
        ("reason", "Relue avec soin."),
    ];
    node.clock.advance(1_000);
    let done = ana.post(&restore, &fields).await;
    assert_eq!(done.location(), page, "{}", done.text);
    assert!(node.browser().get(&thread).await.says("<em>modèle</em>"));
}

// moderation.5
#[tokio::test]
async fn a_thread_is_locked_and_opened_again_by_its_moderators() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.salon("acces", Some(&ana)).await;
    let mut awa = node.signed_in("awa").await;
    let thread = node.thread(&mut awa, "acces").await;
    let (lock, unlock) = (
        format!("{thread}/verrouiller"),
        format!("{thread}/deverrouiller"),
    );
    assert_eq!(
        awa.submit("/moi", &lock, &[("reason", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
    let mut ana = node.signed_in("ana").await;
    let asked = ana.submit(&thread, &lock, &[]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = ana.submit(&thread, &lock, &[("reason", "Réglé.")]).await;
    assert_eq!(done.location(), thread);
    assert!(awa.get(&thread).await.says("Ce fil est verrouillé"));
    node.clock.advance(1_000);
    let page = ana.submit(&thread, &unlock, &[]).await;
    assert_eq!(page.location(), thread, "{}", page.text);
    assert!(!awa.get(&thread).await.says("Ce fil est verrouillé"));
}

// moderation.6, moderation.7
#[tokio::test]
async fn a_salon_moderated_before_shows_nothing_until_a_moderator_accepts() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.salon_with("acces", Some(&ana), true).await;
    let mut awa = node.signed_in("awa").await;
    let accepted = node.thread(&mut awa, "acces").await;
    let refused = node.thread(&mut awa, "acces").await;
    assert_eq!(
        node.browser().get(&accepted).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(awa.get(&accepted).await.says("En attente"));
    assert_eq!(
        awa.get("/salons/acces/moderation").await.status,
        StatusCode::FORBIDDEN
    );
    let mut ana = node.signed_in("ana").await;
    assert!(ana.get("/salons/acces").await.says("2 en attente"));
    let list = ana.get("/salons/acces/moderation").await;
    assert_eq!(list.count("<em>modèle</em>"), 2, "{}", list.text);
    let path = "/salons/acces/moderation";
    let accept = format!("/c/{}/accepter", id_of(&accepted));
    assert_eq!(
        ana.submit(path, &accept, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    let refuse = format!("/c/{}/refuser", id_of(&refused));
    let reason = [("reason", "Déjà demandé.")];
    assert_eq!(
        ana.submit(path, &refuse, &reason).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(node.browser().get(&accepted).await.status, StatusCode::OK);
    assert_eq!(
        node.browser().get(&refused).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        awa.get(&refused).await.says("Déjà demandé."),
        "its author reads why"
    );
    assert!(ana.get(path).await.says("Rien n’attend de décision."));
}

#[tokio::test]
async fn an_administrator_moderates_every_salon_of_the_node() {
    let node = Node::new().await;
    node.account_with("ana", |new| new.admin = true).await;
    node.account("awa").await;
    node.salon("acces", None).await;
    let mut awa = node.signed_in("awa").await;
    let thread = node.thread(&mut awa, "acces").await;
    let mut ana = node.signed_in("ana").await;
    let page = ana
        .submit(
            &thread,
            &format!("{thread}/verrouiller"),
            &[("reason", "Fin.")],
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
}

/// Takes in the document of alice.
async fn meets_alice(node: &Node, key: u8) {
    meets(node, "https://good.test/u/alice", "Person", key).await;
}

/// Takes in the document of somebody elsewhere, with a key of one byte.
async fn meets(node: &Node, uri: &str, kind: &str, key: u8) {
    let (_, name) = uri.rsplit_once('/').expect("a name");
    let actor = RemoteActor {
        uri: uri.to_owned(),
        host: "good.test".to_owned(),
        name: name.to_owned(),
        display: name.to_owned(),
        summary: String::new(),
        url: None,
        inbox: Some(format!("{uri}/inbox")),
        shared_inbox: None,
        followers: None,
        kind: kind.to_owned(),
        fields: Vec::new(),
        locked: false,
        discoverable: None,
        indexable: None,
        keys: vec![Key {
            uri: format!("{uri}#main-key"),
            owner: uri.to_owned(),
            kind: "rsa".to_owned(),
            public: vec![key],
            ended_at: None,
        }],
    };
    let tx = node.app.core.begin().await.expect("a write begins");
    people::keep_remote(&tx, &actor)
        .await
        .expect("the actor is kept");
    tx.commit().await.expect("it is on disk");
}

/// A held reply of alice's.
async fn alice_replies(node: &Node, salon: &str, root: &str) -> i64 {
    let object = "https://good.test/notes/1";
    let create = json!({
        "id": format!("{object}/create"), "type": "Create", "actor": "https://good.test/u/alice",
        "object": {
            "id": object, "type": "Note", "attributedTo": "https://good.test/u/alice",
            "content": "<p>Est-ce bien moi ?</p>", "inReplyTo": root,
        },
    });
    let record = Record {
        rid: [7; 32],
        activity_id: format!("{object}/create"),
        kind: Kind::Create,
        actor: "https://good.test/u/alice".to_owned(),
        object: object.to_owned(),
        forum: Some(salon.to_owned()),
        context: None,
        in_reply_to: Some(root.to_owned()),
        rev: 0,
        updated: None,
        published: node.app.core.now(),
        raw: Some(create.to_string().into_bytes()),
        vouch: Vouch::Signature,
        standing: Standing::Held,
    };
    let mut tx = node.app.core.begin().await.expect("a write begins");
    ledger::apply(&mut tx, record)
        .await
        .expect("the record is applied");
    tx.commit().await.expect("it is on disk");
    let post = palabre_core::threads::post_by_uri(&node.app.core, object).await;
    post.expect("posts can be read")
        .expect("the reply is here")
        .id
}

// moderation.14
#[tokio::test]
async fn readers_are_told_that_the_keys_of_a_salon_have_changed() {
    let node = Node::new().await;
    let uri = "https://good.test/f/acces";
    meets(&node, uri, "Group", 1).await;
    let tx = node.app.core.begin().await.expect("a write begins");
    let remote = salon_of("good.test", uri, "acces", "L’accès");
    forums::keep_remote(&tx, &remote).await.expect("a forum");
    tx.commit().await.expect("it is on disk");
    let page = "/salons/acces@good.test";
    let (french, english) = ("Les clés de ce salon", "The keys of this salon");
    assert!(!node.browser().get(page).await.says(french));
    node.clock.advance(31 * 86_400_000);
    meets(&node, uri, "Group", 2).await;
    assert!(node.browser().get(page).await.says(french));
    let mut reader = node.browser().asking("accept-language", "en");
    assert!(reader.get(page).await.says(english));
}

// moderation.13, moderation.14
#[tokio::test]
async fn readers_and_moderators_are_told_that_somebodys_keys_have_changed() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let salon = node.salon("acces", Some(&ana)).await;
    meets_alice(&node, 1).await;
    let page = "/@alice@good.test";
    assert!(
        !node
            .browser()
            .get(page)
            .await
            .says("Les clés de cette personne")
    );
    node.clock.advance(31 * 86_400_000);
    meets_alice(&node, 2).await;
    assert!(
        node.browser()
            .get(page)
            .await
            .says("Les clés de cette personne ont changé")
    );
    let mut english = node.browser().asking("accept-language", "en");
    assert!(
        english
            .get(page)
            .await
            .says("The keys of this person have changed")
    );

    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let root = node
        .app
        .core
        .base()
        .post(id_of(&thread).parse().expect("an id"));
    let id = alice_replies(&node, &salon.uri, &root).await;
    let list = ana.get("/salons/acces/moderation").await;
    assert!(list.says("passé en d’autres mains"), "{}", list.text);
    let accept = format!("/c/{id}/accepter");
    let done = ana.submit("/salons/acces/moderation", &accept, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(!ana.get(page).await.says("Les clés de cette personne"));
    assert!(node.browser().get(&thread).await.says("Est-ce bien moi ?"));
}
