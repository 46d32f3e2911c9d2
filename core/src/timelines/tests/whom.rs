//! What is said as it happens stands in the lists of those to whom it is said, and only there.

use super::*;
use crate::circle::{Answers, List, Listing};
use crate::{Audience, Backend, Event, circle, timelines};

async fn boosts(core: &Core, person: &Person, post: &Post) {
    must(core, async |tx| {
        threads::boost(tx, person, post.id, Audience::Public).await
    })
    .await;
}

/// A list with some on it.
pub(super) async fn listing(
    core: &Core,
    reader: &Person,
    answers: Answers,
    exclusive: bool,
    on_it: &[i64],
) -> List {
    let said = Listing {
        title: Some("Une liste".to_owned()),
        answers: Some(answers),
        exclusive: Some(exclusive),
    };
    must(core, async |tx| {
        let list = circle::make_list(tx, reader, &said).await?;
        circle::put_on_list(tx, reader, list.id, on_it).await?;
        Ok(list)
    })
    .await
}

/// Members who avoid each other in every way, boosts, and lists that leave some of them out of home.
async fn restless(core: &Core) -> (Village, Vec<Person>) {
    let village = Box::pin(village(core)).await;
    let [dan, fay] = [
        member(core, "dan", true).await,
        member(core, "fay", true).await,
    ];
    let Village {
        ana,
        bob,
        cleo,
        far,
        acces,
        ..
    } = &village;
    for (person, whom) in [
        (&dan, &ana.uri),
        (&dan, &bob.uri),
        (&dan, &acces.uri),
        (&fay, &ana.uri),
        (&fay, &acces.uri),
        (&fay, &far.uri),
        (bob, &acces.uri),
    ] {
        follows(core, person, whom).await;
    }
    for post in every(core).await {
        if post.state == "live" && post.visibility == "public" && post.author_id != ana.id {
            boosts(core, ana, &post).await;
            boosts(core, bob, &post).await;
        }
    }
    must(core, async |tx| {
        forums::heed(tx, &dan, &ana.uri, Some(false), None).await?;
        forums::heed(tx, bob, &acces.uri, Some(false), None).await?;
        circle::mute(tx, &dan, cleo, Some((true, None))).await?;
        circle::block(tx, &fay, bob, true).await?;
        circle::block_host(tx, &fay, "dakar.test", true).await
    })
    .await;
    for visibility in ["public", "unlisted"] {
        tags::tagged_note(core, far, visibility, None, &["mot"]).await;
    }
    for person in [ana, bob, cleo, &dan, &fay] {
        tags::follows_tag(core, person, "mot", true).await;
    }
    let all = [ana.id, bob.id, far.id, acces.id, village.away.id];
    listing(core, ana, Answers::Followed, false, &all).await;
    listing(core, ana, Answers::List, false, &[bob.id, far.id]).await;
    listing(core, ana, Answers::None, false, &[ana.id, bob.id]).await;
    listing(core, bob, Answers::List, true, &[ana.id, bob.id]).await;
    listing(core, &dan, Answers::None, true, &[bob.id, acces.id]).await;
    listing(core, &dan, Answers::List, false, &[ana.id, acces.id]).await;
    listing(core, &fay, Answers::Followed, false, &[ana.id, acces.id]).await;
    let readers = vec![ana.clone(), bob.clone(), cleo.clone(), dan, fay];
    (village, readers)
}

