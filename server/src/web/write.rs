//! Writing: opening a thread, replying, editing, deleting, reporting. A form that is refused comes
//! back with its text; a form that is sent three times is one deed.

use axum::extract::{Path, State};
use axum::response::Response;
use palabre_core::forums::Forum;
use palabre_core::moderation::{self, Category, NewReport};
use palabre_core::threads::{self, Draft, Post};
use palabre_core::{Refusal, Tx, media, people, polls, quotes};

use super::threads::{Found, any, at_its_place, find};
use super::view::{self, FieldError, FormPage};
use super::{again, errors, form, form_shell, place, see_other, show, sign_in_first};
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::sent::Sent;
use crate::http::throttle::Deed;
use crate::http::visitor::Visitor;

pub(crate) async fn open_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
) -> Answer {
    let forum = place::forum(&app, &salon).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    form(
        &app,
        &visitor,
        &open_page(&app, &visitor, &forum, None, &[]),
    )
}

pub(crate) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(salon): Path<String>,
    sent: Sent,
) -> Answer {
    let forum = place::forum(&app, &salon)
        .await
        .map_err(|it| it.keeping(sent.get("text")))?;
    match written(&app, &visitor, &sent, Verb::Open(&forum)).await {
        Ok(id) => Ok(see_other(&at_its_place(&any(&app, id).await?))),
        Err(failure) => back(&app, &visitor, &sent, failure, |wrong| {
            open_page(&app, &visitor, &forum, Some(&sent), wrong)
        }),
    }
}

pub(crate) async fn reply_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Answer {
    let parent = find(&app, &visitor, place::id(&id)?).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    may_write(&parent)?;
    form(
        &app,
        &visitor,
        &reply_page(&app, &visitor, &parent, None, &[]),
    )
}

pub(crate) async fn reply(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = place::id(&id)?;
    let parent = find(&app, &visitor, id)
        .await
        .map_err(|it| it.keeping(sent.get("text")))?;
    match written(&app, &visitor, &sent, Verb::Reply(id)).await {
        Ok(id) => Ok(see_other(&at_its_place(&any(&app, id).await?))),
        Err(failure) => back(&app, &visitor, &sent, failure, |wrong| {
            reply_page(&app, &visitor, &parent, Some(&sent), wrong)
        }),
    }
}

pub(crate) async fn edit_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Answer {
    let found = find(&app, &visitor, place::id(&id)?).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    if !found.is_of(&visitor) {
        return Err(Refusal::NotYours.into());
    }
    may_write(&found)?;
    form(
        &app,
        &visitor,
        &edit_page(&app, &visitor, &found.shown.post, None, &[]),
    )
}

pub(crate) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = place::id(&id)?;
    let found = find(&app, &visitor, id)
        .await
        .map_err(|it| it.keeping(sent.get("text")))?;
    let old = found.shown.post;
    match written(&app, &visitor, &sent, Verb::Edit(&old)).await {
        Ok(id) => Ok(see_other(&format!("/c/{id}"))),
        Err(failure) => back(&app, &visitor, &sent, failure, |wrong| {
            edit_page(&app, &visitor, &old, Some(&sent), wrong)
        }),
    }
}

pub(crate) async fn delete_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Answer {
    let found = find(&app, &visitor, place::id(&id)?).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    if !found.is_of(&visitor) {
        return Err(Refusal::NotYours.into());
    }
    let contribution = found.contribution(&visitor);
    form(
        &app,
        &visitor,
        &FormPage::delete(form_shell(&app, &visitor, None), contribution),
    )
}

pub(crate) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let id = place::id(&id)?;
    let person = sent.member(&visitor)?;
    let post = find(&app, &visitor, id).await?.shown.post;
    app.limiter
        .check(Deed::Deletion(person.id), visitor.client)?;
    once(&app, person.id, &sent, async |tx| {
        threads::delete(tx, person, id).await?;
        Ok(id)
    })
    .await?;
    Ok(see_other(&after_deletion(&post)))
}

pub(crate) async fn report_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Answer {
    let found = find(&app, &visitor, place::id(&id)?).await?;
    if visitor.person().is_none() {
        return Ok(sign_in_first(&visitor));
    }
    let contribution = found.contribution(&visitor);
    let shell = form_shell(&app, &visitor, None);
    form(
        &app,
        &visitor,
        &FormPage::report(shell, contribution, "", Vec::new()),
    )
}

pub(crate) async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let found = find(&app, &visitor, place::id(&id)?).await?;
    let reason = sent.text("reason");
    let deed = async {
        let person = sent.member(&visitor)?;
        allowed(&app, &visitor, person.id)?;
        if reason.trim().is_empty() {
            return Err(Refusal::TextEmpty.into());
        }
        let post = &found.shown.post;
        let author = people::by_id(&app.core, post.author_id).await?;
        let report = NewReport {
            target: &author.ok_or(Refusal::NoSuchPost)?,
            posts: std::slice::from_ref(post),
            comment: &reason,
            category: Category::Other,
            rules: &[],
            forward: false,
        };
        once(&app, person.id, &sent, async |tx| {
            Ok(moderation::report(tx, person, &report).await?.id)
        })
        .await?;
        Ok(())
    };
    match deed.await {
        Ok(()) => Ok(see_other(&at_its_place(&found.shown.post))),
        Err(failure) => back(&app, &visitor, &sent, failure, |wrong| {
            let shell = form_shell(&app, &visitor, sent.once());
            FormPage::report(shell, found.contribution(&visitor), &reason, wrong.to_vec())
        }),
    }
}

