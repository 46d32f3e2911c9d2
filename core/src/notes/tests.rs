//! Notes for a few from elsewhere, and what everything else does to them: nothing.

use super::rules::{is_for_us, narrowed};
use super::{Note, Received, is_private, receive, receive_change, receive_delete, receive_like};
use crate::ledger::{self, Kind, Record, Standing, Vouch};
use crate::people::Person;
use crate::scribe::{Content, Mention};
use crate::store::entity::{mention, post};
use crate::store::testing::{NOON, done, each_store, member, rid, stranger};
use crate::threads::{self, Post};
use crate::{Audience, Core, Error, Refusal, forums};
use sea_orm::{EntityTrait, QueryOrder};

const NOTE: &str = "https://elsewhere.test/notes/1";

fn received(author: &Person, audience: Audience, text: &str) -> Received {
    Received {
        actor: author.uri.clone(),
        note: Note {
            uri: NOTE.to_owned(),
            parent: None,
            published: NOON - 60_000,
            updated: None,
            rev: 0,
            audience,
            content: Content {
                html: format!("<p>{text}</p>"),
                lang: "fr".to_owned(),
                tags: vec!["ixp".to_owned()],
                audience,
                ..Content::default()
            },
            addressed: Vec::new(),
        },
        here: Vec::new(),
        lists: vec![format!("{}/followers", author.uri)],
    }
}

fn to(mut received: Received, person: &Person) -> Received {
    received.here.push(person.uri.clone());
    received.note.content.mentions.push(Mention {
        uri: person.uri.clone(),
        handle: String::new(),
    });
    received
}

fn edited(mut received: Received, minutes: i64) -> Received {
    received.note.updated = Some(NOON - 60_000 + minutes * 60_000 - 600_000);
    received
}

async fn came(core: &Core, received: &Received) -> Option<Post> {
    done(core, async |tx| receive(tx, received).await)
        .await
        .expect("no refusal");
    let found = threads::post_by_uri(core, &received.note.uri).await;
    found.expect("read")
}

/// Somebody here follows somebody elsewhere, who has agreed.
async fn follow(core: &Core, person: &Person, whom: &Person, agreed: bool) {
    done(core, async |tx| {
        let inbox = whom.delivery_inbox().unwrap_or_default().to_owned();
        forums::follow(tx, person, &whom.uri, &inbox).await?;
        Ok(())
    })
    .await
    .expect("asked");
    if agreed {
        let asked = forums::following(core, &person.uri).await.expect("read");
        let id = asked[0].activity_id.clone();
        done(core, async |tx| {
            forums::answer_to_follow(tx, &id, &whom.uri, true).await
        })
        .await
        .expect("agreed");
    }
}

#[test]
fn who_a_note_is_for_decides_whether_it_is_kept() {
    use Audience::{Direct, Followers};
    for (audience, named, followed, kept) in [
        (Direct, true, false, true),
        (Direct, false, true, false),
        (Followers, false, true, true),
        (Followers, true, false, true),
        (Followers, false, false, false),
    ] {
        assert_eq!(
            is_for_us(audience, named, followed),
            kept,
            "{audience:?} {named} {followed}"
        );
    }
    let lists = ["https://a.test/followers/lea".to_owned()];
    assert_eq!(
        narrowed(Direct, Some("https://a.test/followers/lea"), &lists),
        Followers
    );
    assert_eq!(
        narrowed(Followers, Some("https://a.test/other"), &lists),
        Direct
    );
    assert_eq!(narrowed(Followers, None, &[]), Followers);
}

