//! Which posts stand in which list, compared with a list that is made by hand of every post there is.

mod beside;
mod lists;
mod tags;
mod whom;

use std::collections::BTreeSet;

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

use super::*;
use crate::forums::{self, Forum};
use crate::people::Person;
use crate::store::entity::{follow, mention, post};
use crate::store::testing::{self, HOST, each_store, forum, member, must, reader, stranger};
use crate::threads::read::{self, Viewer};
use crate::threads::{self, Post};
use crate::{Core, moderation, peering};

async fn opens(core: &Core, author: &Person, forum: &Forum, text: &str) -> Post {
    let draft = threads::draft(core, text, Some("Titre"), "fr").await;
    let draft = draft.expect("a draft");
    must(core, async |tx| {
        threads::open(tx, author, forum, &draft).await
    })
    .await
}

async fn answers(core: &Core, author: &Person, parent: &Post, text: &str) -> Post {
    let draft = threads::draft(core, text, None, "fr")
        .await
        .expect("a draft");
    must(core, async |tx| {
        threads::reply(tx, author, parent.id, &draft).await
    })
    .await
}

/// Somebody follows somebody with their consent, whoever they are by now.
async fn follows(core: &Core, person: &Person, whom: &str) {
    must(core, async |tx| {
        let row = follow::ActiveModel {
            follower: Set(person.uri.clone()),
            followed: Set(whom.to_owned()),
            activity_id: Set(format!("{}#follows/{whom}", person.uri)),
            state: Set("accepted".to_owned()),
            host: Set(person.host.clone()),
            created_at: Set(tx.now()),
            ..Default::default()
        };
        follow::Entity::insert(row)
            .exec_without_returning(tx.conn().await?)
            .await?;
        tx.memo().forget_follows();
        Ok(())
    })
    .await;
}

/// A post outside salons, written by hand.
async fn note(
    core: &Core,
    author: &Person,
    visibility: &str,
    parent: Option<&Post>,
    named: &[&Person],
) -> Post {
    let tx = core.begin().await.expect("begin");
    let id = tx.id(tx.now());
    let row = Post {
        id,
        uri: format!("https://{}/note/{id}", author.host),
        url: None,
        thread_id: None,
        forum_id: None,
        author_id: author.id,
        parent: parent.map(|post| post.uri.clone()),
        line: None,
        state: "live".to_owned(),
        visibility: visibility.to_owned(),
        title: None,
        html: "<p>Un mot</p>".to_owned(),
        source: String::new(),
        lang: "fr".to_owned(),
        published: tx.now(),
        updated: None,
        rev: 0,
        likes: 0,
        reason: None,
        removed_at: None,
        created_by: None,
        winner: None,
        received_at: tx.now(),
        warning: None,
        quotable: None,
    };
    tx.add_post(row.clone()).await.expect("added");
    let named = named.iter().map(|person| person.uri.clone());
    tx.add_mentions(id, named.collect()).await.expect("named");
    tx.commit().await.expect("commit");
    row
}

struct Village {
    ana: Person,
    bob: Person,
    cleo: Person,
    far: Person,
    away: Person,
    acces: Forum,
    libre: Forum,
}

