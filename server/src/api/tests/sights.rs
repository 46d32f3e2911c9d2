//! No address of the node shows a post to somebody who may not read it: every address is taken from the
//! router itself and asked by every kind of reader, with the number of every post, and every deed that
//! is done to a post is tried by those who may not read it.

mod asked;
mod cast;

use std::collections::BTreeSet;

use super::*;
use crate::api::openapi::tables;
use crate::streaming::tests::told_of;
use asked::Known;
use cast::{GUEST, READERS, SUSPENDED, Written};

const FORM: &str = "application/x-www-form-urlencoded";
/// Who has read which word.
type Seen = BTreeSet<(&'static str, &'static str)>;

/// Holds an answer to what its reader may read.
fn hold(written: &[Written], name: &'static str, asked: &str, page: &Page, seen: &mut Seen) {
    assert!(!page.status.is_server_error(), "{asked}: {}", page.text);
    for one in written.iter().filter(|one| !one.is_asked_by(asked)) {
        // No other node is told of a suspension: its documents stay (admin_api.7); and administrators
        // look at what is reported.
        let documents = asked.starts_with("/ap/");
        let reports = name == "hana" && asked.starts_with("/moderation/signalements");
        let looked_at = one.word == cast::SUSPENDED_SAYS && (documents || reports);
        if looked_at || !page.says(one.word) {
            continue;
        }
        assert!(one.is_for(name), "{name} at {asked} reads {}", one.word);
        // A thread's pages are whole for everybody; a client is answered nothing of who blocks its member.
        let blocked = name == "eve" && one.hers && asked.starts_with("/api/");
        assert!(!blocked, "{name} at {asked} reads {}", one.word);
        seen.insert((name, one.word));
    }
}

/// Somebody, and how they ask: a client of the API, and a browser.
struct Reader<'n> {
    name: &'static str,
    client: Browser<'n>,
    browser: Browser<'n>,
}

impl<'n> Reader<'n> {
    async fn member(node: &'n Node, name: &'static str) -> Self {
        let scopes = "read write follow push admin:read admin:write";
        let token = token_of(node, name, scopes).await;
        Self {
            name,
            client: bearer(node, &token).asking("content-type", FORM),
            browser: node.signed_in(name).await,
        }
    }

    async fn all(node: &'n Node) -> Vec<Self> {
        let mut all = Vec::new();
        for name in READERS.into_iter().chain([SUSPENDED]) {
            all.push(Self::member(node, name).await);
        }
        let app = app(node, "read write").await;
        let fields = [
            ("grant_type", "client_credentials"),
            ("scope", "read write"),
            ("client_id", id(&app)),
            ("client_secret", secret(&app)),
        ];
        let page = client(node).post("/oauth/token", &fields).await;
        let own = read(&page)["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        for client in [bearer(node, &own), client(node)] {
            all.push(Self {
                name: GUEST,
                client: client.asking("content-type", FORM),
                browser: node.browser(),
            });
        }
        all
    }
}

