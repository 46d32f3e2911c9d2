//! What people say of themselves in names and values.

use super::Person;
use crate::Millis;
use crate::text::clean;

/// Names and values of one person.
pub const FIELDS: usize = 4;
/// Longest name or value, in characters.
pub const FIELD: usize = 255;

/// Names and values that are kept of somebody elsewhere.
const FOREIGN: usize = 8;

/// What stands after a part of a field, and after a field, in the column.
const PART: char = '\u{1f}';
const NEXT: char = '\u{1e}';

/// A name and its value: of a member as it was typed, of anybody else as clean HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// Since when the page that it leads to leads back.
    pub verified_at: Option<Millis>,
}

impl Person {
    /// What they say of themselves, as it is kept.
    pub fn fields(&self) -> Vec<Field> {
        let kept = self.fields.as_deref().unwrap_or_default();
        kept.split_terminator(NEXT).filter_map(read).collect()
    }

    /// The same with values as safe HTML.
    pub fn shown_fields(&self) -> Vec<Field> {
        let mut fields = self.fields();
        if self.local {
            for field in &mut fields {
                field.value = crate::text::field(&field.value);
            }
        }
        fields
    }

    /// Whether each Follow of them waits for their answer.
    pub fn is_locked(&self) -> bool {
        self.locked == Some(true)
    }

    /// Whether a program posts for them.
    pub fn is_bot(&self) -> bool {
        self.bot == Some(true) || matches!(self.kind.as_str(), "Service" | "Application")
    }
}

/// As the column holds them; nothing where there are none.
pub(crate) fn written(fields: &[Field]) -> Option<String> {
    let each = fields.iter().map(|field| {
        let at = field.verified_at.map(|at| at.to_string());
        let at = at.unwrap_or_default();
        let [name, value] = [&field.name, &field.value].map(|text| text.replace([PART, NEXT], ""));
        format!("{name}{PART}{value}{PART}{at}{NEXT}")
    });
    Some(each.collect::<String>()).filter(|written| !written.is_empty())
}

fn read(one: &str) -> Option<Field> {
    let mut parts = one.split(PART);
    Some(Field {
        name: parts.next()?.to_owned(),
        value: parts.next()?.to_owned(),
        verified_at: parts.next()?.parse().ok(),
    })
}

/// What somebody elsewhere says: names in plain text, values cleaned, and not without end.
pub(super) fn foreign(said: &[(String, String)]) -> Vec<Field> {
    let field = |(name, value): &(String, String)| Field {
        name: clean::name(name, FIELD),
        value: clean::html(value).unwrap_or_default(),
        verified_at: None,
    };
    let fields = said.iter().map(field);
    fields
        .filter(|field| !field.name.is_empty())
        .take(FOREIGN)
        .collect()
}