/// Two salons, three members, two strangers of whom one lives on a blocked host; something of every
/// kind, in every state.
async fn village(core: &Core) -> Village {
    let village = Village {
        ana: member(core, "ana", true).await,
        bob: member(core, "bob", true).await,
        cleo: member(core, "cleo", false).await,
        far: stranger(core, "dakar.test", "awa").await,
        away: stranger(core, "blocked.test", "eve").await,
        acces: forum(core, "acces", false).await,
        libre: forum(core, "libre", true).await,
    };
    let Village {
        ana,
        bob,
        cleo,
        far,
        away,
        acces,
        libre,
    } = &village;
    follows(core, ana, &acces.uri).await;
    follows(core, ana, &bob.uri).await;
    follows(core, bob, &ana.uri).await;
    follows(core, ana, &far.uri).await;
    follows(core, ana, &away.uri).await;
    for author in [ana, bob, cleo] {
        for salon in [acces, libre] {
            let root = opens(core, author, salon, "Un #mot").await;
            for other in [ana, bob] {
                if root.state == "live" {
                    answers(core, other, &root, "Une réponse #mot").await;
                }
            }
        }
    }
    for author in [ana, bob, cleo, far, away] {
        for visibility in ["public", "unlisted", "followers", "direct"] {
            let alone = note(core, author, visibility, None, &[]).await;
            note(core, author, visibility, None, &[ana]).await;
            note(core, bob, visibility, Some(&alone), &[author]).await;
            note(core, far, visibility, Some(&alone), &[]).await;
        }
    }
    let gone = opens(core, bob, acces, "À supprimer").await;
    must(core, async |tx| threads::delete(tx, bob, gone.id).await).await;
    let removed = opens(core, bob, acces, "À retirer").await;
    must(core, async |tx| {
        moderation::remove(tx, moderation::By::Command, removed.id, "Hors sujet").await
    })
    .await;
    must(core, async |tx| {
        peering::set_level(tx, "blocked.test", peering::Level::Block, "Hors sujet").await
    })
    .await;
    village
}

async fn every(core: &Core) -> Vec<Post> {
    post::Entity::find().all(core.reader()).await.expect("read")
}

async fn named(core: &Core, post: &Post, person: &Person) -> bool {
    let row = mention::Entity::find_by_id((post.id, person.uri.clone()));
    row.one(core.reader()).await.expect("read").is_some()
}

/// Whether somebody may read a post that is live, by the words of Mastodon.
async fn may_read(core: &Core, post: &Post, who: Option<&Person>, village: &Village) -> bool {
    if post.author_id == village.away.id {
        return false;
    }
    let Some(who) = who else {
        return post.state == "live" && matches!(post.visibility.as_str(), "public" | "unlisted");
    };
    let own = post.author_id == who.id;
    match (post.state.as_str(), post.visibility.as_str()) {
        ("live", "public" | "unlisted") => true,
        ("live", "followers") => {
            own || named(core, post, who).await || is_followed(core, who, post.author_id).await
        }
        ("live", _) => own || named(core, post, who).await,
        ("held", _) => own,
        _ => false,
    }
}

async fn is_followed(core: &Core, who: &Person, author: i64) -> bool {
    let author = crate::people::by_id(core, author).await.expect("read");
    let uri = author.expect("an author").uri;
    let state = forums::is_following(core, &who.uri, &uri).await;
    state.expect("read").as_deref() == Some("accepted")
}

fn shown(entries: &[Entry]) -> BTreeSet<(i64, bool)> {
    entries
        .iter()
        .map(|entry| (entry.post, entry.by.is_some()))
        .collect()
}

const ALL: Page = Page {
    limit: 1_000,
    max: None,
    since: None,
    min: None,
};

// client_api.16, client_api.17
#[tokio::test]
async fn home_shows_what_a_member_follows_and_each_thread_once() {
    each_store(async |core, _| {
        let village = Box::pin(village(&core)).await;
        let Village {
            ana,
            bob,
            far,
            acces,
            ..
        } = &village;
        let entries = home(&core, &reader(ana), &ALL).await.expect("a page");
        let mut expected = BTreeSet::new();
        for post in every(&core).await {
            if !may_read(&core, &post, Some(ana), &village).await {
                continue;
            }
            let parent = match &post.parent {
                Some(uri) => threads::post_by_uri(&core, uri).await.expect("read"),
                None => None,
            };
            let circle = [ana.id, bob.id, far.id, village.away.id];
            let among = circle.contains(&post.author_id);
            let to_them = parent
                .as_ref()
                .is_some_and(|post| circle.contains(&post.author_id));
            if post.forum_id == Some(acces.id) && post.parent.is_none() {
                expected.insert((post.id, true));
            } else if among && (post.parent.is_none() || (post.forum_id.is_none() && to_them)) {
                expected.insert((post.id, false));
            }
        }
        assert_eq!(shown(&entries), expected);
        let salon = entries.iter().find(|entry| entry.by.is_some());
        assert_eq!(
            salon.and_then(|entry| entry.by),
            Some(acces.id),
            "its Group"
        );
        assert!(
            home(&core, &Viewer::guest(), &ALL)
                .await
                .expect("read")
                .is_empty()
        );
    })
    .await;
}