/// What a form with a text is for.
#[derive(Clone, Copy)]
enum Verb<'f> {
    Open(&'f Forum),
    /// To answer a contribution, by its local id.
    Reply(i64),
    Edit(&'f Post),
}

/// Does what a form with a text asks for, once; answers the contribution.
async fn written(app: &App, visitor: &Visitor, sent: &Sent, verb: Verb<'_>) -> Answer<i64> {
    let person = sent.member(visitor)?;
    allowed(app, visitor, person.id)?;
    let titled = match verb {
        Verb::Open(_) => true,
        Verb::Reply(_) => false,
        Verb::Edit(old) => is_opening(old),
    };
    let title = titled.then(|| sent.get("title"));
    let (text, lang) = (sent.text("text"), sent.get("lang"));
    let draft = match verb {
        Verb::Edit(old) => anew(app, old, (&text, title, lang)).await?,
        _ => threads::draft(&app.core, &text, title, lang).await?,
    };
    once(app, person.id, sent, async |tx| {
        let post = match verb {
            Verb::Open(forum) => threads::open(tx, person, forum, &draft).await?,
            Verb::Reply(parent) => threads::reply(tx, person, parent, &draft).await?,
            Verb::Edit(old) => threads::edit(tx, person, old.id, &draft).await?,
        };
        Ok(post.id)
    })
    .await
}

/// What a contribution says anew. The form asks neither what it carries nor what it warns of: both stay, and
/// beside pictures, a question or a quote there may be no words.
async fn anew(
    app: &App,
    old: &Post,
    (text, title, lang): (&str, Option<&str>, &str),
) -> Answer<Draft> {
    let core = &app.core;
    let carries = !media::of_posts(core, &[old.id]).await?.is_empty()
        || polls::of_post(core, old.id).await?.is_some()
        || quotes::of_post(core, old.id).await?.is_some();
    let draft = if carries {
        threads::draft_beside(core, text, title, lang).await?
    } else {
        threads::draft(core, text, title, lang).await?
    };
    Ok(match &old.warning {
        Some(words) => draft.warned(core, words)?,
        None => draft,
    })
}

/// Does the deed of a form, once however often the form is sent; answers the id that it has made.
pub(super) async fn once(
    app: &App,
    person: i64,
    sent: &Sent,
    deed: impl AsyncFnOnce(&mut Tx) -> palabre_core::Result<i64>,
) -> Answer<i64> {
    let owner = owner(person);
    let done = app.core.once(&owner, sent.once(), deed);
    Ok(Box::pin(done).await?)
}

fn owner(person: i64) -> String {
    format!("form:{person}")
}

/// Counts a contribution against the account's limit.
pub(super) fn allowed(app: &App, visitor: &Visitor, person: i64) -> Answer<()> {
    Ok(app
        .limiter
        .check(Deed::Contribution(person), visitor.client)?)
}

/// A form that was refused comes back; what cannot be shown in its form is kept on the page that
/// says why.
fn back(
    app: &App,
    visitor: &Visitor,
    sent: &Sent,
    failure: Failure,
    page: impl FnOnce(&[FieldError]) -> FormPage,
) -> Answer<Response> {
    if !failure.is_about_the_form() {
        let text = if sent.get("text").is_empty() {
            sent.text("reason")
        } else {
            sent.text("text")
        };
        return Err(failure.keeping(&text));
    }
    let page = page(&errors(&failure, visitor.lang));
    again(app, visitor, &failure, &page)
}

fn may_write(found: &Found) -> Answer<()> {
    if found.locked && !found.moderator {
        return Err(Refusal::ThreadLocked.into());
    }
    if matches!(
        found.shown.post.state.as_str(),
        "deleted" | "removed" | "refused"
    ) {
        return Err(Refusal::Gone.into());
    }
    Ok(())
}

fn is_opening(post: &Post) -> bool {
    post.parent.is_none()
}

fn after_deletion(post: &Post) -> String {
    match post.thread_id {
        Some(thread) => format!("/f/{thread}"),
        None => format!("/c/{}", post.id),
    }
}

fn typed(sent: Option<&Sent>) -> view::Draft {
    sent.map_or_else(view::Draft::default, |sent| view::Draft {
        title: sent.get("title").to_owned(),
        text: sent.text("text"),
        lang: sent.get("lang").to_owned(),
    })
}

fn open_page(
    app: &App,
    visitor: &Visitor,
    forum: &Forum,
    sent: Option<&Sent>,
    wrong: &[FieldError],
) -> FormPage {
    let shell = form_shell(app, visitor, sent.and_then(Sent::once));
    FormPage::new_thread(shell, &show::forum(forum), &typed(sent), wrong.to_vec())
}

fn reply_page(
    app: &App,
    visitor: &Visitor,
    parent: &Found,
    sent: Option<&Sent>,
    wrong: &[FieldError],
) -> FormPage {
    let shell = form_shell(app, visitor, sent.and_then(Sent::once));
    FormPage::reply(
        shell,
        parent.contribution(visitor),
        &typed(sent),
        wrong.to_vec(),
    )
}

fn edit_page(
    app: &App,
    visitor: &Visitor,
    post: &Post,
    sent: Option<&Sent>,
    wrong: &[FieldError],
) -> FormPage {
    let shell = form_shell(app, visitor, sent.and_then(Sent::once));
    let draft = if sent.is_some() {
        typed(sent)
    } else {
        view::Draft {
            title: post.title.clone().unwrap_or_default(),
            text: post.source.clone(),
            lang: post.lang.clone(),
        }
    };
    FormPage::edit(shell, post.id, is_opening(post), &draft, wrong.to_vec())
}
