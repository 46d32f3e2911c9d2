//! Whose filters are, and what they meet.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sea_orm::{ActiveValue::Set, EntityTrait};

use super::*;
use crate::clock::StillClock;
use crate::people::Person;
use crate::store::entity::filter_rule;
use crate::store::testing::{self, NOON, each_store, member, must};
use crate::{Core, Error, Refusal, Tx, threads};

fn new(keyword: &str, whole: bool) -> Change {
    Change::New(Words {
        keyword: Some(keyword.to_owned()),
        whole: Some(whole),
    })
}

fn named(keyword: &str) -> Words {
    Words {
        keyword: Some(keyword.to_owned()),
        whole: None,
    }
}

fn titled(title: &str, keywords: Vec<Change>) -> Said {
    Said {
        title: Some(title.to_owned()),
        contexts: Some(vec![Context::Thread, Context::Home, Context::Thread]),
        keywords,
        ..Said::default()
    }
}

async fn made(core: &Core, reader: &Person, title: &str, keywords: Vec<Change>) -> Whole {
    let said = titled(title, keywords);
    must(core, async |tx| make(tx, reader, &said).await).await
}

fn refused<T: std::fmt::Debug>(done: Result<T>) -> Refusal {
    match done {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn words(whole: &Whole) -> Vec<(&str, bool)> {
    let each = whole.keywords();
    each.map(|rule| (rule.keyword.as_deref().expect("words"), rule.whole_word))
        .collect()
}

/// The titles of the filters that a text meets, each with its keywords.
async fn met(core: &Core, reader: &Person, post: i64, text: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut sifts = Sift::of(core, &[reader.id]).await.expect("filters");
    let sift = sifts.remove(&reader.id).unwrap_or_default();
    let said = text.iter().map(|&part| part.to_owned()).collect();
    let met = sift.meets(post, || said);
    let owned = |one: &Met<'_>| one.keywords.iter().map(|&word| word.to_owned()).collect();
    met.iter()
        .map(|one| (one.filter.title.clone(), owned(one)))
        .collect()
}

// filters.1, filters.2
#[tokio::test]
async fn a_filter_changes_as_a_whole_and_goes_with_its_owner() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let keywords = vec![new(" fin ", true), new("#x", false)];
        let first = made(&core, &ana, " Fin ", keywords).await;
        let filter = &first.filter;
        let said = (filter.title.as_str(), filter.contexts.as_str());
        assert_eq!(said, ("Fin", "home thread"));
        assert!(filter.expires_at.is_none() && filter.warns() && !filter.hides());
        assert!(filter.holds_in(Context::Home) && !filter.holds_in(Context::Public));
        assert_eq!(words(&first), [("fin", true), ("#x", false)]);
        let (fin, sign, id) = (first.rules[0].id, first.rules[1].id, filter.id);
        let post = must(&core, async |tx| add_post(tx, &ana, id, 7).await).await;
        let again = must(&core, async |tx| add_post(tx, &ana, id, 7).await).await;
        assert_eq!((post.post_id, &again), (Some(7), &post));

        let said = Said {
            action: Some(Action::Hide),
            keywords: vec![
                Change::Gone(fin),
                Change::Other(sign, named("#y")),
                Change::New(named("mot")),
            ],
            ..Said::default()
        };
        let changed = must(&core, async |tx| change(tx, &ana, id, &said).await).await;
        assert!(changed.filter.hides() && changed.filter.title == "Fin");
        assert_eq!(words(&changed), [("#y", false), ("mot", true)]);
        assert_eq!(changed.posts().collect::<Vec<_>>(), [&post]);
        assert_eq!(one(&core, &ana, id).await.expect("a filter"), changed);
        let other = made(&core, &ana, "Autre", Vec::new()).await;
        let both = all(&core, &ana).await.expect("filters");
        assert_eq!(both, [changed, other.clone()]);

        let old = must(&core, async |tx| {
            drop_rule(tx, &ana, post.id, Of::Post).await
        })
        .await;
        assert_eq!(old, post);
        must(&core, async |tx| delete(tx, &ana, other.filter.id).await).await;
        let left = all(&core, &ana).await.expect("filters");
        assert!(left.len() == 1 && left[0].posts().count() == 0);
        must(&core, async |tx| threads::delete_account(tx, &ana).await).await;
        assert_eq!(all(&core, &ana).await.expect("filters"), []);
        let gone = rule(&core, &ana, sign, Of::Words).await;
        assert_eq!(refused(gone), BadFilter::NoSuchFilter.into());
    })
    .await;
}