// client_api.18
#[tokio::test]
async fn no_list_shows_what_the_predicate_refuses_and_none_leaves_out_what_it_allows() {
    each_store(async |core, _| {
        let village = Box::pin(village(&core)).await;
        let Village {
            ana,
            bob,
            cleo,
            far,
            away,
            acces,
            libre,
        } = &village;
        let local = |post: &Post| {
            post.forum_id.is_some() || [ana.id, bob.id, cleo.id].contains(&post.author_id)
        };
        for who in [None, Some(ana), Some(bob), Some(cleo)] {
            let viewer = who.map_or_else(Viewer::guest, reader);
            let mut lists = Vec::new();
            for author in [ana, bob, cleo, far, away] {
                let which = OfAccount::default();
                let list = of_person(&core, &viewer, author.id, &which, &ALL).await;
                lists.push((
                    list.expect("a list"),
                    Box::new(move |post: &Post| post.author_id == author.id)
                        as Box<dyn Fn(&Post) -> bool + '_>,
                ));
            }
            for salon in [acces, libre] {
                let which = OfAccount::default();
                let list = of_salon(&core, &viewer, salon, salon.id, &which, &ALL).await;
                lists.push((
                    list.expect("a list"),
                    Box::new(move |post: &Post| {
                        post.forum_id == Some(salon.id) && post.parent.is_none()
                    }),
                ));
            }
            for (list, belongs) in &lists {
                let ids: Vec<i64> = list.iter().map(|entry| entry.post).collect();
                let told = read::told(&core, &viewer, &ids, &[]).await.expect("told");
                for id in &ids {
                    assert!(told.posts.contains_key(id), "{id} is listed, not told");
                }
                for post in every(&core).await {
                    let expected = belongs(&post) && may_read(&core, &post, who, &village).await;
                    assert_eq!(ids.contains(&post.id), expected, "{post:#?}");
                }
            }
        }
        for among in [Among::All, Among::Local, Among::Remote] {
            let list = open(&core, &Viewer::guest(), among, &ALL)
                .await
                .expect("a list");
            let found: BTreeSet<i64> = list.iter().map(|entry| entry.post).collect();
            assert_eq!(found.len(), list.len(), "each once");
            for post in every(&core).await {
                let open = post.parent.is_none() && post.visibility == "public";
                let here = match among {
                    Among::All => true,
                    Among::Local => local(&post),
                    Among::Remote => !local(&post),
                };
                let expected = open && here && may_read(&core, &post, None, &village).await;
                assert_eq!(found.contains(&post.id), expected, "{among:?} {post:#?}");
            }
        }
    })
    .await;
}

