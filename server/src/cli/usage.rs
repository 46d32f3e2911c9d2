//! Reading the command line, and saying in both languages how it is used.
//!
//! clap speaks English only: its help texts are replaced by Fluent messages named after each
//! command and argument, and its refusals are told again from their parts.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::args::Cli;
use crate::i18n::{self, Lang, Value, t, t_args};

/// What is printed instead of running a command, and where.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) text: String,
    /// 0 for help that was asked for, 2 for a line that was not understood.
    pub(super) code: u8,
}

impl Refused {
    pub(super) fn print(&self) -> ExitCode {
        let text = self.text.trim_end();
        let _ = if self.code == 0 {
            writeln!(std::io::stdout().lock(), "{text}")
        } else {
            writeln!(std::io::stderr().lock(), "{text}")
        };
        ExitCode::from(self.code)
    }
}

/// The language of the messages: `--lang`, else the environment, else French. Behind
/// `forum create`, `--lang` names the language of the forum.
pub(super) fn language(args: &[OsString], variable: &dyn Fn(&str) -> Option<String>) -> Lang {
    let said = languages(args).into_iter().find_map(|at| {
        let (text, next) = (args[at].to_str()?, args.get(at + 1));
        let value = text.strip_prefix("--lang=").or_else(|| next?.to_str())?;
        Lang::parse(value)
    });
    let environment = || {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(set)?;
        Lang::parse(locale.split('.').next()?)
    };
    said.or_else(environment).unwrap_or_default()
}

/// A language that was asked for and is not spoken here.
fn unspoken(args: &[OsString]) -> Option<String> {
    languages(args).into_iter().find_map(|at| {
        let text = args[at].to_string_lossy();
        let value = match text.strip_prefix("--lang=") {
            Some(value) => value.to_owned(),
            // What is missing is said by the reader of the line.
            None => args.get(at + 1)?.to_string_lossy().into_owned(),
        };
        Lang::parse(&value).is_none().then_some(value)
    })
}

/// Where `--lang` stands for the language of the messages.
fn languages(args: &[OsString]) -> Vec<usize> {
    let end = forum_create(args).unwrap_or(args.len());
    let is_lang = |arg: &OsString| {
        arg.to_str()
            .is_some_and(|text| text == "--lang" || text.starts_with("--lang="))
    };
    (0..end).filter(|at| is_lang(&args[*at])).collect()
}

/// Where the words of `forum create` begin, if that is the command.
fn forum_create(args: &[OsString]) -> Option<usize> {
    let forum = args.iter().position(|arg| arg == "forum")?;
    args.iter()
        .skip(forum)
        .position(|arg| arg == "create")
        .map(|at| forum + at)
}

/// Reads the command line, the program's name first.
pub(super) fn parse(args: &[OsString], lang: Lang) -> Result<Cli, Refused> {
    if let Some(value) = unspoken(args) {
        let value = [("value", Value::from(value))];
        return Err(Refused {
            text: format!("palabre: {}", t_args(lang, "cli-usage-language", &value)),
            code: 2,
        });
    }
    let mut words = args.to_vec();
    if forum_create(args).is_some() {
        for at in languages(args).into_iter().rev() {
            let apart = args[at] == "--lang" && at + 1 < words.len();
            words.drain(at..=at + usize::from(apart));
        }
    }
    let read = tree(lang).try_get_matches_from(words);
    read.and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| refuse(lang, &error))
}

/// The tree of commands with its texts in one language.
pub(super) fn tree(lang: Lang) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .global(true);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let root = Cli::command()
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help)
        .arg(version);
    texts(root, lang, "")
}

fn texts(command: Command, lang: Lang, path: &str) -> Command {
    let template = format!(
        "{{about}}\n\n{} {{usage}}\n\n{{all-args}}",
        t(lang, "cli-heading-usage")
    );
    let about = t(lang, &about_key(path)).to_owned();
    command
        .about(about)
        .help_template(template)
        .subcommand_help_heading(t(lang, "cli-heading-commands"))
        .subcommand_value_name(t(lang, "cli-heading-command"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "cli-heading-arguments"
            } else {
                "cli-heading-options"
            };
            let defaulted = !arg.get_default_values().is_empty();
            let help = t(lang, &arg_key(path, arg.get_id().as_str())).to_owned();
            arg.help(help)
                .help_heading(t(lang, heading))
                .hide_default_value(defaulted)
        })
        .mut_subcommands(|child| {
            let path = join(path, child.get_name());
            texts(child, lang, &path)
        })
}

/// The path of a command below another, `account-create`.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}-{name}")
    }
}

/// The message that says what a command does.
pub(super) fn about_key(path: &str) -> String {
    join("cli-about", path).trim_end_matches('-').to_owned()
}

/// The message that explains an argument: one of its command where there is one, else the one that
/// all commands share.
pub(super) fn arg_key(path: &str, id: &str) -> String {
    let id = id.replace('_', "-");
    let own = format!("cli-arg-{path}-{id}");
    if i18n::has(&own) {
        own
    } else {
        format!("cli-arg-{id}")
    }
}

fn refuse(lang: Lang, error: &clap::Error) -> Refused {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Refused {
                text: error.render().to_string(),
                code: 0,
            };
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Refused {
                text: error.render().to_string(),
                code: 2,
            };
        }
        _ => {}
    }
    let mut lines = vec![format!("palabre: {}", sentence(lang, error))];
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(word) = near.into_iter().find_map(|kind| context(error, kind)) {
        lines.push(t_args(
            lang,
            "cli-usage-near",
            &[("word", Value::from(word))],
        ));
    }
    if let Some(usage) = context(error, ContextKind::Usage) {
        let usage = usage.trim_start_matches("Usage:").trim().to_owned();
        lines.push(format!("{} {usage}", t(lang, "cli-heading-usage")));
    }
    lines.push(t(lang, "cli-usage-help").to_owned());
    Refused {
        text: lines.join("\n"),
        code: 2,
    }
}

fn sentence(lang: Lang, error: &clap::Error) -> String {
    let arg = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    let (key, args) = match error.kind() {
        ErrorKind::UnknownArgument => ("cli-usage-unknown-argument", vec![("word", arg)]),
        ErrorKind::InvalidValue if value.is_empty() => ("cli-usage-no-value", vec![("word", arg)]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            ("cli-usage-bad-value", vec![("word", arg), ("value", value)])
        }
        ErrorKind::MissingRequiredArgument => ("cli-usage-missing", vec![("word", arg)]),
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            ("cli-usage-unknown-command", vec![("word", word)])
        }
        ErrorKind::MissingSubcommand => ("cli-usage-no-command", Vec::new()),
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg).unwrap_or_default();
            ("cli-usage-conflict", vec![("word", arg), ("other", other)])
        }
        _ => ("cli-usage-other", vec![("word", error.kind().to_string())]),
    };
    let args: Vec<_> = args
        .into_iter()
        .map(|(name, text)| (name, Value::from(text)))
        .collect();
    t_args(lang, key, &args)
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
