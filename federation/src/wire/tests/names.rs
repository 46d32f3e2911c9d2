//! Ids, dates and the names of languages.

use palabre_core::naming::Base;
use palabre_core::people::keys::{ed25519_key_uri, rsa_key_uri};

use crate::wire::ids::{self, LocalId, Owner, parse};
use crate::wire::{date, language};

// ledger.49
#[test]
fn every_address_is_taken_apart_again() {
    let base = Base::new("https", "forum.example:8443");
    let rid = "5d41402abc4b2a76b9719d911017c592ffffffffffffffffffffffffffffffff";
    let owners = [Owner::Node, Owner::Person("awa"), Owner::Forum("acces")];
    let mut table = vec![
        (
            ids::moderators(&base.forum("acces")),
            LocalId::Moderators("acces"),
        ),
        (
            ids::featured(&base.forum("acces")),
            LocalId::Featured("acces"),
        ),
        (
            ids::threads(&base.forum("acces")),
            LocalId::Threads("acces"),
        ),
        (base.post(7), LocalId::Post(7)),
        (base.replies(7), LocalId::Replies(7)),
        (base.likes(7), LocalId::Likes(7)),
        (base.create(7), LocalId::Create(7)),
        (base.update(7, 2), LocalId::Update(7, 2)),
        (base.delete(i64::MAX), LocalId::Delete(i64::MAX)),
        (base.thread(7), LocalId::Thread(7)),
        (base.thread_history(7), LocalId::ThreadHistory(7)),
        (
            base.announce("acces", rid),
            LocalId::Announce("acces", &rid[..32]),
        ),
        (base.thread_page(7), LocalId::ThreadPage(7)),
        (base.post_page(7), LocalId::PostPage(7)),
        (base.forum_page("acces"), LocalId::ForumPage("acces")),
        (base.person_page("awa"), LocalId::PersonPage("awa")),
        (base.tag_page("été"), LocalId::TagPage("été".to_owned())),
        (
            base.tag_page("%C3%A9t%C3%A9"),
            LocalId::TagPage("été".to_owned()),
        ),
        (
            base.announce_root("acces", rid),
            LocalId::AnnounceRoot("acces", &rid[..32]),
        ),
    ];
    for owner in owners {
        let actor = ids::of(&base, owner);
        table.push((rsa_key_uri(&actor), LocalId::MainKey(owner)));
        table.push((ed25519_key_uri(&actor), LocalId::Ed25519Key(owner)));
        table.push((ids::inbox(&base, owner), LocalId::Inbox(owner)));
        table.push((ids::outbox(&actor), LocalId::Outbox(owner)));
        table.push((ids::followers(&actor), LocalId::Followers(owner)));
        table.push((actor, LocalId::Actor(owner)));
    }
    for (activity, owner) in [
        (base.node_activity(9), Owner::Node),
        (base.activity("awa", 9), Owner::Person("awa")),
        (base.forum_activity("acces", 9), Owner::Forum("acces")),
    ] {
        table.push((activity, LocalId::Activity(owner, 9)));
    }
    for (address, id) in &table {
        assert_eq!(ids::local(&base, address).as_ref(), Some(id), "{address}");
    }
}

#[test]
fn other_paths_are_none_of_ours() {
    for path in [
        "",
        "/",
        "ap/p/7",
        "/ap",
        "/ap/p/",
        "/ap/p/07",
        "/ap/p/+7",
        "/ap/p/0",
        "/ap/p/-7",
        "/ap/p/99999999999999999999",
        "/ap/p/7/",
        "/ap/p//7",
        "/ap/p/7/update/2/x",
        "/ap/u/Awa",
        "/ap/u/",
        "/ap/f/acces/a/5d41",
        "/ap/p/7#main-key",
        "/ap/u/awa#other",
        "/mots/%2",
        "/mots/%ff",
        "/@",
        "/ap/f/acces/x",
    ] {
        assert_eq!(parse(path), None, "{path}");
    }
    let base = Base::new("https", "forum.example");
    for other in [
        "https://forum.example.evil.example/ap/p/7",
        "http://forum.example/ap/p/7",
        "https://forum.example:8443/ap/p/7",
        "https://forum.exampleap/p/7",
    ] {
        assert_eq!(ids::local(&base, other), None, "{other}");
    }
}

#[test]
fn dates_are_bounded_and_languages_named() {
    assert_eq!(
        date::read("2026-11-21T10:00:00+02:00"),
        Some(1_795_248_000_000)
    );
    assert_eq!(
        date::read("2026-11-21T10:00:00.25"),
        Some(1_795_255_200_250)
    );
    for none in [
        "1969-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "hier",
        "",
        "2026-13-01T00:00:00Z",
    ] {
        assert_eq!(date::read(none), None, "{none}");
    }
    assert_eq!(date::write(0), "1970-01-01T00:00:00Z");
    assert_eq!(date::write(i64::MIN), date::write(0));
    assert_eq!(language::name("fr-SN"), "Français");
    assert_eq!(language::name("wo"), "Wolof");
    assert_eq!(language::name("xx"), "xx");
}
