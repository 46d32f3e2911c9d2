//! Signing up, in and out.

use axum::extract::{Query, State};
use axum::response::Response;
use palabre_core::access::{self, NewAccount};
use palabre_core::address::NameRefusal;
use palabre_core::people::{self, Person};
use palabre_core::{Refusal, address};
use serde::Deserialize;

use super::view::{FormPage, SignUp};
use super::{again, errors, form, form_shell, safe_back, see_other};
use crate::app::App;
use crate::config::Registration;
use crate::http::answer::{Answer, Failure};
use crate::http::sent::Sent;
use crate::http::throttle::Deed;
use crate::http::visitor::{self, Visitor, add_cookie};

/// Longest display name and motive that are kept, in characters.
const MOTIVE: usize = 1_000;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
    /// Whether the form is wanted though somebody is signed in.
    #[serde(default)]
    force: String,
}

/// Where somebody came from, else where they would go.
fn or_else<'p>(back: &'p str, usual: &'p str) -> &'p str {
    if back.is_empty() { usual } else { back }
}

pub(crate) async fn sign_in_form(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Back>,
) -> Answer {
    let back = safe_back(&query.back).unwrap_or_default();
    if visitor.person().is_some() && query.force != "1" {
        return Ok(see_other(or_else(back, "/moi")));
    }
    let shell = form_shell(&app, &visitor, None);
    let page = FormPage::sign_in(shell, "", back, Vec::new());
    form(&app, &visitor, &page)
}

pub(crate) async fn sign_in(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let back = safe_back(sent.get("back")).unwrap_or_default();
    let name = sent.get("name").trim();
    let deed = async {
        sent.genuine()?;
        recognised(&app, &visitor, name, sent.get("password")).await
    };
    match deed.await {
        Ok(person) => opened(&app, &visitor, person, see_other(or_else(back, "/"))).await,
        Err(failure) if failure.is_about_the_form() => {
            let shell = form_shell(&app, &visitor, sent.once());
            let page = FormPage::sign_in(shell, name, back, errors(&failure, visitor.lang));
            again(&app, &visitor, &failure, &page)
        }
        Err(failure) => Err(failure),
    }
}

pub(crate) async fn sign_out(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let mut response = see_other("/");
    if let Some(cookie) = visitor
        .cookie
        .as_deref()
        .filter(|_| visitor.session.is_some())
    {
        sent.genuine()?;
        let tx = app.core.begin().await?;
        access::sign_out(&tx, cookie).await?;
        tx.commit().await?;
    }
    add_cookie(response.headers_mut(), visitor::signed_out(&app));
    Ok(response)
}

pub(crate) async fn sign_up_form(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Back>,
) -> Answer {
    let back = safe_back(&query.back).unwrap_or_default();
    if visitor.person().is_some() {
        return Ok(see_other(or_else(back, "/moi")));
    }
    may_register(&app)?;
    let nothing = SignUp {
        back: back.to_owned(),
        ..SignUp::default()
    };
    form(
        &app,
        &visitor,
        &sign_up_page(&app, &visitor, None, &nothing, None),
    )
}

pub(crate) async fn sign_up(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let typed = SignUp {
        name: sent.get("name").trim().to_owned(),
        display: sent.get("display").trim().to_owned(),
        email: sent.get("email").trim().to_owned(),
        reason: sent.text("reason"),
        back: safe_back(sent.get("back")).unwrap_or_default().to_owned(),
    };
    if let Some(person) = made_by_form(&app, &visitor, &sent).await? {
        return Ok(see_other(after_sign_up(person, &typed.back)));
    }
    let deed = async {
        may_register(&app)?;
        sent.genuine()?;
        if let Some(person) = made_before(&app, &visitor, &sent).await? {
            return Ok(person);
        }
        app.limiter.check(Deed::SignUp, visitor.client)?;
        let new = new_account(&app, &visitor, &typed, sent.get("password")).await?;
        match register(&app, &sent, &typed, &new).await {
            Ok(person) => Ok(person),
            // The same form may run twice at once. What comes second meets a name that is taken, or
            // breaks on it, and answers what the first has made.
            Err(failure) => made_before(&app, &visitor, &sent).await?.ok_or(failure),
        }
    };
    match deed.await {
        Ok(person) => {
            let after = see_other(after_sign_up(&person, &typed.back));
            opened(&app, &visitor, person.id, after).await
        }
        Err(failure) if failure.is_about_the_form() => {
            let page = sign_up_page(&app, &visitor, sent.once(), &typed, Some(&failure));
            again(&app, &visitor, &failure, &page)
        }
        Err(failure) => Err(failure),
    }
}

fn after_sign_up<'b>(person: &Person, back: &'b str) -> &'b str {
    let usual = if person.state == "held" {
        "/moi/attente"
    } else {
        "/moi"
    };
    or_else(back, usual)
}

