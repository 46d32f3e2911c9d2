//! The command line as a tree: what scripts rely on (docs/spec/commands.md).
//!
//! Help texts are no doc comments here: they are Fluent messages named after the command and the
//! argument, put in by [`super::usage`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Flags;

#[derive(Debug, Parser)]
#[command(name = "palabre", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Common {
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "HOST[:PORT]")]
    host: Option<String>,
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    #[arg(long = "lang", id = "lang", global = true, value_name = "fr|en")]
    _lang: Option<String>,
    #[arg(long, global = true)]
    pub(super) json: bool,
}

impl Common {
    /// The flags as the configuration reads them; `listen` belongs to `serve` alone.
    pub(super) fn flags(&self, listen: Option<&str>) -> Flags {
        Flags {
            config: self.config.clone(),
            data: self.data.clone(),
            host: self.host.clone(),
            listen: listen.map(str::to_owned),
            database_url: self.database_url.clone(),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Serve(Serve),
    Demo(Demo),
    #[command(subcommand)]
    Account(Account),
    #[command(subcommand)]
    Forum(Forum),
    #[command(subcommand)]
    Peer(Peer),
    #[command(subcommand)]
    Post(Post),
    #[command(subcommand)]
    Held(Held),
    #[command(subcommand)]
    Thread(Thread),
    #[command(subcommand)]
    Announcement(Announcement),
    #[command(subcommand)]
    Rule(Rule),
    #[command(subcommand)]
    Emoji(Emoji),
    #[command(subcommand)]
    Queue(Queue),
    Doctor,
    Migrate,
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct Serve {
    #[arg(long, value_name = "ADDR")]
    pub(super) listen: Option<String>,
    #[arg(long, conflicts_with = "only_worker")]
    pub(super) no_worker: bool,
    #[arg(long)]
    pub(super) only_worker: bool,
    /// The demo's children end with it: its end closes the pipe on their standard input, whatever
    /// ended it.
    #[arg(long, hide = true)]
    pub(super) until_stdin_closes: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Demo {
    #[arg(long)]
    pub(super) check: bool,
    #[arg(long, value_name = "N", default_value_t = 8081,
          value_parser = clap::value_parser!(u16).range(1024..=65_533))]
    pub(super) port_base: u16,
}

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    Create(NewAccount),
    Approve {
        #[arg(value_name = "NAME")]
        name: String,
    },
    List {
        #[arg(long)]
        waiting: bool,
    },
    Password {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "P", conflicts_with = "password_stdin")]
        password: Option<String>,
        // What happens without a flag as well.
        #[arg(long)]
        password_stdin: bool,
    },
    Token {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "SCOPES", default_value = "read write follow push")]
        scopes: String,
    },
    Role {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "admin|member")]
        role: Role,
    },
    Disable(Judgement),
    Enable {
        #[arg(id = "member", value_name = "NAME")]
        who: String,
    },
    Suspend(Judgement),
    Unsuspend {
        #[arg(id = "member", value_name = "NAME-or-@NAME@HOST")]
        who: String,
    },
}

/// What somebody may do on the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Role {
    Admin,
    Member,
}

/// Somebody, and why.
#[derive(Debug, Clone, Args)]
pub(super) struct Judgement {
    #[arg(id = "member", value_name = "NAME-or-@NAME@HOST")]
    pub(super) who: String,
    #[arg(long, value_name = "R")]
    pub(super) reason: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct NewAccount {
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    #[arg(long, value_name = "E")]
    pub(super) email: String,
    #[command(flatten)]
    pub(super) password: GivenPassword,
    #[arg(long)]
    pub(super) admin: bool,
    #[arg(long)]
    pub(super) confirmed: bool,
}

/// One of the two ways to give a password.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub(super) struct GivenPassword {
    #[arg(long, value_name = "P")]
    pub(super) password: Option<String>,
    #[arg(long)]
    pub(super) password_stdin: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Forum {
    Create(NewForum),
}

#[derive(Debug, Clone, Args)]
pub(super) struct NewForum {
    #[arg(value_name = "SLUG")]
    pub(super) slug: String,
    #[arg(long, value_name = "T")]
    pub(super) title: String,
    #[arg(long, value_name = "D", default_value = "")]
    pub(super) description: String,
    /// The language of the forum; that of the messages stands before the command.
    #[arg(long = "lang", id = "lang", value_name = "LANG", default_value = "fr")]
    pub(super) lang: String,
    #[arg(long, value_name = "NAME")]
    pub(super) moderator: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Peer {
    List,
    Allow {
        #[arg(id = "peer", value_name = "HOST")]
        host: String,
        #[arg(long, value_name = "R")]
        reason: Option<String>,
    },
    Limit {
        #[arg(id = "peer", value_name = "HOST")]
        host: String,
        #[arg(long, value_name = "R")]
        reason: String,
    },
    Block {
        #[arg(id = "peer", value_name = "HOST")]
        host: String,
        #[arg(long, value_name = "R")]
        reason: String,
    },
    Remove {
        #[arg(id = "peer", value_name = "HOST")]
        host: String,
    },
    Trust {
        #[arg(value_name = "@NAME@HOST-or-URL")]
        who: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Post {
    Remove(Judged),
    Restore(Judged),
}

#[derive(Debug, Clone, Args)]
pub(super) struct Judged {
    #[arg(value_name = "ID-or-URL")]
    pub(super) id: String,
    #[arg(long, value_name = "R")]
    pub(super) reason: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum Held {
    List,
    Accept {
        #[arg(value_name = "ID-or-URL")]
        id: String,
    },
    Refuse(Judged),
}

#[derive(Debug, Subcommand)]
pub(super) enum Thread {
    Digest {
        #[arg(value_name = "ID-or-URL")]
        id: String,
        #[arg(long)]
        lines: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Queue {
    Status,
    Wait {
        #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=86_400))]
        timeout: u64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Announcement {
    Add(NewAnnouncement),
    List,
    Remove {
        #[arg(value_name = "N")]
        number: i64,
    },
}

#[derive(Debug, Clone, Args)]
pub(super) struct NewAnnouncement {
    #[arg(value_name = "TEXT")]
    pub(super) text: String,
    #[arg(long, value_name = "TIME")]
    pub(super) starts: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(super) ends: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Rule {
    Add {
        #[arg(value_name = "TEXT")]
        text: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        hint: String,
    },
    List,
    Remove {
        #[arg(value_name = "N")]
        number: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Emoji {
    Add {
        #[arg(value_name = "SHORTCODE")]
        shortcode: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
    },
    List,
    Remove {
        #[arg(value_name = "SHORTCODE")]
        shortcode: String,
    },
}
