//! Writing from a client: a thread in a salon, an answer, a note outside salons; editing and deleting.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use palabre_core::access::Choices;
use palabre_core::address::{Handle, Host};
use palabre_core::forums::{self, Forum};
use palabre_core::media::{self, Media};
use palabre_core::people::{self, Person};
use palabre_core::polls;
use palabre_core::text::extract::hashtags;
use palabre_core::text::markdown;
use palabre_core::threads::read::Viewer;
use palabre_core::threads::{self, Draft, Post};
use palabre_core::timelines::{Kind, Place};
use palabre_core::{Audience, Refusal, Tx};

use super::error::ApiError;
use super::marks::readable;
use super::statuses::{place, salon_beside, typed};
use super::wish::{QUOTED, Wish, unsaid};
use super::{Answer, Caller, Params, scheduled, show};
use crate::app::App;
use crate::http::throttle::Deed;

/// Of uploads that a client names.
const MISSING: &str = "are not all there";
const IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest name that a client gives to a request.
const KEY: usize = 255;
/// People of other hosts who are asked for because a text names them.
const ASKED: usize = 5;
/// How long their hosts have for it, together.
const ASKING: std::time::Duration = std::time::Duration::from_secs(8);

/// Where a status goes.
#[derive(Debug)]
enum Where {
    /// It opens a thread.
    Salon(Box<Forum>),
    /// It answers in a thread, by the local id of a post.
    Thread(i64),
    /// Outside salons, by itself or as an answer, for everybody or for a few.
    Outside(Option<i64>, Audience),
}

/// What a member says, ready to be published.
#[derive(Debug)]
pub(super) struct Ready {
    to: Where,
    draft: Draft,
}

impl Ready {
    /// Reads what is said. Whoever it names is known by now.
    pub(super) async fn of(
        app: &App,
        person: &Person,
        viewer: &Viewer,
        wish: &Wish,
    ) -> Answer<Self> {
        let to = whither(app, viewer, wish).await?;
        let mut draft = draft(app, &to, wish).await?;
        draft.media = attached(app, person, wish).await?;
        draft.poll = wish.poll.clone();
        draft.quotable = wish.quotable;
        draft.quote = match &wish.quoted {
            Some(id) => Some(readable(app, viewer, id).await?.id),
            None => None,
        };
        Ok(Self { to, draft })
    }

    /// What hangs on it.
    pub(super) fn media(&self) -> &[Media] {
        self.draft.media.as_deref().unwrap_or_default()
    }

    /// Publishes it; answers the local id of the post.
    pub(super) async fn publish(&self, tx: &mut Tx, person: &Person) -> palabre_core::Result<i64> {
        let post = match &self.to {
            Where::Salon(forum) => threads::open(tx, person, forum, &self.draft).await?,
            Where::Thread(parent) => threads::reply(tx, person, *parent, &self.draft).await?,
            Where::Outside(parent, audience) => {
                Box::pin(threads::note(tx, person, *parent, &self.draft, *audience)).await?
            }
        };
        Ok(post.id)
    }
}

/// `POST /api/v1/statuses`.
pub(super) async fn write(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let wish = Wish::of(&params, &unsaid(caller.member("write:statuses")?))?;
    let key = key(&headers)?;
    let due = scheduled::due(&params)?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    know_names(&app, &caller, person, &wish.text).await;
    let ready = Ready::of(&app, person, &viewer, &wish).await?;
    if let Some(due) = due {
        return scheduled::keep(&app, person, (&wish, &ready), due, key.as_deref()).await;
    }
    let owner = format!("api:{}", person.id);
    let made = app.core.once(&owner, key.as_deref(), async |tx| {
        ready.publish(tx, person).await
    });
    let made = Box::pin(made).await?;
    show::status(&app, &viewer, Place::post(made)).await
}

/// `PUT /api/v1/statuses/{id}`.
pub(super) async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let old = own(&app, &viewer, person, &id).await?;
    let mut wish = Wish::of(
        &params,
        &Choices {
            lang: Some(old.lang.clone()),
            ..Choices::default()
        },
    )?;
    // `source` says the salon beside the text; it is no part of that.
    if let Some(salon) = salon_beside(&app, &old).await?
        && let Some(text) = wish.text.trim_end().strip_suffix(&salon)
        && (text.is_empty() || text.ends_with('\n'))
    {
        wish.text = text.trim_end().to_owned();
    }
    same_quote(&app, &viewer, &old, &wish).await?;
    app.limiter
        .check(Deed::Contribution(person.id), caller.client)?;
    know_names(&app, &caller, person, &wish.text).await;
    let titled = old.title.is_some() && old.parent.is_none();
    let mut draft = if titled {
        let salon = match old.forum_id {
            Some(id) => forums::by_id(&app.core, id).await?,
            None => None,
        };
        with_title(&app, salon.as_ref(), &wish).await?
    } else {
        untitled(&app, &wish).await?
    };
    draft.media = attached(&app, person, &wish).await?;
    let described = described(&app, person, &old, &params).await?;
    draft.poll = wish.poll;
    draft.quotable = wish.quotable;
    draft.renewed = !described.is_empty();
    let mut tx = app.core.begin().await?;
    for (id, change) in described {
        media::describe(&mut tx, person, id, change).await?;
    }
    Box::pin(threads::edit(&mut tx, person, old.id, &draft)).await?;
    tx.commit().await?;
    show::status(&app, &viewer, Place::post(old.id)).await
}

