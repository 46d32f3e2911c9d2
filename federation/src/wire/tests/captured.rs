//! Documents captured from real servers, read where the folder of samples is present.

use std::path::PathBuf;

use super::{Told, documents, tell, workspace};
use crate::wire::Malformed;

/// The object in it opens a thread.
const OPENS: Option<bool> = Some(true);
/// The object in it answers another, or is gone.
const ANSWERS: Option<bool> = Some(false);
/// There is no object in it.
const NEITHER: Option<bool> = None;

/// Path, kind, ends of the addresses of author and forum, place. The forum is the first candidate;
/// after `*` it is any of them, after `?` there are candidates and none is a forum.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<bool>,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("discourse/objects/group.json", "Group", "/ap/actor/797217cf18c0e819dfafc52425590146", "", NEITHER),
    ("discourse/objects/page.json", "Note", "/ap/actor/495843076e9e469fbd35ccf467ae9fb1", "/ap/actor/797217cf18c0e819dfafc52425590146", OPENS),
    ("discourse/threads/case_1/actor_1.json", "Person", "/uid/14929", "", NEITHER),
    ("discourse/threads/case_1/context_1.json", "Conversation", "/topic/18563", "/category/30", NEITHER),
    ("discourse/threads/case_1/group_actor.json", "Group", "/category/30", "", NEITHER),
    ("discourse/threads/case_1/received_1.json", "Announce(Note)", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_10.json", "Announce(Note)", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_2.json", "Announce(Create(Note))", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_3.json", "Announce(Like(Note))", "/u/sabreW4K3", "/category/30", OPENS),
    ("discourse/threads/case_1/received_4.json", "Announce(Note)", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_5.json", "Announce(Note)", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_6.json", "Announce(Like(Note))", "/u/Blaze", "/category/30", OPENS),
    ("discourse/threads/case_1/received_7.json", "Announce(Note)", "/uid/14929", "/category/30", OPENS),
    ("discourse/threads/case_1/received_8.json", "Announce(Like(Note))", "/u/Fitik", "/category/30", OPENS),
    ("discourse/threads/case_1/received_9.json", "Announce(Like(Note))", "/u/Tramort", "/category/30", OPENS),
    ("discourse/threads/case_2/actor_1.json", "Person", "/uid/2", "", NEITHER),
    ("discourse/threads/case_2/context_1.json", "OrderedCollection", "/topic/18591", "/category/30", NEITHER),
    ("discourse/threads/case_2/group_actor.json", "Group", "/category/30", "", NEITHER),
    ("discourse/threads/case_2/received_1.json", "Announce(Create(Note))", "/uid/2", "/category/30", OPENS),
    ("discourse/threads/case_2/received_2.json", "Announce(Note)", "/uid/2", "/category/30", OPENS),
    ("discourse/threads/case_2/received_3.json", "Announce(Note)", "/uid/2", "/category/30", OPENS),
    ("discourse/threads/case_2/received_4.json", "Announce(Like(Note))", "/users/julian", "/category/30", OPENS),
    ("discourse/threads/case_2/received_5.json", "Announce(Note)", "/uid/2", "/category/30", OPENS),
    ("discourse/threads/case_2/received_6.json", "Announce(Like(Note))", "/users/stefan", "/category/30", OPENS),
    ("friendica/activities/create_note.json", "Create(Note)", "/profile/jakob", "*/c/test", ANSWERS),
    ("friendica/activities/create_page_1.json", "Create(Note)", "/users/mastodon", "*/c/lemmy_community", OPENS),
    ("friendica/activities/create_page_2.json", "Create(Article)", "/profile/heluecht", "/c/testcom", OPENS),
    ("friendica/activities/delete.json", "Delete(Tombstone)", "/profile/heluecht", "*/c/testcom", ANSWERS),
    ("friendica/activities/like_page.json", "Like(id)", "/profile/heluecht", "*/c/testcom", NEITHER),
    ("friendica/activities/update_note.json", "Update(Note)", "/profile/heluecht", "*/c/testcom", ANSWERS),
    ("friendica/objects/note_1.json", "Note", "/profile/jakob", "*/c/test", ANSWERS),
    ("friendica/objects/page_1.json", "Page", "/profile/heluecht", "/c/testcom", OPENS),
    ("gnusocial/activities/create_note.json", "Create(Note)", "/actor/42", "?", ANSWERS),
    ("gnusocial/activities/create_page.json", "Create(Page)", "/actor/42", "/actor/21", OPENS),
    ("gnusocial/activities/like_note.json", "Like(id)", "/actor/43", "/actor/42", NEITHER),
    ("lemmy/activities/block/block_user.json", "Block(id)", "/u/lemmy_beta", "/u/main", NEITHER),
    ("lemmy/activities/community/announce_create_page.json", "Announce(Create(Page))", "/u/lemmy_beta", "/u/main", OPENS),
    ("lemmy/activities/community/lock_page.json", "Lock(id)", "/u/lemmy_alpha", "/c/main", NEITHER),
    ("lemmy/activities/community/report_page.json", "Flag(id)", "/u/lemmy_alpha", "/u/main", NEITHER),
    ("lemmy/activities/community/resolve_report_page.json", "Resolve(Flag)", "/u/lemmy_user", "/u/main", NEITHER),
    ("lemmy/activities/community/undo_lock_page.json", "Undo(Lock)", "/u/lemmy_alpha", "/c/main", NEITHER),
    ("lemmy/activities/community/update_community.json", "Update(Group)", "/u/lemmy_alpha", "/c/main", NEITHER),
    ("lemmy/activities/community/warn.json", "Warn(id)", "/u/lemmy_beta", "/c/main", NEITHER),
    ("lemmy/activities/create_or_update/create_comment.json", "Create(Note)", "/u/lemmy_alpha", "/c/main", ANSWERS),
    ("lemmy/activities/create_or_update/create_page.json", "Create(Page)", "/u/lemmy_alpha", "/c/main", OPENS),
    ("lemmy/activities/create_or_update/update_page.json", "Update(Page)", "/u/lemmy_alpha", "/c/main", OPENS),
    ("lemmy/activities/deletion/delete_page.json", "Delete(id)", "/u/lemmy_alpha", "/c/main", NEITHER),
    ("lemmy/activities/deletion/remove_note.json", "Delete(id)", "/u/lemmy_beta", "/c/main", NEITHER),
    ("lemmy/activities/following/accept.json", "Accept(Follow)", "/c/main", "/u/lemmy_alpha", NEITHER),
    ("lemmy/activities/following/follow.json", "Follow(id)", "/u/lemmy_alpha", "/c/main", NEITHER),
    ("lemmy/activities/voting/dislike_page.json", "Dislike(id)", "/u/lemmy_beta", "/c/tenforward", NEITHER),
    ("lemmy/activities/voting/like_note.json", "Like(id)", "/u/lemmy_alpha", "/c/tenforward", NEITHER),
    ("lemmy/activities/voting/undo_like_note.json", "Undo(Like)", "/u/lemmy_alpha", "/c/tenforward", NEITHER),
    ("lemmy/collections/group_followers.json", "Collection", "/c/main/followers", "", NEITHER),
    ("lemmy/collections/group_moderators.json", "OrderedCollection", "/c/tenforward/moderators", "", NEITHER),
    ("lemmy/collections/group_outbox.json", "OrderedCollection", "/c/testcom/outbox", "", NEITHER),
    ("lemmy/objects/comment.json", "Note", "/u/picard", "/c/tenforward", ANSWERS),
    ("lemmy/objects/group.json", "Group", "/c/tenforward", "/c/tenforward/moderators", NEITHER),
    ("lemmy/objects/page.json", "Page", "/u/picard", "/c/tenforward", OPENS),
    ("lemmy/objects/tombstone.json", "Tombstone", "", "", ANSWERS),
    ("lotide/activities/create_note_reply.json", "Create(Note)", "/users/1", "*/communities/1", ANSWERS),
    ("lotide/activities/create_page.json", "Create(Page)", "/apub/users/1", "/communities/1", OPENS),
    ("lotide/activities/delete_note.json", "Delete(id)", "/users/3", "", NEITHER),
    ("lotide/activities/follow.json", "Follow(id)", "/users/1", "/c/foss", NEITHER),
    ("lotide/objects/group.json", "Group", "/communities/12", "", NEITHER),
    ("lotide/objects/note.json", "Note", "/users/3", "*/communities/4", ANSWERS),
    ("lotide/objects/page.json", "Page", "/users/1", "/communities/4", OPENS),
    ("mastodon/activities/create_note.json", "Create(Note)", "/users/felix", "?", ANSWERS),
    ("mastodon/activities/delete.json", "Delete(Tombstone)", "/users/felix", "", ANSWERS),
    ("mastodon/activities/flag.json", "Flag(3 things)", "/actor", "?", NEITHER),
    ("mastodon/activities/follow.json", "Follow(id)", "/users/asonix", "", NEITHER),
    ("mastodon/activities/like_page.json", "Like(id)", "/users/felix", "", NEITHER),
    ("mastodon/objects/note_1.json", "Note", "/users/felix", "?", ANSWERS),
    ("mastodon/objects/note_2.json", "Note", "/users/kde", "*/c/kde", ANSWERS),
    ("mastodon/objects/page.json", "Note", "/users/mastodon", "*/c/tenforward", OPENS),
    ("mbin/activities/accept.json", "Accept(Follow)", "/m/someMag", "", NEITHER),
    ("mbin/activities/flag.json", "Flag(2 things)", "/u/BentiGorlich", "/c/test_mag", NEITHER),
    ("mitra/activities/accept.json", "Accept(id)", "/users/localtestgroup", "/u/silverpill", NEITHER),
    ("mitra/activities/create_post.json", "Create(Note)", "/users/test", "/c/pubtest0906", OPENS),
    ("mobilizon/objects/event.json", "Event", "/@devon_caledonian_society", "?", OPENS),
    ("nodebb/objects/group.json", "Group", "/category/2", "", NEITHER),
    ("nodebb/objects/page.json", "Article", "/uid/1", "/category/2", OPENS),
    ("peertube/objects/group.json", "Group", "/video-channels/thelinuxexperiment_channel", "", NEITHER),
    ("peertube/objects/video.json", "Video", "/accounts/thelinuxexperiment", "/video-channels/thelinuxexperiment_channel", OPENS),
    ("pleroma/activities/create_note.json", "Create(Note)", "/users/nutomic", "/u/picard", ANSWERS),
    ("pleroma/activities/delete.json", "Delete(id)", "/users/vpzom", "*/c/main", NEITHER),
    ("pleroma/activities/follow.json", "Follow(id)", "/users/kinetix", "/u/kinetix", NEITHER),
    ("pleroma/objects/note.json", "Note", "/users/lanodan", "?", ANSWERS),
    ("smithereen/activities/create_note.json", "Create(Note)", "/users/1", "?", ANSWERS),
    ("wordpress/activities/announce.json", "Announce(Update(Article))", "/author/pfefferle/", "/@pfefferle.org", OPENS),
    ("wordpress/objects/group.json", "Group", "/?author=0", "/wp-json/activitypub/1.0/collections/moderators", NEITHER),
    ("wordpress/objects/page.json", "Article", "/blog/author/db0/", "/?author=0", OPENS),
];