// client_api.19
#[tokio::test]
async fn pages_meet_without_a_gap_and_bounds_are_strict() {
    each_store(async |core, _| {
        let village = Box::pin(village(&core)).await;
        let viewer = reader(&village.ana);
        let all = home(&core, &viewer, &ALL).await.expect("all");
        assert!(all.len() > 12, "enough for pages: {}", all.len());
        assert!(all.is_sorted_by(|a, b| a.place > b.place), "newest first");
        for limit in [1, 2, 3, 7] {
            let mut down = Vec::new();
            let mut page = Page::first(limit);
            loop {
                let some = home(&core, &viewer, &page).await.expect("a page");
                let Some(last) = some.last() else { break };
                page.max = Some(last.place.into());
                down.extend(some);
            }
            assert_eq!(down, all, "older pages, {limit} at a time");
            let mut up = Vec::new();
            let mut page = Page {
                min: Some("0".parse().expect("a bound")),
                ..Page::first(limit)
            };
            loop {
                let some = home(&core, &viewer, &page).await.expect("a page");
                let Some(first) = some.first() else { break };
                page.min = Some(first.place.into());
                up.splice(0..0, some);
            }
            assert_eq!(up, all, "newer pages, {limit} at a time");
        }
        let bound = |at: usize| Some(Bound::from(all[at].place));
        let since = Page {
            since: bound(9),
            ..Page::first(3)
        };
        assert_eq!(
            home(&core, &viewer, &since).await.expect("a page"),
            all[..3]
        );
        let min = Page {
            min: bound(9),
            ..Page::first(3)
        };
        assert_eq!(home(&core, &viewer, &min).await.expect("a page"), all[6..9]);
        let both = Page {
            max: bound(2),
            since: bound(6),
            ..Page::first(40)
        };
        assert_eq!(
            home(&core, &viewer, &both).await.expect("a page"),
            all[3..6]
        );
    })
    .await;
}

// client_api.19
#[tokio::test]
async fn a_page_is_full_however_much_before_it_is_not_for_the_reader() {
    each_store(async |core, _| {
        let (ana, bob) = (
            member(&core, "ana", true).await,
            member(&core, "bob", false).await,
        );
        follows(&core, &ana, &bob.uri).await;
        let mut open = Vec::new();
        for _ in 0..5 {
            open.push(note(&core, &bob, "public", None, &[]).await.id);
            for _ in 0..25 {
                note(&core, &bob, "direct", None, &[]).await;
            }
        }
        let viewer = reader(&ana);
        let posts = async |page: Page| {
            let some = home(&core, &viewer, &page).await.expect("a page");
            some.iter().map(|entry| entry.post).collect::<Vec<_>>()
        };
        open.reverse();
        assert_eq!(posts(Page::first(3)).await, open[..3]);
        assert_eq!(posts(Page::first(40)).await, open);
        let min = Some("0".parse().expect("a bound"));
        let oldest = Page {
            min,
            ..Page::first(3)
        };
        assert_eq!(posts(oldest).await, open[2..]);
    })
    .await;
}

// client_api.20
#[tokio::test]
async fn a_hashtag_lists_what_has_it() {
    each_store(async |core, _| {
        let Village { ana, acces, .. } = Box::pin(village(&core)).await;
        let other = opens(&core, &ana, &acces, "Un #mot et un #autre").await;
        let tags = |some: &[&str]| some.iter().map(|tag| (*tag).to_owned()).collect();
        let one = Tagged {
            any: tags(&["mot"]),
            ..Tagged::default()
        };
        let list = tagged(&core, &Viewer::guest(), &one, &ALL)
            .await
            .expect("a list");
        assert_eq!(list.first().map(|entry| entry.post), Some(other.id));
        assert_eq!(list.len(), 7, "live ones, answers included");
        let both = Tagged {
            all: tags(&["autre"]),
            ..one.clone()
        };
        assert_eq!(
            tagged(&core, &Viewer::guest(), &both, &ALL)
                .await
                .expect("a list")
                .len(),
            1
        );
        let none = Tagged {
            none: tags(&["autre"]),
            ..one.clone()
        };
        assert_eq!(
            tagged(&core, &Viewer::guest(), &none, &ALL)
                .await
                .expect("a list")
                .len(),
            list.len() - 1
        );
        let either = Tagged {
            any: tags(&["autre", "mot"]),
            ..Tagged::default()
        };
        assert_eq!(
            tagged(&core, &Viewer::guest(), &either, &ALL)
                .await
                .expect("a list"),
            list,
            "each once"
        );
        let far = Tagged {
            among: Among::Remote,
            ..one
        };
        assert!(
            tagged(&core, &Viewer::guest(), &far, &ALL)
                .await
                .expect("a list")
                .is_empty()
        );
    })
    .await;
}