/// `DELETE /api/v1/statuses/{id}`: answers what it was, with the text as it was typed. What hung on it may
/// hang on another one for a day, but with `delete_media`. A boost of one's own is taken back.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let (person, viewer) = caller.acting("write:statuses")?;
    let place = place(&id)?;
    if place.kind == Kind::Boost {
        return take_back(&app, &caller, (person, &viewer), place).await;
    }
    let old = own(&app, &viewer, person, &id).await?;
    app.limiter
        .check(Deed::Deletion(person.id), caller.client)?;
    let text = typed(&app, &old).await?;
    let entry = Place::post(old.id);
    let told: Response = show::one(&app, &viewer, entry, |status| status.with_text(text)).await?;
    let mut tx = app.core.begin().await?;
    if !params.is("delete_media")? {
        media::let_go(&tx, old.id).await?;
    }
    Box::pin(threads::delete(&mut tx, person, old.id)).await?;
    tx.commit().await?;
    Ok(told)
}

/// Takes a boost of one's own back; answers what it was.
async fn take_back(
    app: &App,
    caller: &Caller,
    (person, viewer): (&Person, &Viewer),
    boost: Place,
) -> Answer {
    let entry = show::entry(app, viewer, boost).await?;
    if entry.by != Some(person.id) {
        return Err(ApiError::absent());
    }
    app.limiter
        .check(Deed::Deletion(person.id), caller.client)?;
    let told = show::status(app, viewer, boost).await?;
    let mut tx = app.core.begin().await?;
    Box::pin(threads::unboost(&mut tx, person, entry.post)).await?;
    tx.commit().await?;
    Ok(told)
}

/// One's own post, which stands; that of somebody else is as good as none, and so is what a salon makes of
/// one's own.
pub(super) async fn own(app: &App, viewer: &Viewer, person: &Person, id: &str) -> Answer<Post> {
    let post = readable(app, viewer, id).await?;
    if place(id)?.kind != Kind::Post || post.author_id != person.id {
        return Err(ApiError::absent());
    }
    Ok(Arc::unwrap_or_clone(post))
}

/// An edited status quotes what it did, or nothing as before.
async fn same_quote(app: &App, viewer: &Viewer, old: &Post, wish: &Wish) -> Answer<()> {
    let Some(id) = &wish.quoted else {
        return Ok(());
    };
    let quoted = readable(app, viewer, id).await?;
    let before = palabre_core::quotes::of_post(&app.core, old.id).await?;
    if before.is_some_and(|before| before.quoted == quoted.uri) {
        return Ok(());
    }
    Err(ApiError::field(QUOTED, "cannot be changed"))
}

/// The name that a client gives to a request it may repeat.
fn key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(key) = headers.get(IDEMPOTENCY) else {
        return Ok(None);
    };
    let key = String::from_utf8_lossy(key.as_bytes());
    if key.is_empty() || key.len() > KEY {
        return Err(ApiError::field(
            "Idempotency-Key",
            "has 1 to 255 characters",
        ));
    }
    Ok(Some(key.into_owned()))
}

/// An upload of the member's, by what a client says is its id.
async fn upload(app: &App, person: &Person, id: &str) -> Answer<Option<Media>> {
    match id.parse() {
        Ok(id) => Ok(media::of_person(&app.core, person.id, id).await?),
        Err(_) => Ok(None),
    }
}

/// The member's uploads that hang on it.
async fn attached(app: &App, person: &Person, wish: &Wish) -> Answer<Option<Vec<Media>>> {
    let Some(ids) = &wish.media else {
        return Ok(None);
    };
    let ids: Vec<&String> = ids.iter().filter(|id| !id.is_empty()).collect();
    let limit = media::PER_POST;
    if ids.len() > limit {
        return Err(Refusal::TooManyMedia { limit }.into());
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let known = upload(app, person, id).await?;
        found.push(known.ok_or_else(|| ApiError::field("media_ids", MISSING))?);
    }
    Ok(Some(found))
}

/// What an edit says anew of what hangs on the post, or will: `media_attributes[]`, each with the `id` of
/// one and a `description` or a `focus`.
async fn described(
    app: &App,
    person: &Person,
    old: &Post,
    params: &Params,
) -> Answer<Vec<(i64, media::Change)>> {
    let mut said = Vec::new();
    for one in params.each("media_attributes")?.unwrap_or_default() {
        let wrong = || ApiError::field("media_attributes", MISSING);
        if said.len() >= media::PER_POST {
            return Err(wrong());
        }
        let known = upload(app, person, &one.some("id")?.unwrap_or_default()).await?;
        let known = known.filter(|known| known.post_id.is_none_or(|post| post == old.id));
        said.push((known.ok_or_else(wrong)?.id, super::media::said(&one)?));
    }
    Ok(said)
}

