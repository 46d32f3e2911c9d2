//! A database that an older program has filled, opened by this one: everything is there, is read as
//! it was meant, and goes on.
//!
//! The rows are written by hand in the shape of the seventh step (`migrations/src/m0007_peering.rs`):
//! no later code may help to write them.

use std::sync::Arc;

use palabre_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;

use crate::clock::StillClock;
use crate::page::Page;
use crate::people::Person;
use crate::search::{self, Looked};
use crate::store::dialect;
use crate::store::entity::{post, report, thread};
use crate::store::testing::{NOON, each_empty_store, open, reader, rid};
use crate::{Core, Gather, Incoming, Job, Millis, forums, ledger, letters, people, queue, threads};

const DAY: Millis = 86_400_000;
const ANA: &str = "https://quebec.test/ap/u/ana";
const AWA: &str = "https://dakar.test/ap/u/awa";
const BIO: &str = "https://benin.test/ap/u/bio";
const ACCES: &str = "https://quebec.test/ap/f/acces";
const FAR: &str = "https://dakar.test/ap/f/large";
/// When everything below was written, and when Dakar was last heard from.
const THEN: Millis = NOON - 90 * DAY;
const HEARD: Millis = NOON - 3 * DAY;

/// A record of the forum of this node, its bytes as they were signed. Answers its SQL.
struct Old {
    kind: &'static str,
    actor: &'static str,
    object: &'static str,
    root: &'static str,
    at: Millis,
    standing: &'static str,
    text: &'static str,
}

impl Old {
    fn id(&self) -> String {
        format!("{}#{}{}", self.object, self.kind, self.at)
    }

    fn raw(&self) -> Vec<u8> {
        let title = (self.object == self.root).then_some(self.text);
        json!({
            "id": self.id(),
            "html": format!("<p>{}</p>", self.text),
            "lang": "fr",
            "title": title,
        })
        .to_string()
        .into_bytes()
    }

    fn sql(&self) -> String {
        let answers = self.kind == "create" && self.object != self.root;
        let parent = if answers {
            format!("'{}'", self.root)
        } else {
            "NULL".to_owned()
        };
        let act = !matches!(self.kind, "create" | "update");
        let reason = if act { "'Hors sujet'" } else { "NULL" };
        format!(
            "INSERT INTO record VALUES (X'{}', '{}', '{}', '{}', '{}', '{ACCES}', '{}', {parent}, \
             0, NULL, {at}, X'{}', 'proof', '{}', 'whole', {reason}, {at}, {at})",
            hex::encode(rid(&self.raw())),
            self.id(),
            self.kind,
            self.actor,
            self.object,
            context(self.root),
            hex::encode(self.raw()),
            self.standing,
            at = self.at,
        )
    }

    /// The row of the post that this record has made, as it was before the tenth step.
    fn post(&self, id: i64, author: i64, state: &str) -> String {
        let (parent, title) = if self.object == self.root {
            ("NULL".to_owned(), format!("'{}'", self.text))
        } else {
            (format!("'{}'", self.root), "NULL".to_owned())
        };
        let reason = if state == "removed" {
            "'Hors sujet'"
        } else {
            "NULL"
        };
        let rid = hex::encode(rid(&self.raw()));
        format!(
            "INSERT INTO post VALUES ({id}, '{}', NULL, {}, 10, {author}, {parent}, '{state}', \
             '{state}', 'public', {title}, '<p>{}</p>', '', 'fr', {at}, NULL, 0, 0, {reason}, \
             X'{rid}', X'{rid}', {at})",
            self.object,
            number(self.root),
            self.text,
            at = self.at,
        )
    }
}

/// The local id at the end of an address.
fn number(uri: &str) -> &str {
    uri.rsplit('/').next().expect("an id")
}

fn context(root: &str) -> String {
    format!("https://quebec.test/ap/t/{}", number(root))
}

const ROOT: &str = "https://quebec.test/ap/p/100";
const REPLY: &str = "https://dakar.test/ap/p/7";
const HIDDEN: &str = "https://benin.test/ap/p/8";
const OTHER: &str = "https://quebec.test/ap/p/200";

const fn wrote(
    actor: &'static str,
    object: &'static str,
    root: &'static str,
    after: Millis,
    text: &'static str,
) -> Old {
    Old {
        kind: "create",
        actor,
        object,
        root,
        at: THEN + after,
        standing: "accepted",
        text,
    }
}

const fn act(
    kind: &'static str,
    object: &'static str,
    root: &'static str,
    after: Millis,
    standing: &'static str,
) -> Old {
    Old {
        kind,
        actor: ACCES,
        object,
        root,
        at: THEN + after,
        standing,
        text: "",
    }
}

