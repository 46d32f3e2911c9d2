//! What is found by which words, on each store.

mod asking;

use sea_orm::ConnectionTrait as _;

use super::*;
use crate::clock::StillClock;
use crate::forums::Forum;
use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::{statement, whose_words};
use crate::store::testing::{self, HOST, each_store, forum, member, must, reader};
use crate::threads::read::Viewer;
use crate::threads::{self, Post};
use crate::timelines::Place;
use crate::{Audience, Core, circle, forums, ledger, media, moderation};

async fn opens(core: &Core, author: &Person, salon: &Forum, text: &str, lang: &str) -> Post {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    let mut draft = draft.expect("a draft");
    lang.clone_into(&mut draft.lang);
    must(core, async |tx| {
        threads::open(tx, author, salon, &draft).await
    })
    .await
}

async fn notes(core: &Core, author: &Person, text: &str, audience: Audience) -> Post {
    let draft = threads::draft(core, text, None, "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::note(tx, author, None, &draft, audience).await
    })
    .await
}

async fn indexed(core: &Core) {
    while index(core).await.expect("indexed") {}
}

async fn found(core: &Core, viewer: &Viewer, question: &str) -> Vec<i64> {
    let looked = Looked::of(question);
    let found = posts(core, viewer, &looked, &Page::first(40)).await;
    found.unwrap_or_else(|error| panic!("{question}: {error}"))
}

const NOTHING: [i64; 0] = [];

/// How many posts have words.
async fn lists(core: &Core) -> i64 {
    let words = format!(
        "SELECT COUNT({}) AS n FROM post_words",
        whose_words(core.backend())
    );
    let asked = statement(core.backend(), &words, Vec::new());
    let row = core.reader().query_one_raw(asked).await.expect("read");
    row.expect("a row").try_get("", "n").expect("a number")
}

/// (language, what is written, what finds it, what does not).
const SAID: [(&str, &str, &[&str], &[&str]); 14] = [
    (
        "fr",
        "L’accès en forêt, à Québec",
        &[
            "acces",
            "Accès",
            "FORET",
            "l'accès",
            "québec forêt",
            "\"en foret\"",
        ],
        &["cess", "\"foret en\"", "acces ville"],
    ),
    (
        "fr",
        "Les elections approchaient",
        &["élection", "Élections", "approche", "approchant"],
        &["selection"],
    ),
    (
        "fr",
        "Des réseaux communautaires évalués",
        &[
            "reseau",
            "réseau communautaire",
            "évaluer",
            "evalue",
            "évaluation",
        ],
        &["reso"],
    ),
    (
        "fr",
        "Le cœur du sujet",
        &["coeur", "cœur", "CŒUR"],
        &["cour"],
    ),
    (
        "en",
        "Networks were connecting schools",
        &["network", "connect school", "Connections"],
        &["net"],
    ),
    ("en-GB", "Universal libraries", &["library"], &["librairie"]),
    (
        "wo",
        "Ñu ngi jàng ci daara ji, ŋaam",
        &["nu jang", "ñu jàng", "daara", "naam"],
        &["jangal"],
    ),
    (
        "ar",
        "أخبار المَدْرَسَةُ في القرية",
        &["اخبار", "مدرسة", "المدرسه", "قرية"],
        &["مدينة"],
    ),
    (
        "zh",
        "我们的社区网络很好",
        &["网络", "社区网络", "好", "\"我们的\""],
        &["络网", "社网"],
    ),
    (
        "ja",
        "コミュニティのネットワーク",
        &["ネットワーク"],
        &["ワークネット"],
    ),
    ("th", "เครือข่ายชุมชน", &["ชุมชน"], &["ชนชุม"]),
    (
        "ru",
        "Общественные сети",
        &["сеть", "общественная"],
        &["сетка"],
    ),
    (
        "",
        "Un texte sans langue, des câbles",
        &["cable"],
        &["cabale"],
    ),
    (
        "fr",
        "Voir la 5G de @quelquun #motclef et c++",
        &["5g", "#motclef", "c++", "(5G)"],
        &["5", "motcle"],
    ),
];

// search.1
#[tokio::test]
async fn words_meet_whatever_their_accents_their_case_and_their_endings() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let salon = forum(&core, "acces", false).await;
        let mut written = Vec::new();
        for (lang, text, ..) in SAID {
            written.push(opens(&core, &ana, &salon, text, lang).await.id);
        }
        indexed(&core).await;
        let viewer = reader(&ana);
        let mut wrong = Vec::new();
        for (id, (_, text, by, not_by)) in written.iter().zip(SAID) {
            for (questions, expected) in [(by, true), (not_by, false)] {
                for question in questions {
                    let finds = found(&core, &viewer, question).await.contains(id);
                    if finds != expected {
                        wrong.push((question, finds, text));
                    }
                }
            }
        }
        assert_eq!(wrong, []);
        assert_eq!(found(&core, &viewer, "titre").await.len(), SAID.len());
    })
    .await;
}

