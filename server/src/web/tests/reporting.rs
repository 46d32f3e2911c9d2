//! What moderators decide about others' contributions, as everybody reads it; and reports.

use axum::http::StatusCode;
use palabre_core::ledger;
use palabre_core::moderation::{self, By};
use palabre_core::threads::read::{self, Viewer};

use super::browser::{Node, id_of};

// moderation.3
#[tokio::test]
async fn a_removal_says_when_and_why_and_by_whom_on_the_thread_and_on_its_own_page() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.salon("acces", Some(&ana)).await;
    let mut awa = node.signed_in("awa").await;
    let thread = node.thread(&mut awa, "acces").await;
    let page = format!("/c/{}", id_of(&thread));
    node.clock.advance(3_600_000);
    let mut ana = node.signed_in("ana").await;
    let remove = format!("{page}/retirer");
    ana.submit(&page, &remove, &[("reason", "Hors du salon.")])
        .await;
    // NOW is 14:05 UTC; the post was written then, and removed an hour later.
    let fr = "retirée par la modération du salon le <time datetime=\"2026-11-21T15:05:09Z\">";
    let en = "removed by the moderators of the salon on <time datetime=\"2026-11-21T15:05:09Z\">";
    for path in [&thread, &page] {
        let seen = node.browser().get(path).await;
        assert!(
            seen.says(fr) && seen.says("Hors du salon."),
            "{}",
            seen.text
        );
        assert!(!seen.says("<em>modèle</em>"), "the text is hidden");
        let seen = node.browser().get(&format!("{path}?lang=en")).await;
        assert!(seen.says(en), "{}", seen.text);
        assert!(
            awa.get(path).await.says("<em>modèle</em>"),
            "its author reads it"
        );
        assert!(
            ana.get(path).await.says("<em>modèle</em>"),
            "a moderator too"
        );
    }
}

// pages.17
#[tokio::test]
async fn the_title_of_a_removed_opening_shows_nowhere_until_it_is_restored() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let id = id_of(&thread);
    let reply = format!("/c/{id}/repondre");
    let fields = [("text", "Le nôtre, #ixp."), ("lang", "fr")];
    let place = browser.submit(&reply, &reply, &fields).await.location();
    let answer = format!("/c/{}", id_of(&place));
    let paths = ["/", "/salons/acces", "/@ana", "/mots/ixp", &thread, &answer];
    let title = "Un IXP à Ziguinchor";
    for path in paths {
        assert!(node.browser().get(path).await.says(title), "{path}");
    }
    let post = id.parse().expect("a number");
    let mut tx = node.app.core.begin().await.expect("a write");
    moderation::remove(&mut tx, By::Command, post, "Publicité")
        .await
        .expect("removed");
    tx.commit().await.expect("a commit");
    for path in paths {
        let seen = node.browser().get(path).await;
        assert!(!seen.says(title), "{path}: {}", seen.text);
        let words = "fil dont l’ouverture a été retirée";
        assert!(seen.says(words), "{path}: {}", seen.text);
    }
    assert!(
        browser.get(&thread).await.says(title),
        "a moderator reads it"
    );
    node.clock.advance(1_000);
    let mut tx = node.app.core.begin().await.expect("a write");
    moderation::restore(&mut tx, By::Command, post, "Erreur")
        .await
        .expect("restored");
    tx.commit().await.expect("a commit");
    for path in paths {
        assert!(node.browser().get(path).await.says(title), "{path}");
    }
}

// pages.16
#[tokio::test]
async fn a_list_and_its_thread_count_the_same_contributions() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("ana").await;
    let thread = node.thread(&mut browser, "acces").await;
    let reply = format!("/c/{}/repondre", id_of(&thread));
    let mut places = Vec::new();
    for text in ["Un", "Deux", "Trois"] {
        let fields = [("text", text), ("lang", "fr")];
        places.push(browser.submit(&reply, &reply, &fields).await.location());
    }
    let count = |page: &super::browser::Page| page.says("4 contributions");
    assert!(count(&node.browser().get(&thread).await));
    assert!(!node.browser().get(&thread).await.says("ou retirée"));
    let gone = |n: usize| format!("/c/{}", id_of(&places[n]));
    let delete = format!("{}/supprimer", gone(0));
    browser.submit(&delete, &delete, &[]).await;
    let remove = format!("{}/retirer", gone(1));
    browser
        .submit(&gone(1), &remove, &[("reason", "Hors sujet")])
        .await;
    let seen = node.browser().get(&thread).await;
    assert!(
        seen.says("2 contributions · 2 supprimées ou retirées"),
        "{}",
        seen.text
    );
    assert!(
        node.browser()
            .get("/salons/acces")
            .await
            .says("· 2 contributions ·")
    );
    let english = node.browser().get(&format!("{thread}?lang=en")).await;
    assert!(english.says("2 contributions · 2 deleted or removed"));
}