// notes.15, notes.16
#[tokio::test]
async fn a_note_is_kept_for_whom_it_is_and_for_nobody_else() {
    Box::pin(each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
        );
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let letter = received(&lea, Audience::Followers, "Bonjour");
        assert_eq!(came(&core, &letter).await, None, "nobody follows her");
        follow(&core, &ana, &lea, false).await;
        assert_eq!(came(&core, &letter).await, None, "she has not agreed");
        follow(&core, &bob, &lea, true).await;
        assert_eq!(
            came(&core, &received(&lea, Audience::Direct, "Bonjour")).await,
            None,
            "nobody is named"
        );
        let note = came(&core, &letter).await.expect("kept");
        assert!(is_private(&note));
        assert_eq!(
            (note.state.as_str(), note.visibility.as_str()),
            ("live", "followers")
        );
        assert_eq!(
            (note.thread_id, note.forum_id, note.created_by),
            (None, None, None)
        );
        let mut direct = to(received(&lea, Audience::Direct, "Ana"), &ana);
        direct.note.uri = format!("{NOTE}0");
        let direct = came(&core, &direct).await.expect("kept");
        let tx = core.begin().await.expect("begin");
        assert!(super::may_read(&tx, &ana, &direct).await.expect("read"));
        assert!(!super::may_read(&tx, &bob, &direct).await.expect("read"));
        tx.abandon().await.expect("abandoned");
    }))
    .await;
}

// notes.17, notes.18
#[tokio::test]
async fn the_newest_text_holds_and_no_edit_makes_a_note_wider() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let mallory = stranger(&core, "elsewhere.test", "mallory").await;
        let note = came(&core, &to(received(&lea, Audience::Direct, "Un"), &ana))
            .await
            .expect("kept");
        let change = async |letter: Received| {
            let now = threads::post_by_uri(&core, NOTE)
                .await
                .expect("read")
                .expect("there");
            done(&core, async |tx| receive_change(tx, &now, &letter).await).await?;
            Ok::<_, Error>(
                threads::post_by_uri(&core, NOTE)
                    .await
                    .expect("read")
                    .expect("there"),
            )
        };
        let wider = edited(received(&lea, Audience::Public, "Trois"), 12);
        let late = change(edited(received(&lea, Audience::Direct, "Zéro"), 5))
            .await
            .expect("older");
        assert_eq!(late.html, "<p>Un</p>");
        let changed = change(wider).await.expect("taken");
        assert_eq!(
            (changed.html.as_str(), changed.visibility.as_str()),
            ("<p>Trois</p>", "direct")
        );
        let older = change(edited(received(&lea, Audience::Direct, "Deux"), 11))
            .await
            .expect("older");
        assert_eq!(older.html, "<p>Trois</p>");
        let foreign = change(edited(received(&mallory, Audience::Direct, "Non"), 14)).await;
        assert!(matches!(foreign, Err(Error::Refused(Refusal::NotYours))));
        let ahead = change(edited(received(&lea, Audience::Direct, "Demain"), 24 * 60)).await;
        assert!(matches!(ahead, Err(Error::Refused(Refusal::TooEarly))));
        // It comes again, and is what it was.
        let same = came(&core, &to(received(&lea, Audience::Direct, "Un"), &ana))
            .await
            .expect("there");
        assert_eq!((same.id, same.html.as_str()), (note.id, "<p>Trois</p>"));
        let tx = core.begin().await.expect("begin");
        assert!(
            super::may_read(&tx, &ana, &same).await.expect("read"),
            "she has it already"
        );
        tx.abandon().await.expect("abandoned");
    }))
    .await;
}

fn record(kind: Kind, actor: &Person, object: &str) -> Record {
    let raw = format!(
        "{{\"html\":\"<p>Pour tous</p>\",\"kind\":\"{}\"}}",
        kind.as_str()
    )
    .into_bytes();
    Record {
        rid: rid(&raw),
        activity_id: format!("{object}#{}", kind.as_str()),
        kind,
        actor: actor.uri.clone(),
        object: object.to_owned(),
        forum: None,
        context: None,
        in_reply_to: None,
        rev: 0,
        updated: None,
        published: NOON - 60_000,
        raw: Some(raw),
        vouch: Vouch::Signature,
        standing: Standing::Accepted,
    }
}

