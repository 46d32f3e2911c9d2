//! Who reads, who is read, and for whom each text is.

use palabre_core::forums;
use palabre_core::moderation::{self, By, Sanction};
use palabre_core::notes::{self, Note, Received};
use palabre_core::notifications::{self, Policy};
use palabre_core::people::{self, Person, RemoteActor};
use palabre_core::timelines::Place;
use palabre_core::{Audience, Content};

use super::*;
use crate::web::tests::browser::salon_of;

/// Who reads with a token of their own: ana, who writes; bob, who follows her; cleo, whom she names; dan;
/// eve, whom she names and then blocks; gil, who moderates the salons; hana, an administrator; ines, who
/// waits until she may follow ana; kim, who is limited.
pub(super) const READERS: [&str; 9] = [
    "ana", "bob", "cleo", "dan", "eve", "gil", "hana", "ines", "kim",
];
/// Whose right to sign in ends; they read as a guest does.
pub(super) const SUSPENDED: &str = "jean";
/// What they have said.
pub(super) const SUSPENDED_SAYS: &str = "Motsuspendu";
pub(super) const GUEST: &str = "";

const ALL: &[&str] = &[
    "ana", "bob", "cleo", "dan", "eve", "gil", "hana", "ines", "kim", SUSPENDED, GUEST,
];
const FOLLOWERS: &[&str] = &["ana", "bob"];
/// Eve was named as well, and is blocked since.
const FOLLOWERS_AND_NAMED: &[&str] = &["ana", "bob", "cleo"];
const NAMED: &[&str] = &["ana", "cleo"];
const OWN: &[&str] = &["ana"];
const NOBODY: &[&str] = &[];
/// Its author and the moderators.
const OFFICE: &[&str] = &["ana", "gil", "hana"];

/// Where others are from.
const HOST: &str = "loin.test";

/// A text with a word that nothing else says, and who may read it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) word: &'static str,
    /// The ids by which clients know it, its own first, then those of its boosts.
    pub(super) ids: Vec<String>,
    /// The number of each in the addresses of pages.
    pub(super) pages: Vec<String>,
    pub(super) readers: &'static [&'static str],
    /// Whether ana wrote it.
    pub(super) hers: bool,
    /// The ids of pictures that it carries.
    pub(super) media: Vec<String>,
}