/// Where a status goes: an answer to its thread, what names a salon into that salon, the first one
/// where it names several; everything else, and what is for a few, outside.
async fn whither(app: &App, viewer: &Viewer, wish: &Wish) -> Answer<Where> {
    if let Some(parent) = &wish.parent {
        let parent = readable(app, viewer, parent).await?;
        let in_salon = parent.forum_id.is_some() && wish.audience.is_open();
        return Ok(if in_salon {
            Where::Thread(parent.id)
        } else {
            Where::Outside(Some(parent.id), wish.audience)
        });
    }
    for handle in names(&wish.text) {
        let host = handle.host.as_ref().map(Host::as_str);
        let Some(forum) = forums::by_slug(&app.core, &handle.name, host).await? else {
            continue;
        };
        if !wish.audience.is_open() {
            return Err(Refusal::SalonIsForAll.into());
        }
        return Ok(Where::Salon(Box::new(forum)));
    }
    Ok(Where::Outside(None, wish.audience))
}

fn names(text: &str) -> Vec<Handle> {
    // What is wrong with the text is said when it is read as a whole.
    markdown::handles_in(text).unwrap_or_default()
}

async fn draft(app: &App, to: &Where, wish: &Wish) -> Answer<Draft> {
    match to {
        Where::Salon(salon) => with_title(app, Some(salon), wish).await,
        Where::Thread(_) | Where::Outside(..) => untitled(app, wish).await,
    }
}

async fn untitled(app: &App, wish: &Wish) -> Answer<Draft> {
    let draft = typed_in(app, wish, &wish.text, None).await?;
    warned(app, draft, wish)
}

/// A text that says something, by itself or by what hangs on it.
async fn typed_in(app: &App, wish: &Wish, text: &str, title: Option<&str>) -> Answer<Draft> {
    let media = wish
        .media
        .as_ref()
        .is_some_and(|ids| !ids.concat().is_empty());
    let speaks = media || wish.quoted.is_some() || matches!(wish.poll, polls::Wish::Poll(_));
    Ok(if speaks {
        threads::draft_beside(&app.core, text, title, &wish.lang).await?
    } else {
        threads::draft(&app.core, text, title, &wish.lang).await?
    })
}

fn warned(app: &App, draft: Draft, wish: &Wish) -> Answer<Draft> {
    Ok(match &wish.warning {
        Some(words) => draft.warned(&app.core, words)?,
        None => draft,
    })
}

/// Whom the line named that became the title, which leads to nobody: all but its salon, and whom the text
/// below names too.
fn named_above(app: &App, salon: Option<&Forum>, text: &str, below: &str) -> String {
    let own = app.core.base().host();
    let spelled = |handle: &Handle| handle.acct(own).to_ascii_lowercase();
    let mut known: Vec<String> = names(below).iter().map(spelled).collect();
    known.extend(salon.map(|salon| format!("{}@{}", salon.slug, salon.host).to_ascii_lowercase()));
    let mut lost = names(text);
    lost.retain(|handle| !known.contains(&spelled(handle)));
    let lost: Vec<String> = lost.iter().map(Handle::to_string).collect();
    lost.join(" ")
}

/// The opening of a thread: its title is what the client says, or its first line.
async fn with_title(app: &App, salon: Option<&Forum>, wish: &Wish) -> Answer<Draft> {
    let most = app.core.limits().title;
    let (title, below) = if let Some(title) = &wish.title {
        (title.clone(), wish.text.clone())
    } else {
        let (title, below) = threads::title::split(&wish.text, most);
        let lost = named_above(app, salon, &wish.text, &below);
        let whole = [below, lost].join("\n\n");
        (title, whole.trim().to_owned())
    };
    let mut draft = typed_in(app, wish, &below, Some(&title)).await?;
    for tag in hashtags(&title) {
        if draft.tags.iter().all(|(known, _)| *known != tag) {
            let page = app.core.base().tag_page(&tag);
            draft.tags.push((tag, page));
        }
    }
    warned(app, draft, wish)
}

/// Asks other hosts for those whom a text names and who are not known yet, so that the text can lead to
/// them. Whoever is not found stays a word.
async fn know_names(app: &App, caller: &Caller, person: &Person, text: &str) {
    let mut unknown = Vec::new();
    for handle in names(text) {
        let Some(host) = handle.host.as_ref().map(Host::as_str) else {
            continue;
        };
        let known = people::by_name(&app.core, &handle.name, Some(host)).await;
        if matches!(known, Ok(None)) && unknown.len() < ASKED {
            unknown.push(handle.to_string());
        }
    }
    let allowed = || {
        app.limiter
            .check(Deed::Lookup(person.id), caller.client)
            .is_ok()
    };
    unknown.retain(|_| allowed());
    let asked = unknown.into_iter().map(|handle| {
        let federation = app.federation.clone();
        async move {
            if let Err(error) = federation.find_person(&handle).await {
                tracing::info!(handle, %error, "somebody who is named is not found");
            }
        }
    });
    let all = futures::future::join_all(asked);
    if tokio::time::timeout(ASKING, all).await.is_err() {
        tracing::info!("some who are named were not found in time");
    }
}
