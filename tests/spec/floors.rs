//! The floors of the house: what each crate must never see, and the limits of size.
//!
//! `deny.toml` keeps crates from depending on what is not theirs; here the source itself is read,
//! so that nothing comes through another crate's re-export.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 5] = ["migrations", "core", "federation", "server", "tests"];
const MAX_LINES: usize = 500;

/// A crate, and the words that neither its source nor its list of dependencies may hold.
const FLOORS: [(&str, &[&str]); 5] = [
    (
        "migrations",
        &[
            "palabre_core",
            "palabre_federation",
            "palabre",
            "axum",
            "reqwest",
        ],
    ),
    (
        "core",
        &[
            "axum",
            "reqwest",
            "activitypub_federation",
            "askama",
            "palabre_federation",
            "palabre",
        ],
    ),
    (
        "federation",
        &[
            "sea_orm",
            "sea_orm_migration",
            "sqlx",
            "palabre_migrations",
            "askama",
            "palabre",
        ],
    ),
    (
        "server",
        &[
            "sea_orm",
            "sea_orm_migration",
            "sqlx",
            "palabre_migrations",
            "activitypub_federation",
        ],
    ),
    (
        "tests",
        // The tests of endurance and the figures lock, copy and question a database from outside,
        // through sqlx.
        &["sea_orm", "sea_orm_migration", "palabre_migrations"],
    ),
];

#[test]
fn no_crate_depends_on_what_is_above_it() {
    for (name, never) in FLOORS {
        let manifest = read(&root().join(name).join("Cargo.toml"));
        for dependency in dependencies(&manifest) {
            assert!(
                !never.contains(&dependency.as_str()),
                "{name} depends on {dependency}"
            );
        }
    }
}

#[test]
fn no_source_mentions_what_is_above_it() {
    for (name, never) in FLOORS {
        for path in sources(name) {
            // This file names them all.
            if path.ends_with("spec/floors.rs") {
                continue;
            }
            let outside = ["endure", "benches"];
            let outside = path
                .iter()
                .any(|part| outside.iter().any(|one| part == *one));
            let database = (name == "tests" && !outside).then_some(&"sqlx");
            for word in never.iter().chain(database) {
                let found = mention(&read(&path), word);
                assert_eq!(found, None, "{}: {word} is above its floor", path.display());
            }
        }
    }
}

#[test]
fn the_server_does_not_read_wire_documents() {
    for path in sources("server") {
        let found = read(&path)
            .lines()
            .position(|line| line.contains("federation::wire"));
        assert_eq!(
            found,
            None,
            "{}: federation::wire is private",
            path.display()
        );
    }
}

#[test]
fn no_source_file_is_longer_than_its_budget() {
    for path in CRATES.iter().flat_map(|name| sources(name)) {
        let lines = read(&path).lines().count();
        assert!(
            lines <= MAX_LINES,
            "{}: {lines} lines, at most {MAX_LINES}",
            path.display()
        );
    }
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // Put together here, so that this file does not hold them.
    let machine_paths = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Us", "ers/"],
    ]
    .map(|p| p.concat());
    let mut files = Vec::new();
    for folder in CRATES
        .iter()
        .copied()
        .chain(["docs", ".ci", ".config", ".cargo"])
    {
        walk(&root().join(folder), &mut files);
    }
    let top = fs::read_dir(root())
        .expect("the root")
        .map(|entry| entry.expect("entry").path());
    // In a linked work tree `.git` is a file that names a folder of this machine.
    files.extend(top.filter(|path| path.is_file() && !path.ends_with(".git")));
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for place in &machine_paths {
            assert!(!text.contains(place), "{}: holds {place}", path.display());
        }
    }
}

// accounts.12
#[test]
fn no_noun_with_a_secret_leaves_core() {
    let entities = root().join("core/src/store/entity");
    for secret in [
        "account",
        "actor_key",
        "app",
        "bearer",
        "code",
        "failed_login",
        "session",
    ] {
        let text = read(&entities.join(format!("{secret}.rs")));
        assert!(
            text.contains("pub(crate) struct Model"),
            "{secret} leaves core"
        );
    }
    for public in ["person", "forum", "post", "thread", "peer", "report"] {
        let text = read(&entities.join(format!("{public}.rs")));
        for secret in ["private", "password", "secret", "cookie", "token"] {
            let column = format!("pub {secret}");
            assert!(!text.contains(&column), "{public} holds {secret}");
        }
    }
}

