//! Canonical JSON (RFC 8785), the id of a record, and a parser that refuses what two readers could
//! understand differently.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Number, Value};
use sha2::{Digest as _, Sha256};

#[cfg(test)]
mod tests;

/// Levels of arrays and objects that a document of a peer may have.
pub const MAX_DEPTH: usize = 64;

/// Why a value has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JcsError {
    /// An integer that no IEEE 754 double holds exactly: its canonical form would be another
    /// number's, and a signature over it would cover both.
    #[error("the number {0} has no exact canonical form")]
    Number(String),
    /// Only an object is an activity.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// The serialiser refused.
    #[error("the document has no canonical form: {0}")]
    Serialise(String),
}

/// Why a text is not a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// A name twice in one object: one reader takes the first, another the last.
    #[error("the member {0:?} is given twice in one object")]
    DuplicateKey(String),
    /// More levels than allowed.
    #[error("the document is nested more than {0} levels deep")]
    TooDeep(usize),
    /// A character that is no text: not every database can keep it.
    #[error("the document holds the character U+0000")]
    Null,
    /// Not JSON, or not UTF-8.
    #[error("the document is not JSON: {0}")]
    Json(String),
}

/// The canonical bytes of a value (RFC 8785).
pub fn jcs(value: &Value) -> Result<Vec<u8>, JcsError> {
    check_numbers(value)?;
    to_vec(value)
}

/// The canonical bytes of an object without some of its own members (the levels below keep
/// theirs).
pub fn jcs_without(object: &Map<String, Value>, left_out: &[&str]) -> Result<Vec<u8>, JcsError> {
    let without = Without { object, left_out };
    for (_, value) in without.members() {
        check_numbers(value)?;
    }
    to_vec(&without)
}

/// The id of a record: SHA-256 of the canonical activity, its top-level `signature` removed and its
/// `proof` kept (ledger §6).
pub fn rid(activity: &Value) -> Result<[u8; 32], JcsError> {
    let object = activity.as_object().ok_or(JcsError::NotAnObject)?;
    Ok(Sha256::digest(jcs_without(object, &["signature"])?).into())
}

/// Reads a document, refusing a name given twice in one object at any level, more than `max_depth`
/// levels of arrays and objects, and the character U+0000.
pub fn parse_strict(bytes: &[u8], max_depth: usize) -> Result<Value, ParseError> {
    let refusal = RefCell::new(None);
    let strict = Strict {
        left: max_depth,
        max_depth,
        refusal: &refusal,
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| {
        refusal
            .take()
            .unwrap_or_else(|| ParseError::Json(error.to_string()))
    })
}

fn to_vec(value: &impl Serialize) -> Result<Vec<u8>, JcsError> {
    serde_json_canonicalizer::to_vec(value).map_err(|error| JcsError::Serialise(error.to_string()))
}

fn check_numbers(value: &Value) -> Result<(), JcsError> {
    match value {
        Value::Number(number) if !is_exact(number) => Err(JcsError::Number(number.to_string())),
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(members) => members.values().try_for_each(check_numbers),
        _ => Ok(()),
    }
}

/// True when the double that canonical JSON writes is this very number: an integer fits when no
/// more than 53 bits lie between its first and its last set bit.
fn is_exact(number: &Number) -> bool {
    let magnitude = match (number.as_u64(), number.as_i64()) {
        (Some(whole), _) => whole,
        (None, Some(negative)) => negative.unsigned_abs(),
        (None, None) => return true,
    };
    magnitude == 0 || 64 - magnitude.leading_zeros() - magnitude.trailing_zeros() <= 53
}

/// An object seen without some members, so that a document is not copied to be hashed.
struct Without<'a> {
    object: &'a Map<String, Value>,
    left_out: &'a [&'a str],
}

impl<'a> Without<'a> {
    fn members(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let left_out = self.left_out;
        self.object
            .iter()
            .filter(move |(name, _)| !left_out.contains(&name.as_str()))
    }
}

impl Serialize for Without<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.members() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Clone, Copy)]
struct Strict<'a> {
    left: usize,
    max_depth: usize,
    /// What was refused: an error of `serde_json` carries only text.
    refusal: &'a RefCell<Option<ParseError>>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(self, refusal: ParseError) -> E {
        let error = E::custom(&refusal);
        self.refusal.replace(Some(refusal));
        error
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left, ..self }),
            None => Err(self.refuse(ParseError::TooDeep(self.max_depth))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        if value.contains('\0') {
            return Err(self.refuse(ParseError::Null));
        }
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let below = self.deeper()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let below = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(self.refuse(ParseError::DuplicateKey(name)));
            }
            if name.contains('\0') {
                return Err(self.refuse(ParseError::Null));
            }
            let value = members.next_value_seed(below)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