// notes.19, notes.20, notes.21
#[tokio::test]
async fn what_was_erased_does_not_come_again_and_no_record_is_made_of_a_note() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let letter = to(received(&lea, Audience::Direct, "Un"), &ana);
        let note = came(&core, &letter).await.expect("kept");
        let apply = async |one: Record| done(&core, async |tx| ledger::apply(tx, one).await).await;
        for kind in [Kind::Create, Kind::Update, Kind::Delete, Kind::Like] {
            let answer = apply(record(kind, &lea, NOTE)).await;
            assert!(
                matches!(answer, Err(Error::Refused(Refusal::ActivityRefused(_)))),
                "{kind:?}"
            );
        }
        done(&core, async |tx| receive_delete(tx, &note, &lea.uri).await)
            .await
            .expect("deleted");
        let gone = came(&core, &letter).await.expect("its place");
        assert_eq!((gone.state.as_str(), gone.html.as_str()), ("deleted", ""));
        // A Delete that overtakes its note.
        let mut other = letter.clone();
        other.note.uri = format!("{NOTE}0");
        apply(record(Kind::Delete, &lea, &other.note.uri))
            .await
            .expect("a record");
        let erased = came(&core, &other).await.expect("its place");
        assert_eq!(
            (erased.state.as_str(), erased.html.as_str()),
            ("deleted", "")
        );
    }))
    .await;
}

async fn rows(core: &Core) -> (Vec<Post>, Vec<mention::Model>) {
    let posts = post::Entity::find().order_by_asc(post::Column::Id);
    let named = mention::Entity::find().order_by_asc(mention::Column::Uri);
    (
        posts.all(core.reader()).await.expect("read"),
        named.all(core.reader()).await.expect("read"),
    )
}

// notes.22, notes.23
#[tokio::test]
async fn folding_everything_again_keeps_notes_and_the_end_of_an_actor_erases_them() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let open = format!("{NOTE}0");
        done(&core, async |tx| {
            ledger::apply(tx, record(Kind::Create, &lea, &open)).await
        })
        .await
        .expect("a record");
        let note = came(&core, &to(received(&lea, Audience::Direct, "Un"), &ana))
            .await
            .expect("kept");
        done(&core, async |tx| {
            receive_like(tx, &note, &ana.uri, "https://quebec.test/likes/1", true).await
        })
        .await
        .expect("supported");
        let before = rows(&core).await;
        assert_eq!((before.0.len(), before.1.len()), (2, 1));
        Box::pin(ledger::refold_everything(&core))
            .await
            .expect("folded");
        assert_eq!(rows(&core).await, before);
        let end = record(Kind::DeleteActor, &lea, &lea.uri);
        done(&core, async |tx| ledger::apply(tx, end).await)
            .await
            .expect("gone");
        let (posts, named) = rows(&core).await;
        assert!(
            posts
                .iter()
                .all(|post| post.state == "deleted" && post.html.is_empty()),
            "{posts:?}"
        );
        assert_eq!(named, []);
    }))
    .await;
}

// notes.12
#[tokio::test]
async fn what_is_for_a_few_waits_for_no_thread() {
    Box::pin(each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let lea = stranger(&core, "elsewhere.test", "lea").await;
        let root = format!("{NOTE}0");
        let mut aside = to(received(&lea, Audience::Direct, "Entre nous"), &ana);
        aside.note.parent = Some(root.clone());
        came(&core, &aside).await.expect("kept");
        done(&core, async |tx| {
            ledger::apply(tx, record(Kind::Create, &lea, &root)).await
        })
        .await
        .expect("a record");
        let aside = came(&core, &aside).await.expect("there");
        assert_eq!((aside.thread_id, aside.forum_id), (None, None));
        let root = threads::post_by_uri(&core, &root)
            .await
            .expect("read")
            .expect("there");
        let thread = threads::thread(&core, root.thread_id.expect("a thread"))
            .await
            .expect("read")
            .expect("there");
        assert_eq!(thread.posts, 1);
    }))
    .await;
}