// ledger.5
#[test]
fn core_parses_no_document() {
    for path in sources("core") {
        if path.to_string_lossy().contains("test") {
            continue;
        }
        // Jobs are written and read by the queue; everything else goes through the scribe.
        let found = read(&path)
            .lines()
            .any(|line| line.contains("serde_json::from_"));
        assert!(
            !found || path.ends_with("store/queue/mod.rs"),
            "{}: core parses JSON",
            path.display()
        );
    }
}

#[test]
fn a_mention_is_a_whole_word_of_the_code() {
    let code = "// axum stands above\nuse palabre_core::Host;\nlet x = axum::serve;\n";
    assert_eq!(mention(code, "axum"), Some(3));
    assert_eq!(mention(code, "palabre"), None);
    assert_eq!(mention(code, "palabre_core"), Some(2));
    let manifest =
        "[package]\nname = \"x\"\n[dependencies]\nsea-orm.workspace = true\n[lints]\na = 1\n";
    assert_eq!(dependencies(manifest), ["sea_orm"]);
}

/// Sentences that no test proves yet. The list only grows shorter.
const UNPROVED: [&str; 0] = [];

#[test]
fn every_sentence_of_the_specification_is_cited_by_a_test() {
    let mut cited = BTreeSet::new();
    for path in CRATES.iter().flat_map(|name| sources(name)) {
        for line in read(&path).lines().filter(|line| line.contains("//")) {
            citations(line, &mut cited);
        }
    }
    let mut uncited = BTreeSet::new();
    for entry in fs::read_dir(root().join("docs/spec")).expect("the specification") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let chapter = name.expect("a chapter").to_owned();
        for number in read(&path).lines().filter_map(sentence) {
            let sentence = format!("{chapter}.{number}");
            if !cited.contains(&sentence) {
                uncited.insert(sentence);
            }
        }
    }
    assert_eq!(uncited, UNPROVED.map(str::to_owned).into());
}

/// The number of a sentence that holds: a line that begins with it and is not struck through.
fn sentence(line: &str) -> Option<u32> {
    let (number, words) = line.split_once(". ")?;
    (!words.starts_with("~~")).then(|| number.parse().ok())?
}

/// What a comment cites: `delivery.3`, or `moderation.1 to moderation.5`.
fn citations(line: &str, cited: &mut BTreeSet<String>) {
    let (_, comment) = line.split_once("//").unwrap_or_default();
    let mut last: Option<(&str, u32)> = None;
    let mut range = false;
    for word in comment.split([' ', ',', ';', ':', '(', ')']) {
        let named = word.trim_end_matches('.').split_once('.');
        let named = named.and_then(|(chapter, number)| Some((chapter, number.parse().ok()?)));
        if let Some((chapter, number)) = named {
            let from = last.filter(|(before, _)| range && *before == chapter);
            let from = from.map_or(number, |(_, from)| from);
            cited.extend((from..=number).map(|one| format!("{chapter}.{one}")));
            last = named;
        }
        range = word == "to";
    }
}

#[test]
fn a_sentence_has_a_number_and_a_citation_names_it() {
    assert_eq!(sentence("12. A node runs."), Some(12));
    assert_eq!(sentence("12. ~~A node walks.~~"), None);
    assert_eq!(sentence("A node runs. It does."), None);
    let mut cited = BTreeSet::new();
    citations(
        "    // delivery.2: beside one; pages.7, moderation.1 to moderation.3",
        &mut cited,
    );
    let all = [
        "delivery.2",
        "moderation.1",
        "moderation.2",
        "moderation.3",
        "pages.7",
    ];
    assert_eq!(cited.into_iter().collect::<Vec<_>>(), all);
}

/// The line (from 1) on which the code, comments apart, holds the word.
fn mention(text: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        // What stands in quotes is text for people, such as the program's own name.
        .map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join(" "))
        .position(|line| line.split(|c| !part(c)).any(|found| found == word))
        .map(|line| line + 1)
}

/// The names in every `[…dependencies]` table of a manifest, as the code writes them.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(header) = line.strip_prefix('[') {
            inside = header.trim_end_matches(']').ends_with("dependencies");
        } else if inside && !line.starts_with('#') {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if !name.is_empty() {
                names.push(name.replace('-', "_"));
            }
        }
    }
    names
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files of a crate.
fn sources(name: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&root().join(name), &mut files);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    assert!(!files.is_empty(), "{name} has no source");
    files
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("entry").path();
        let ours = path
            .file_name()
            .is_some_and(|name| name != "target" && name != "__pycache__");
        if path.is_dir() && ours {
            walk(&path, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}
