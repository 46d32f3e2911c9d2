//! Reports: which are kept, how many, and who is shown them.

mod sanctions;

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::*;
use crate::store::testing::{each_store, forum, member, stranger};
use crate::{Audience, Core};

async fn keep(core: &Core, actor: &str, number: usize, objects: &[String]) {
    let tx = core.begin().await.expect("begin");
    let id = format!("https://b.test/flags/{number}");
    let reason = format!("Flag {number}");
    keep_report(&tx, &id, actor, objects, &reason)
        .await
        .expect("kept");
    tx.commit().await.expect("commit");
}

async fn open(core: &Core, salons: Option<&BTreeSet<i64>>, limit: usize) -> Vec<String> {
    let all = reports(core, salons, limit).await.expect("reports");
    all.into_iter().map(|one| one.reason).collect()
}

async fn thread_in(core: &Core, author: &Person, forum: &Forum) -> Post {
    let draft = threads::draft(core, "Texte", Some("Titre"), "fr").await;
    let mut tx = core.begin().await.expect("begin");
    let post = threads::open(&mut tx, author, forum, &draft.expect("a draft")).await;
    tx.commit().await.expect("commit");
    post.expect("a thread")
}

// moderation.8, moderation.15
#[tokio::test]
async fn a_report_about_nothing_known_here_is_not_kept() {
    each_store(async |core, _| {
        let awa = member(&core, "awa", true).await;
        let acces = forum(&core, "acces", false).await;
        let post = thread_in(&core, &awa, &acces).await;
        let bob = stranger(&core, "b.test", "bob").await;
        let unknown = "https://c.test/notes/1".to_owned();
        for (number, about) in [vec![], vec![unknown.clone()], vec![bob.uri.clone()]]
            .iter()
            .enumerate()
        {
            keep(&core, &bob.uri, number, about).await;
        }
        assert!(open(&core, None, 10).await.is_empty());
        keep(&core, &bob.uri, 3, &[unknown.clone(), post.uri.clone()]).await;
        keep(&core, &bob.uri, 4, std::slice::from_ref(&awa.uri)).await;
        keep(&core, &bob.uri, 5, std::slice::from_ref(&acces.uri)).await;
        assert_eq!(open(&core, None, 10).await, ["Flag 5", "Flag 4", "Flag 3"]);
        let kept = reports(&core, None, 10).await.expect("reports");
        let first: Vec<&str> = kept[2].objects.lines().collect();
        assert_eq!(first, [post.uri.as_str(), unknown.as_str()]);
    })
    .await;
}

// moderation.15
#[tokio::test]
async fn a_report_is_kept_once_whoever_brings_it() {
    each_store(async |core, _| {
        let awa = member(&core, "awa", true).await;
        let acces = forum(&core, "acces", false).await;
        let about = [thread_in(&core, &awa, &acces).await.uri];
        keep(&core, "https://b.test/ap/u/bob", 1, &about).await;
        keep(&core, "https://c.test/ap/u/carol", 1, &about).await;
        let kept = reports(&core, None, 10).await.expect("reports");
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].actor, "https://b.test/ap/u/bob");
        let tx = core.begin().await.expect("begin");
        close_report(&tx, By::Command, kept[0].id)
            .await
            .expect("closed");
        tx.commit().await.expect("commit");
        keep(&core, "https://c.test/ap/u/carol", 1, &about).await;
        assert!(open(&core, None, 10).await.is_empty(), "it stays closed");
        let twice = "INSERT INTO report (activity_id, actor, objects, reason, received_at) \
                     VALUES ('https://b.test/flags/1', '', '', '', 0)";
        let twice = core.writer().execute_unprepared(twice).await;
        assert!(twice.is_err(), "another process cannot keep it either");
    })
    .await;
}