impl Written {
    fn of(status: &Value, word: &'static str, readers: &'static [&'static str]) -> Self {
        let own = id_of(status);
        let id: i128 = own.parse().expect("a number");
        let kinds = (0..4).map(|kind| (id / 4 * 4 + kind).to_string());
        let boosts = kinds.filter(|kind| *kind != own);
        Self {
            word,
            ids: std::iter::once(own.clone()).chain(boosts).collect(),
            pages: vec![page_id(status)],
            readers,
            hers: true,
            media: Vec::new(),
        }
    }

    pub(super) fn is_for(&self, name: &str) -> bool {
        self.readers.contains(&name)
    }

    /// Whether the address itself says the word, which an answer may repeat.
    pub(super) fn is_asked_by(&self, path: &str) -> bool {
        path.to_lowercase().contains(&self.word.to_lowercase())
    }
}

/// The number of a post in the addresses of pages.
fn page_id(status: &Value) -> String {
    let uri = status["uri"].as_str().expect("an address");
    uri.rsplit('/').next().expect("a number").to_owned()
}

/// Everybody, each with a list of the salons; bob has those whom he follows on his.
pub(super) async fn people(node: &Node) {
    for name in READERS.into_iter().chain([SUSPENDED]) {
        node.account_with(name, |new| new.admin = name == "hana")
            .await;
    }
    let gil = person(node, "gil").await;
    node.salon("acces", Some(&gil)).await;
    node.salon_with("garde", Some(&gil), true).await;
    elsewhere(node).await;
    let author = person(node, "ana").await.id.to_string();
    for name in READERS.into_iter().chain([SUSPENDED]) {
        let mut reader = Member::of(node, name).await;
        let mut listed = Vec::new();
        for salon in ["acces", "garde"] {
            let path = format!("/api/v1/accounts/lookup?acct={salon}");
            let salon = id_of(&reader.reads(&path).await);
            let follow = format!("/api/v1/accounts/{salon}/follow");
            reader.posts(&follow, &[]).await;
            listed.push(salon);
        }
        let follow = format!("/api/v1/accounts/{author}/follow");
        if name == "bob" {
            reader.posts(&follow, &[]).await;
        }
        if matches!(name, "ana" | "bob") {
            listed.push(author.clone());
        }
        if name == "ines" {
            locks(node).await;
            assert_eq!(reader.posts(&follow, &[]).await["requested"], true);
        }
        let list = reader.posts("/api/v1/lists", &[("title", "Liste")]).await;
        let accounts = format!("/api/v1/lists/{}/accounts", id_of(&list));
        let listed: Vec<_> = listed
            .iter()
            .map(|id| ("account_ids[]", id.as_str()))
            .collect();
        reader.posts(&accounts, &listed).await;
        let fields = [
            ("title", "Filtre"),
            ("context[]", "home"),
            ("keywords_attributes[][keyword]", "introuvable"),
        ];
        reader.posts("/api/v2/filters", &fields).await;
        hears_of_strangers(node, name).await;
    }
    let kim = person(node, "kim").await;
    judges(node, &kim, Sanction::Limit).await;
}

pub(super) async fn person(node: &Node, name: &str) -> Person {
    let person = people::by_name(&node.app.core, name, None).await;
    person.expect("read").expect("a member")
}

async fn judges(node: &Node, whom: &Person, what: Sanction) {
    let mut tx = node.app.core.begin().await.expect("a write");
    moderation::sanction(&mut tx, By::Command, whom, what, "")
        .await
        .expect("decided");
    tx.commit().await.expect("a commit");
}

/// From now on ana answers whoever would follow her herself.
async fn locks(node: &Node) {
    let token = token_of(node, "ana", "write:accounts").await;
    let form = "application/x-www-form-urlencoded";
    let mut ana = bearer(node, &token).asking("content-type", form);
    let page = ana
        .send(
            "PATCH",
            "/api/v1/accounts/update_credentials",
            "locked=true".into(),
        )
        .await;
    assert_eq!(read(&page)["locked"], true);
}

/// What strangers write to a member in private does not wait until they look.
async fn hears_of_strangers(node: &Node, name: &str) {
    let person = person(node, name).await;
    let policy = Policy {
        private: notifications::Answer::Accept,
        ..Policy::default()
    };
    let tx = node.app.core.begin().await.expect("begin");
    let set = notifications::set_policy(&tx, &person, &policy).await;
    set.expect("set");
    tx.commit().await.expect("commit");
}

/// A salon of another node, and zoe there, whom bob follows with her consent.
async fn elsewhere(node: &Node) {
    let bob = person(node, "bob").await;
    let mut tx = node.app.core.begin().await.expect("a write");
    let forum = format!("http://{HOST}/f/ailleurs");
    let remote = salon_of(HOST, &forum, "ailleurs", "Ailleurs");
    forums::keep_remote(&tx, &remote).await.expect("a forum");
    let uri = format!("http://{HOST}/u/zoe");
    let zoe = RemoteActor {
        uri: uri.clone(),
        host: HOST.to_owned(),
        name: "zoe".to_owned(),
        display: "Zoé".to_owned(),
        summary: String::new(),
        url: None,
        inbox: Some(format!("{uri}/inbox")),
        shared_inbox: None,
        followers: Some(format!("{uri}/followers")),
        kind: "Person".to_owned(),
        fields: Vec::new(),
        locked: true,
        discoverable: None,
        indexable: None,
        keys: Vec::new(),
    };
    people::keep_remote(&tx, &zoe).await.expect("a person");
    forums::follow(&mut tx, &bob, &uri, "")
        .await
        .expect("asked");
    tx.commit().await.expect("a commit");
    let follows = forums::following(&node.app.core, &bob.uri).await;
    let follows = follows.expect("read").into_iter();
    let asked = follows
        .filter(|one| one.followed == uri)
        .map(|one| one.activity_id);
    let mut tx = node.app.core.begin().await.expect("a write");
    for asked in asked {
        let accepted = forums::answer_to_follow(&mut tx, &asked, &uri, true).await;
        accepted.expect("accepted");
    }
    tx.commit().await.expect("a commit");
}

/// Everything that is written, ana's block of eve at last.
pub(super) async fn writings(node: &Node) -> Vec<Written> {
    let mut ana = Member::of(node, "ana").await;
    let mut written = Vec::new();
    let root = ana.says("@acces Motouvert\n\nTexte").await;
    written.push(Written::of(&root, "Motouvert", ALL));
    for (word, visibility, readers) in [
        ("Motpublic", "public", ALL),
        ("Motdiscret", "unlisted", ALL),
        ("Motfidele", "private", FOLLOWERS_AND_NAMED),
        ("Motdirect", "direct", NAMED),
    ] {
        for to in [None, Some(&root)] {
            let text = format!("{word} @cleo @eve #{word}");
            let option = format!("{word} ?");
            let mut fields = vec![("status", text.as_str()), ("visibility", visibility)];
            fields.extend(asked(&option));
            if let Some(to) = to {
                fields.push(("in_reply_to_id", to["id"].as_str().expect("an id")));
            }
            let made = ana.posts("/api/v1/statuses", &fields).await;
            written.push(Written::of(&made, word, readers));
        }
    }
    written.extend(pictured(node, &mut ana, &root).await);
    written.extend(taken_away(node, &mut ana).await);
    written.extend(waiting(&mut ana).await);
    written.extend(cited(node, &mut ana).await);
    written.extend(from_elsewhere(node).await);
    written.push(suspended(node).await);
    let eve = person(node, "eve").await.id;
    ana.posts(&format!("/api/v1/accounts/{eve}/block"), &[])
        .await;
    written
}

/// What pictures show that ana puts before everybody or a few, in a salon and outside.
async fn pictured(node: &Node, ana: &mut Member<'_>, root: &Value) -> Vec<Written> {
    let token = token_of(node, "ana", "write:media").await;
    let to = ("in_reply_to_id", &*id_of(root));
    let mut written = Vec::new();
    for (word, visibility, to, readers) in [
        ("Motvu", "public", Some(to), ALL),
        ("Motpeint", "private", None, FOLLOWERS),
        ("Motmontré", "direct", None, NAMED),
    ] {
        let upload = media::picture(node, &token).await;
        let described = format!("/api/v1/media/{upload}?description={word}");
        let mut client = bearer(node, &token);
        let page = client
            .send("PUT", &described, axum::body::Body::empty())
            .await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let text = if readers == NAMED {
            "@cleo Voyez"
        } else {
            "Voyez"
        };
        let fields = [
            ("status", text),
            ("visibility", visibility),
            ("media_ids[]", &*upload),
        ];
        let fields: Vec<_> = fields.into_iter().chain(to).collect();
        let made = ana.posts("/api/v1/statuses", &fields).await;
        assert_eq!(made["media_attachments"][0]["description"], word);
        written.push(Written {
            media: vec![upload],
            ..Written::of(&made, word, readers)
        });
    }
    written
}

/// A poll with an option.
fn asked(option: &str) -> [(&'static str, &str); 3] {
    [
        ("poll[options][]", option),
        ("poll[options][]", "non"),
        ("poll[expires_in]", "600"),
    ]
}

async fn edits(node: &Node, status: &Value, text: &str) {
    let path = format!("/api/v1/statuses/{}", id_of(status));
    let body = serde_json::json!({ "status": text }).to_string();
    let token = token_of(node, "ana", "write:statuses").await;
    let mut ana = bearer(node, &token).asking("content-type", "application/json");
    let page = ana.send("PUT", &path, body.into()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
}

/// What was deleted, what was removed, and what stood there before.
async fn taken_away(node: &Node, ana: &mut Member<'_>) -> Vec<Written> {
    let gone = ana.says("@acces Moteffacé\n\nMoteffacé").await;
    let path = format!("/api/v1/statuses/{}", id_of(&gone));
    let nothing = axum::body::Body::empty();
    ana.browser.send("DELETE", &path, nothing).await;
    let mut fields = vec![("status", "@acces Motpremier\n\nMotpremier")];
    fields.extend(asked("Motpremier ?"));
    let removed = ana.posts("/api/v1/statuses", &fields).await;
    edits(node, &removed, "@acces Motretiré\n\nMotretiré").await;
    let number: i64 = page_id(&removed).parse().expect("a number");
    let mut tx = node.app.core.begin().await.expect("a write");
    moderation::remove(&mut tx, By::Command, number, "Hors sujet")
        .await
        .expect("removed");
    tx.commit().await.expect("a commit");
    let few = [("status", "Motancien"), ("visibility", "private")];
    let few = ana.posts("/api/v1/statuses", &few).await;
    edits(node, &few, "Motrécent").await;
    vec![
        Written::of(&gone, "Moteffacé", NOBODY),
        Written::of(&removed, "Motpremier", OFFICE),
        Written::of(&removed, "Motretiré", OFFICE),
        Written::of(&few, "Motancien", NOBODY),
        Written::of(&few, "Motrécent", FOLLOWERS),
    ]
}

/// What waits for a moderator, for another node, or for its time.
async fn waiting(ana: &mut Member<'_>) -> Vec<Written> {
    let held = ana.says("@garde Motgardé\n\nMotgardé #motgardé").await;
    let sent = ana
        .says("@ailleurs@loin.test Motattendu\n\nMotattendu")
        .await;
    let later = [
        ("status", "Motprévu"),
        ("scheduled_at", "2026-12-31T00:00:00Z"),
    ];
    let later = ana.posts("/api/v1/statuses", &later).await;
    let later = Written {
        word: "Motprévu",
        ids: vec![id_of(&later)],
        pages: Vec::new(),
        readers: OWN,
        hers: true,
        media: Vec::new(),
    };
    vec![
        Written::of(&held, "Motgardé", OFFICE),
        Written::of(&sent, "Motattendu", OWN),
        later,
    ]
}

/// What is said in what others quote, under the numbers of both: dan quotes what ana says to all, and she
/// what she says to those who follow her; what he quotes at last she erases.
async fn cited(node: &Node, ana: &mut Member<'_>) -> Vec<Written> {
    let mut dan = Member::of(node, "dan").await;
    let mut written = Vec::new();
    for (word, visibility, readers) in [
        ("Motcité", "public", ALL),
        ("Motréservé", "private", FOLLOWERS),
        ("Motrepris", "public", NOBODY),
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
        let mut one = Written::of(&quoted, word, readers);
        let beside = Written::of(&quoting, word, readers);
        one.ids.extend(beside.ids);
        one.pages.extend(beside.pages);
        written.push(one);
    }
    written
}

/// What ana passes on to those who follow her. Everybody reads what it holds: that she does is known by the
/// id of the boost, which nothing else says.
pub(super) async fn passed_on(node: &Node) -> Written {
    let said = Member::of(node, "dan").await.says("Pour tous").await;
    let path = format!("/api/v1/statuses/{}/reblog", id_of(&said));
    let mut ana = Member::of(node, "ana").await;
    let boost = ana.posts(&path, &[("visibility", "private")]).await;
    assert_eq!(boost["visibility"], "private");
    Written {
        word: id_of(&boost).leak(),
        ids: vec![id_of(&boost)],
        pages: Vec::new(),
        readers: FOLLOWERS,
        hers: true,
        media: Vec::new(),
    }
}

/// What zoe says to those who follow her, and to cleo alone.
async fn from_elsewhere(node: &Node) -> Vec<Written> {
    let cleo = person(node, "cleo").await.uri;
    let mut written = Vec::new();
    for (word, audience, here, readers) in [
        ("Motlointain", Audience::Followers, vec![], &["bob"][..]),
        ("Motchuchoté", Audience::Direct, vec![cleo], &["cleo"][..]),
    ] {
        let uri = format!("http://{HOST}/n/{}", written.len());
        let actor = format!("http://{HOST}/u/zoe");
        let content = Content {
            html: format!("<p>{word}</p>"),
            audience,
            ..Content::default()
        };
        let said = Note {
            uri: uri.clone(),
            parent: None,
            published: node.app.core.now(),
            updated: None,
            rev: 0,
            audience,
            content,
            addressed: here.clone(),
        };
        let followers = (audience == Audience::Followers).then(|| format!("{actor}/followers"));
        let received = Received {
            actor,
            note: said,
            here,
            lists: followers.into_iter().collect(),
        };
        let mut tx = node.app.core.begin().await.expect("a write");
        let kept = notes::receive(&mut tx, &received).await;
        assert!(kept.expect("received"), "{word}");
        tx.commit().await.expect("a commit");
        let post = palabre_core::threads::post_by_uri(&node.app.core, &uri).await;
        let id = post.expect("read").expect("kept").id;
        let places = [Place::post(id), Place::salon(id), Place::boost(id)];
        written.push(Written {
            word,
            ids: places.map(|place| place.to_string()).into(),
            pages: vec![id.to_string()],
            readers,
            hers: false,
            media: Vec::new(),
        });
    }
    written
}

/// What somebody has said who is suspended since.
async fn suspended(node: &Node) -> Written {
    let mut jean = Member::of(node, SUSPENDED).await;
    let said = jean.says("Motsuspendu @cleo @dan #motsuspendu").await;
    let jean = person(node, SUSPENDED).await;
    judges(node, &jean, Sanction::Suspend).await;
    Written {
        hers: false,
        ..Written::of(&said, SUSPENDED_SAYS, NOBODY)
    }
}
