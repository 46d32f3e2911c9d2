//! Documents of our own making, in the shapes that other software writes (`tests/wire`).

use super::{documents, tell, workspace};

/// Path, kind, author, first forum candidate (empty for none), whether it opens a thread.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<bool>,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("discourse/collection.json", "OrderedCollection", "https://discourse.example/ap/collection/c1", "https://discourse.example/ap/actor/g1", None),
    ("discourse/create_actor_object.json", "Create(Note)", "https://discourse.example/ap/actor/p1", "https://discourse.example/ap/actor/g1", Some(false)),
    ("discourse/group.json", "Group", "https://discourse.example/ap/actor/g1", "", None),
    ("friendica/dislike.json", "Dislike(id)", "https://friendica.example/profile/eva", "https://forum.example/ap/u/awa", None),
    ("gotosocial/question.json", "Question", "https://gts.example/users/max", "https://gts.example/users/max/followers", Some(true)),
    ("lemmy/announce_create.json", "Announce(Create(Page))", "https://lemmy.example/u/rose", "https://lemmy.example/c/jardins", Some(true)),
    ("lemmy/block.json", "Block(id)", "https://lemmy.example/u/mod", "https://lemmy.example/c/jardins", None),
    ("lemmy/group.json", "Group", "https://lemmy.example/c/jardins", "https://lemmy.example/c/jardins/moderators", None),
    ("lemmy/lock.json", "Lock(id)", "https://lemmy.example/u/mod", "https://lemmy.example/c/jardins", None),
    ("lemmy/page.json", "Page", "https://lemmy.example/u/rose", "https://lemmy.example/c/jardins", Some(true)),
    ("lotide/create_page.json", "Create(Page)", "https://lotide.example/apub/users/1", "https://lotide.example/communities/1", Some(true)),
    ("mastodon/create_reply.json", "Create(Note)", "https://mastodon.example/users/koffi", "https://mastodon.example/users/koffi/followers", Some(false)),
    ("mastodon/delete.json", "Delete(Tombstone)", "https://mastodon.example/users/koffi", "", Some(false)),
    ("mastodon/flag.json", "Flag(2 things)", "https://mastodon.example/actor", "https://forum.example/ap/f/acces", None),
    ("mastodon/move.json", "Move(id)", "https://mastodon.example/users/koffi", "https://mastodon.example/users/koffi/followers", None),
    ("mbin/add_moderator.json", "Add(id)", "https://mbin.example/u/chef", "https://mbin.example/m/radio", None),
    ("mitra/accept_id.json", "Accept(id)", "https://mitra.example/users/ada", "https://forum.example/ap/u/awa", None),
    ("mitra/person.json", "Person", "https://mitra.example/users/ada", "", None),
    ("mobilizon/event.json", "Event", "https://mobilizon.example/@asso", "https://mobilizon.example/@asso/followers", Some(true)),
    ("nodebb/announce_announce_like.json", "Announce(Like(Article))", "https://micro.example/users/ana", "https://nodebb.example/category/4", Some(true)),
    ("nodebb/announce_article.json", "Announce(Article)", "https://nodebb.example/uid/9", "https://nodebb.example/category/4", Some(true)),
    ("nodebb/article.json", "Article", "https://nodebb.example/uid/9", "https://nodebb.example/category/4", Some(true)),
    ("nodebb/conversation.json", "Conversation", "https://nodebb.example/topic/20", "https://nodebb.example/category/4", None),
    ("palabre/arrive.json", "Arrive", "https://forum.example/ap/actor", "", None),
    ("peertube/video.json", "Video", "https://tube.example/accounts/tom", "https://tube.example/video-channels/tom_films", Some(true)),
    ("piefed/announce_collection.json", "Announce(2 things)", "https://piefed.example/c/velo", "", None),
    ("piefed/announce_list.json", "Announce(3 things)", "https://piefed.example/c/velo", "", None),
    ("piefed/page_nulls.json", "Page", "https://piefed.example/u/lea", "https://piefed.example/c/velo", Some(true)),
    ("pleroma/emoji_react.json", "EmojiReact(id)", "https://pleroma.example/users/lin", "https://forum.example/ap/u/awa", None),
    ("wordpress/article.json", "Article", "https://blog.example/author/zoe/", "https://blog.example/?author=0", Some(true)),
];

#[test]
fn every_made_document_is_classified() {
    let documents = documents(&workspace().join("tests/wire"));
    let named: Vec<&str> = documents.iter().map(|(name, _)| name.as_str()).collect();
    let expected: Vec<&str> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(named, expected, "the table lists every document, in order");
    for ((name, value), (_, kind, author, group, root)) in documents.iter().zip(TABLE) {
        let told = tell(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        let first = told.groups.first().map(String::as_str).unwrap_or_default();
        let found = (told.kind.as_str(), told.author.as_str(), first, told.root);
        assert_eq!(found, (*kind, *author, *group, *root), "{name}");
    }
}
