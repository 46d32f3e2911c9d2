//! The thread digest `palabre-thread-1` (ledger §6): one string that is equal on every node that
//! holds the same thread, with what is missing beside it.

use sha2::{Digest as _, Sha256};

use crate::Millis;

/// The digest of one thread.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Digest {
    /// `core:<64 hex>:<posts> react:<64 hex>:<likes>`: the part that is equal everywhere.
    pub line: String,
    /// Parents of live or removed posts that have no line here.
    pub missing: Vec<String>,
    /// Contributions that wait for the forum's home, or for a moderator.
    pub pending: u64,
    /// Records that this node refuses to hold.
    pub withheld: u64,
    /// When this node found the thread different from what the forum's home shows of it, as far as
    /// it still is; nothing where they are equal or were never compared.
    pub differs: Option<Millis>,
    /// The hashed lines, for whoever wants to compare them.
    pub core_lines: Vec<String>,
    pub react_lines: Vec<String>,
}

impl Digest {
    /// Whether nothing is known to be missing: no parent, and nothing that the home shows.
    pub fn complete(&self) -> bool {
        self.missing.is_empty() && self.differs.is_none()
    }
}

/// One post, as the digest counts it.
#[derive(Debug, Clone)]
pub struct Counted {
    pub uri: String,
    pub line: String,
    pub create: Option<Vec<u8>>,
    pub winner: Option<Vec<u8>>,
    pub parent: Option<String>,
}

/// What a digest is made of.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub root: String,
    pub forum: String,
    pub locked: bool,
    pub posts: Vec<Counted>,
    /// (object, actor) of every public like of a live post.
    pub likes: Vec<(String, String)>,
}

/// As [`compute`], with what is said beside the digest and not hashed.
pub(crate) fn compute_with(parts: &Parts, pending: u64, withheld: u64) -> Digest {
    Digest {
        pending,
        withheld,
        ..compute(parts)
    }
}

/// The digest of some parts: pure, so that vectors can test it.
pub fn compute(parts: &Parts) -> Digest {
    let mut core_lines = vec![array(&[
        "thread",
        &parts.root,
        &parts.forum,
        if parts.locked { "locked" } else { "open" },
    ])];
    for post in &parts.posts {
        let rid = |rid: &Option<Vec<u8>>| rid.as_ref().map(hex::encode).unwrap_or_default();
        core_lines.push(if post.line == "deleted" {
            array(&["post", &post.uri, "deleted"])
        } else {
            array(&[
                "post",
                &post.uri,
                &post.line,
                &rid(&post.create),
                &rid(&post.winner),
            ])
        });
    }
    let mut react_lines: Vec<String> = parts
        .likes
        .iter()
        .map(|(object, actor)| array(&["like", object, actor]))
        .collect();
    core_lines.sort_unstable();
    react_lines.sort_unstable();
    let line = format!(
        "core:{}:{} react:{}:{}",
        hash("palabre-thread-1 core", &core_lines),
        parts.posts.len(),
        hash("palabre-thread-1 react", &react_lines),
        parts.likes.len()
    );
    let mut missing: Vec<String> = parts
        .posts
        .iter()
        .filter(|post| post.line != "deleted")
        .filter_map(|post| post.parent.clone())
        .filter(|parent| !parts.posts.iter().any(|post| post.uri == *parent))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    Digest {
        line,
        missing,
        pending: 0,
        withheld: 0,
        differs: None,
        core_lines,
        react_lines,
    }
}

/// A JCS array of strings.
fn array(parts: &[&str]) -> String {
    // serde_json writes arrays of strings exactly as JCS does: no spaces, the same escapes.
    serde_json::to_string(parts).unwrap_or_default()
}

fn hash(first: &str, lines: &[String]) -> String {
    let mut hasher = Sha256::new();
    for line in std::iter::once(first).chain(lines.iter().map(String::as_str)) {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hex::encode(hasher.finalize())
}