const WRITTEN: [Old; 4] = [
    wrote(ANA, ROOT, ROOT, 1_000, "Un IXP à Ziguinchor ?"),
    wrote(AWA, REPLY, ROOT, 2_000, "Oui, au campus"),
    wrote(BIO, HIDDEN, ROOT, 3_000, "Une réclame"),
    wrote(ANA, OTHER, OTHER, 4_000, "Un fil de trop"),
];
const ACTS: [Old; 5] = [
    act("remove", HIDDEN, ROOT, 5_000, "accepted"),
    act("undo_remove", HIDDEN, ROOT, 6_000, "accepted"),
    act("remove", HIDDEN, ROOT, 7_000, "accepted"),
    act("remove", HIDDEN, ROOT, 8_000, "refused"),
    act("remove", OTHER, OTHER, 9_000, "accepted"),
];

fn person(id: i64, uri: &str, kind: &str, local: bool) -> String {
    let host = uri.split('/').nth(2).expect("a host");
    let name = number(uri);
    format!(
        "INSERT INTO person VALUES ({id}, '{uri}', '{host}', '{name}', '{name}', '', NULL, \
         '{uri}/inbox', 'https://{host}/ap/inbox', NULL, '{kind}', {local}, 'active', {THEN}, {THEN})"
    )
}

fn key(owner: &str, kind: &str, private: &str) -> String {
    let name = if kind == "rsa" { "main" } else { "ed25519" };
    format!(
        "INSERT INTO actor_key VALUES ('{owner}#{name}-key', '{owner}', '{kind}', X'01', \
         {private}, {THEN}, NULL)"
    )
}

fn forum(id: i64, uri: &str, local: bool) -> String {
    let (host, slug) = (uri.split('/').nth(2).expect("a host"), number(uri));
    format!(
        "INSERT INTO forum VALUES ({id}, '{uri}', '{host}', '{slug}', '{slug}', '', 'fr', {local}, \
         '{uri}/inbox', 'https://{host}/ap/inbox', NULL, NULL, NULL, 'after', {THEN}, {THEN}, {THEN})"
    )
}

fn report(id: i64, number: i64, actor: &str, closed: &str) -> String {
    format!(
        "INSERT INTO report (id, activity_id, actor, objects, reason, received_at, closed_at) \
         VALUES ({id}, 'https://dakar.test/flags/{number}', '{actor}', '{ROOT}', 'Copie {id}', \
         {THEN}, {closed})"
    )
}

fn follow(follower: &str, whom: &str) -> String {
    let host = follower.split('/').nth(2).expect("a host");
    let inbox = if host == "quebec.test" {
        "NULL".to_owned()
    } else {
        format!("'https://{host}/ap/inbox'")
    };
    format!(
        "INSERT INTO follow (follower, followed, activity_id, state, host, inbox, created_at) \
         VALUES ('{follower}', '{whom}', '{follower}/follows', 'accepted', '{host}', {inbox}, \
         {THEN})"
    )
}

/// Everything that stood in the old database.
fn rows() -> Vec<String> {
    let mut rows = vec![
        "INSERT INTO site VALUES ('origin', 'https://quebec.test')".to_owned(),
        person(1, ANA, "Person", true),
        person(2, AWA, "Person", false),
        person(3, BIO, "Person", false),
        person(10, ACCES, "Group", true),
        person(11, FAR, "Group", false),
        format!(
            "INSERT INTO account VALUES (1, 'ana@quebec.test', '', 'member', 'fr', {THEN}, {THEN}, {THEN})"
        ),
        forum(10, ACCES, true),
        forum(11, FAR, false),
        format!("INSERT INTO moderator VALUES (10, '{ANA}')"),
        follow(ANA, FAR),
        follow(AWA, ACCES),
        format!(
            "INSERT INTO peer VALUES ('dakar.test', 'allow', 'up', NULL, NULL, 'cavage', NULL, \
             {HEARD}, {HEARD}, {THEN})"
        ),
        // Reports came several times: dealt with the second time, or never.
        report(1, 1, AWA, "NULL"),
        report(2, 1, AWA, &THEN.to_string()),
        report(3, 2, "https://Dakar.test/ap/u/awa", "NULL"),
        report(4, 2, AWA, "NULL"),
        report(5, 3, BIO, &THEN.to_string()),
        report(6, 3, BIO, &(THEN + 1).to_string()),
        "INSERT INTO letter VALUES (1, 'https://dakar.test/ap/u/awa', \
         'https://dakar.test/a/1', 'dakar.test', X'7b7d', 1)"
            .to_owned(),
        format!(
            "INSERT INTO lane VALUES ('from:dakar.test', {THEN}, NULL, 0, 0, 0, NULL, NULL, 0)"
        ),
        format!(
            "INSERT INTO job VALUES (1, 'from:dakar.test', NULL, \
             '{{\"j\":\"open\",\"letter\":1,\"host\":\"dakar.test\"}}', 'ready', NULL, 0, {THEN}, {THEN})"
        ),
    ];
    for owner in [ANA, ACCES] {
        rows.extend([key(owner, "rsa", "X'02'"), key(owner, "ed25519", "X'02'")]);
    }
    rows.extend([AWA, BIO, FAR].map(|owner| key(owner, "rsa", "NULL")));
    rows.extend(WRITTEN.iter().chain(&ACTS).map(Old::sql));
    rows.push(WRITTEN[0].post(100, 1, "live"));
    rows.push(WRITTEN[1].post(101, 2, "live"));
    rows.push(WRITTEN[2].post(102, 3, "removed"));
    rows.push(WRITTEN[3].post(200, 1, "removed"));
    for (root, posts, last) in [(&WRITTEN[0], 2, 2_000), (&WRITTEN[3], 0, 4_000)] {
        rows.push(format!(
            "INSERT INTO thread VALUES ({id}, '{}', '{}', 10, '{}', 'fr', 1, FALSE, FALSE, {posts}, \
             {}, {})",
            context(root.root),
            root.root,
            root.text,
            root.at,
            THEN + last,
            id = number(root.root),
        ));
    }
    rows
}

