//! What is asked of every address: its open parts filled, its fields said, by everybody who may come.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;

use super::cast::Written;
use super::*;
use crate::api::openapi::{Asked, Kind, Operation, tables};

/// Hashtags and words that are looked for.
const WORDS: [&str; 4] = ["motpublic", "motfidele", "motdirect", "motgardé"];
/// Fields of a page of a list; what is on it is asked of all of it.
const PAGES: [&str; 5] = ["limit", "max_id", "since_id", "min_id", "offset"];

/// Whatever may be asked for by its number or its name.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What is written, by its own id.
    pub(super) statuses: Vec<String>,
    /// The same as others pass it on.
    pub(super) boosts: Vec<String>,
    /// The same in the addresses of pages.
    pub(super) pages: Vec<String>,
    pub(super) accounts: Vec<String>,
    /// What somebody was told by some list, by its address.
    pub(super) told: BTreeMap<&'static str, BTreeSet<String>>,
}

fn operations() -> Vec<Operation> {
    let areas = tables::all().into_iter();
    areas.flat_map(|area| area.operations).collect()
}

/// Lists whose entries have addresses of their own.
pub(super) fn lists() -> Vec<&'static str> {
    let all = operations();
    let below = |path: &str| {
        all.iter()
            .any(|one| one.path.starts_with(&format!("{path}/{{")))
    };
    let lists = all.iter().filter(|one| one.method == "get");
    let lists = lists.map(|one| one.path);
    lists
        .filter(|path| !path.contains('{') && *path != "/api/v1/accounts" && below(path))
        .collect()
}