// moderation.15
#[tokio::test]
async fn of_another_host_the_newest_fifty_are_kept_and_of_our_own_all() {
    each_store(async |core, _| {
        let awa = member(&core, "awa", true).await;
        let acces = forum(&core, "acces", false).await;
        let about = [thread_in(&core, &awa, &acces).await.uri];
        keep(&core, "https://c.test/ap/u/carol", 1, &about).await;
        for number in 2..=54 {
            let actor = format!("https://b.test/ap/u/bob{}", number % 3);
            keep(&core, &actor, number, &about).await;
        }
        let mut left: Vec<String> = (5..=54).rev().map(|n| format!("Flag {n}")).collect();
        left.push("Flag 1".to_owned());
        assert_eq!(open(&core, None, 1_000).await, left);
        for number in 100..=160 {
            keep(&core, &awa.uri, number, &about).await;
        }
        assert_eq!(open(&core, None, 1_000).await.len(), 51 + 61);
    })
    .await;
}

// moderation.11, moderation.16
#[tokio::test]
async fn reports_about_other_salons_hide_none_from_a_moderator() {
    each_store(async |core, clock| {
        let awa = member(&core, "awa", true).await;
        let acces = forum(&core, "acces", false).await;
        let eau = forum(&core, "eau", false).await;
        let mine = [thread_in(&core, &awa, &acces).await.uri];
        let others = [thread_in(&core, &awa, &eau).await.uri];
        keep(&core, &awa.uri, 1, &mine).await;
        for number in 2..=230 {
            keep(&core, &awa.uri, number, &others).await;
        }
        keep(&core, &awa.uri, 231, &[others[0].clone(), mine[0].clone()]).await;
        let salons = BTreeSet::from([acces.id]);
        assert_eq!(
            open(&core, Some(&salons), 200).await,
            ["Flag 231", "Flag 1"]
        );
        assert_eq!(open(&core, Some(&salons), 1).await, ["Flag 231"]);
        assert_eq!(open(&core, None, 2).await, ["Flag 231", "Flag 230"]);
        let all = reports(&core, None, 1_000).await.expect("reports");
        for report in all.iter().rev() {
            clock.advance(1_000);
            let tx = core.begin().await.expect("begin");
            close_report(&tx, By::Command, report.id)
                .await
                .expect("closed");
            tx.commit().await.expect("commit");
        }
        let closed = closed_reports(&core, Some(&salons), 50).await;
        let closed: Vec<String> = closed
            .expect("reports")
            .into_iter()
            .map(|one| one.reason)
            .collect();
        assert_eq!(closed, ["Flag 231", "Flag 1"]);
        assert!(open(&core, None, 10).await.is_empty());
    })
    .await;
}

// notes.27
#[tokio::test]
async fn a_note_for_a_few_is_shown_to_moderators_by_those_who_have_it() {
    let test = each_store(async |core, _| {
        let awa = member(&core, "awa", true).await;
        let bob = member(&core, "bob", true).await;
        let eve = member(&core, "eve", true).await;
        let acces = forum(&core, "acces", false).await;
        let open_thread = thread_in(&core, &awa, &acces).await.uri;
        let text = threads::draft(&core, "Entre nous, @bob", None, "fr");
        let text = text.await.expect("a draft");
        let mut tx = core.begin().await.expect("begin");
        let note = Box::pin(threads::note(&mut tx, &awa, None, &text, Audience::Direct));
        let note = note.await.expect("a note").uri;
        tx.commit().await.expect("commit");
        keep(&core, &eve.uri, 1, std::slice::from_ref(&note)).await;
        assert!(open(&core, None, 10).await.is_empty());
        keep(&core, &eve.uri, 2, &[note.clone(), open_thread.clone()]).await;
        keep(&core, &bob.uri, 3, std::slice::from_ref(&note)).await;
        let kept = reports(&core, None, 10).await.expect("reports");
        let about: Vec<&str> = kept.iter().map(|one| one.objects.as_str()).collect();
        assert_eq!(about, [note.as_str(), open_thread.as_str()]);
    });
    Box::pin(test).await;
}