/// Makes the tables of the seventh step and fills them.
async fn fill(url: &str) {
    let (_, database, _) = dialect::open(url).await.expect("the database");
    Migrator::up(&database, Some(7)).await.expect("seven steps");
    let postgres = url.starts_with("postgres");
    for row in rows() {
        let row = if postgres {
            row.replace("X'", "'\\x")
        } else {
            row
        };
        let done = database.execute_unprepared(&row).await;
        done.unwrap_or_else(|error| panic!("{row}: {error}"));
    }
    if postgres {
        // What the database counts itself goes on after the rows that were given their numbers.
        for table in ["report", "letter", "job"] {
            let next = format!("SELECT setval('{table}_id_seq', 100)");
            database.execute_unprepared(&next).await.expect("counted");
        }
    }
    database.close().await.expect("closed");
}

async fn each_old_store(test: impl AsyncFn(Core, Arc<StillClock>)) {
    each_empty_store(async |url| {
        fill(url).await;
        let clock = Arc::new(StillClock::at(NOON));
        let core = open(url, &clock).await;
        test(core.clone(), clock).await;
        core.close().await;
    })
    .await;
}

async fn folded(core: &Core) -> (Vec<post::Model>, Vec<thread::Model>) {
    let posts = post::Entity::find().order_by_asc(post::Column::Id);
    let threads = thread::Entity::find().order_by_asc(thread::Column::Id);
    (
        posts.all(core.reader()).await.expect("posts"),
        threads.all(core.reader()).await.expect("threads"),
    )
}

async fn somebody(core: &Core, uri: &str) -> Person {
    let found = people::by_uri(core, uri).await.expect("read");
    found.expect("somebody")
}

// search.2
#[tokio::test]
async fn what_was_written_is_read_and_folds_to_what_the_steps_have_made_of_it() {
    Box::pin(each_old_store(async |core, _| {
        for old in WRITTEN.iter().chain(&ACTS) {
            let kept = ledger::by_activity(&core, &old.id()).await.expect("read");
            let kept = kept.expect("a record");
            assert_eq!(kept.raw, Some(old.raw()), "its bytes were never packed");
            assert_eq!(kept.rid, rid(&old.raw()));
        }
        while search::index(&core).await.expect("indexed") {}
        let awa = reader(&somebody(&core, AWA).await);
        let old = search::posts(&core, &awa, &Looked::of("ixp"), &Page::first(9)).await;
        assert_eq!(old.expect("read").len(), 1, "found too");
        let before = folded(&core).await;
        let removed: Vec<_> = before.0.iter().map(|post| post.removed_at).collect();
        assert_eq!(
            removed,
            [None, None, Some(THEN + 7_000), Some(THEN + 9_000)]
        );
        let titles: Vec<&str> = before.1.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Un IXP à Ziguinchor ?", ""]);
        ledger::refold_everything(&core).await.expect("folded");
        assert_eq!(folded(&core).await, before);
    }))
    .await;
}

