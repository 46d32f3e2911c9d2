//! `palabre account`: log-ins, made and kept by whoever runs the node.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};

use palabre_core::Refusal;
use palabre_core::access::scopes::{self, Scopes};
use palabre_core::access::{self, NewAccount};
use palabre_core::clock::{Chance, SystemChance};
use palabre_core::moderation::Sanction;

use super::args::{Account, GivenPassword, Judgement, NewAccount as Asked};
use super::store::{self, Ground};
use super::{Done, Out, Stop, sanction};
use crate::config::Config;
use crate::i18n::{Lang, Value, t};
use crate::passwords::PasswordGate;

/// Longest password that is read from standard input, in bytes.
const LONGEST: u64 = 4_096;

pub(super) async fn run(config: Config, verb: Account, out: Out) -> Done {
    match verb {
        Account::Create(asked) => create(&config, asked, out).await,
        Account::Approve { name } => approve(&config, &name, out).await,
        Account::List { waiting } => list(&config, waiting, out).await,
        Account::Password {
            name,
            password,
            password_stdin,
        } => {
            let given = GivenPassword {
                password,
                password_stdin,
            };
            set_password(&config, &name, &given, out).await
        }
        Account::Token { name, scopes } => token(&config, &name, &scopes, out).await,
        Account::Role { name, role } => sanction::role(&config, &name, role, out).await,
        Account::Disable(Judgement { who, reason }) => {
            sanction::run(&config, &who, Sanction::Disable, Some(&reason), out).await
        }
        Account::Enable { who } => sanction::run(&config, &who, Sanction::Disable, None, out).await,
        Account::Suspend(Judgement { who, reason }) => {
            sanction::run(&config, &who, Sanction::Suspend, Some(&reason), out).await
        }
        Account::Unsuspend { who } => {
            sanction::run(&config, &who, Sanction::Suspend, None, out).await
        }
    }
}

async fn create(config: &Config, asked: Asked, out: Out) -> Done {
    let email = access::email(&asked.email)?;
    let password = hashed(&asked.password, out.lang).await?;
    let (core, events) = store::open_to_tell(config, Ground::New).await?;
    let keys = palabre_federation::make_keys().await;
    let new = NewAccount {
        display: asked.name.clone(),
        name: asked.name,
        email,
        password,
        lang: out.lang.tag().to_owned(),
        admin: asked.admin,
        confirmed: asked.confirmed,
        // Who makes an account by command has approved it.
        approved: true,
    };
    let mut tx = core.begin().await?;
    let person = access::create(&mut tx, &new, &keys).await?;
    tx.commit().await?;
    store::leave(core, config, events).await;
    let address = format!("@{}@{}", person.name, person.host);
    out.say(
        "cli-account-created",
        &[("name", Value::from(address.as_str()))],
    );
    out.data(&serde_json::json!({ "name": person.name, "address": address, "id": person.uri }));
    Ok(())
}

async fn approve(config: &Config, name: &str, out: Out) -> Done {
    let (core, events) = store::open_to_tell(config, Ground::Standing).await?;
    let mut tx = core.begin().await?;
    access::approve(&mut tx, name).await?;
    tx.commit().await?;
    store::leave(core, config, events).await;
    out.say("cli-account-approved", &[("name", Value::from(name))]);
    out.data(&serde_json::json!({ "approved": name }));
    Ok(())
}

async fn list(config: &Config, waiting: bool, out: Out) -> Done {
    let core = store::open(config, Ground::Standing).await?;
    let accounts = access::list(&core, waiting).await?;
    core.close().await;
    out.data(&serde_json::json!(accounts));
    if accounts.is_empty() {
        out.say("cli-account-none", &[]);
    }
    for account in accounts {
        let role = if account.role == "admin" {
            "cli-account-admin"
        } else {
            "cli-account-member"
        };
        let state = match (account.barred, account.approved, account.confirmed) {
            (true, ..) => "cli-account-barred",
            (_, false, _) => "cli-account-waiting",
            (_, true, false) => "cli-account-unconfirmed",
            (_, true, true) => "cli-account-active",
        };
        out.say(
            "cli-account-line",
            &[
                ("name", Value::from(account.name)),
                ("display", Value::from(account.display)),
                ("email", Value::from(account.email)),
                ("role", Value::from(out.words(role, &[]))),
                ("state", Value::from(out.words(state, &[]))),
            ],
        );
        if let Some(motive) = account.motive {
            // One line, whatever was typed.
            let motive = motive.split_whitespace().collect::<Vec<_>>().join(" ");
            out.say("cli-account-motive", &[("motive", Value::from(motive))]);
        }
    }
    Ok(())
}

async fn set_password(config: &Config, name: &str, password: &GivenPassword, out: Out) -> Done {
    let password = hashed(password, out.lang).await?;
    let (core, events) = store::open_to_tell(config, Ground::Standing).await?;
    let mut tx = core.begin().await?;
    access::set_password(&mut tx, name, &password).await?;
    tx.commit().await?;
    store::leave(core, config, events).await;
    out.say("cli-account-password", &[("name", Value::from(name))]);
    out.data(&serde_json::json!({ "changed": name }));
    Ok(())
}

async fn token(config: &Config, name: &str, scopes: &str, out: Out) -> Done {
    let scopes = known_scopes(scopes)?;
    let (core, events) = store::open_to_tell(config, Ground::Standing).await?;
    let tx = core.begin().await?;
    let token = access::create_token(&tx, name, &scopes).await?;
    tx.commit().await?;
    store::leave(core, config, events).await;
    // The token alone, for scripts; it is kept as its hash and cannot be shown again.
    if out.json {
        out.data(
            &serde_json::json!({ "name": name, "scopes": scopes.to_string(), "token": token }),
        );
    } else {
        Out::line(&token);
    }
    Ok(())
}

/// The scopes of a token; one that nothing here knows is refused.
pub(super) fn known_scopes(text: &str) -> Result<Scopes, Stop> {
    Scopes::parse(text).map_err(|scope| {
        let args = [("scope", scope), ("known", scopes::WHOLE.join(" "))];
        Stop::said("cli-scope-unknown", &args)
    })
}

/// Reads and hashes a password, outside any transaction since that takes long.
async fn hashed(given: &GivenPassword, lang: Lang) -> Result<String, Stop> {
    let password = match &given.password {
        Some(password) => password.clone(),
        None if std::io::stdin().is_terminal() => from_terminal(lang)?,
        None => read_line(std::io::stdin().lock())?,
    };
    let mut salt = [0; 16];
    SystemChance.fill(&mut salt);
    Ok(PasswordGate::default().hash(&password, salt).await?)
}

/// Asks at the terminal, and shows nothing of what is typed there.
fn from_terminal(lang: Lang) -> Result<String, Stop> {
    let mut stderr = std::io::stderr().lock();
    // Without a place for the question the answer can be given all the same.
    let _ = write!(stderr, "{} ", t(lang, "cli-password-prompt")).and_then(|()| stderr.flush());
    let typed = rpassword::read_password().map_err(|error| Stop::io("cli-no-stdin", &error))?;
    read_line(typed.as_bytes())
}

/// The first line of what is given, without its end. What comes after it is not waited for.
pub(super) fn read_line(input: impl Read) -> Result<String, Stop> {
    let mut text = String::new();
    let read = BufReader::new(input.take(LONGEST)).read_line(&mut text);
    read.map_err(|error| Stop::io("cli-no-stdin", &error))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Refusal::PasswordLength.into()),
    }
}
