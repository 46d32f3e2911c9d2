//! No address of the node shows a post to somebody who may not read it: every route that reads is taken
//! from the routers' own words and asked by every kind of reader, with the number of every post.

use std::collections::BTreeSet;

use palabre_core::moderation::{self, By};
use palabre_core::notifications::{self, Policy};

use super::*;
use crate::streaming::tests::told_of;

/// Where routes are written down.
const ROUTERS: [&str; 4] = [
    include_str!("../routes.rs"),
    include_str!("../media.rs"),
    include_str!("../../router.rs"),
    include_str!("../../../../federation/src/serve/mod.rs"),
];

/// Every route that is read, as it is written.
fn routes() -> BTreeSet<&'static str> {
    let lines = ROUTERS.iter().flat_map(|router| router.lines());
    let paths = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    paths.filter(|path| path.starts_with('/')).collect()
}

/// A post with a word that nothing else says, and who may read it: ana, bob (who follows her), cleo (who
/// is named), dan, eve (whom she blocks), nobody.
struct Written {
    word: &'static str,
    ids: Vec<String>,
    readers: [bool; 6],
}

/// Who reads with a token of their own.
const READERS: [&str; 5] = ["ana", "bob", "cleo", "dan", "eve"];

/// Who reads, each with a list of the salon; bob follows ana, and has her on his.
async fn people(node: &Node) {
    for name in READERS {
        node.account(name).await;
    }
    node.salon("acces", None).await;
    let mut ana = Member::of(node, "ana").await;
    let author = id_of(&ana.reads("/api/v1/accounts/lookup?acct=ana").await);
    let salon = id_of(&ana.reads("/api/v1/accounts/lookup?acct=acces").await);
    for name in READERS {
        let mut reader = Member::of(node, name).await;
        reader
            .posts(&format!("/api/v1/accounts/{salon}/follow"), &[])
            .await;
        let mut listed = vec![("account_ids[]", salon.as_str())];
        if name == "bob" {
            let follow = format!("/api/v1/accounts/{author}/follow");
            reader.posts(&follow, &[]).await;
        }
        if matches!(name, "ana" | "bob") {
            listed.push(("account_ids[]", author.as_str()));
        }
        let list = reader.posts("/api/v1/lists", &[("title", "Liste")]).await;
        let accounts = format!("/api/v1/lists/{}/accounts", id_of(&list));
        reader.posts(&accounts, &listed).await;
        hears_of_strangers(node, name).await;
    }
}

/// What strangers write to a member in private does not wait until they look.
async fn hears_of_strangers(node: &Node, name: &str) {
    let person = palabre_core::people::by_name(&node.app.core, name, None).await;
    let person = person.expect("read").expect("a member");
    let policy = Policy {
        private: notifications::Answer::Accept,
        ..Policy::default()
    };
    let tx = node.app.core.begin().await.expect("begin");
    let set = notifications::set_policy(&tx, &person, &policy).await;
    set.expect("set");
    tx.commit().await.expect("commit");
}

async fn writings(node: &Node) -> Vec<Written> {
    let mut ana = Member::of(node, "ana").await;
    let eve = ana.reads("/api/v1/accounts/lookup?acct=eve").await;
    let eve = eve["id"].as_str().expect("an id").to_owned();
    let mut written = Vec::new();
    let root = ana.says("@acces Motouvert\n\nTexte").await;
    let all = [true; 6];
    written.push(of(&root, "Motouvert", all));
    for (word, visibility, readers) in [
        ("Motpublic", "public", all),
        ("Motdiscret", "unlisted", all),
        (
            "Motfidele",
            "private",
            [true, true, true, false, false, false],
        ),
        (
            "Motdirect",
            "direct",
            [true, false, true, false, false, false],
        ),
    ] {
        for to in [None, Some(&root)] {
            let text = format!("{word} @cleo #{word}");
            let option = format!("{word} ?");
            let mut fields = vec![("status", text.as_str()), ("visibility", visibility)];
            fields.extend(asked(&option));
            if let Some(to) = to {
                fields.push(("in_reply_to_id", to["id"].as_str().expect("an id")));
            }
            let made = ana.posts("/api/v1/statuses", &fields).await;
            written.push(of(&made, word, readers));
        }
    }
    let gone = ana.says("@acces Moteffacé\n\nMoteffacé").await;
    written.push(of(&gone, "Moteffacé", [false; 6]));
    let path = format!("/api/v1/statuses/{}", gone["id"].as_str().expect("an id"));
    ana.browser
        .send("DELETE", &path, axum::body::Body::empty())
        .await;
    let mut fields = vec![("status", "@acces Motretiré\n\nMotretiré")];
    fields.extend(asked("Motretiré ?"));
    let removed = ana.posts("/api/v1/statuses", &fields).await;
    let number: i64 = page_id(&removed).parse().expect("a number");
    let mut tx = node.app.core.begin().await.expect("a write");
    moderation::remove(&mut tx, By::Command, number, "Hors sujet")
        .await
        .expect("removed");
    tx.commit().await.expect("a commit");
    written.push(of(
        &removed,
        "Motretiré",
        [true, false, false, false, false, false],
    ));
    let mut citing = cited(node, &mut ana).await;
    ana.posts(&format!("/api/v1/accounts/{eve}/block"), &[])
        .await;
    written.append(&mut citing);
    written
}