// streaming.2
#[tokio::test]
async fn an_entry_is_told_to_those_whose_home_shows_it() {
    each_store(async |core, _| {
        let (_, readers) = Box::pin(restless(&core)).await;
        let ids: Vec<i64> = readers.iter().map(|person| person.id).collect();
        let mut homes = Vec::new();
        for person in &readers {
            let list = home(&core, &reader(person), &ALL).await.expect("a home");
            homes.push((person, list));
        }
        let mut entries: BTreeSet<Entry> =
            homes.iter().flat_map(|(_, list)| list.clone()).collect();
        for post in every(&core).await {
            entries.insert(Entry::by_author(post.id));
            let by_salon = timelines::passed_on_by(&core, Place::salon(post.id)).await;
            entries.extend(by_salon.expect("read"));
        }
        let kinds: BTreeSet<Kind> = entries.iter().map(|entry| entry.place.kind).collect();
        assert_eq!(kinds.len(), 3, "posts, salons and boosts");
        for entry in &entries {
            let mut told = at_home(&core, entry, &ids).await.expect("asked");
            told.sort_unstable();
            let mut shown: Vec<i64> = homes
                .iter()
                .filter(|(_, list)| list.contains(entry))
                .map(|(person, _)| person.id)
                .collect();
            shown.sort_unstable();
            assert_eq!(told, shown, "{entry:?}");
        }
    })
    .await;
}

// lists.8
#[tokio::test]
async fn an_entry_is_told_to_the_lists_that_show_it() {
    each_store(async |core, _| {
        let (_, readers) = Box::pin(restless(&core)).await;
        let mut lists = Vec::new();
        for person in &readers {
            for list in circle::lists(&core, person).await.expect("lists") {
                let shown = of_list(&core, person, &list, &ALL).await;
                lists.push((list.id, shown.expect("a list")));
            }
        }
        let ids: Vec<i64> = lists.iter().map(|(id, _)| *id).collect();
        let mut entries: BTreeSet<Entry> =
            lists.iter().flat_map(|(_, list)| list.clone()).collect();
        for post in every(&core).await {
            entries.insert(Entry::by_author(post.id));
            let by_salon = timelines::passed_on_by(&core, Place::salon(post.id)).await;
            entries.extend(by_salon.expect("read"));
        }
        let kinds: BTreeSet<Kind> = entries.iter().map(|entry| entry.place.kind).collect();
        assert_eq!(
            (lists.len(), kinds.len()),
            (7, 3),
            "posts, salons and boosts"
        );
        for entry in &entries {
            let mut told = in_list(&core, entry, &ids).await.expect("asked");
            told.sort_unstable();
            let shown = lists.iter().filter(|(_, list)| list.contains(entry));
            let shown: Vec<i64> = shown.map(|(id, _)| *id).collect();
            assert_eq!(told, shown, "{entry:?}");
        }
    })
    .await;
}

// admin_api.7, peering.13
#[tokio::test]
async fn what_somebody_who_is_kept_out_passes_on_stands_nowhere_until_they_are_let_in() {
    each_store(async |core, _| {
        let [ana, bob, cleo] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
        ];
        let far = stranger(&core, "dakar.test", "awa").await;
        follows(&core, &ana, &bob.uri).await;
        follows(&core, &ana, &far.uri).await;
        let post = note(&core, &cleo, "public", None, &[]).await;
        let list = listing(&core, &ana, Answers::None, false, &[bob.id, far.id]).await;
        let judged = async |what: bool| {
            must(&core, async |tx| {
                let (by, suspend) = (moderation::By::Command, moderation::Sanction::Suspend);
                if what {
                    peering::set_level(tx, &far.host, peering::Level::Block, "Réclames").await?;
                    moderation::sanction(tx, by, &bob, suspend, "").await
                } else {
                    peering::remove(tx, &far.host).await?;
                    moderation::lift(tx, by, &bob, suspend).await
                }
            })
            .await;
        };
        boosts(&core, &bob, &post).await;
        must(&core, async |tx| {
            let activity = format!("{}/boosts/1", far.uri);
            let announce = threads::Announce {
                activity: &activity,
                audience: Audience::Public,
                at: tx.now(),
            };
            threads::receive_boost(tx, &far, &post.uri, &announce).await
        })
        .await;
        let viewer = reader(&ana);
        let shown = home(&core, &viewer, &ALL).await.expect("a home");
        assert_eq!(shown.len(), 2, "both boosts");
        for (out, count) in [(true, 0), (false, 1)] {
            judged(out).await;
            let homes = home(&core, &viewer, &ALL).await.expect("a home");
            assert_eq!(homes.len(), 2 * count);
            let listed = of_list(&core, &ana, &list, &ALL).await.expect("a list");
            assert_eq!(listed.len(), 2 * count);
            for (entry, person) in shown.iter().zip([&far, &bob]) {
                assert_eq!(entry.by, Some(person.id));
                let told = at_home(&core, entry, &[ana.id]).await.expect("asked");
                assert_eq!(told.len(), count);
                let told = in_list(&core, entry, &[list.id]).await.expect("asked");
                assert_eq!(told.len(), count);
                let which = OfAccount::default();
                let own = of_person(&core, &viewer, person.id, &which, &ALL).await;
                assert_eq!(own.expect("a page").len(), count);
                let alone = timelines::passed_on_by(&core, entry.place).await;
                assert_eq!(alone.expect("read").is_some(), count == 1);
            }
        }
    })
    .await;
}

