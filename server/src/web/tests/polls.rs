//! Polls on pages, which have no scripts.

use axum::http::StatusCode;
use palabre_core::{polls, threads};

use super::browser::{Node, id_of};

// polls.21, polls.26
#[tokio::test]
async fn a_poll_is_shown_and_voted_in_by_a_form() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    node.account("awa").await;
    let salon = node.salon("acces", None).await;
    let text = threads::draft(&node.app.core, "Quand ?", Some("La réunion"), "fr").await;
    let mut text = text.expect("a draft");
    let new = polls::New {
        options: vec!["lundi".to_owned(), "<b>mardi</b>".to_owned()],
        multiple: true,
        open_for: 600,
        hides_totals: true,
    };
    text.poll = polls::Wish::Poll(new);
    let mut tx = node.app.core.begin().await.expect("a write");
    let post = Box::pin(threads::open(&mut tx, &ana, &salon, &text)).await;
    tx.commit().await.expect("a commit");
    let thread = format!("/f/{}", post.expect("a thread").id);
    let vote = format!("/c/{}/voter", id_of(&thread));

    let mut awa = node.signed_in("awa").await;
    let page = awa.get(&thread).await;
    assert!(page.says("<fieldset><legend>Sondage, plusieurs choix possibles</legend>"));
    assert!(page.says("&#60;b&#62;mardi") && page.says("résultats à la fin du sondage"));
    assert_eq!(page.count("type=\"checkbox\""), 2, "{}", page.text);
    assert!(!page.says("0 voix"));
    let guest = node.browser().get(&thread).await;
    assert!(guest.says("lundi") && !guest.says("<fieldset>"));
    let empty = awa.submit(&thread, &vote, &[]).await;
    assert_eq!(
        empty.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        empty.text
    );
    let fields = [("choix", "0"), ("choix", "1")];
    let voted = awa.submit(&thread, &vote, &fields).await;
    assert_eq!(voted.status, StatusCode::SEE_OTHER, "{}", voted.text);
    let page = awa.get(&thread).await;
    assert_eq!(page.count("votre choix"), 2);
    assert!(!page.says("<fieldset>"));
    let again = awa
        .submit(&format!("/c/{}", id_of(&thread)), &vote, &fields)
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
    node.clock.advance(600_000);
    let mut english = node.browser().asking("accept-language", "en");
    let page = english.get(&thread).await;
    assert_eq!(page.count("1 vote"), 2, "{}", page.text);
    assert!(page.says("1 person has voted") && page.says("ended "));
}
