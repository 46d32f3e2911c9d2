//! What members say of themselves, on each store.

use super::*;
use crate::access::{self, Choices};
use crate::media::Files;
use crate::people::{self, Person};
use crate::store::testing::{each_store, member, must, remote_forum, stranger};
use crate::{Audience, Body, Core, Error, Job, Refusal, UnfitProfile, forums, queue, threads};

fn made(token: &str) -> (String, Files) {
    let files = Files {
        mime: "image/png".to_owned(),
        original: format!("{token}.png"),
        small: Some(format!("{token}-s.png")),
        bytes: 100,
        ..Files::default()
    };
    (token.to_owned(), files)
}

async fn says(core: &Core, person: &Person, said: Change) -> Person {
    let said = said.read(core).await.expect("read");
    must(core, async |tx| change(tx, person, &said).await).await
}

async fn refused(core: &Core, said: Change) -> UnfitProfile {
    match said.read(core).await {
        Err(Error::Refused(Refusal::UnfitProfile(why))) => why,
        other => panic!("{other:?}"),
    }
}

async fn letters(core: &Core, host: &str) -> Vec<Body> {
    let lane = format!("peer:{host}");
    let work = queue::due(core, &lane, &[], 100).await.expect("due");
    let bodies = work.into_iter().filter_map(|one| match one.job {
        Job::Deliver { body, .. } => Some(body),
        _ => None,
    });
    bodies.collect()
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

// profiles.1
#[tokio::test]
async fn what_is_too_long_or_too_much_is_refused_in_words() {
    let test = each_store(async |core, _| {
        let long = |many| Some("é".repeat(many));
        let with = |fields: Vec<(String, String)>| Change {
            fields: Some(fields),
            ..Change::default()
        };
        let display = Change {
            display: long(101),
            ..Change::default()
        };
        let (chars, limit) = (101, 100);
        assert_eq!(
            refused(&core, display).await,
            UnfitProfile::DisplayTooLong { chars, limit }
        );
        let note = Change {
            note: long(501),
            ..Change::default()
        };
        let (chars, limit) = (501, 500);
        assert_eq!(
            refused(&core, note).await,
            UnfitProfile::BioTooLong { chars, limit }
        );
        let five = with(vec![field("a", "b"); 5]);
        assert_eq!(
            refused(&core, five).await,
            UnfitProfile::TooManyFields { limit: 4 }
        );
        let (chars, limit) = (256, 255);
        let value = with(vec![field("a", &"é".repeat(256))]);
        assert_eq!(
            refused(&core, value).await,
            UnfitProfile::FieldTooLong { chars, limit }
        );
        let unnamed = with(vec![field(" ", "b")]);
        assert_eq!(refused(&core, unnamed).await, UnfitProfile::FieldUnnamed);
        let most = Change {
            display: long(100),
            note: long(500),
            fields: Some(vec![field(&"é".repeat(255), &"é".repeat(255)); 4]),
            ..Change::default()
        };
        assert!(most.read(&core).await.is_ok());
    });
    Box::pin(test).await;
}

// profiles.2, profiles.5
#[tokio::test]
async fn what_is_not_said_stays_and_what_is_empty_goes() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let said = Change {
            display: Some("Ana  Lí\u{202e}ma".to_owned()),
            note: Some("Du *réseau* https://ana.test/".to_owned()),
            fields: Some(vec![field("Site", "https://ana.test/"), field("", "")]),
            locked: Some(true),
            audience: Some(Audience::Followers),
            sensitive: Some(true),
            lang: Some("wo".to_owned()),
            ..Change::default()
        };
        let ana = says(&core, &ana, said).await;
        assert_eq!(ana.display, "Ana Líma");
        assert!(
            ana.summary
                .starts_with("<p>Du <em>réseau</em> <a href=\"https://ana.test/\"")
        );
        assert_eq!(ana.fields().len(), 1);
        assert!(ana.shown_fields()[0].value.contains("rel=\"me nofollow"));
        let chosen = Choices {
            note: "Du *réseau* https://ana.test/".to_owned(),
            audience: Some(Audience::Followers),
            sensitive: true,
            lang: Some("wo".to_owned()),
            quotes: None,
        };
        assert_eq!(access::choices(&core, &ana).await.expect("read"), chosen);
        let nothing = says(&core, &ana, Change::default()).await;
        assert_eq!(nothing, ana);
        let empty = Change {
            display: Some(String::new()),
            note: Some(String::new()),
            fields: Some(Vec::new()),
            lang: Some(String::new()),
            ..Change::default()
        };
        let ana = says(&core, &ana, empty).await;
        assert_eq!((ana.display.as_str(), ana.summary.as_str()), ("ana", ""));
        assert_eq!((ana.fields, ana.locked), (None, Some(true)));
        let kept = access::choices(&core, &nothing).await.expect("read");
        assert_eq!((kept.note.as_str(), kept.lang), ("", None));
        assert_eq!(kept.audience, Some(Audience::Followers));
    });
    Box::pin(test).await;
}

