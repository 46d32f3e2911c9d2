//! Held, refused, removed, locked.

use super::*;
use crate::ledger::{self, Kind, Standing};
use crate::moderation::{self, By};
use crate::store::testing::{each_store, forum, member};
use crate::{Error, Refusal, forums, forums::Forum, people::Person};

async fn opened(core: &Core, author: &Person, forum: &Forum) -> Post {
    let text = draft(core, "Bonjour", Some("Titre")).await;
    done(core, async |tx| {
        threads::open(tx, author, forum, &text).await
    })
    .await
    .expect("opened")
}

fn refused_with(refusal: &Refusal, answer: &crate::Result<impl std::fmt::Debug>) {
    assert!(
        matches!(answer, Err(Error::Refused(found)) if found == refusal),
        "{answer:?}"
    );
}

// moderation.2, moderation.9
#[tokio::test]
async fn a_removal_is_a_record_that_hides_and_can_be_undone_at_once() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let root = opened(&core, &ana, &acces).await;
        let person = By::Person {
            person: &ana,
            admin: false,
        };
        let not_mod = done(&core, async |tx| {
            moderation::remove(tx, person, root.id, "spam").await
        })
        .await;
        refused_with(&Refusal::NotAModerator, &not_mod);
        done(&core, async |tx| {
            forums::add_moderator(tx, acces.id, &ana.uri).await
        })
        .await
        .expect("a moderator");
        let silent = done(&core, async |tx| {
            moderation::remove(tx, person, root.id, " ").await
        })
        .await;
        refused_with(&Refusal::ReasonMissing, &silent);
        for _ in 0..3 {
            done(&core, async |tx| {
                moderation::remove(tx, person, root.id, "spam").await
            })
            .await
            .expect("removed");
            let hidden = again(&core, &root).await;
            assert_eq!(
                (hidden.state.as_str(), hidden.reason.as_deref()),
                ("removed", Some("spam"))
            );
            assert_eq!(hidden.source, "Bonjour");
            done(&core, async |tx| {
                moderation::restore(tx, person, root.id, "erreur").await
            })
            .await
            .expect("restored");
            let shown = again(&core, &root).await;
            assert_eq!((shown.state.as_str(), shown.reason), ("live", None));
        }
        let history = ledger::history(&core, root.id).await.expect("history");
        assert_eq!(
            history
                .iter()
                .filter(|one| one.kind == Kind::Remove)
                .count(),
            3
        );
        assert!(history.iter().skip(1).all(|one| one.actor == acces.uri));
        done(&core, async |tx| {
            moderation::remove(tx, By::Command, root.id, "spam").await
        })
        .await
        .expect("removed");
        done(&core, async |tx| threads::delete(tx, &ana, root.id).await)
            .await
            .expect("an author deletes what was removed");
        assert_eq!(again(&core, &root).await.line.as_deref(), Some("deleted"));
    })
    .await;
}

// moderation.10
#[tokio::test]
async fn what_was_decided_already_is_refused_by_name() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let id = opened(&core, &ana, &acces).await.id;
        let remove = async || {
            done(&core, async |tx| {
                moderation::remove(tx, By::Command, id, "spam").await
            })
            .await
        };
        let restore = async || {
            done(&core, async |tx| {
                moderation::restore(tx, By::Command, id, "erreur").await
            })
            .await
        };
        let row = async || {
            let found = threads::post(&core, id).await.expect("read");
            found.expect("a post")
        };
        refused_with(&Refusal::NotRemoved, &restore().await);
        remove().await.expect("removed");
        let hidden = row().await;
        assert!(hidden.removed_at.is_some_and(|at| at >= hidden.published));
        refused_with(&Refusal::AlreadyRemoved, &remove().await);
        restore().await.expect("restored");
        assert_eq!(row().await.removed_at, None);
        remove().await.expect("removed");
        done(&core, async |tx| threads::delete(tx, &ana, id).await)
            .await
            .expect("an author deletes what was removed");
        refused_with(&Refusal::Gone, &restore().await);
        refused_with(&Refusal::Gone, &remove().await);
        assert_eq!(row().await.state, "deleted");
    })
    .await;
}