#[tokio::test]
async fn keys_are_believed_as_long_as_their_host_was_heard_from() {
    each_old_store(async |core, _| {
        let heard = async |owner| people::keys::last_heard(&core, owner).await.expect("read");
        assert_eq!(heard(AWA).await, Some(HEARD), "with its host");
        assert_eq!(heard(FAR).await, Some(HEARD), "a forum too");
        assert_eq!(heard(BIO).await, Some(THEN), "of a silent host, first seen");
        const { assert!(NOON - HEARD < people::SILENCE && NOON - THEN >= people::SILENCE) };
        for owner in [ANA, AWA, BIO, ACCES, FAR] {
            assert_eq!(somebody(&core, owner).await.changed_at, None);
        }
        let other = |owner: &str| people::RemoteActor {
            uri: owner.to_owned(),
            host: owner.split('/').nth(2).expect("a host").to_owned(),
            name: number(owner).to_owned(),
            kind: "Person".to_owned(),
            keys: vec![people::Key {
                uri: format!("{owner}#main-key"),
                owner: owner.to_owned(),
                kind: "rsa".to_owned(),
                public: vec![9],
                ended_at: None,
            }],
            ..Default::default()
        };
        let tx = core.begin().await.expect("begin");
        for owner in [AWA, BIO] {
            people::keep_remote(&tx, &other(owner)).await.expect("kept");
        }
        tx.commit().await.expect("commit");
        assert_eq!(somebody(&core, AWA).await.changed_at, None, "a rotation");
        assert_eq!(somebody(&core, BIO).await.changed_at, Some(NOON));
    })
    .await;
}

#[tokio::test]
async fn a_report_that_came_twice_is_there_once_with_its_host() {
    each_old_store(async |core, _| {
        let kept = report::Entity::find().order_by_asc(report::Column::Id);
        let kept = kept.all(core.reader()).await.expect("reports");
        let kept: Vec<_> = kept
            .iter()
            .map(|one| {
                (
                    one.id,
                    one.closed_at,
                    one.host.as_deref(),
                    one.closed_by.as_deref(),
                )
            })
            .collect();
        let (dakar, benin) = (Some("dakar.test"), Some("benin.test"));
        let first = (2, Some(THEN), dakar, None);
        assert_eq!(
            kept,
            [first, (3, None, dakar, None), (5, Some(THEN), benin, None)]
        );
        let tx = core.begin().await.expect("begin");
        for (number, reason) in [(2, "Encore"), (4, "Neuf")] {
            let id = format!("https://dakar.test/flags/{number}");
            let about = [ROOT.to_owned()];
            let kept = crate::moderation::keep_report(&tx, &id, AWA, &about, reason).await;
            kept.expect("kept");
        }
        tx.commit().await.expect("commit");
        let open = crate::moderation::reports(&core, None, 10)
            .await
            .expect("reports");
        let open: Vec<&str> = open.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(open, ["Neuf", "Copie 3"]);
    })
    .await;
}

#[tokio::test]
async fn the_node_goes_on_with_it() {
    each_old_store(async |core, _| {
        let waiting = queue::due(&core, "from:dakar.test", &[], 10)
            .await
            .expect("due");
        let opens = |job: &Job, id| matches!(job, Job::Open { letter, .. } if *letter == id);
        assert!(
            waiting.len() == 1 && opens(&waiting[0].job, 1),
            "{waiting:?}"
        );
        let kept = letters::read(&core, &[1]).await.expect("letters");
        assert_eq!(kept[0].1.body, b"{}");
        let again = |number: usize| Incoming {
            signer: AWA.to_owned(),
            activity_id: format!("https://dakar.test/a/{number}"),
            host: "dakar.test".to_owned(),
            body: b"{}".to_vec(),
        };
        let gather = Gather::start(core.clone());
        gather.keep(again(1)).await.expect("known");
        gather.keep(again(2)).await.expect("new");
        let waiting = queue::due(&core, "from:dakar.test", &[], 10)
            .await
            .expect("due");
        assert_eq!(waiting.len(), 2, "the letter that was known is kept once");

        assert!(forums::is_followed_here(&core, FAR).await.expect("read"));
        assert_eq!(
            forums::followers(&core, ACCES, 0, 10).await.expect("read"),
            [AWA]
        );
        let (ana, bio) = (somebody(&core, ANA).await, somebody(&core, BIO).await);
        let group = somebody(&core, ACCES).await;
        let root = threads::post_by_uri(&core, ROOT)
            .await
            .expect("read")
            .expect("a post");
        let draft = threads::draft(&core, "Et à Kolda ?", None, "fr")
            .await
            .expect("a draft");
        let mut tx = core.begin().await.expect("begin");
        let follow = "https://benin.test/follows/1";
        forums::receive_follow(&mut tx, &bio, &group, follow)
            .await
            .expect("followed");
        threads::reply(&mut tx, &ana, root.id, &draft)
            .await
            .expect("a reply");
        tx.commit().await.expect("commit");
        for (lane, letters) in [("peer:dakar.test", 1), ("peer:benin.test", 2)] {
            let due = queue::due(&core, lane, &[], 10).await.expect("due");
            assert_eq!(due.len(), letters, "{lane}: {due:?}");
        }
        let (posts, threads) = folded(&core).await;
        let reply = posts.last().expect("the reply");
        assert_eq!((reply.state.as_str(), reply.thread_id), ("live", Some(100)));
        assert_eq!((threads[0].posts, threads[0].last_at), (3, reply.published));
    })
    .await;
}
