//! The discussion keeps the rules that `--check` relies on, and pages are read as people read them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::compare::Compared;
use super::discussion::{Deed, Discussion, PARTS};
use super::network::Network;
use super::reading;
use super::writer::read_thread;
use crate::i18n::Lang;

fn discussion() -> Discussion {
    Discussion::read().expect("the discussion of the program")
}

/// The nodes that run in a part, first those whose people write.
fn running(part: &str) -> &'static [&'static str] {
    match part {
        "a" => &["quebec", "senegal", "madagascar"],
        "q1" | "m1" | "s2" => &["quebec", "madagascar"],
        "q2" => &["senegal", "madagascar"],
        "m2" | "s1" => &["quebec", "senegal"],
        other => panic!("no such part: {other}"),
    }
}

#[test]
fn the_discussion_is_long_enough_and_has_every_deed() {
    let discussion = discussion();
    let made = discussion.steps.iter().filter(|step| step.makes()).count();
    assert!(made >= 60, "{made} contributions");
    let counted: usize = discussion
        .openings()
        .map(|opening| discussion.contributions(&opening.key))
        .sum();
    assert_eq!(counted, made, "every contribution stands in one thread");
    for deed in [
        Deed::Edit,
        Deed::Delete,
        Deed::Like,
        Deed::Unlike,
        Deed::Remove,
        Deed::Lock,
    ] {
        assert!(
            discussion.steps.iter().any(|step| step.deed == deed),
            "{deed:?}"
        );
    }
    let nodes: BTreeSet<_> = discussion
        .people
        .iter()
        .map(|person| &person.node)
        .collect();
    assert_eq!(nodes.len(), 3);
}

#[test]
fn parts_follow_one_another() {
    let discussion = discussion();
    let place = |part: &str| PARTS.iter().position(|one| *one == part).expect("a part");
    let places: Vec<_> = discussion
        .steps
        .iter()
        .map(|step| place(&step.part))
        .collect();
    assert!(places.is_sorted());
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), PARTS.len());
}

#[test]
fn people_write_only_while_their_node_runs_and_about_what_has_reached_it() {
    let discussion = discussion();
    let round = |part: &str| {
        if part == "a" {
            "a".to_owned()
        } else {
            part[..1].to_owned()
        }
    };
    let mut before = BTreeMap::new();
    for step in &discussion.steps {
        let person = discussion.person(&step.who).expect("a person");
        let runs = running(&step.part).contains(&person.node.as_str());
        assert!(runs, "{} in {}", step.who, step.part);
        let about = if step.deed == Deed::Reply {
            &step.to
        } else {
            &step.on
        };
        if step.deed == Deed::Open {
            discussion.salon(&step.salon).expect("a salon");
        } else {
            let made: &String = before
                .get(about)
                .unwrap_or_else(|| panic!("{about} is not yet"));
            let arrived = step.part == "a" || round(made) != round(&step.part);
            assert!(arrived, "{about} may not have reached {}", step.who);
        }
        if step.makes() {
            assert!(
                before.insert(step.key.clone(), step.part.clone()).is_none(),
                "{}",
                step.key
            );
        }
    }
}

#[test]
fn a_node_that_is_killed_has_enough_to_lose() {
    let discussion = discussion();
    for (part, node) in [("q1", "quebec"), ("m1", "madagascar"), ("s1", "senegal")] {
        let own = discussion.steps.iter().filter(|step| {
            let person = discussion.person(&step.who).expect("a person");
            step.part == part && person.node == node
        });
        assert!(own.count() >= 10, "{part}");
    }
}

#[test]
fn the_beginning_of_a_text_tells_it_from_every_other() {
    let discussion = discussion();
    let made: Vec<_> = discussion
        .steps
        .iter()
        .filter(|step| step.makes())
        .collect();
    let telling: BTreeSet<_> = made.iter().map(|step| step.telling()).collect();
    assert_eq!(telling.len(), made.len());
    for step in made {
        let telling = step.telling();
        assert!(telling.chars().count() == 50, "{telling}");
        assert!(
            !telling.contains(['*', '_', '#', '@', '<', '[', '`', '\n']),
            "{telling}"
        );
    }
    for edit in discussion
        .steps
        .iter()
        .filter(|step| step.deed == Deed::Edit)
    {
        let first = discussion.maker(&edit.on).expect("what it edits");
        assert_eq!(edit.telling(), first.telling());
        assert_eq!(edit.who, first.who);
    }
}

#[test]
fn a_page_is_read_as_text() {
    let html = r##"<main id="contenu"><p class="crumb">x</p>
<h1 lang="fr" dir="ltr"><bdi>Un fil &amp; un seul</bdi></h1>
<p class="meta">2 contributions · <b class="tag">verrouillé</b></p>
<article id="c12" aria-labelledby="h1"><h2 id="h1"><a href="/@ana"><bdi>Ana T.</bdi></a> <small>q.test</small></h2>
<p class="meta"><a href="/c/12"><time>hier</time></a></p>
<div class="text" lang="fr" dir="ltr"><p>Bonjour, l&#39;idée &lt;b&gt;</p>
<p>Suite <a href="http://x">lien</a>.</p></div>
<p class="do"><a href="/c/12/repondre">Répondre</a> <span>2 appuis</span> </p></article>
<article id="c13" class="quiet"><h2 id="h2"><bdi>Awa</bdi></h2>
<p class="meta">en réponse à <a href="#c12"><bdi>Ana T.</bdi></a> · x</p><p class="state">Retirée le <time datetime="2026-11-21T12:00:00Z">21 nov.</time>. Motif&#xa0;: <bdi>hors sujet</bdi></p></article>
<section class="digest" aria-labelledby="digest"><h2 id="digest">Complet</h2><p><code>core:ab:2</code></p></section>
<nav><a href="/f/12?page=2" rel="next">suite</a></nav></main>"##;
    let page = reading::thread(html);
    assert_eq!(page.title, "Un fil & un seul");
    assert_eq!(page.meta, "2 contributions · verrouillé");
    assert_eq!(page.digest, "Complet core:ab:2");
    assert!(page.more);
    let said: Vec<_> = page.articles.iter().map(reading::Article::said).collect();
    assert_eq!(
        said,
        [
            "Ana T. |  |  | 2 appuis | Bonjour, l'idée <b> Suite lien .",
            "Awa | Ana T. | Retirée le 2026-11-21T12:00:00Z. Motif : hors sujet |  | ",
        ]
    );
    assert_eq!((page.articles[0].id, page.articles[1].id), (12, 13));
}

