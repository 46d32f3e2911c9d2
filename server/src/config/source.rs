//! Where settings come from, and which one holds.
//!
//! Every source is read alone first, so that a refusal names its place; then they are laid over
//! one another as tables, and the whole is read once.

use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

use super::error::{ConfigError, Place};
use super::value::BOTH;
use super::{Config, Flags};

const PREFIX: &str = "PALABRE__";

/// The settings of a file.
pub(super) fn from_file(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    from_text(&text, path)
}

/// The settings of a file's text; `path` is for the messages.
pub(super) fn from_text(text: &str, path: &Path) -> Result<Table, ConfigError> {
    let refused = |error: toml::de::Error| {
        let before = error
            .span()
            .map_or("", |span| text.get(..span.start).unwrap_or(text));
        let line = error.span().map(|_| before.matches('\n').count() + 1);
        let place = Place::File(path.to_owned(), line);
        explain(place, &key_at(text, line), error.message())
    };
    toml::from_str::<Config>(text).map_err(refused)?;
    toml::from_str(text).map_err(refused)
}

/// The settings of the environment: `PALABRE__SECTION__KEY`; an empty variable is as good as none.
pub(super) fn from_variables(variables: &[(String, String)]) -> Result<Table, ConfigError> {
    let mut table = Table::new();
    for (name, raw) in variables {
        let Some(path) = name.strip_prefix(PREFIX) else {
            continue;
        };
        if raw.is_empty() {
            continue;
        }
        let path = path.to_ascii_lowercase();
        overlay(
            &mut table,
            from_word(Place::Variable(name.clone()), &path, raw)?,
        );
    }
    Ok(table)
}

/// The settings of the command line.
pub(super) fn from_flags(flags: &Flags) -> Result<Table, ConfigError> {
    let data = flags.data.as_ref().map(|path| path.display().to_string());
    let given = [
        ("--data", "data_dir", &data),
        ("--host", "node__host", &flags.host),
        ("--listen", "listen", &flags.listen),
        ("--database-url", "database__url", &flags.database_url),
    ];
    let mut table = Table::new();
    for (flag, path, value) in given {
        if let Some(raw) = value {
            overlay(&mut table, from_word(Place::Flag(flag), path, raw)?);
        }
    }
    Ok(table)
}

/// One setting as a table. A variable has no types: it is read as TOML would read it and, where
/// that does not do, as a string.
fn from_word(place: Place, path: &str, raw: &str) -> Result<Table, ConfigError> {
    let nest = |value: Value| {
        let nested = path.rsplit("__").fold(value, |inner, key| {
            Value::Table(Table::from_iter([(key.to_owned(), inner)]))
        });
        if let Value::Table(table) = nested {
            table
        } else {
            Table::new()
        }
    };
    let typed = toml::from_str::<Table>(&format!("value = {raw}"));
    if let Some(value) = typed.ok().and_then(|mut table| table.remove("value")) {
        let table = nest(value);
        match Config::deserialize(table.clone()) {
            Ok(_) => return Ok(table),
            // It has the right type, and is refused in words of ours.
            Err(error) if error.message().contains(BOTH) => {
                return Err(explain(place, &path.replace("__", "."), error.message()));
            }
            Err(_) => {}
        }
    }
    let table = nest(Value::String(raw.to_owned()));
    match Config::deserialize(table.clone()) {
        Ok(_) => Ok(table),
        Err(error) => Err(explain(place, &path.replace("__", "."), error.message())),
    }
}

/// Lays `above` over `below`. A value and the file that would hold it are one setting, so the
/// higher source's word for either takes the place of both.
pub(super) fn overlay(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(over)) => overlay(inner, over),
            (_, value) => {
                below.remove(&format!("{key}_file"));
                if let Some(base) = key.strip_suffix("_file") {
                    below.remove(base);
                }
                below.insert(key, value);
            }
        }
    }
}

fn explain(place: Place, key: &str, message: &str) -> ConfigError {
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'));
    match unknown {
        Some((leaf, _)) => {
            let key = if key.ends_with(leaf) { key } else { leaf };
            ConfigError::UnknownKey {
                place,
                key: key.to_owned(),
            }
        }
        None => ConfigError::Invalid {
            place,
            key: key.to_owned(),
            reason: message.to_owned(),
        },
    }
}

/// The key on a line of a file, under its section: `node.host`.
fn key_at(text: &str, line: Option<usize>) -> String {
    let Some(line) = line else {
        return String::new();
    };
    let lines: Vec<&str> = text.lines().take(line).map(str::trim).collect();
    let header = |line: &&&str| line.starts_with('[') && !line.contains('=');
    let section = lines
        .iter()
        .rev()
        .find(header)
        .map(|line| line.trim_matches(['[', ']']));
    let key = lines
        .last()
        .and_then(|line| line.split_once('='))
        .map(|(key, _)| key.trim());
    match (section, key) {
        (Some(section), Some(key)) => format!("{section}.{key}"),
        (None, Some(key)) => key.to_owned(),
        (section, None) => section.unwrap_or_default().to_owned(),
    }
}