/// What is said in what others quote, under the numbers of both: dan quotes what ana says to all, and she
/// what she says to those who follow her; what he quotes at last she erases.
async fn cited(node: &Node, ana: &mut Member<'_>) -> Vec<Written> {
    let mut dan = Member::of(node, "dan").await;
    let mut written = Vec::new();
    let few = [true, true, false, false, false, false];
    for (word, visibility, readers) in [
        ("Motcité", "public", [true; 6]),
        ("Motréservé", "private", few),
        ("Motrepris", "public", [false; 6]),
    ] {
        let fields = [("status", word), ("visibility", visibility)];
        let quoted = ana.posts("/api/v1/statuses", &fields).await;
        let id = id_of(&quoted);
        let fields = [("status", "Voyez"), ("quoted_status_id", id.as_str())];
        let quoting = match visibility {
            "public" => dan.posts("/api/v1/statuses", &fields).await,
            _ => ana.posts("/api/v1/statuses", &fields).await,
        };
        assert_eq!(quoting["quote"]["quoted_status"]["id"], quoted["id"]);
        if word == "Motrepris" {
            let path = format!("/api/v1/statuses/{id}");
            let nothing = axum::body::Body::empty();
            ana.browser.send("DELETE", &path, nothing).await;
        }
        let mut one = of(&quoted, word, readers);
        one.ids.extend(of(&quoting, word, readers).ids);
        written.push(one);
    }
    written
}

/// The number of a post in the addresses of pages.
fn page_id(status: &Value) -> String {
    let uri = status["uri"].as_str().expect("an address");
    uri.rsplit('/').next().expect("a number").to_owned()
}

fn of(status: &Value, word: &'static str, readers: [bool; 6]) -> Written {
    let id: i128 = status["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a number");
    let boosts = (0..4).map(|kind| (id / 4 * 4 + kind).to_string());
    Written {
        word,
        ids: boosts.chain([page_id(status)]).collect(),
        readers,
    }
}

// client_api.18, polls.25, quotes.5
#[tokio::test]
async fn no_route_shows_a_post_to_who_may_not_read_it() {
    let node = Node::new().await;
    people(&node).await;
    let written = writings(&node).await;
    let author = client(&node).get("/api/v1/accounts/lookup?acct=ana").await;
    let author = read(&author)["id"].as_str().expect("an id").to_owned();
    let mut ids: BTreeSet<String> = written.iter().flat_map(|one| one.ids.clone()).collect();
    ids.insert(author);
    ids.extend((1..=READERS.len()).map(|list| list.to_string()));
    let words = ["motpublic", "motfidele", "motdirect"];
    let mut routes = routes();
    // What streams tell is asked below.
    routes.retain(|route| !route.starts_with("/api/v1/streaming"));
    assert!(routes.len() > 60, "every router is read: {routes:?}");
    let mut polls = 0;
    let guest = std::iter::once("");
    for (at, name) in READERS.into_iter().chain(guest).enumerate() {
        let mut readers = vec![client(&node)];
        if !name.is_empty() {
            let token = token_of(&node, name, "read").await;
            readers = vec![bearer(&node, &token), node.signed_in(name).await];
        }
        for reader in &mut readers {
            for route in &routes {
                let mut paths = BTreeSet::new();
                for id in &ids {
                    paths.insert(filled(route, id, "motpublic"));
                }
                for word in words {
                    paths.insert(filled(route, "1", word));
                }
                for path in paths {
                    let page = reader.get(&path).await;
                    let poll = path.strip_prefix("/api/v1/polls/");
                    polls += usize::from(poll.is_some() && page.status == StatusCode::OK);
                    assert!(!page.status.is_server_error(), "{path}: {}", page.text);
                    for one in &written {
                        let sees = one.readers[at] || asks_for(&path, one);
                        assert!(
                            sees || !page.says(one.word),
                            "{name} at {path} reads {}",
                            one.word
                        );
                        let hidden = !one.readers[at]
                            && poll.is_some_and(|id| one.ids.iter().any(|one| one == id));
                        assert!(
                            !hidden || page.status == StatusCode::NOT_FOUND,
                            "{name} at {path}"
                        );
                    }
                }
            }
        }
    }
    assert!(polls > 0, "those who may read a post see its poll");
    let token = token_of(&node, "bob", "read").await;
    let page = bearer(&node, &token).get("/api/v1/timelines/list/2").await;
    assert!(page.says("Motfidele") && page.says("Motouvert"), "his list");
}

