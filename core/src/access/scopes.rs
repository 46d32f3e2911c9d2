//! What a bearer token may be used for, in the words of the Mastodon API. Scopes have levels:
//! `read` covers `read:statuses`, and `follow` is the old word for what concerns relations.

use std::collections::BTreeSet;

/// What can stand after `read:`.
const READ: [&str; 11] = [
    "accounts",
    "blocks",
    "bookmarks",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
];
/// What can stand after `write:`.
const WRITE: [&str; 13] = [
    "accounts",
    "blocks",
    "bookmarks",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
];
/// What `follow` covers of either.
const RELATIONS: [&str; 3] = ["blocks", "follows", "mutes"];
/// What can stand after `admin:read:` and `admin:write:`.
const ADMIN: [&str; 7] = [
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
];
/// Those of the first level.
pub const WHOLE: [&str; 7] = [
    "read",
    "write",
    "follow",
    "push",
    "profile",
    "admin:read",
    "admin:write",
];

/// Some scopes, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads scopes that stand in one line, space separated.
    ///
    /// # Errors
    /// The first word that is no scope; an empty one where there is none at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scopes: BTreeSet<String> = text.split_whitespace().map(str::to_owned).collect();
        if let Some(unknown) = scopes.iter().find(|scope| !is_known(scope)) {
            return Err(unknown.clone());
        }
        if scopes.is_empty() {
            return Err(String::new());
        }
        Ok(Self(scopes))
    }

    /// Those of some scopes that are known: what was given before may have had others.
    pub fn known(text: &str) -> Self {
        let known = text.split_whitespace().filter(|scope| is_known(scope));
        Self(known.map(str::to_owned).collect())
    }

    /// Whether a deed that needs `wanted` is among them.
    pub fn cover(&self, wanted: &str) -> bool {
        self.0.iter().any(|held| covers(held, wanted))
    }

    /// Whether everything that `others` allow is among them.
    pub fn cover_all(&self, others: &Self) -> bool {
        others.0.iter().all(|wanted| self.cover(wanted))
    }

    /// Each of them, in the order of the alphabet.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.each().collect::<Vec<_>>().join(" "))
    }
}

/// Every scope there is, for the metadata (RFC 8414).
pub fn all() -> Vec<String> {
    let mut all: Vec<String> = WHOLE.iter().map(|one| (*one).to_owned()).collect();
    for (level, parts) in [
        ("read", &READ[..]),
        ("write", &WRITE[..]),
        ("admin:read", &ADMIN[..]),
        ("admin:write", &ADMIN[..]),
    ] {
        all.extend(parts.iter().map(|part| format!("{level}:{part}")));
    }
    all
}

fn is_known(scope: &str) -> bool {
    if WHOLE.contains(&scope) {
        return true;
    }
    let parts = |level: &str, parts: &[&str]| {
        scope
            .strip_prefix(level)
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(|part| parts.contains(&part))
    };
    parts("read", &READ)
        || parts("write", &WRITE)
        || parts("admin:read", &ADMIN)
        || parts("admin:write", &ADMIN)
}

fn covers(held: &str, wanted: &str) -> bool {
    if held == wanted {
        return true;
    }
    if held == "follow" {
        return wanted
            .split_once(':')
            .is_some_and(|(level, part)| level != "admin" && RELATIONS.contains(&part));
    }
    wanted
        .strip_prefix(held)
        .is_some_and(|rest| rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).expect("scopes")
    }

    // client_api.5
    #[test]
    fn a_scope_covers_what_stands_below_it_and_nothing_else() {
        for (held, wanted, covered) in [
            ("read", "read:statuses", true),
            ("read", "read", true),
            ("read:statuses", "read:statuses", true),
            ("read:statuses", "read", false),
            ("read:statuses", "read:accounts", false),
            ("read", "write:statuses", false),
            ("read", "admin:read", false),
            ("admin:read", "admin:read:reports", true),
            ("admin:read", "read", false),
            ("follow", "read:follows", true),
            ("follow", "write:mutes", true),
            ("follow", "write:statuses", false),
            ("follow", "admin:read:accounts", false),
            ("write", "follow", false),
            ("push", "push", true),
            ("read write", "write:media", true),
        ] {
            assert_eq!(scopes(held).cover(wanted), covered, "{held} for {wanted}");
        }
        assert!(scopes("read write").cover_all(&scopes("read:lists write")));
        assert!(!scopes("read").cover_all(&scopes("read write")));
    }

    // client_api.5
    #[test]
    fn what_is_no_scope_is_named() {
        assert_eq!(Scopes::parse("read readd"), Err("readd".to_owned()));
        assert_eq!(
            Scopes::parse("read:everything"),
            Err("read:everything".to_owned())
        );
        assert_eq!(Scopes::parse("  "), Err(String::new()));
        assert_eq!(scopes("write read read").to_string(), "read write");
        assert_eq!(Scopes::known("read read:media").to_string(), "read");
        assert!(all().iter().all(|one| Scopes::parse(one).is_ok()));
    }
}