// filters.1
#[tokio::test]
async fn another_s_filter_is_absent() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let first = made(&core, &ana, "Fin", vec![new("fin", true)]).await;
        let (id, word) = (first.filter.id, first.rules[0].id);
        let other = made(&core, &ana, "Autre", Vec::new()).await;
        let post = must(&core, async |tx| add_post(tx, &ana, id, 7).await).await;
        let gone = Said {
            keywords: vec![Change::Gone(word)],
            ..Said::default()
        };
        let tx = core.begin().await.expect("begin");
        for theirs in [
            change(&tx, &bob, id, &Said::default()).await.map(drop),
            delete(&tx, &bob, id).await,
            add_keyword(&tx, &bob, id, &named("mot")).await.map(drop),
            change_keyword(&tx, &bob, word, &named("mot"))
                .await
                .map(drop),
            change_alone(&tx, &bob, word, &gone).await.map(drop),
            delete_alone(&tx, &bob, word).await,
            add_post(&tx, &bob, id, 8).await.map(drop),
            drop_rule(&tx, &bob, word, Of::Words).await.map(drop),
            drop_rule(&tx, &ana, word, Of::Post).await.map(drop),
            change_keyword(&tx, &ana, post.id, &named("mot"))
                .await
                .map(drop),
            change(&tx, &ana, other.filter.id, &gone).await.map(drop),
        ] {
            assert_eq!(refused(theirs), BadFilter::NoSuchFilter.into());
        }
        tx.abandon().await.expect("given up");
        let theirs = rule(&core, &bob, word, Of::Words).await;
        assert_eq!(refused(theirs), BadFilter::NoSuchFilter.into());
        let theirs = one(&core, &bob, id).await;
        assert_eq!(refused(theirs), BadFilter::NoSuchFilter.into());
        assert_eq!(all(&core, &bob).await.expect("filters"), []);
    })
    .await;
}

// filters.1, filters.2
#[tokio::test]
async fn titles_and_keywords_are_bounded_in_length() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let long = "é".repeat(257);
        let (chars, limit) = (257, 256);
        let somewhere = |contexts| Said {
            contexts,
            ..titled("Fin", Vec::new())
        };
        let filled = |keyword: &str| titled("Fin", vec![new(keyword, true)]);
        let tx = core.begin().await.expect("begin");
        for (said, wrong) in [
            (titled(" ", Vec::new()), BadFilter::FilterTitleEmpty.into()),
            (
                titled(&long, Vec::new()),
                Refusal::TitleTooLong { chars, limit },
            ),
            (somewhere(None), BadFilter::FilterContext.into()),
            (somewhere(Some(Vec::new())), BadFilter::FilterContext.into()),
            (filled(""), BadFilter::KeywordEmpty.into()),
            (filled("\u{a0}"), BadFilter::KeywordEmpty.into()),
            (
                filled(&long),
                BadFilter::KeywordTooLong { chars, limit: 128 }.into(),
            ),
        ] {
            assert_eq!(refused(make(&tx, &ana, &said).await), wrong);
        }
        let (title, longest) = ("é".repeat(256), "é".repeat(128));
        let made = make(&tx, &ana, &titled(&title, vec![new(&longest, true)])).await;
        assert_eq!(words(&made.expect("a filter")), [(longest.as_str(), true)]);
        tx.abandon().await.expect("given up");
    })
    .await;
}

/// As many keywords and posts as a member may have.
async fn fill(tx: &Tx, reader: &Person, filter_id: i64) {
    let row = filter_rule::ActiveModel {
        filter_id: Set(filter_id),
        person_id: Set(reader.id),
        whole_word: Set(true),
        ..Default::default()
    };
    let rows = (0..500).flat_map(|number| {
        let of = |keyword, post_id| filter_rule::ActiveModel {
            keyword: Set(keyword),
            post_id: Set(post_id),
            ..row.clone()
        };
        [
            of(Some(format!("mot{number}")), None),
            of(None, Some(number)),
        ]
    });
    let conn = tx.conn().await.expect("a write");
    let rows = filter_rule::Entity::insert_many(rows);
    rows.exec_without_returning(conn).await.expect("1000");
}