// client_api.30
#[tokio::test]
async fn what_is_passed_on_to_followers_stands_where_followers_read_and_nowhere_else() {
    each_store(async |core, _| {
        let [ana, bob, cleo, dan] = [
            member(&core, "ana", true).await,
            member(&core, "bob", true).await,
            member(&core, "cleo", true).await,
            member(&core, "dan", true).await,
        ];
        follows(&core, &cleo, &bob.uri).await;
        follows(&core, &dan, &bob.uri).await;
        let list = listing(&core, &cleo, Answers::None, false, &[bob.id]).await;
        let late = listing(&core, &dan, Answers::None, false, &[bob.id]).await;
        let post = note(&core, &ana, "public", None, &[]).await;
        let boost = must(&core, async |tx| {
            threads::boost(tx, &bob, post.id, Audience::Followers).await
        })
        .await;
        must(&core, async |tx| {
            forums::unfollow(tx, &dan, &bob.uri, "").await
        })
        .await;
        let entry = Entry {
            place: Place::boost(boost),
            post: post.id,
            by: Some(bob.id),
            few: true,
        };
        let ids = [ana.id, bob.id, cleo.id, dan.id];
        let mut told = at_home(&core, &entry, &ids).await.expect("asked");
        told.sort_unstable();
        assert_eq!(told, [bob.id, cleo.id]);
        let told = in_list(&core, &entry, &[list.id, late.id]).await;
        assert_eq!(told.expect("asked"), [list.id]);
        for (person, list) in [(&cleo, &list), (&dan, &late)] {
            let shown = of_list(&core, person, list, &ALL).await.expect("a list");
            assert_eq!(shown.contains(&entry), person.id == cleo.id);
        }
        let guest = Viewer::guest();
        let readers = [&ana, &bob, &cleo, &dan].map(reader);
        for (viewer, may) in readers
            .iter()
            .chain([&guest])
            .zip([false, true, true, false, false])
        {
            let which = OfAccount::default();
            let page = of_person(&core, viewer, bob.id, &which, &ALL).await;
            assert_eq!(page.expect("a page").contains(&entry), may);
            let shown = home(&core, viewer, &ALL).await.expect("a home");
            assert_eq!(shown.contains(&entry), may);
            let alone = timelines::at(&core, viewer, entry.place).await;
            assert_eq!(alone.expect("read"), may.then_some(entry));
            let by = circle::boosted_by(&core, viewer, &post, &ALL).await;
            assert_eq!(by.expect("read").len(), usize::from(may));
            for among in [Among::All, Among::Local] {
                let list = open(&core, viewer, among, &ALL).await.expect("a list");
                assert!(!list.contains(&entry));
            }
        }
    })
    .await;
}

