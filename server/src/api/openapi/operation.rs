//! One method of one address, as the document tells it, and the words in which the tables say it.

use std::fmt::Debug;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What is asked of every list that has pages.
const PAGE: &str = "limit:integer max_id since_id min_id";

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Access {
    /// Everybody, whatever token they show.
    Open,
    /// Everybody; a token that is shown must allow the scope.
    Reader(&'static str),
    /// A member, whose token allows the scope.
    Member(&'static str),
    /// Any token.
    Token,
    /// A member who may be known: `profile`, or `read:accounts`.
    Known,
}

/// What a request finds when it is done.
#[derive(Clone, Copy)]
pub(in crate::api) enum Answer {
    Json(fn(&mut SchemaGenerator) -> Schema),
    Text,
    /// Server-sent events; a WebSocket where the request asks for one.
    Events {
        socket: bool,
    },
}

impl Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "json",
            Self::Text => "text",
            Self::Events { .. } => "events",
        })
    }
}

/// One method of one address.
#[derive(Debug, Clone)]
pub(in crate::api) struct Operation {
    pub(in crate::api) method: &'static str,
    pub(in crate::api) path: &'static str,
    pub(in crate::api) summary: &'static str,
    pub(in crate::api) access: Access,
    pub(in crate::api) asked: Vec<Asked>,
    pub(in crate::api) paged: bool,
    pub(in crate::api) answer: Answer,
    /// Statuses beside 200 with the same answer.
    pub(super) also: Option<u16>,
}

/// A field of a request.
#[derive(Debug, Clone)]
pub(in crate::api) struct Asked {
    /// The parts of a name such as `poll[options][]`; an empty one is a list.
    pub(in crate::api) name: Vec<&'static str>,
    pub(in crate::api) kind: Kind,
    pub(in crate::api) required: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Kind {
    Text,
    Integer,
    Boolean,
    File,
}

impl Asked {
    /// A word of [`Operation::asks`].
    fn read(word: &'static str) -> Self {
        let (word, kind) = match word.split_once(':') {
            Some((word, "integer")) => (word, Kind::Integer),
            Some((word, "boolean")) => (word, Kind::Boolean),
            Some((word, "file")) => (word, Kind::File),
            _ => (word, Kind::Text),
        };
        let (word, required) = match word.strip_suffix('!') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let (first, rest) = word.split_once('[').unwrap_or((word, ""));
        let inner = rest.strip_suffix(']').map(|inner| inner.split("]["));
        Self {
            name: std::iter::once(first)
                .chain(inner.into_iter().flatten())
                .collect(),
            kind,
            required,
        }
    }
}

macro_rules! methods {
    ($($name:ident),*) => {$(
        pub(super) fn $name(path: &'static str, summary: &'static str) -> Operation {
            Operation::new(stringify!($name), path, summary)
        }
    )*};
}

methods!(get, post, put, patch, delete);

impl Operation {
    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            path,
            summary,
            access: Access::Open,
            asked: Vec::new(),
            paged: false,
            answer: Answer::Text,
            also: None,
        }
    }

    /// For everybody; a token that is shown must allow `scope`.
    pub(super) fn reads(mut self, scope: &'static str) -> Self {
        self.access = Access::Reader(scope);
        self
    }

    /// For members, whose token allows `scope`.
    pub(super) fn needs(mut self, scope: &'static str) -> Self {
        self.access = Access::Member(scope);
        self
    }

    pub(super) fn needs_token(mut self) -> Self {
        self.access = Access::Token;
        self
    }

    pub(super) fn needs_to_know(mut self) -> Self {
        self.access = Access::Known;
        self
    }

    /// What may be said, in words: `name`, `name!` where it must be, `name:integer`, `name:boolean`,
    /// `name:file`, and the names of Rails for lists and for what stands in something.
    pub(super) fn asks(mut self, words: &'static str) -> Self {
        self.asked.extend(words.split_whitespace().map(Asked::read));
        self
    }

    /// A page of a list, which says where the next ones are.
    pub(super) fn pages(mut self) -> Self {
        self.paged = true;
        self.asks(PAGE)
    }

    pub(super) fn gives<T: JsonSchema>(mut self) -> Self {
        self.answer = Answer::Json(SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) fn streams(mut self) -> Self {
        self.answer = Answer::Events { socket: false };
        self
    }

    pub(super) fn opens_a_socket(mut self) -> Self {
        self.answer = Answer::Events { socket: true };
        self
    }

    /// The same answer comes with another status where it is not ready yet.
    pub(super) fn or(mut self, status: u16) -> Self {
        self.also = Some(status);
        self
    }

    /// Its method and its address in one word, as programs name functions.
    pub(in crate::api) fn id(&self) -> String {
        let mut id = self.method.to_owned();
        let parts = self.path.split(|c: char| !c.is_ascii_alphanumeric());
        for part in parts.filter(|part| !part.is_empty() && *part != "api") {
            let (first, rest) = part.split_at(1);
            id.push_str(&first.to_ascii_uppercase());
            id.push_str(rest);
        }
        id
    }

    /// The names that stand open in its address.
    pub(in crate::api) fn open_parts(&self) -> impl Iterator<Item = &'static str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}