// filters.3
#[tokio::test]
async fn filters_are_bounded_in_number() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let first = must(&core, async |tx| {
            for _ in 1..100 {
                make(tx, &ana, &titled("Une", Vec::new())).await?;
            }
            let last = make(tx, &ana, &titled("Une", Vec::new())).await?.filter.id;
            fill(tx, &ana, last).await;
            Ok(last)
        })
        .await;
        let tx = core.begin().await.expect("begin");
        let more = add_keyword(&tx, &ana, first, &named("mot")).await;
        assert_eq!(
            refused(more),
            BadFilter::TooManyKeywords { limit: 500 }.into()
        );
        let more = add_post(&tx, &ana, first, 500).await;
        assert_eq!(
            refused(more),
            BadFilter::TooManyFiltered { limit: 500 }.into()
        );
        let more = make(&tx, &ana, &titled("Une", Vec::new())).await;
        assert_eq!(
            refused(more),
            BadFilter::TooManyFilters { limit: 100 }.into()
        );
        tx.abandon().await.expect("given up");
        assert_eq!(met(&core, &ana, -1, &["un mot499"]).await.len(), 1);
    })
    .await;
}

// filters.5
#[tokio::test]
async fn a_keyword_by_itself_is_a_filter_of_those_who_know_no_others() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let two = made(&core, &ana, "fin", vec![new("fin", true), new("mot", true)]).await;
        let (fin, mot) = (two.rules[0].id, two.rules[1].id);
        let words_of = |whole| Words {
            keyword: None,
            whole: Some(whole),
        };
        let alone = |title: &str, id, whole| Said {
            title: Some(title.to_owned()),
            keywords: vec![Change::Other(id, words_of(whole))],
            ..Said::default()
        };
        let tx = core.begin().await.expect("begin");
        let more = change_alone(&tx, &ana, mot, &alone("mot", mot, false)).await;
        assert_eq!(refused(more), BadFilter::FilterShared.into());
        tx.abandon().await.expect("given up");
        let said = alone("fin", fin, false);
        let changed = must(&core, async |tx| change_alone(tx, &ana, fin, &said).await).await;
        assert_eq!(words(&changed), [("fin", false), ("mot", true)]);
        must(&core, async |tx| delete_alone(tx, &ana, mot).await).await;
        let said = alone("terme", fin, true);
        let changed = must(&core, async |tx| change_alone(tx, &ana, fin, &said).await).await;
        assert_eq!(
            (changed.filter.title.as_str(), words(&changed)),
            ("terme", vec![("fin", true)])
        );
        must(&core, async |tx| delete_alone(tx, &ana, fin).await).await;
        assert_eq!(all(&core, &ana).await.expect("filters"), []);
    })
    .await;
}

// filters.4, filters.6
#[tokio::test]
async fn a_filter_meets_posts_and_words_until_it_expires() {
    each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let bob = member(&core, "bob", true).await;
        let first = made(&core, &ana, "A", vec![new("eau", true), new("Été", true)]).await;
        let said = Said {
            lasting: Some(Lasting::For(60_000)),
            ..titled("B", vec![new("eau", true)])
        };
        let second = must(&core, async |tx| make(tx, &ana, &said).await).await;
        let ends = second.filter.expires_at.expect("an end");
        assert!((60_000..61_000).contains(&(ends - NOON)), "{ends}");
        must(&core, async |tx| {
            add_post(tx, &ana, second.filter.id, 7).await
        })
        .await;
        made(&core, &ana, "Vide", Vec::new()).await;
        let both = |first: &[&str], second: &[&str]| {
            let owned = |some: &[&str]| some.iter().map(|&one| one.to_owned()).collect();
            vec![
                ("A".to_owned(), owned(first)),
                ("B".to_owned(), owned(second)),
            ]
        };
        let text = ["L’ÉTÉ", "l’eau"];
        assert_eq!(
            met(&core, &ana, 1, &text).await,
            both(&["eau", "Été"], &["eau"])
        );
        assert_eq!(met(&core, &ana, 7, &["rien"]).await, both(&[], &[])[1..]);
        assert_eq!(met(&core, &bob, 7, &text).await, []);
        let sifts = Sift::of(&core, &[ana.id, bob.id]).await.expect("filters");
        assert_eq!(sifts.keys().collect::<Vec<_>>(), [&ana.id]);

        clock.advance(61_000);
        assert_eq!(
            met(&core, &ana, 7, &text).await,
            both(&["eau", "Été"], &[])[..1]
        );
        assert_eq!(all(&core, &ana).await.expect("filters").len(), 3);
        let said = Said {
            lasting: Some(Lasting::Always),
            ..Said::default()
        };
        let id = second.filter.id;
        must(&core, async |tx| change(tx, &ana, id, &said).await).await;
        assert_eq!(
            met(&core, &ana, 7, &text).await,
            both(&["eau", "Été"], &["eau"])
        );
        let said = Said {
            lasting: Some(Lasting::For(i64::MAX)),
            ..Said::default()
        };
        let id = first.filter.id;
        let late = must(&core, async |tx| change(tx, &ana, id, &said).await).await;
        let ends = late.filter.expires_at.expect("an end");
        assert!(
            (LATEST..LATEST + 1_000).contains(&(ends - NOON - 61_000)),
            "{ends}"
        );
    })
    .await;
}