#[test]
fn forms_and_lists_give_what_a_browser_needs() {
    let html = r#"<input type="hidden" name="csrf" value="a&#38;b"><input name="once" value="o">"#;
    assert_eq!(reading::hidden(html, "csrf").as_deref(), Some("a&b"));
    assert_eq!(reading::hidden(html, "once").as_deref(), Some("o"));
    assert_eq!(reading::hidden(html, "none"), None);
    let list = r#"<h3><a href="/f/7" lang="fr"><bdi>Un</bdi></a></h3><a href="/f/8"><bdi>L&#39;autre</bdi></a>"#;
    assert_eq!(reading::thread_in_list(list, "L'autre"), Some(8));
    assert_eq!(reading::thread_in_list(list, "Absent"), None);
}

// commands.15: the whole play, with kills, is run by tests/run
#[test]
fn threads_are_equal_only_when_pages_and_digests_are_whole() {
    let digest = "core:aa:2 react:bb:1".to_owned();
    let page = |last: &str| format!("Titre\n2 contributions\nAna | un\n{last}\nComplet {digest}");
    let compared = |pages: [&str; 3], written: usize| {
        let digests = vec![(digest.clone(), true); 3];
        Compared::of(
            written,
            pages.map(page).to_vec(),
            digests,
            (digest.clone(), true),
        )
    };
    let same = compared(["Awa | deux"; 3], 2);
    assert!(same.pages_are_equal() && same.digests_are_equal());
    let other = compared(["Awa | deux", "Awa | deux", "Awa | trois"], 2);
    assert!(!other.pages_are_equal());
    assert_eq!(other.differences(), ["0 Awa | deux", "2 Awa | trois"]);
    let lost = compared(["Awa | deux"; 3], 3);
    assert!(!lost.pages_are_equal() && !lost.digests_are_equal());
    let mut incomplete = compared(["Awa | deux"; 3], 2);
    incomplete.digests[1].1 = false;
    assert!(incomplete.pages_are_equal() && !incomplete.digests_are_equal());
    let mut differing = compared(["Awa | deux"; 3], 2);
    differing.twin.0 = "core:ac:2 react:bb:1".to_owned();
    assert!(!differing.digests_are_equal());
    assert!(!Compared::default().pages_are_equal());
}

// commands.26
#[test]
fn a_chapter_that_ends_is_quoted_whole() {
    use super::network::last_words;
    let log = "INFO palabre: one\npalabre: an older end\n    Do this.\nINFO again\n\
               palabre: the port is taken.\n    Take another: --listen\n";
    assert_eq!(
        last_words(log),
        "the port is taken.\n    Take another: --listen"
    );
    assert_eq!(last_words("one\nINFO palabre: two\n"), "INFO palabre: two");
    assert_eq!(last_words(""), "");
}

// commands.26
#[tokio::test]
async fn a_demo_that_runs_keeps_its_configuration() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let first = super::prepare(folder.path(), 9_081, Lang::Fr, None)
        .await
        .expect("the first demo");
    let file = first.chapters[0].dir.join("palabre.toml");
    let written = std::fs::read_to_string(&file).expect("its configuration");
    // Its last chapter runs, as far as anybody can see.
    let running = super::super::serve::hold(&first.chapters[2].dir, true).expect("its directory");
    let second = super::prepare(folder.path(), 9_181, Lang::Fr, None).await;
    let refused = second.expect_err("the second demo").words(Lang::En);
    assert!(refused.contains("a node runs on"), "{refused}");
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), written);
    drop(running);
    let second = super::prepare(folder.path(), 9_181, Lang::Fr, None).await;
    second.expect("nothing runs any more");
    assert_ne!(std::fs::read_to_string(&file).expect("the file"), written);
}

/// Answers one request, whatever it is.
async fn answers(listener: tokio::net::TcpListener, status: &'static str) {
    let (mut stream, _) = listener.accept().await.expect("a request");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a head"));
    }
    let told = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(told.as_bytes()).await.expect("it is told");
}

#[tokio::test]
async fn a_thread_that_its_author_alone_reads_has_nothing_yet() {
    for (status, reads) in [("404 Not Found", true), ("500 Broken", false)] {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let network = Network::new(Path::new("."), port, Lang::Fr);
        let chapter = network.chapter("quebec").expect("a chapter");
        let (read, ()) = tokio::join!(read_thread(chapter, 1), answers(listener, status));
        let articles = read.ok().map(|(_, articles)| articles);
        assert_eq!(articles, reads.then(Vec::new), "{status}");
    }
}