// pages.10, posting.10
#[tokio::test]
async fn earlier_versions_are_for_those_who_may_read_the_last() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let awa = node.account("awa").await;
    node.salon("acces", Some(&ana)).await;
    let mut browser = node.signed_in("awa").await;
    let thread = node.thread(&mut browser, "acces").await;
    let id: i64 = id_of(&thread).parse().expect("a number");
    node.clock.advance(60_000);
    let edit = format!("/c/{id}/modifier");
    let fields = [("title", "Autre"), ("text", "Autrement"), ("lang", "fr")];
    browser.submit(&edit, &edit, &fields).await;
    let viewer = |person: &palabre_core::people::Person| Viewer {
        person: Some(person.clone()),
        admin: false,
    };
    let core = &node.app.core;
    let guest = read::versions(core, id, &Viewer::guest()).await;
    assert_eq!(guest.expect("versions").len(), 2);
    let mut tx = core.begin().await.expect("a write");
    moderation::remove(&mut tx, By::Command, id, "Publicité")
        .await
        .expect("removed");
    tx.commit().await.expect("a commit");
    for (who, number) in [(Viewer::guest(), 0), (viewer(&awa), 2), (viewer(&ana), 2)] {
        let known = read::versions(core, id, &who).await.expect("versions");
        assert_eq!(known.len(), number, "{who:?}");
    }
    let page = format!("/c/{id}");
    assert!(!node.browser().get(&page).await.says("modèle"));
    assert!(
        browser.get(&page).await.says("<em>modèle</em>"),
        "the first version"
    );
    // The ledger still has both: a removal erases nothing.
    assert_eq!(ledger::history(core, id).await.expect("history").len(), 3);
}

// moderation.8, moderation.11
#[tokio::test]
async fn a_report_is_read_and_closed_by_moderators_and_leaves_the_list() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    node.account_with("zoe", |new| new.admin = true).await;
    let moussa = node.account("moussa").await;
    node.salon("acces", Some(&ana)).await;
    node.salon("eau", Some(&moussa)).await;
    let mut author = node.signed_in("ana").await;
    let thread = node.thread(&mut author, "acces").await;
    let mut awa = node.signed_in("awa").await;
    let report = format!("/c/{}/signaler", id_of(&thread));
    let done = awa
        .submit(&report, &report, &[("reason", "C’est une publicité.")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let list = "/moderation/signalements";
    for path in [&thread, "/", "/salons/acces"] {
        assert!(!node.browser().get(path).await.says("publicité"), "{path}");
    }
    assert_eq!(node.browser().get(list).await.status, StatusCode::SEE_OTHER);
    assert_eq!(awa.get(list).await.status, StatusCode::FORBIDDEN);
    let mut zoe = node.signed_in("zoe").await;
    assert!(zoe.get(list).await.says("C’est une publicité."));
    let mut moussa = node.signed_in("moussa").await;
    assert!(
        !moussa.get(list).await.says("publicité"),
        "of another salon"
    );
    let mut ana = node.signed_in("ana").await;
    let salon = ana.get("/salons/acces/moderation").await;
    assert!(
        salon.says("C’est une publicité.") && salon.says("<bdi>@awa</bdi>"),
        "{}",
        salon.text
    );
    let open = ana.get(list).await;
    let (_, rest) = open.text.split_once("/signalements/").expect("a form");
    let (id, _) = rest.split_once("/clore").expect("a form");
    let close = format!("/signalements/{id}/clore");

    let forged = ana.post(&close, &[("csrf", "faux")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "{}", forged.text);
    let not_theirs = moussa.submit("/moi", &close, &[]).await;
    assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
    node.clock.advance(60_000);
    let done = ana.submit(list, &close, &[]).await;
    assert_eq!(done.location(), list, "{}", done.text);
    let closed = ana.get(list).await;
    assert!(
        closed.says("Aucun signalement n’attend."),
        "{}",
        closed.text
    );
    let when = "clos le <time datetime=\"2026-11-21T14:06:09Z\">";
    assert!(
        closed.says(when) && closed.says("ANA Exemple</bdi>"),
        "{}",
        closed.text
    );
    assert!(!ana.get("/salons/acces/moderation").await.says("publicité"));
    let twice = zoe.submit("/salons/acces", &close, &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(
        twice.says("Ce signalement est déjà clos."),
        "{}",
        twice.text
    );
}

// moderation.12
#[tokio::test]
async fn what_was_decided_already_is_said() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.salon("acces", Some(&ana)).await;
    let mut ana = node.signed_in("ana").await;
    let thread = node.thread(&mut ana, "acces").await;
    let page = format!("/c/{}", id_of(&thread));
    let reason = [("reason", "Publicité")];
    let restore = format!("{page}/retablir");
    let told = ana.submit(&thread, &restore, &reason).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.says("n’est pas retirée"), "{}", told.text);
    for (act, words) in [
        (format!("{page}/retirer"), "est déjà retirée"),
        (
            format!("{thread}/verrouiller"),
            "Ce fil est déjà verrouillé.",
        ),
    ] {
        let done = ana.submit(&thread, &act, &reason).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let told = ana.submit(&thread, &act, &reason).await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        assert!(told.says(words), "{}", told.text);
    }
}