/// A poll with an option.
fn asked(option: &str) -> [(&'static str, &str); 3] {
    [
        ("poll[options][]", option),
        ("poll[options][]", "non"),
        ("poll[expires_in]", "600"),
    ]
}

// client_api.18, streaming.4, quotes.27
#[tokio::test]
async fn no_stream_tells_a_post_to_who_may_not_read_it() {
    let node = Node::new().await;
    people(&node).await;
    let mut tokens = Vec::new();
    for name in READERS {
        tokens.push(token_of(&node, name, "read").await);
    }
    let mut written = Vec::new();
    let tags = ["motpublic", "motdiscret", "motfidele", "motdirect"];
    let told = told_of(&node, &tokens, &tags, async {
        written = writings(&node).await;
    });
    let told = Box::pin(told).await;
    for (at, (name, told)) in READERS.into_iter().zip(&told).enumerate() {
        for one in &written {
            let heard = told.iter().any(|payload| payload.contains(one.word));
            assert!(one.readers[at] || !heard, "{name} hears {}", one.word);
        }
    }
    let hears = |name: &str, word: &str| {
        let at = READERS.iter().position(|one| *one == name);
        told[at.expect("a reader")]
            .iter()
            .any(|payload| payload.contains(word))
    };
    assert!(hears("ana", "Motdirect") && hears("bob", "Motfidele"));
    assert!(hears("cleo", "Motdirect") && hears("dan", "Motpublic"));
}

// client_api.18, search.3
#[tokio::test]
async fn nobody_finds_the_words_of_a_post_that_they_may_not_read() {
    let node = Node::new().await;
    people(&node).await;
    let written = writings(&node).await;
    node.index().await;
    for (at, name) in READERS.into_iter().enumerate() {
        let token = token_of(&node, name, "read:search").await;
        let mut reader = bearer(&node, &token);
        for one in &written {
            // What was taken away has no words, and whom ana blocks finds nothing of hers.
            let stands =
                !matches!(one.word, "Moteffacé" | "Motretiré" | "Motrepris") && name != "eve";
            for more in ["", "%20-rien", "%20from:ana", "%20language:fr"] {
                let path = format!("/api/v2/search?type=statuses&limit=40&q={}{more}", one.word);
                let page = reader.get(&path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
                let found = read(&page)["statuses"].as_array().map_or(0, Vec::len);
                let finds = found > 0;
                assert_eq!(finds, one.readers[at] && stands, "{name} at {path}");
                assert_eq!(page.says(one.word), finds, "{name} at {path}");
            }
        }
    }
    let page = client(&node).get("/api/v2/search?q=Motouvert").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

/// Whether the address itself says the word, which a page may repeat.
fn asks_for(path: &str, one: &Written) -> bool {
    path.to_lowercase().contains(&one.word.to_lowercase())
}

/// A route with its open parts filled: numbers, or the names that are there.
fn filled(route: &str, id: &str, word: &str) -> String {
    let part = |part: &str| match part {
        "{salon}" | "{slug}" | "{forum}" => "acces".to_owned(),
        "{handle}" => "@ana".to_owned(),
        "{name}" => "ana".to_owned(),
        "{hashtag}" | "{word}" | "{tag}" => word.to_owned(),
        "{rev}" => "1".to_owned(),
        _ if part.starts_with('{') => id.to_owned(),
        _ => part.to_owned(),
    };
    let filled: Vec<String> = route.split('/').map(part).collect();
    filled.join("/")
}
