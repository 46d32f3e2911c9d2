//! What a member says of themselves and chooses: one form, pictures included.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::routing::get;
use palabre_core::media::{Files, Portrait};
use palabre_core::people::Person;
use palabre_core::profiles::{self, Change};
use palabre_core::{Audience, access};
use tower_http::timeout::TimeoutLayer;

use super::view::{FLAGS, FieldError, FormPage, Profile, ROWS};
use super::{again, form, form_shell, see_other, sign_in_first};
use crate::app::App;
use crate::http::answer::{Answer, Failure};
use crate::http::parts::{Parts, Taken};
use crate::http::sent::Sent;
use crate::http::throttle::Deed;
use crate::http::visitor::Visitor;
use crate::media::Trouble;
use crate::media::unfit::Unfit;

/// How long a form with pictures may take to come in.
const LONGEST: Duration = Duration::from_mins(10);
/// Bytes of a form beside its pictures: more is refused with the text it is about.
const TEXTS: usize = 256 * 1024;
/// Bytes of a picture that are read so that the text beside it is not lost.
const PATIENCE: u64 = 64 * 1024 * 1024;

/// The form, which may take longer than others.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/moi/profil", get(ask).post(change))
        .layer(DefaultBodyLimit::disable())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            LONGEST,
        ))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Answer {
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    let shell = form_shell(&app, &visitor, None);
    let typed = known(&app, person).await?;
    form(
        &app,
        &visitor,
        &FormPage::profile(shell, &typed, Vec::new()),
    )
}

async fn change(State(app): State<App>, visitor: Visitor, request: Request) -> Answer {
    let Some(person) = visitor.person() else {
        return Ok(sign_in_first(&visitor));
    };
    let headers = request.headers().clone();
    let taken = Taken {
        files: &["avatar", "header"],
        most: app.workshop.limits().image_bytes.into(),
        patience: PATIENCE,
        texts: TEXTS,
    };
    let mut parts = Parts::read(&app, request, taken).await?;
    if parts.twice.is_some() {
        return Err(Unfit::Twice.failure());
    }
    let texts = std::mem::take(&mut parts.texts);
    let texts = texts
        .into_iter()
        .map(|(name, text)| (name, text.replace('\0', "")));
    let sent = Sent::of(&app, &visitor, &headers, texts.collect());
    let mut wrong = "";
    match Box::pin(kept(&app, &visitor, &sent, parts, &mut wrong)).await {
        Ok(()) => Ok(see_other(&format!("/@{}", person.name))),
        Err(failure) if failure.is_about_the_form() => {
            let mut error: FieldError = failure.field_error(visitor.lang);
            if !wrong.is_empty() {
                error.field = wrong;
            }
            let mut typed = typed(&sent);
            typed.pictures = (person.avatar.is_some(), person.header.is_some());
            let shell = form_shell(&app, &visitor, sent.once());
            let page = FormPage::profile(shell, &typed, vec![error]);
            again(&app, &visitor, &failure, &page)
        }
        Err(failure) => Err(failure),
    }
}

/// Does what was sent; `wrong` is the field of a picture that cannot be kept.
async fn kept(
    app: &App,
    visitor: &Visitor,
    sent: &Sent,
    mut parts: Parts,
    wrong: &mut &'static str,
) -> Answer<()> {
    let person = sent.member(visitor)?;
    app.limiter
        .check(Deed::Contribution(person.id), visitor.client)?;
    if let Some(over) = parts.over {
        *wrong = over;
        let most = app.workshop.limits().image_bytes.into();
        return Err(Unfit::Bytes(most).failure());
    }
    let mut said = said(sent).read(&app.core).await?;
    let kept = async {
        pictures(app, visitor, sent, &mut parts, wrong, &mut said).await?;
        let mut tx = app.core.begin().await?;
        Box::pin(profiles::change(&mut tx, person, &said)).await?;
        Ok(tx.commit().await?)
    };
    let kept = Box::pin(kept).await;
    if kept.is_err() {
        app.workshop.drop_portraits(&said).await?;
    }
    kept
}

/// Makes the pictures that were sent.
async fn pictures(
    app: &App,
    visitor: &Visitor,
    sent: &Sent,
    parts: &mut Parts,
    wrong: &mut &'static str,
    said: &mut Change,
) -> Answer<()> {
    let person = sent.member(visitor)?;
    for (name, none, which) in [
        ("avatar", "no-avatar", Portrait::Avatar),
        ("header", "no-header", Portrait::Header),
    ] {
        let picture: Option<Option<(String, Files)>> = match parts.chosen(name) {
            Some(file) => {
                app.limiter.check(Deed::Upload(person.id), visitor.client)?;
                *wrong = name;
                let made = Box::pin(app.workshop.portrait(which, file)).await;
                let made = made.map_err(|trouble| match trouble {
                    Trouble::Unfit(unfit) => unfit.failure(),
                    Trouble::Broke(error) => Failure::from(error),
                })?;
                *wrong = "";
                Some(Some(made))
            }
            None => (sent.get(none) == "1").then_some(None),
        };
        match which {
            Portrait::Avatar => said.avatar = picture,
            Portrait::Header => said.header = picture,
        }
    }
    Ok(())
}

fn said(sent: &Sent) -> Change {
    let typed = typed(sent);
    let flag = |name| Some(typed.flags.contains(&name));
    Change {
        locked: flag("locked"),
        bot: flag("bot"),
        discoverable: flag("discoverable"),
        indexable: flag("indexable"),
        hides_follows: flag("hidden"),
        display: Some(typed.display),
        note: Some(typed.note),
        fields: Some(typed.fields),
        audience: match typed.audience.as_str() {
            "unlisted" => Some(Audience::Unlisted),
            "followers" => Some(Audience::Followers),
            _ => Some(Audience::Public),
        },
        sensitive: Some(typed.sensitive),
        lang: Some(typed.lang),
        ..Change::default()
    }
}

/// What was typed and chosen.
fn typed(sent: &Sent) -> Profile {
    let line = |name: &str| sent.get(name).trim().to_owned();
    let yes = |name: &str| sent.get(name) == "1";
    let flags = FLAGS.iter().map(|(name, _)| *name);
    Profile {
        display: line("display"),
        note: sent.text("note"),
        fields: ROWS
            .iter()
            .map(|(name, value)| (line(name), line(value)))
            .collect(),
        flags: flags.filter(|name| yes(name)).collect(),
        audience: line("audience"),
        sensitive: yes("sensitive"),
        lang: line("lang"),
        pictures: (false, false),
    }
}

/// What a member has said and chosen before.
async fn known(app: &App, person: &Person) -> Answer<Profile> {
    let choices = access::choices(&app.core, person).await?;
    let flags = [
        person.locked,
        person.bot,
        person.discoverable,
        person.indexable,
        person.hides_follows,
    ];
    let flags = FLAGS
        .iter()
        .zip(flags)
        .filter(|(_, yes)| *yes == Some(true));
    let fields = person.fields().into_iter();
    Ok(Profile {
        display: person.display.clone(),
        note: choices.note,
        fields: fields.map(|field| (field.name, field.value)).collect(),
        flags: flags.map(|((name, _), _)| *name).collect(),
        audience: choices
            .audience
            .unwrap_or(Audience::Public)
            .as_str()
            .to_owned(),
        sensitive: choices.sensitive,
        lang: choices.lang.unwrap_or_default(),
        pictures: (person.avatar.is_some(), person.header.is_some()),
    })
}