#[tokio::test]
async fn in_a_locked_thread_only_moderators_write() {
    each_store(async |core, _| {
        let (ana, acces) = (
            member(&core, "ana", true).await,
            forum(&core, "acces", false).await,
        );
        let root = opened(&core, &ana, &acces).await;
        let text = draft(&core, "Encore", None).await;
        for _ in 0..2 {
            done(&core, async |tx| {
                moderation::lock(tx, By::Command, root.id, "assez").await
            })
            .await
            .expect("locked");
            let answer = done(&core, async |tx| {
                threads::reply(tx, &ana, root.id, &text).await
            })
            .await;
            refused_with(&Refusal::ThreadLocked, &answer);
            let answer = done(&core, async |tx| {
                threads::edit(tx, &ana, root.id, &text).await
            })
            .await;
            refused_with(&Refusal::ThreadLocked, &answer);
            done(&core, async |tx| {
                moderation::unlock(tx, By::Command, root.id).await
            })
            .await
            .expect("unlocked");
        }
        done(&core, async |tx| {
            threads::reply(tx, &ana, root.id, &text).await
        })
        .await
        .expect("open again");
        done(&core, async |tx| {
            moderation::lock(tx, By::Command, root.id, "assez").await
        })
        .await
        .expect("locked");
        done(&core, async |tx| {
            forums::add_moderator(tx, acces.id, &ana.uri).await
        })
        .await
        .expect("a moderator");
        done(&core, async |tx| {
            threads::reply(tx, &ana, root.id, &text).await
        })
        .await
        .expect("a moderator writes");
    })
    .await;
}

#[tokio::test]
async fn a_forum_moderated_before_holds_and_then_accepts_or_refuses() {
    each_store(async |core, _| {
        let (ana, eau) = (
            member(&core, "ana", true).await,
            forum(&core, "eau", true).await,
        );
        let (yes, no) = (
            opened(&core, &ana, &eau).await,
            opened(&core, &ana, &eau).await,
        );
        assert_eq!((yes.state.as_str(), yes.line.as_deref()), ("held", None));
        let held = threads::read::held(&core, Some(eau.id))
            .await
            .expect("held");
        assert_eq!(held.len(), 2);
        done(&core, async |tx| {
            moderation::accept(tx, By::Command, yes.id).await
        })
        .await
        .expect("accepted");
        done(&core, async |tx| {
            moderation::refuse(tx, By::Command, no.id, "hors sujet").await
        })
        .await
        .expect("refused");
        assert_eq!(again(&core, &yes).await.line.as_deref(), Some("live"));
        let refused = again(&core, &no).await;
        assert_eq!((refused.state.as_str(), refused.line), ("refused", None));
        assert_eq!(refused.reason.as_deref(), Some("hors sujet"));
        let twice = done(&core, async |tx| {
            moderation::accept(tx, By::Command, no.id).await
        })
        .await;
        refused_with(&Refusal::NoSuchPost, &twice);
        // What was refused can be deleted, and leaves no line.
        done(&core, async |tx| threads::delete(tx, &ana, no.id).await)
            .await
            .expect("deleted");
        let gone = again(&core, &no).await;
        assert_eq!(
            (gone.state.as_str(), gone.source.as_str(), gone.line),
            ("deleted", "", None)
        );
    })
    .await;
}

#[tokio::test]
async fn a_held_edit_is_listed_and_counts_when_it_is_accepted() {
    each_store(async |core, _| {
        let (ana, eau) = (
            member(&core, "ana", true).await,
            forum(&core, "eau", true).await,
        );
        let root = opened(&core, &ana, &eau).await;
        done(&core, async |tx| {
            moderation::accept(tx, By::Command, root.id).await
        })
        .await
        .expect("accepted");
        let text = draft(&core, "Autre chose", Some("Titre")).await;
        done(&core, async |tx| {
            threads::edit(tx, &ana, root.id, &text).await
        })
        .await
        .expect("edited");
        let now = again(&core, &root).await;
        assert_eq!(
            (now.state.as_str(), now.source.as_str()),
            ("live", "Bonjour")
        );
        assert_eq!(
            threads::read::held(&core, Some(eau.id))
                .await
                .expect("held")
                .len(),
            1
        );
        done(&core, async |tx| {
            moderation::accept(tx, By::Command, root.id).await
        })
        .await
        .expect("accepted");
        assert_eq!(again(&core, &root).await.source, "Autre chose");
        assert!(
            threads::read::held(&core, Some(eau.id))
                .await
                .expect("held")
                .is_empty()
        );
        // An edit of what is still held is held with it, and both count at once.
        let second = opened(&core, &ana, &eau).await;
        done(&core, async |tx| {
            threads::edit(tx, &ana, second.id, &text).await
        })
        .await
        .expect("edited");
        assert_eq!(again(&core, &second).await.source, "Autre chose");
        done(&core, async |tx| {
            moderation::accept(tx, By::Command, second.id).await
        })
        .await
        .expect("accepted");
        let row = again(&core, &second).await;
        assert_eq!(
            (row.state.as_str(), row.source.as_str()),
            ("live", "Autre chose")
        );
        let history = ledger::history(&core, second.id).await.expect("history");
        assert!(history.iter().all(|one| one.standing == Standing::Accepted));
        assert_eq!(history.len(), 2);
    })
    .await;
}