// streaming.3
#[tokio::test]
async fn a_post_is_told_where_the_open_lists_show_it() {
    each_store(async |core, _| {
        let (_, readers) = Box::pin(restless(&core)).await;
        let ids: Vec<i64> = readers.iter().map(|person| person.id).collect();
        let mut lists = Vec::new();
        for who in std::iter::once(None).chain(readers.iter().map(Some)) {
            let viewer = who.map_or_else(Viewer::guest, reader);
            for among in [Among::All, Among::Local, Among::Remote] {
                let list = open(&core, &viewer, among, &ALL).await.expect("a list");
                let shown: BTreeSet<i64> = list.iter().map(|entry| entry.post).collect();
                lists.push((who, among, shown));
            }
        }
        let mark = |among| Tagged {
            any: BTreeSet::from(["mot".to_owned()]),
            among,
            ..Tagged::default()
        };
        let guest = Viewer::guest();
        let has = async |among, post: i64| {
            let list = tagged(&core, &guest, &mark(among), &ALL).await;
            let list = list.expect("a list");
            list.iter().any(|entry| entry.post == post)
        };
        for post in every(&core).await {
            let stands = standing(&core, post.id).await.expect("asked");
            let near = not_avoiding(&core, post.id, &ids).await.expect("asked");
            for (who, among, shown) in &lists {
                let here = stands.as_ref().is_some_and(|one| {
                    let among = match among {
                        Among::All => true,
                        Among::Local => one.local,
                        Among::Remote => !one.local,
                    };
                    one.opens && among
                });
                let near = who.is_none_or(|who| near.contains(&who.id));
                assert_eq!(
                    shown.contains(&post.id),
                    here && near,
                    "{among:?} {post:#?}"
                );
            }
            let tagged = stands.filter(|one| one.tags.contains(&"mot".to_owned()));
            let ours = tagged.as_ref().is_some_and(|one| one.ours);
            assert_eq!(has(Among::All, post.id).await, tagged.is_some());
            assert_eq!(has(Among::Local, post.id).await, ours);
        }
    })
    .await;
}

/// Everything that has happened since the last time.
fn heard(events: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}

// streaming.1
#[tokio::test]
async fn what_is_written_is_told_to_every_process_once_it_is_on_disk() {
    each_store(async |core, _| {
        let ana = member(&core, "ana", true).await;
        let acces = forum(&core, "acces", false).await;
        let mut events = core.events();
        let listener = tokio::spawn({
            let core = core.clone();
            async move { core.listen(|| ()).await }
        });
        let outside = core.backend() == Backend::Postgres;
        if outside {
            assert_eq!(events.recv().await, Ok(Event::Outside), "it listens now");
        }
        let next = async |events: &mut tokio::sync::broadcast::Receiver<Event>| {
            if outside {
                return events.recv().await.expect("an event");
            }
            events.try_recv().expect("an event")
        };
        let root = opens(&core, &ana, &acces, "Bonjour").await;
        assert_eq!(next(&mut events).await, Event::Written(root.id));
        let text = threads::draft(&core, "Bonsoir", Some("Titre"), "fr").await;
        let text = text.expect("a draft");
        must(&core, async |tx| {
            threads::edit(tx, &ana, root.id, &text).await
        })
        .await;
        assert_eq!(next(&mut events).await, Event::Changed(root.id));
        let boost = must(&core, async |tx| {
            threads::boost(tx, &ana, root.id, Audience::Public).await
        })
        .await;
        assert_eq!(next(&mut events).await, Event::PassedOn(boost));
        must(&core, async |tx| threads::unboost(tx, &ana, root.id).await).await;
        assert_eq!(
            next(&mut events).await,
            Event::Withdrawn {
                person: ana.id,
                boost
            }
        );
        must(&core, async |tx| threads::delete(tx, &ana, root.id).await).await;
        assert_eq!(next(&mut events).await, Event::Gone(root.id));
        let tx = core.begin().await.expect("begin");
        tx.happens(Event::Rights(ana.id));
        tx.abandon().await.expect("given up");
        let again = opens(&core, &ana, &acces, "Encore").await;
        assert_eq!(
            next(&mut events).await,
            Event::Written(again.id),
            "nothing before"
        );
        must(&core, async |tx| {
            tx.notify_nobody();
            threads::like(tx, &ana, again.id, true).await
        })
        .await;
        assert_eq!(heard(&mut events), []);
        listener.abort();
    })
    .await;
}