/// Documents of types that are not read, by choice.
const REFUSED: &[(&str, &str)] = &[("pleroma/objects/chat_message.json", "ChatMessage")];

/// The folder of samples, or `None` with a line that says so.
fn samples() -> Option<PathBuf> {
    let named = std::env::var_os("PALABRE_SAMPLES").map(PathBuf::from);
    let beside = || {
        workspace()
            .parent()
            .map(|above| above.join("shared/samples"))
    };
    let found = named.or_else(beside).filter(|folder| folder.is_dir());
    if found.is_none() {
        println!("no captured samples here: set PALABRE_SAMPLES to read them");
    }
    found
}

#[test]
fn every_captured_document_is_read_or_refused_by_name() {
    let Some(folder) = samples() else { return };
    let mut read = 0;
    for (name, value) in documents(&folder) {
        // The description of Mastodon's client API lies beside the documents.
        if name.starts_with("mastodon-openapi") {
            continue;
        }
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name);
        match (tell(&value), refused) {
            (Ok(_), None) => read += 1,
            (Err(Malformed::Type(kind)), Some((_, expected))) => assert_eq!(kind, *expected),
            (outcome, _) => panic!("{name}: {outcome:?}"),
        }
    }
    assert!(read >= TABLE.len(), "only {read} documents were read");
}

#[test]
fn captured_documents_are_classified() {
    let Some(folder) = samples() else { return };
    let documents = documents(&folder);
    for row @ (name, kind, author, group, root) in TABLE {
        let (_, value) = documents
            .iter()
            .find(|(found, _)| found == name)
            .unwrap_or_else(|| panic!("{name} is not among the samples"));
        let told = tell(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(told.kind, *kind, "{name}");
        assert_eq!(told.root, *root, "{name}");
        assert!(told.author.ends_with(author), "{name}: {told:?}");
        assert!(is_for(&told, group), "{row:?}: {told:?}");
    }
}

fn is_for(told: &Told, group: &str) -> bool {
    match group.strip_prefix('*') {
        _ if group == "?" => !told.groups.is_empty(),
        _ if group.is_empty() => told.groups.is_empty(),
        Some(any) => told.groups.iter().any(|candidate| candidate.ends_with(any)),
        None => told
            .groups
            .first()
            .is_some_and(|first| first.ends_with(group)),
    }
}
