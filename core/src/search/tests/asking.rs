//! How it is asked: what posts are, what nobody understands, page by page.

use std::sync::atomic::Ordering;

use proptest::prelude::*;

use super::*;

/// A picture that is ready, with what is said of it.
async fn picture(core: &Core, owner: &Person) -> media::Media {
    let files = media::Files {
        mime: "image/png".to_owned(),
        original: "a.png".to_owned(),
        small: None,
        bytes: 1_000,
        size: Some((640, 480)),
        small_size: None,
        duration: None,
        blurhash: None,
    };
    let new = media::New {
        token: "a".to_owned(),
        kind: media::Kind::Image,
        mime: "image/png".to_owned(),
        description: "Un mât".to_owned(),
        focus: (0, 0),
        files: Some(files),
    };
    must(core, async |tx| media::create(tx, owner, new).await).await
}

/// On three days: a thread of ana's with a link, bob's answer in English behind a warning, a thread of
/// ana's with a picture, which bob keeps.
async fn three(core: &Core, clock: &StillClock, ana: &Person, bob: &Person) -> [i64; 3] {
    const DAY: i64 = 86_400_000;
    let salon = forum(core, "acces", false).await;
    let old = opens(core, ana, &salon, "Relais <https://exemple.test/a>", "fr").await;
    clock.advance(DAY);
    let draft = threads::draft(core, "Relais", None, "en").await;
    let draft = draft
        .expect("a draft")
        .warned(core, "Hauteur")
        .expect("warned");
    let reply = must(core, async |tx| {
        threads::reply(tx, bob, old.id, &draft).await
    })
    .await;
    clock.advance(DAY);
    let draft = threads::draft(core, "Relais", Some("Vu"), "fr").await;
    let mut draft = draft.expect("a draft");
    draft.media = Some(vec![picture(core, ana).await]);
    let seen = must(core, async |tx| {
        threads::open(tx, ana, &salon, &draft).await
    })
    .await;
    must(core, async |tx| {
        circle::bookmark(tx, bob, seen.id, true).await
    })
    .await;
    indexed(core).await;
    [old.id, reply.id, seen.id]
}

// search.4
#[tokio::test]
async fn what_posts_are_is_asked_for_beside_what_they_say() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let [old, reply, seen] = Box::pin(three(&core, &clock, &ana, &bob)).await;
        let bob = reader(&bob);
        for (question, expected) in [
            ("relais", vec![seen, reply, old]),
            ("relais from:ana", vec![seen, old]),
            (&format!("from:@ana@{HOST}"), vec![seen, old]),
            ("-from:me relais", vec![seen, old]),
            ("FROM:me", vec![reply]),
            ("from:nobody", vec![]),
            ("relais language:en", vec![reply]),
            ("has:media", vec![seen]),
            ("mat", vec![seen]),
            ("has:link", vec![old]),
            ("relais -has:link -has:media", vec![reply]),
            ("is:reply", vec![reply]),
            ("is:sensitive", vec![reply]),
            ("hauteur", vec![reply]),
            ("in:library", vec![seen, reply]),
            ("before:2026-11-22", vec![old]),
            ("relais after:2026-11-21", vec![seen, reply]),
            ("during:2026-11-22", vec![reply]),
            ("after:2026-11-21 before:2026-11-23", vec![reply]),
            ("during:2026-02-31", vec![]),
            ("has:wings", vec![]),
            ("relais is:", vec![]),
        ] {
            assert_eq!(found(&core, &bob, question).await, expected, "{question}");
        }
        let by_ana = Looked {
            author: Some(ana.id),
            ..Looked::of("relais")
        };
        let found = posts(&core, &bob, &by_ana, &Page::first(9)).await;
        assert_eq!(found.expect("read"), [seen, old]);
    })
    .await;
}

// search.5
#[tokio::test]
async fn whatever_is_asked_has_an_answer() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let salon = forum(&core, "acces", false).await;
        let post = opens(&core, &ana, &salon, "Relais OR NEAR", "fr").await;
        indexed(&core).await;
        let viewer = reader(&ana);
        let long = "relais ".repeat(2_000);
        let deep = "-".repeat(300) + &"\"a\" (".repeat(200);
        for question in [
            "",
            " ",
            "-",
            "--",
            "\"",
            "\"\"",
            "-\"\"",
            "*",
            "***",
            "()",
            "' OR 1=1 --",
            "\\",
            "\0",
            "a\0b",
            "from:",
            "from:@",
            "-from:nobody@x.test",
            "before:",
            "before:99999-01-01",
            "NEAR(",
            "AND",
            "a AND",
            "NOT NOT",
            "a:b:c",
            "{words}:x",
            "^a",
            "w.words",
            "$1 ?",
            "🙂",
            "\u{e000}fr",
            "\u{301}",
            "ⅷ ⑴ ½",
            "-before:2020-01-01x",
            &deep,
        ] {
            let found = found(&core, &viewer, question).await;
            assert!(found.len() <= 1, "{question}");
        }
        for question in [
            "relais*",
            "(relais",
            "\"relais",
            "relais\"",
            "relais & near",
            "OR",
            "NEAR",
            "-x",
            "relais -",
            &long,
        ] {
            let found = found(&core, &viewer, question).await;
            assert_eq!(found, [post.id], "{question}");
        }
    })
    .await;
}

// client_api.19, client_api.22, search.6
#[tokio::test]
async fn the_newest_come_first_page_by_page_by_one_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = std::sync::Arc::new(crate::clock::StillClock::at(testing::NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    let salon = forum(&core, "acces", false).await;
    for _ in 0..70 {
        clock.advance(1_000);
        opens(&core, &ana, &salon, "Relais", "fr").await;
    }
    indexed(&core).await;
    let viewer = reader(&ana);
    let asked = async |offset: u64, page: Page| {
        let before = count.load(Ordering::Relaxed);
        let looked = Looked {
            offset,
            ..Looked::of("relais")
        };
        let found = posts(&core, &viewer, &looked, &page).await.expect("read");
        assert_eq!(count.load(Ordering::Relaxed) - before, 1);
        found
    };
    let all = asked(0, Page::first(100)).await;
    assert_eq!(all.len(), 70);
    assert!(all.is_sorted_by(|a, b| a > b));
    assert_eq!(asked(0, Page::first(1)).await, all[..1]);
    assert_eq!(asked(15, Page::first(40)).await, all[15..55]);
    let next_to = |at: usize| Some(Place::post(all[at]).into());
    let older = Page {
        max: next_to(19),
        ..Page::first(20)
    };
    assert_eq!(asked(0, older).await, all[20..40]);
    let newer = Page {
        min: next_to(40),
        ..Page::first(20)
    };
    assert_eq!(asked(0, newer).await, all[20..40]);
    core.close().await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn words_hold_nothing_that_a_database_reads(text in "(\\PC|[éèñÉœŋأة网ชĳﬁ½\u{301}'\" ]){0,40}", lang in "(fr|en|es|pt|de|it|nl|ar|ru)?") {
        let mut words = words::Words::default();
        words.say(&text, &lang);
        let plain = |word: &String| {
            !word.is_empty() && word.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric())
        };
        prop_assert!(words.said.iter().all(plain), "{:?}", words.said);
        prop_assert!(words.beside.iter().all(plain), "{:?}", words.beside);
        let question = question::Question::read(&text);
        let phrases = question.sought.all.iter().flatten();
        for phrase in phrases.chain(question.sought.none.iter().flatten().flatten()) {
            prop_assert!(!phrase.is_empty() && phrase.iter().all(plain), "{phrase:?}");
        }
    }
}