/// Who is signed in, if this very form has made their account. Its token is that of the guest they
/// were; nothing is done, so nothing has to vouch for it.
async fn made_by_form<'v>(
    app: &App,
    visitor: &'v Visitor,
    sent: &Sent,
) -> Answer<Option<&'v Person>> {
    let Some(person) = visitor.person() else {
        return Ok(None);
    };
    let made = made_with(app, sent).await?;
    Ok(made.filter(|made| *made == person.id).map(|_| person))
}

/// The person whose account a form has made before.
async fn made_with(app: &App, sent: &Sent) -> Answer<Option<i64>> {
    let Some(once) = sent.once() else {
        return Ok(None);
    };
    let tx = app.core.begin().await?;
    let made = tx.seen("sign-up", once).await?;
    tx.abandon().await?;
    Ok(made)
}

fn may_register(app: &App) -> Answer<()> {
    match app.config.node.registration {
        Registration::Closed => Err(Refusal::RegistrationClosed.into()),
        Registration::Approval | Registration::Open => Ok(()),
    }
}

fn sign_up_page(
    app: &App,
    visitor: &Visitor,
    once: Option<&str>,
    typed: &SignUp,
    failure: Option<&Failure>,
) -> FormPage {
    let approval = app.config.node.registration == Registration::Approval;
    let wrong = failure
        .map(|failure| errors(failure, visitor.lang))
        .unwrap_or_default();
    FormPage::sign_up(form_shell(app, visitor, once), typed, approval, wrong)
}

/// Everything that is slow or can be refused, before the transaction begins.
async fn new_account(
    app: &App,
    visitor: &Visitor,
    typed: &SignUp,
    password: &str,
) -> Answer<NewAccount> {
    let name = address::local_name(&typed.name).map_err(|why| match why {
        NameRefusal::Reserved => Refusal::NameTaken(typed.name.clone()),
        _ => Refusal::NameInvalid(typed.name.clone()),
    })?;
    let email = access::email(&typed.email)?;
    let mut salt = [0; 16];
    app.core.env().chance.fill(&mut salt);
    let password = app.gate.hash(password, salt).await?;
    Ok(NewAccount {
        name,
        display: typed.display.chars().take(people::DISPLAY).collect(),
        email,
        password,
        lang: visitor.lang.tag().to_owned(),
        admin: false,
        confirmed: false,
        approved: app.config.node.registration == Registration::Open,
    })
}

async fn register(app: &App, sent: &Sent, typed: &SignUp, new: &NewAccount) -> Answer<Person> {
    let keys = palabre_federation::make_keys().await;
    let mut tx = app.core.begin().await?;
    let motive: String = typed.reason.trim().chars().take(MOTIVE).collect();
    let person = access::sign_up(&mut tx, new, &motive, &keys).await?;
    if let Some(once) = sent.once() {
        tx.remember("sign-up", once, person.id).await?;
    }
    tx.commit().await?;
    Ok(person)
}

/// The account that this very form has made when it was sent before. Whoever has the form has its
/// password too, which is checked all the same.
async fn made_before(app: &App, visitor: &Visitor, sent: &Sent) -> Answer<Option<Person>> {
    let Some(made) = made_with(app, sent).await? else {
        return Ok(None);
    };
    let id = recognised(app, visitor, sent.get("name").trim(), sent.get("password")).await?;
    Ok(people::by_id(&app.core, id)
        .await?
        .filter(|person| person.id == made))
}

/// The account of a name and a password. An unknown name and a wrong password take the same time
/// and get the same answer.
async fn recognised(app: &App, visitor: &Visitor, name: &str, password: &str) -> Answer<i64> {
    app.limiter.check(Deed::SignIn, visitor.client)?;
    app.limiter.check(Deed::SignInAs(name), visitor.client)?;
    let known: String = name.to_lowercase().chars().take(254).collect();
    let seconds = access::must_wait(&app.core, &known).await?;
    if seconds > 0 {
        return Err(Refusal::TooManyAttempts { seconds }.into());
    }
    let stored = access::password_of(&app.core, &known).await?;
    let hash = stored.as_ref().map(|(_, hash)| hash.as_str());
    let right = app.gate.verify(password, hash).await?;
    let tx = app.core.begin().await?;
    access::attempted(&tx, &known, right).await?;
    tx.commit().await?;
    let person = match stored {
        Some((person, _)) if right => person,
        _ => return Err(Refusal::WrongPassword.into()),
    };
    // Only whoever knows the password is told that nobody signs in.
    match access::barred(&app.core, person).await? {
        Some(why) => Err(why.into()),
        None => Ok(person),
    }
}

/// Opens a new session; one that was open before ends.
async fn opened(app: &App, visitor: &Visitor, person: i64, mut response: Response) -> Answer {
    let tx = app.core.begin().await?;
    if let Some(old) = visitor.cookie.as_deref() {
        access::sign_out(&tx, old).await?;
    }
    let (cookie, _) = access::sign_in(&tx, person).await?;
    tx.commit().await?;
    add_cookie(response.headers_mut(), visitor::signed_in(app, &cookie));
    Ok(response)
}