// profiles.3, profiles.11
#[tokio::test]
async fn a_picture_takes_the_place_of_the_one_before_and_goes_with_its_person() {
    let test = each_store(async |core, clock| {
        let ana = member(&core, "ana", true).await;
        let shows = |token: &str| Change {
            avatar: Some(Some(made(token))),
            ..Change::default()
        };
        let first = says(&core, &ana, shows("a")).await;
        assert_eq!(first.avatar.as_deref(), Some("a.png a-s.png"));
        let second = says(&core, &first, shows("b")).await;
        assert_eq!(second.avatar.as_deref(), Some("b.png b-s.png"));
        clock.advance(2 * 86_400_000);
        must(&core, crate::media::forget_old).await;
        must(&core, async |tx| threads::delete_account(tx, &second).await).await;
        let gone = people::by_id(&core, ana.id)
            .await
            .expect("read")
            .expect("a row");
        assert_eq!((gone.avatar, gone.fields), (None, None));
        let work = queue::due(&core, "media", &[], 100).await.expect("due");
        let keys = |token: &str| Job::Discard {
            keys: vec![format!("{token}.png"), format!("{token}-s.png")],
        };
        let jobs: Vec<Job> = work.into_iter().map(|one| one.job).collect();
        assert_eq!(jobs, [keys("a"), keys("b")]);
    });
    Box::pin(test).await;
}

// profiles.9
#[tokio::test]
async fn everybody_who_knows_a_member_hears_once_of_a_change_and_never_of_none() {
    let test = each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let held = member(&core, "ben", false).await;
        let lea = stranger(&core, "lyon.test", "lea").await;
        let salon = remote_forum(&core, "dakar.test").await;
        for who in [&ana, &held] {
            let asked = format!("{}/follow/{}", lea.uri, who.name);
            must(&core, async |tx| {
                forums::receive_follow(tx, &lea, who, &asked).await
            })
            .await;
        }
        let draft = threads::draft(&core, "Bonjour", Some("Titre"), "fr").await;
        let draft = draft.expect("a draft");
        must(&core, async |tx| {
            threads::open(tx, &ana, &salon, &draft).await
        })
        .await;
        let before = (
            letters(&core, "lyon.test").await.len(),
            letters(&core, "dakar.test").await.len(),
        );
        let named = |name: &str| Change {
            display: Some(name.to_owned()),
            sensitive: Some(name.len() > 3),
            ..Change::default()
        };
        says(&core, &ana, named("Ana")).await;
        says(&core, &ana, named("Ana")).await;
        says(
            &core,
            &ana,
            Change {
                locked: Some(false),
                ..Change::default()
            },
        )
        .await;
        let hides = Change {
            hides_follows: Some(true),
            ..Change::default()
        };
        says(&core, &ana, hides).await;
        says(&core, &held, named("Benoît")).await;
        let (lyon, dakar) = (
            letters(&core, "lyon.test").await,
            letters(&core, "dakar.test").await,
        );
        assert_eq!((lyon.len(), dakar.len()), (before.0 + 1, before.1 + 1));
        assert_eq!(lyon.last(), dakar.last(), "the same letter");
        assert!(matches!(lyon.last(), Some(Body::Dispatch(_))));
    });
    Box::pin(test).await;
}

// profiles.10
#[tokio::test]
async fn what_others_say_of_themselves_is_cleaned_and_bounded() {
    let test = each_store(async |core, _| {
        let lea = stranger(&core, "lyon.test", "lea").await;
        let said = people::RemoteActor {
            uri: lea.uri.clone(),
            host: lea.host.clone(),
            name: lea.name.clone(),
            display: lea.name.clone(),
            summary: String::new(),
            url: None,
            inbox: lea.inbox.clone(),
            shared_inbox: None,
            followers: None,
            kind: "Service".to_owned(),
            fields: vec![
                field(
                    "Site\u{202e}",
                    "<script>x</script><a href=\"javascript:x\">y</a>"
                );
                9
            ],
            locked: true,
            discoverable: Some(true),
            indexable: None,
            keys: Vec::new(),
        };
        let pictured = async |avatar: Option<&'static str>| {
            let kept = must(&core, async |tx| {
                let kept = people::keep_remote(tx, &said).await?;
                keep_pictures(tx, &kept, avatar, None).await?;
                Ok(kept)
            });
            let kept = people::by_id(&core, kept.await.id).await.expect("read");
            kept.expect("somebody")
        };
        let kept = pictured(Some("https://lyon.test/a.png")).await;
        assert_eq!(kept.fields().len(), 8);
        let shown = &kept.shown_fields()[0];
        assert_eq!(shown.name, "Site");
        assert!(!shown.value.contains("script") && shown.value.contains('y'));
        assert!(kept.is_bot() && kept.is_locked() && kept.discoverable == Some(true));
        let first = kept.avatar.expect("a picture");
        assert!(
            first.starts_with("remote/") && first.ends_with("/small"),
            "{first}"
        );
        let again = pictured(Some("https://lyon.test/a.png")).await;
        assert_eq!(
            again.avatar.as_ref(),
            Some(&first),
            "the same file stays in the cache"
        );
        let other = pictured(Some("https://lyon.test/b.png")).await;
        assert_ne!(other.avatar, Some(first));
        assert_eq!(pictured(None).await.avatar, None);
    });
    Box::pin(test).await;
}