/// The ids of everything that anybody is told by a list.
async fn told(known: &mut Known, readers: &mut [Reader<'_>]) {
    for reader in readers {
        for list in asked::lists() {
            let page = reader.client.get(list).await;
            let answer: Value = serde_json::from_str(&page.text).unwrap_or_default();
            let groups = answer["notification_groups"].as_array();
            let entries = answer.as_array().or(groups).into_iter().flatten();
            let ids = entries.flat_map(|entry| [&entry["id"], &entry["group_key"]]);
            let ids = ids.filter_map(|id| id.as_str().map(str::to_owned));
            known.told.entry(list).or_default().extend(ids);
        }
    }
}

/// Everything that the router knows is asked for somewhere in here.
fn pages(node: &Node) -> BTreeSet<String> {
    let mut pages = node.routes();
    for operation in tables::all().iter().flat_map(|area| &area.operations) {
        pages.remove(operation.path);
    }
    assert!(
        pages.len() > 60 && pages.contains("/moi/profil") && pages.contains("/media/{key}"),
        "{pages:?}"
    );
    pages
}

async fn no_route_shows(node: &Node) {
    cast::people(node).await;
    let mut readers = Reader::all(node).await;
    let mut written = cast::writings(node).await;
    written.push(cast::passed_on(node).await);
    let mut known = Known::of(&written);
    for name in ["ana", "jean", "acces", "garde", "zoe@loin.test", "bob"] {
        let lookup = format!("/api/v1/accounts/lookup?acct={name}");
        let page = readers[0].client.get(&lookup).await;
        if page.status == StatusCode::OK {
            known.accounts.push(id_of(&read(&page)));
        }
    }
    told(&mut known, &mut readers).await;
    let media = written.iter().flat_map(|one| one.media.clone());
    known.told.insert("/api/v1/media", media.collect());
    let mut seen = Seen::new();
    let pages = pages(node);
    let forms: Vec<&str> = pages.iter().map(String::as_str).filter(is_form).collect();
    assert!(forms.len() > 10, "{forms:?}");
    deeds(&known, &written, &forms, &mut readers, &mut seen).await;
    let asked = known.read();
    for reader in &mut readers {
        for path in &asked {
            let page = reader.client.get(path).await;
            hold(&written, reader.name, path, &page, &mut seen);
        }
        for path in pages.iter().filter(|path| !path.starts_with("/ap/")) {
            for path in known.filled(path) {
                for query in ["", "?page=1"] {
                    let path = format!("{path}{query}");
                    let page = reader.browser.get(&path).await;
                    hold(&written, reader.name, &path, &page, &mut seen);
                }
            }
        }
    }
    for kind in ["application/activity+json", "text/html"] {
        let mut server = node.browser().asking("accept", kind);
        for path in pages.iter().flat_map(|path| known.filled(path)) {
            for query in ["", "?page=1"] {
                let path = format!("{path}{query}");
                let page = server.get(&path).await;
                hold(&written, GUEST, &path, &page, &mut seen);
            }
        }
    }
    for one in &written {
        for name in one.readers {
            assert!(
                seen.contains(&(name, one.word)),
                "{name} never reads {}",
                one.word
            );
        }
    }
}

/// What is sent to pages about a post: what they do not take they do not heed.
const FIELDS: [(&str, &str); 5] = [
    ("text", "Rien"),
    ("title", "Rien"),
    ("lang", "fr"),
    ("reason", "Rien"),
    ("choix", "0"),
];

/// How a form is refused for what it is about: no field of it is wrong, nor were there too many.
const REFUSED: [StatusCode; 3] = [
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::GONE,
];

/// What stood in a thread: its place is answered and reported, and moderators deal with it.
const LEFT: [&str; 5] = [
    "Moteffacé",
    "Motpremier",
    "Motrepris",
    "Motretiré",
    cast::SUSPENDED_SAYS,
];

fn is_form(path: &&str) -> bool {
    let below = |begin: &str| {
        path.strip_prefix(begin)
            .is_some_and(|rest| rest.contains('/'))
    };
    below("/c/{id}") || below("/f/{id}")
}

/// Whoever may not read a post does nothing to it, and is shown nothing of it.
async fn deeds(
    known: &Known,
    written: &[Written],
    forms: &[&str],
    readers: &mut [Reader<'_>],
    seen: &mut Seen,
) {
    for reader in readers {
        let form = reader.browser.get("/suivre").await;
        let csrf = form.says("name=\"csrf\"").then(|| form.field("csrf"));
        for one in written {
            let id = one.ids.first().expect("an id");
            let mut same = written.iter().filter(|other| other.ids.contains(id));
            if same.any(|other| other.is_for(reader.name)) {
                continue;
            }
            for deed in known.deeds(one) {
                let page = asked::does(&mut reader.client, &deed).await;
                let asked = format!("{} {}", deed.0, deed.1);
                hold(written, reader.name, &asked, &page, seen);
                let mut numbers = one.pages.iter().take(1).chain([id]);
                let of_it = numbers.any(|number| deed.1.contains(number.as_str()));
                let done = of_it && page.status.is_success();
                assert!(!done, "{} {asked}: {}", reader.name, page.text);
            }
            let Some(csrf) = &csrf else { continue };
            let fields = [&[("csrf", csrf.as_str())], &FIELDS[..]].concat();
            for number in one.pages.iter().take(1) {
                for form in forms {
                    let path = form.replace("{id}", number);
                    let page = reader.browser.post(&path, &fields).await;
                    hold(written, reader.name, &path, &page, seen);
                    let refused = REFUSED.contains(&page.status);
                    let moderates = ["gil", "hana"].contains(&reader.name);
                    let about = form.ends_with("/repondre") || form.ends_with("/signaler");
                    let left = (about || moderates) && LEFT.contains(&one.word);
                    assert!(
                        refused || left,
                        "{} {path} {}: {}",
                        reader.name,
                        one.word,
                        page.status
                    );
                }
            }
        }
    }
}

// client_api.18, polls.25, quotes.5
#[tokio::test]
async fn no_route_shows_a_post_to_who_may_not_read_it() {
    no_route_shows(&Node::new().await).await;
}

// client_api.18, polls.25, quotes.5
#[tokio::test]
async fn no_route_on_postgresql_shows_a_post_to_who_may_not_read_it() {
    if let Some(node) = Node::on_postgres().await {
        no_route_shows(&node).await;
    }
}

async fn no_stream_tells(node: &Node) {
    cast::people(node).await;
    let mut tokens = Vec::new();
    for name in READERS {
        tokens.push(token_of(node, name, "read").await);
    }
    let mut written = Vec::new();
    let tags = [
        "motpublic",
        "motdiscret",
        "motfidele",
        "motdirect",
        "motgardé",
    ];
    let told = told_of(node, &tokens, &tags, async {
        written = cast::writings(node).await;
    });
    let told = Box::pin(told).await;
    for (name, told) in READERS.into_iter().zip(&told) {
        for one in &written {
            let heard = told.iter().any(|payload| payload.contains(one.word));
            let may = one.is_for(name) && !(name == "eve" && one.hers);
            assert!(may || !heard, "{name} hears {}", one.word);
        }
    }
    let hears = |name: &str, word: &str| {
        let at = READERS.iter().position(|one| *one == name);
        told[at.expect("a reader")]
            .iter()
            .any(|payload| payload.contains(word))
    };
    assert!(hears("ana", "Motdirect") && hears("bob", "Motfidele"));
    assert!(hears("bob", "Motlointain") && hears("cleo", "Motchuchoté"));
    assert!(hears("cleo", "Motdirect") && hears("dan", "Motpublic"));
}

// client_api.18, streaming.4, quotes.27, push.6
#[tokio::test]
async fn no_stream_and_no_call_tells_a_post_to_who_may_not_read_it() {
    no_stream_tells(&Node::new().await).await;
}

// client_api.18, streaming.4, quotes.27, push.6
#[tokio::test]
async fn no_stream_on_postgresql_tells_a_post_to_who_may_not_read_it() {
    if let Some(node) = Node::on_postgres().await {
        no_stream_tells(&node).await;
    }
}

// client_api.18, search.3
#[tokio::test]
async fn nobody_finds_the_words_of_a_post_that_they_may_not_read() {
    let node = Node::new().await;
    cast::people(&node).await;
    let written = cast::writings(&node).await;
    node.index().await;
    // What waits or was taken away is not found, nor what stood there before.
    let words = [
        "Moteffacé",
        "Motretiré",
        "Motrepris",
        "Motpremier",
        "Motancien",
        "Motgardé",
        "Motattendu",
        "Motprévu",
        "Motsuspendu",
    ];
    for name in READERS {
        let token = token_of(&node, name, "read:search").await;
        let mut reader = bearer(&node, &token);
        for one in &written {
            // Whom ana blocks finds nothing of hers.
            let stands = !words.contains(&one.word) && (name != "eve" || !one.hers);
            for more in ["", "%20-rien", "%20from:ana", "%20language:fr"] {
                let theirs = !one.hers && !more.is_empty() && more != "%20-rien";
                let path = format!("/api/v2/search?type=statuses&limit=40&q={}{more}", one.word);
                let page = reader.get(&path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
                let found = read(&page)["statuses"].as_array().map_or(0, Vec::len);
                let finds = found > 0;
                assert_eq!(
                    finds,
                    one.is_for(name) && stands && !theirs,
                    "{name} at {path}"
                );
                assert_eq!(page.says(one.word), finds, "{name} at {path}");
            }
        }
    }
    let page = client(&node).get("/api/v2/search?q=Motouvert").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}
