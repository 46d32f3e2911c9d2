//! « de » before a name, in French. A Fluent file writes `{ DE($name) }`, and nobody else has to know.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unicode_normalization::UnicodeNormalization;

use super::{CUT, Value};

/// Gives a bundle the function `DE`.
pub(super) fn teach(bundle: &mut FluentBundle<FluentResource>) {
    if let Err(error) = bundle.add_function("DE", said) {
        tracing::error!(%error, "DE is no function of the French texts");
    }
}

fn said<'v>(names: &[Value<'v>], _named: &FluentArgs<'_>) -> Value<'v> {
    match names {
        [Value::String(name)] => Value::from(de(name)),
        [Value::Number(number)] => Value::from(de(&number.as_string())),
        _ => Value::Error,
    }
}

/// « d’Awa », « de Binta ».
///
/// Only the letters that are always vowels elide, with or without accents. An h may be mute
/// (« d’Hélène ») or not (« de Hugo », « de Hanoï »), and a y may be a vowel (« d’Yves ») or not (« de
/// Youssou »): no rule tells names apart, and « de » is wrong for fewer of them, and less.
pub(super) fn de(name: &str) -> String {
    let first = name.trim_start_matches(CUT).nfd().next();
    let vowel = first
        .and_then(|letter| letter.to_lowercase().next())
        .is_some_and(|letter| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'œ' | 'æ'));
    format!("{}{name}", if vowel { "d’" } else { "de " })
}