impl Known {
    pub(super) fn of(written: &[Written]) -> Self {
        let ids = |from: usize, to: usize| {
            let ids = written.iter();
            let ids = ids.flat_map(|one| one.ids.iter().take(to).skip(from).cloned());
            ids.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let pages: BTreeSet<_> = written.iter().flat_map(|one| one.pages.clone()).collect();
        Self {
            statuses: ids(0, 1),
            boosts: ids(1, usize::MAX),
            pages: pages.into_iter().collect(),
            ..Self::default()
        }
    }

    /// What stands for an open part of an address after what precedes it there.
    fn parts(&self, before: &str, part: &str, whole: &str) -> Vec<String> {
        let some = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        match (part, before) {
            ("{id}", "/api/v1/statuses") => {
                let boosts = whole.ends_with("{id}") || whole.ends_with("/context");
                let boosts = self.boosts.iter().filter(|_| boosts);
                self.statuses.iter().chain(boosts).cloned().collect()
            }
            ("{quoting_status_id}", _) => self.statuses.clone(),
            ("{id}", "/api/v1/polls") => self.pages.clone(),
            ("{id}", "/api/v1/accounts" | "/api/v1/admin/accounts") => self.accounts.clone(),
            ("{id}", "/api/v1/timelines/list") => self.told_by("/api/v1/lists"),
            ("{id}" | "{group_key}", before) if before.starts_with("/api/") => {
                let mut ids = self.told_by(before);
                ids.extend(["1".to_owned(), "2".to_owned()]);
                ids
            }
            ("{id}" | "{rid}" | "{key}", _) => self.pages.clone(),
            ("{token}", _) => some(&["00"]),
            ("{salon}" | "{slug}", _) => some(&["acces", "garde", "ailleurs@loin.test"]),
            ("{handle}", _) => some(&["@ana", "@zoe@loin.test", "@jean"]),
            ("{name}", _) => some(&["ana", "jean"]),
            ("{hashtag}" | "{word}", _) => some(&WORDS),
            ("{rev}" | "{number}", _) => some(&["0", "1", "2"]),
            ("{*rest}", _) => some(&["v1/nothing"]),
            _ => panic!("nobody says what {part} is in {whole}"),
        }
    }

    fn told_by(&self, list: &str) -> Vec<String> {
        self.told.get(list).into_iter().flatten().cloned().collect()
    }

    /// An address with its open parts filled, in every way.
    pub(super) fn filled(&self, path: &str) -> Vec<String> {
        let mut filled = vec![String::new()];
        for part in path.split('/').skip(1) {
            let parts = if part.starts_with('{') {
                let (before, _) = path.split_once(part).expect("it is there");
                self.parts(before.trim_end_matches('/'), part, path)
            } else {
                vec![part.to_owned()]
            };
            let each = |begun: &String| {
                let all = parts.iter().map(|part| format!("{begun}/{part}"));
                all.collect::<Vec<_>>()
            };
            filled = filled.iter().flat_map(each).collect();
        }
        filled
    }

    /// What may be said in a field, each as a piece of a query.
    fn said(&self, path: &str, field: &Asked) -> Vec<String> {
        let name = field.name.first().copied().unwrap_or_default();
        let whole = if field.name.len() > 1 {
            format!("{name}[]")
        } else {
            name.to_owned()
        };
        let each = |list: &[&str]| list.iter().map(|one| format!("{whole}={one}")).collect();
        if PAGES.contains(&name) {
            return Vec::new();
        }
        match (name, field.kind) {
            (_, Kind::Boolean) => each(&["true"]),
            ("id", _) => {
                let ids = match path {
                    "/api/v1/statuses" => [self.statuses.clone(), self.boosts.clone()].concat(),
                    _ => self.accounts.clone(),
                };
                let some = |ids: &[String]| {
                    let all = ids.iter().map(|id| format!("id[]={id}"));
                    all.collect::<Vec<_>>().join("&")
                };
                ids.chunks(20).map(some).collect()
            }
            ("acct", _) => each(&["ana", "jean", "zoe@loin.test"]),
            ("q" | "tagged" | "any" | "all" | "none", _) => each(&WORDS),
            ("type", _) => each(&["statuses", "hashtags", "accounts"]),
            ("types" | "exclude_types" | "grouped_types", _) => {
                each(&["mention", "status", "quote", "favourite", "admin.report"])
            }
            ("expand_accounts", _) => each(&["full", "partial_avatars"]),
            ("order", _) => each(&["new", "active"]),
            ("timeline", _) => each(&["home", "notifications"]),
            ("origin", _) => each(&["local", "remote"]),
            ("status", _) => each(&["active", "suspended", "silenced"]),
            ("permissions", _) => each(&["staff"]),
            (
                "username" | "display_name" | "by_domain" | "email" | "ip" | "invited_by"
                | "role_ids",
                _,
            ) => each(&["ana"]),
            ("account_id" | "target_account_id", _) => self
                .accounts
                .iter()
                .map(|id| format!("{whole}={id}"))
                .collect(),
            _ => panic!("nobody says what {whole} is in {path}"),
        }
    }

    /// Every address of the API that is read, with everything that may be asked there. What streams
    /// tell is asked elsewhere.
    pub(super) fn read(&self) -> Vec<String> {
        let mut asked = Vec::new();
        let all = operations().into_iter().filter(|one| one.method == "get");
        for one in all.filter(|one| !one.path.starts_with("/api/v1/streaming")) {
            let (must, may): (Vec<&Asked>, Vec<&Asked>) =
                one.asked.iter().partition(|field| field.required);
            let mut bare = vec![if one.paged {
                "limit=40".to_owned()
            } else {
                String::new()
            }];
            for field in must {
                let said = self.said(one.path, field);
                bare = said
                    .iter()
                    .flat_map(|said| bare.iter().map(move |bare| format!("{bare}&{said}")))
                    .collect();
            }
            let mut queries = bare.clone();
            for said in may.iter().flat_map(|field| self.said(one.path, field)) {
                queries.extend(bare.iter().map(|bare| format!("{bare}&{said}")));
            }
            for path in self.filled(one.path) {
                asked.extend(queries.iter().map(|query| format!("{path}?{query}")));
            }
        }
        asked
    }

    /// Every deed of the API that is done to a post or with one: its method, its address and its form.
    pub(super) fn deeds(&self, post: &Written) -> Vec<(&'static str, String, String)> {
        const POSTS: [&str; 4] = [
            "in_reply_to_id",
            "quoted_status_id",
            "status_id",
            "status_ids",
        ];
        let author = self.accounts.first().expect("an account");
        let id = post.ids.first().expect("an id");
        let one = Self {
            statuses: vec![id.clone()],
            pages: post.pages.iter().take(1).cloned().collect(),
            told: self.told.clone(),
            ..Self::default()
        };
        let mut deeds = Vec::new();
        for operation in operations().into_iter().filter(|one| one.method != "get") {
            let path = operation.path;
            let of_posts = ["/api/v1/statuses/{", "/api/v1/polls/{"];
            let of_posts = of_posts.iter().any(|begins| path.starts_with(begins));
            let named = operation
                .asked
                .iter()
                .filter_map(|field| field.name.first());
            let named: Vec<_> = named.filter(|name| POSTS.contains(name)).copied().collect();
            let odd = |field: &&Asked| {
                let name = field.name.first().copied().unwrap_or_default();
                name.contains("status_") && !POSTS.contains(&name)
            };
            assert!(
                operation.asked.iter().find(odd).is_none(),
                "{path}: a post by another name"
            );
            if !of_posts && named.is_empty() {
                continue;
            }
            let mut forms: Vec<String> = named
                .iter()
                .filter(|_| !of_posts)
                .map(|name| match *name {
                    "status_ids" => format!("status_ids[]={id}&account_id={author}&forward=false"),
                    name => format!("{name}={id}&status=Rien"),
                })
                .collect();
            if of_posts {
                forms.push("choices[]=0&status=Rien&quote_approval_policy=nobody".to_owned());
            }
            for path in one.filled(path) {
                let all = forms
                    .iter()
                    .map(|form| (operation.method, path.clone(), form.clone()));
                deeds.extend(all);
            }
        }
        deeds
    }
}

/// Does a deed, as a form.
pub(super) async fn does(
    reader: &mut Browser<'_>,
    (method, path, form): &(&'static str, String, String),
) -> Page {
    let method = method.to_uppercase();
    reader.send(&method, path, Body::from(form.clone())).await
}
