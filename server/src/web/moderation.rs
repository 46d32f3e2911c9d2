//! What moderators of a salon of this node do on its pages. An act that needs a reason and comes
//! without one, from a button, asks for it on a page of its own.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use palabre_core::moderation::changed::{self, Why};
use palabre_core::moderation::{self, By};
use palabre_core::text::excerpt;
use palabre_core::threads::read::{self, Shown};
use palabre_core::{Refusal, Tx};

use super::show;
use super::view::form::{Field, Kind};
use super::view::moderation::{HeldRow, ModerationPage, RemovedRow, ThreadLock};
use super::view::{FormPage, SafeHtml};
use super::{
    again, errors, form_shell, forums, place, render, reports, see_other, sign_in_first, write,
};
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::sent::Sent;
use crate::http::visitor::Visitor;
use crate::i18n;

/// Removed contributions listed.
const REMOVED: u64 = 50;
/// Characters of a removed contribution in its list.
const EXCERPT: usize = 200;

pub(crate) async fn page(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    if !forums::is_moderator(&app, &visitor, &forum).await? {
        return Err(Refusal::NotAModerator.into());
    }
    let held = read::held(&app.core, Some(forum.id)).await?;
    let why = changed::why(&app.core, &held).await?;
    let removed = read::removed(&app.core, forum.id, REMOVED).await?;
    let titles = super::people::titles(&app, visitor.lang, held.iter()).await?;
    let named = show::forum(&forum);
    let mine = reports::Scope::Salons(BTreeSet::from([forum.id]));
    let threads = read::salon(&app.core, forum, 1).await?.threads;
    render(&ModerationPage {
        shell: super::shell(&app, &visitor, i18n::t(visitor.lang, "moderation")),
        forum: named,
        held: held
            .iter()
            .map(|shown| HeldRow {
                id: shown.post.id,
                author: show::author(shown),
                thread: shown
                    .post
                    .thread_id
                    .and_then(|id| titles.get(&id).cloned())
                    .or_else(|| shown.post.title.clone())
                    .unwrap_or_default(),
                html: SafeHtml::from_cleaned(shown.post.html.clone()),
                lang: show::some(&shown.post.lang),
                published: shown.post.published,
                why: why.get(&shown.post.id).map_or_else(String::new, |why| {
                    i18n::t(visitor.lang, why_key(*why)).to_owned()
                }),
            })
            .collect(),
        reports: reports::open(&app, &mine).await?,
        removed: removed.iter().map(removed_row).collect(),
        threads: threads
            .iter()
            .map(|listed| ThreadLock {
                id: listed.thread.id,
                title: show::title(&listed.heading),
                locked: listed.thread.locked,
                pinned: listed.thread.pinned,
            })
            .collect(),
    })
}

/// The message that says why something waits.
pub(crate) fn why_key(why: Why) -> &'static str {
    match why {
        Why::Changed => "held-why-changed",
        Why::Erasure => "held-why-erasure",
    }
}

fn removed_row(shown: &Shown) -> RemovedRow {
    RemovedRow {
        id: shown.post.id,
        author: show::author(shown),
        excerpt: excerpt::short(&shown.post.html, EXCERPT),
        reason: shown.post.reason.clone(),
        at: shown.post.removed_at.unwrap_or(shown.post.published),
    }
}

/// An act on a post; on a thread it is named by its opening.
#[derive(Debug, Clone, Copy)]
enum Act {
    Remove,
    Restore,
    Accept,
    Refuse,
    Lock,
    Unlock,
}

impl Act {
    fn path(self, id: i64) -> String {
        match self {
            Self::Remove => format!("/c/{id}/retirer"),
            Self::Restore => format!("/c/{id}/retablir"),
            Self::Accept => format!("/c/{id}/accepter"),
            Self::Refuse => format!("/c/{id}/refuser"),
            Self::Lock => format!("/f/{id}/verrouiller"),
            Self::Unlock => format!("/f/{id}/deverrouiller"),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Restore => "restore",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
        }
    }

    fn is_about_thread(self) -> bool {
        matches!(self, Self::Lock | Self::Unlock)
    }

    async fn done(
        self,
        tx: &mut Tx,
        by: By<'_>,
        post: i64,
        reason: &str,
    ) -> palabre_core::Result<()> {
        match self {
            Self::Remove => moderation::remove(tx, by, post, reason).await,
            Self::Restore => moderation::restore(tx, by, post, reason).await,
            Self::Accept => moderation::accept(tx, by, post).await,
            Self::Refuse => moderation::refuse(tx, by, post, reason).await,
            Self::Lock => moderation::lock(tx, by, post, reason).await,
            Self::Unlock => moderation::unlock(tx, by, post).await,
        }
    }
}

macro_rules! handlers {
    ($($name:ident => $act:ident),+ $(,)?) => {
        $(pub(crate) async fn $name(
            State(app): State<App>,
            visitor: Visitor,
            Path(id): Path<String>,
            sent: Sent,
        ) -> Answer {
            act(&app, &visitor, &id, &sent, Act::$act).await
        })+
    };
}

handlers! {
    remove => Remove,
    restore => Restore,
    accept => Accept,
    refuse => Refuse,
    lock => Lock,
    unlock => Unlock,
}

async fn act(app: &App, visitor: &Visitor, id: &str, sent: &Sent, act: Act) -> Answer {
    let id = place::id(id)?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(visitor));
    }
    let reason = sent.text("reason");
    let deed = async {
        let person = sent.member(visitor)?;
        let by = By::Person {
            person,
            admin: visitor.admin(),
        };
        write::once(app, person.id, sent, async |tx| {
            act.done(tx, by, id, &reason).await?;
            Ok(id)
        })
        .await
    };
    match deed.await {
        Ok(_) => Ok(see_other(&after(app, id, act).await?)),
        Err(failure) if failure.name == "reason-missing" => {
            let page = reason_page(app, visitor, id, sent, act, &failure);
            again(app, visitor, &failure, &page)
        }
        Err(failure) => Err(failure.keeping(&reason)),
    }
}

async fn after(app: &App, id: i64, act: Act) -> Answer<String> {
    if act.is_about_thread() {
        return Ok(format!("/f/{id}"));
    }
    let post = super::threads::any(app, id).await?;
    Ok(match post.state.as_str() {
        // A refused contribution is seen by its author only.
        "refused" => post
            .thread_id
            .map_or_else(|| "/".to_owned(), |id| format!("/f/{id}")),
        _ => format!("/c/{id}"),
    })
}

fn reason_page(
    app: &App,
    visitor: &Visitor,
    id: i64,
    sent: &Sent,
    act: Act,
    failure: &Failure,
) -> FormPage {
    let words = i18n::t(visitor.lang, act.words()).to_owned();
    let mut shell = form_shell(app, visitor, sent.once());
    shell.title.clone_from(&words);
    let instead = if act.is_about_thread() {
        format!("/f/{id}")
    } else {
        format!("/c/{id}")
    };
    FormPage {
        shell,
        action: act.path(id),
        fields: vec![Field {
            name: "reason",
            label: i18n::t(visitor.lang, "field-reason-public").to_owned(),
            hint: String::new(),
            value: sent.text("reason"),
            kind: Kind::Line("text"),
            autocomplete: "",
            required: true,
        }],
        // A bare button has no field to be wrong yet.
        errors: match sent.field("reason") {
            Some(_) => errors(failure, visitor.lang),
            None => Vec::new(),
        },
        submit: words,
        instead: Some((instead, i18n::t(visitor.lang, "cancel").to_owned())),
        ..FormPage::default()
    }
}