// search.2
#[tokio::test]
async fn what_is_edited_deleted_removed_or_restored_is_found_as_it_stands() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let salon = forum(&core, "acces", false).await;
        let viewer = reader(&ana);
        let post = opens(&core, &ana, &salon, "Antenne", "fr").await;
        let reply = threads::draft(&core, "Pylône", None, "fr")
            .await
            .expect("a draft");
        let reply = must(&core, async |tx| {
            threads::reply(tx, &ana, post.id, &reply).await
        })
        .await;
        let note = notes(&core, &ana, "Mirador", Audience::Direct).await;
        assert_eq!(found(&core, &viewer, "antenne").await, NOTHING);
        indexed(&core).await;
        for (word, id) in [
            ("antenne", post.id),
            ("pylone", reply.id),
            ("mirador", note.id),
        ] {
            assert_eq!(found(&core, &viewer, word).await, [id], "{word}");
        }
        let other = threads::draft(&core, "Parabole", Some("Titre"), "fr")
            .await
            .expect("a draft");
        must(&core, async |tx| {
            threads::edit(tx, &ana, post.id, &other).await
        })
        .await;
        indexed(&core).await;
        assert_eq!(found(&core, &viewer, "antenne").await, NOTHING);
        assert_eq!(found(&core, &viewer, "parabole").await, [post.id]);

        let by = moderation::By::Command;
        must(&core, async |tx| {
            moderation::remove(tx, by, reply.id, "Hors sujet").await
        })
        .await;
        assert_eq!(found(&core, &viewer, "pylone").await, NOTHING, "at once");
        indexed(&core).await;
        assert_eq!(lists(&core).await, 2, "its words are gone");
        must(&core, async |tx| {
            moderation::restore(tx, by, reply.id, "Relu").await
        })
        .await;
        indexed(&core).await;
        assert_eq!(found(&core, &viewer, "pylone").await, [reply.id]);

        ledger::refold_everything(&core).await.expect("folded");
        indexed(&core).await;
        assert_eq!(found(&core, &viewer, "parabole or").await, NOTHING);
        assert_eq!(found(&core, &viewer, "parabole").await, [post.id]);
        assert_eq!(lists(&core).await, 3);
        must(&core, async |tx| threads::delete(tx, &ana, note.id).await).await;
        assert_eq!(found(&core, &viewer, "mirador").await, NOTHING);
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert_eq!(found(&core, &viewer, "parabole").await, NOTHING);
        indexed(&core).await;
        assert_eq!(lists(&core).await, 0);
    }))
    .await;
}

// client_api.18, search.3
#[tokio::test]
async fn nobody_finds_what_they_may_not_read_nor_whom_they_avoid() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let cleo = member(&core, "cleo", true).await;
        let dan = member(&core, "dan", true).await;
        let eve = member(&core, "eve", true).await;
        must(&core, async |tx| {
            forums::follow(tx, &bob, &ana.uri, "").await
        })
        .await;
        must(&core, async |tx| circle::block(tx, &ana, &eve, true).await).await;
        must(&core, async |tx| {
            circle::mute(tx, &dan, &ana, Some((true, None))).await
        })
        .await;
        let all = [
            notes(&core, &ana, "Phare @cleo", Audience::Public).await,
            notes(&core, &ana, "Phare @cleo", Audience::Unlisted).await,
            notes(&core, &ana, "Phare @cleo", Audience::Followers).await,
            notes(&core, &ana, "Phare @cleo", Audience::Direct).await,
        ];
        let held = forum(&core, "attente", true).await;
        let fay = member(&core, "fay", true).await;
        let waits = opens(&core, &fay, &held, "Phare", "fr").await;
        indexed(&core).await;
        let ids: Vec<i64> = all.iter().rev().map(|post| post.id).collect();
        for (person, expected) in [
            (&ana, &ids[..]),
            (&bob, &ids[1..]),
            (&cleo, &ids[..]),
            (&dan, &[]),
            (&eve, &[]),
            (&fay, &ids[2..]),
        ] {
            let mut expected = expected.to_vec();
            expected.sort_unstable_by(|a, b| b.cmp(a));
            for question in ["phare", "phare -rien", "-rien", "from:ana", "language:fr"] {
                let found = found(&core, &reader(person), question).await;
                assert_eq!(found, expected, "{}: {question}", person.name);
            }
        }
        assert_eq!(waits.state, "held");
        assert_eq!(found(&core, &Viewer::guest(), "phare").await, NOTHING);
    }))
    .await;
}

/// On two processes of one `PostgreSQL` what one takes the other leaves, and nothing is lost.
#[tokio::test]
async fn two_processes_index_together() {
    let Some((one, other, _)) = testing::two_processes().await else {
        return;
    };
    let ana = member(&one, "ana", true).await;
    let salon = forum(&one, "acces", false).await;
    for _ in 0..100 {
        opens(&one, &ana, &salon, "Relais", "fr").await;
    }
    tokio::join!(indexed(&one), indexed(&other));
    indexed(&one).await;
    assert_eq!(lists(&one).await, 100);
}

// search.1
#[tokio::test]
async fn no_word_is_too_long_for_a_database() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let marks = format!("ก{} queue", "\u{E31}".repeat(700));
        let wide = (0..9_000).map(|n| format!("a{n}\u{FDFA}\u{FDFA}\u{FDFA}\u{FDFA}"));
        let wide = wide.collect::<Vec<_>>().join(" ");
        let mut ids = Vec::new();
        for text in [marks, wide] {
            let post = notes(&core, &ana, "Un mot", Audience::Public).await;
            // What comes from elsewhere has other bounds than what is written here.
            let tx = core.begin().await.expect("begin");
            let row = crate::store::entity::post::ActiveModel {
                html: sea_orm::ActiveValue::Set(format!("<p>baobab {text}</p>")),
                ..post.clone().into()
            };
            let conn = tx.conn().await.expect("a connection");
            sea_orm::ActiveModelTrait::update(row, conn)
                .await
                .expect("written");
            tx.unindexed(post.id).await.expect("marked");
            tx.commit().await.expect("commit");
            ids.push(post.id);
        }
        indexed(&core).await;
        ids.reverse();
        assert_eq!(found(&core, &reader(&ana), "baobab").await, ids);
    });
    Box::pin(test).await;
}