// filters.7
#[tokio::test]
async fn words_are_found_where_readers_see_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(StillClock::at(NOON));
    let core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    for (number, (keyword, whole, texts, others)) in [
        (
            "chat",
            true,
            vec!["Un CHAT.", "chat", "(chat)", "#chat"],
            vec!["chaton", "achat", "chat_", "chat2"],
        ),
        ("chat", false, vec!["chaton", "achat"], vec!["cha t"]),
        (
            "ÉTÉ",
            true,
            vec!["l’été", "E\u{301}te\u{301} !"],
            vec!["ete", "étés", "été\u{301}"],
        ),
        (
            "mauvais mot",
            true,
            vec!["un mauvais\u{a0}mot", "Mauvais\n  mot !"],
            vec!["mauvais, mot"],
        ),
        ("#eau", true, vec!["l’#eau", "x#eau"], vec!["#eaux", "eau"]),
        ("c++", true, vec!["du C++.", "c++"], vec!["c+", "xc++"]),
        ("STRASSE", true, vec!["Straße"], vec!["Straßen"]),
        ("σίσυφος", true, vec!["ΣΊΣΥΦΟΣ"], vec!["ΣΊΣΥΦΟΣΑ"]),
        ("猫", true, vec!["黒猫がいる"], vec!["犬"]),
        (".*", false, vec!["a.*b"], vec!["abc", ""]),
        ("aa", true, vec!["aaa aa"], vec!["aaa"]),
    ]
    .into_iter()
    .enumerate()
    {
        let ana = member(&core, &format!("ana{number}"), true).await;
        made(&core, &ana, "Un", vec![new(keyword, whole)]).await;
        for text in texts {
            let found = met(&core, &ana, 1, &["avant", text]).await;
            assert_eq!(
                found,
                [("Un".to_owned(), vec![keyword.to_owned()])],
                "{text}"
            );
        }
        for text in others {
            assert_eq!(met(&core, &ana, 1, &[text]).await, [], "{keyword}: {text}");
        }
    }
    let ana = member(&core, "ana", true).await;
    made(&core, &ana, "Un", vec![new("fin du", true)]).await;
    assert_eq!(
        met(&core, &ana, 1, &["la fin", "du film"]).await,
        [],
        "over two parts"
    );
}

// filters.8
#[tokio::test]
async fn filters_are_read_once_and_a_text_is_read_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(StillClock::at(NOON));
    let mut core = testing::open(&testing::sqlite_url(folder.path()), &clock).await;
    let count = testing::count_reads(&mut core);
    let ana = member(&core, "ana", true).await;
    let many = |some: usize| (1..=some).map(|long| new(&"a".repeat(long), false));
    for some in [0, 1, 100] {
        made(&core, &ana, "Un", many(some).collect()).await;
        let before = count.load(Ordering::Relaxed);
        let sifts = Sift::of(&core, &[ana.id]).await.expect("filters");
        assert_eq!(count.load(Ordering::Relaxed) - before, 1);
        let mut asked = 0;
        for sift in sifts.values() {
            let found = sift.meets(1, || {
                asked += 1;
                vec!["a".repeat(99)]
            });
            let words: Vec<usize> = found.iter().map(|one| one.keywords.len()).collect();
            assert_eq!(words.last(), Some(&some.min(99)));
        }
        assert_eq!(asked, usize::from(some > 0), "where there are no keywords");
    }
}
