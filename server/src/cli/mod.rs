//! The command line: one file for each command, each of which reads the configuration, opens the
//! same store as the running server, does its verb in one `Tx`, commits, and rings.
//!
//! Exit codes: 0 done, 1 refused or failed (the reason on standard error), 2 not understood.

mod account;
mod announcement;
mod args;
mod demo;
mod doctor;
mod emoji;
mod forum;
mod held;
mod locate;
mod migrate;
mod out;
mod peer;
mod post;
mod queue;
mod rule;
mod sanction;
mod serve;
mod stop;
mod store;
#[cfg(test)]
mod tests;
mod thread;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Cli, Command, Common};
use out::Out;
use stop::Stop;

use crate::config::Config;

/// What a command answers.
type Done = Result<(), Stop>;

/// Runs the command that `args` name, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = usage::language(&args, &|name| std::env::var(name).ok());
    let cli = match usage::parse(&args, lang) {
        Ok(cli) => cli,
        Err(refused) => return refused.print(),
    };
    let out = Out::new(lang, cli.common.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return out.stopped(&Stop::io("cli-no-runtime", &error)),
    };
    let done = runtime.block_on(dispatch(cli, out));
    // A read of standard input that nobody will answer must not keep the process.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => out.stopped(&stop),
    }
}

async fn dispatch(cli: Cli, out: Out) -> Done {
    let common = cli.common;
    match cli.command {
        Command::Serve(serve) => {
            serve::run(config(&common, serve.listen.as_deref())?, &serve, out).await
        }
        Command::Demo(demo) => demo::run(&common, &demo, out).await,
        Command::Account(verb) => account::run(config(&common, None)?, verb, out).await,
        Command::Forum(verb) => forum::run(config(&common, None)?, verb, out).await,
        Command::Peer(verb) => peer::run(config(&common, None)?, verb, out).await,
        Command::Post(verb) => post::run(config(&common, None)?, verb, out).await,
        Command::Held(verb) => held::run(config(&common, None)?, verb, out).await,
        Command::Thread(verb) => thread::run(config(&common, None)?, verb, out).await,
        Command::Announcement(verb) => announcement::run(config(&common, None)?, verb, out).await,
        Command::Rule(verb) => rule::run(config(&common, None)?, verb, out).await,
        Command::Emoji(verb) => emoji::run(config(&common, None)?, verb, out).await,
        Command::Queue(verb) => queue::run(config(&common, None)?, verb, out).await,
        Command::Doctor => doctor::run(&common, out).await,
        Command::Migrate => migrate::run(config(&common, None)?, out).await,
    }
}

fn config(common: &Common, listen: Option<&str>) -> Result<Config, Stop> {
    let mut config = Config::load(&common.flags(listen), Config::environment())?;
    store::recall_host(&mut config)?;
    Ok(config)
}
