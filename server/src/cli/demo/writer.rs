//! The people of the demo, who write through the web forms of their own nodes.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::super::{Done, Stop};
use super::browser::Browser;
use super::discussion::{Deed, Discussion, Person, Salon, Step};
use super::network::{Chapter, Network};
use super::reading;

/// The password of everybody; the three nodes are reached from this machine only.
pub(super) const PASSWORD: &str = "bienvenue-palabre";
/// Pages of a thread that are read to find a contribution.
const PAGES: u32 = 40;

/// Everybody with their browsers, and what has been done.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) discussion: Discussion,
    browsers: HashMap<String, Browser>,
    progress: Progress,
    file: PathBuf,
}

/// What a second start goes on from. The deed after the last one may have been done too; doing it
/// again changes nothing, since its form has the same name.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    begun: bool,
    done: usize,
    /// Local id by node, then by key.
    ids: HashMap<String, HashMap<String, i64>>,
}

impl Writer {
    /// Takes up what was done in a directory before, if anything was.
    pub(super) fn new(discussion: Discussion, file: PathBuf) -> Result<Self, Stop> {
        let progress = match std::fs::read(&file) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| unreadable(&file, &error))?
            }
            Err(_) => Progress::default(),
        };
        Ok(Self {
            discussion,
            browsers: HashMap::new(),
            progress,
            file,
        })
    }

    /// Whether every step was done.
    pub(super) fn is_done(&self) -> bool {
        self.progress.begun && self.progress.done == self.discussion.steps.len()
    }

    /// Signs everybody up, opens the salons, and lets the others follow them.
    pub(super) async fn begin(&mut self, network: &Network) -> Done {
        for person in self.discussion.people.clone() {
            self.sign_in(&person, network).await?;
        }
        if self.progress.begun {
            return Ok(());
        }
        for salon in self.discussion.salons.clone() {
            self.open_salon(&salon, network).await?;
        }
        for salon in self.discussion.salons.clone() {
            self.follow(&salon, network).await?;
        }
        network.settle().await?;
        self.progress.begun = true;
        self.save()
    }

    /// Does the steps of some parts that are not done yet, in their order.
    pub(super) async fn write(&mut self, part: &str, network: &Network, whole: bool) -> Done {
        while let Some(step) = self.discussion.steps.get(self.progress.done).cloned() {
            if step.part != part {
                break;
            }
            self.perform(&step, network, whole).await?;
            self.progress.done += 1;
            self.save()?;
        }
        Ok(())
    }

    /// The local id of something on a node.
    pub(super) async fn find(
        &mut self,
        network: &Network,
        chapter: &Chapter,
        key: &str,
    ) -> Result<Option<i64>, Stop> {
        if let Some(id) = self.known(chapter.name, key) {
            return Ok(Some(id));
        }
        let made = self.discussion.maker(key).cloned();
        let opening = self.discussion.opening(key).cloned();
        let (Some(made), Some(opening)) = (made, opening) else {
            return Err(Stop::said("cli-fault", &[("words", key)]));
        };
        let thread = match self.known(chapter.name, &opening.key) {
            Some(thread) => thread,
            None => match self.find_thread(network, chapter, &opening).await? {
                Some(thread) => thread,
                None => return Ok(None),
            },
        };
        if made.deed == Deed::Open {
            return Ok(Some(thread));
        }
        let telling = reading::plain(&made.telling());
        for article in read_thread(chapter, thread).await?.1 {
            if article.text.starts_with(&telling) {
                self.know(chapter.name, key, article.id);
                return Ok(Some(article.id));
            }
        }
        Ok(None)
    }

    async fn sign_in(&mut self, person: &Person, network: &Network) -> Done {
        let mut browser = Browser::new(network.chapter(&person.node)?)?;
        let name = person.name.as_str();
        let email = format!("{name}@{}.example", person.node);
        let fields = [
            ("name", name),
            ("display", &person.display),
            ("email", &email),
            ("password", PASSWORD),
        ];
        let (status, _) = browser.look(&format!("/@{name}")).await?;
        if status == reqwest::StatusCode::OK {
            let fields = [("name", name), ("password", PASSWORD)];
            browser
                .fill("/connexion", "/connexion", &fields, "")
                .await?;
        } else {
            let once = format!("demo-sign-up-{name}");
            browser
                .fill("/inscription", "/inscription", &fields, &once)
                .await?;
        }
        self.browsers.insert(person.name.clone(), browser);
        Ok(())
    }

    async fn open_salon(&mut self, salon: &Salon, network: &Network) -> Done {
        let home = network.chapter(&salon.node)?;
        let (status, _) = Browser::new(home)?
            .look(&format!("/salons/{}", salon.slug))
            .await?;
        if status == reqwest::StatusCode::OK {
            return Ok(());
        }
        let args = [
            "forum",
            "create",
            &salon.slug,
            "--title",
            &salon.title,
            "--description",
            &salon.description,
            "--moderator",
            &salon.moderator,
        ];
        home.command(&args).await.map(drop)
    }

    async fn follow(&mut self, salon: &Salon, network: &Network) -> Done {
        let address = format!("@{}@{}", salon.slug, network.chapter(&salon.node)?.host());
        for person in self.discussion.people.clone() {
            if person.node == salon.node {
                continue;
            }
            let once = format!("demo-follow-{}-{}", person.name, salon.slug);
            let fields = [("address", address.as_str())];
            self.browser(&person.name)?
                .fill("/suivre", "/suivre", &fields, &once)
                .await?;
        }
        Ok(())
    }

    /// Does one step. What it answers may still be on its way: `whole` says that all nodes run, so
    /// that waiting for it makes sense.
    async fn perform(&mut self, step: &Step, network: &Network, whole: bool) -> Done {
        let node = self
            .discussion
            .person(&step.who)
            .map(|person| person.node.clone());
        let chapter = network.chapter(&node.unwrap_or_default())?;
        let once = format!("demo-{}", self.progress.done);
        if step.deed == Deed::Open {
            return self.open(step, chapter, network, &once).await;
        }
        let about = if step.deed == Deed::Reply {
            &step.to
        } else {
            &step.on
        };
        let mut found = self.find(network, chapter, about).await?;
        if found.is_none() && whole {
            network.settle().await?;
            found = self.find(network, chapter, about).await?;
        }
        let id = found.ok_or_else(|| {
            Stop::said(
                "cli-demo-not-there",
                &[("what", about.as_str()), ("chapter", chapter.name)],
            )
        })?;
        let (page, action) = paths(step.deed, id);
        let words = [("text", step.text.as_str()), ("lang", step.lang.as_str())];
        let reason = [("reason", step.text.as_str())];
        let fields: &[(&str, &str)] = match step.deed {
            Deed::Reply | Deed::Edit => &words,
            Deed::Remove | Deed::Lock => &reason,
            _ => &[],
        };
        let leads = self
            .browser(&step.who)?
            .fill(&page, &action, fields, &once)
            .await?;
        if step.deed == Deed::Reply {
            self.made(step, chapter, &leads)?;
        }
        Ok(())
    }

    async fn open(
        &mut self,
        step: &Step,
        chapter: &Chapter,
        network: &Network,
        once: &str,
    ) -> Done {
        let path = format!(
            "/salons/{}/nouveau",
            self.salon_here(chapter, &step.salon, network)?
        );
        let fields = [
            ("title", step.title.as_str()),
            ("text", step.text.as_str()),
            ("lang", step.lang.as_str()),
        ];
        let leads = self
            .browser(&step.who)?
            .fill(&path, &path, &fields, once)
            .await?;
        self.made(step, chapter, &leads)
    }

    /// Remembers what was made, from the address that the form led to.
    fn made(&mut self, step: &Step, chapter: &Chapter, leads: &str) -> Done {
        let mark = ["#c", "/c/", "/f/"].into_iter().find_map(|mark| {
            let (_, rest) = leads.split_once(mark)?;
            rest.split(['?', '#']).next()?.parse().ok()
        });
        let id = mark.ok_or_else(|| {
            Stop::said(
                "cli-demo-page",
                &[("address", leads), ("words", step.key.as_str())],
            )
        })?;
        self.know(chapter.name, &step.key, id);
        Ok(())
    }

    async fn find_thread(
        &mut self,
        network: &Network,
        chapter: &Chapter,
        opening: &Step,
    ) -> Result<Option<i64>, Stop> {
        let salon = self.salon_here(chapter, &opening.salon, network)?;
        let html = Browser::new(chapter)?
            .page(&format!("/salons/{salon}"))
            .await?;
        let found = reading::thread_in_list(&html, &opening.title);
        if let Some(id) = found {
            self.know(chapter.name, &opening.key, id);
        }
        Ok(found)
    }

    /// A salon in the addresses of a node: with its home, unless that is the node.
    fn salon_here(&self, chapter: &Chapter, slug: &str, network: &Network) -> Result<String, Stop> {
        let home = self
            .discussion
            .salon(slug)
            .map(|salon| salon.node.clone())
            .unwrap_or_default();
        if home == chapter.name {
            return Ok(slug.to_owned());
        }
        Ok(format!("{slug}@{}", network.chapter(&home)?.host()))
    }

    fn browser(&mut self, name: &str) -> Result<&mut Browser, Stop> {
        let found = self.browsers.get_mut(name);
        found.ok_or_else(|| Stop::said("cli-fault", &[("words", name)]))
    }

    fn known(&self, node: &str, key: &str) -> Option<i64> {
        self.progress.ids.get(node)?.get(key).copied()
    }

    fn know(&mut self, node: &str, key: &str, id: i64) {
        self.progress
            .ids
            .entry(node.to_owned())
            .or_default()
            .insert(key.to_owned(), id);
    }

    fn save(&self) -> Done {
        let text =
            serde_json::to_vec(&self.progress).map_err(|error| unreadable(&self.file, &error))?;
        let fresh = self.file.with_extension("new");
        let written =
            std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, &self.file));
        written.map_err(|error| unreadable(&self.file, &error))
    }
}

/// A thread as a guest reads it: its last page's head, and every article.
pub(super) async fn read_thread(
    chapter: &Chapter,
    id: i64,
) -> Result<(reading::Page, Vec<reading::Article>), Stop> {
    let mut browser = Browser::new(chapter)?;
    let mut articles = Vec::new();
    let mut number = 1;
    loop {
        let path = format!("/f/{id}?page={number}");
        let Some(html) = browser.page_if_any(&path).await? else {
            // What its author alone reads is on its way to the salon's home.
            return Ok((reading::Page::default(), articles));
        };
        let mut page = reading::thread(&html);
        articles.append(&mut page.articles);
        if !page.more || number == PAGES {
            return Ok((page, articles));
        }
        number += 1;
    }
}

/// The page with the form of a deed, and where the form is sent.
fn paths(deed: Deed, id: i64) -> (String, String) {
    let own = |what: &str| (format!("/c/{id}/{what}"), format!("/c/{id}/{what}"));
    let from = |page: &str, what: &str| (format!("/{page}/{id}"), format!("/{page}/{id}/{what}"));
    match deed {
        Deed::Open | Deed::Reply => own("repondre"),
        Deed::Edit => own("modifier"),
        Deed::Delete => own("supprimer"),
        Deed::Like => from("c", "appui"),
        Deed::Unlike => from("c", "appui/retrait"),
        Deed::Remove => from("c", "retirer"),
        Deed::Lock => from("f", "verrouiller"),
    }
}

fn unreadable(file: &std::path::Path, error: &dyn std::fmt::Display) -> Stop {
    Stop::said(
        "cli-file-unreadable",
        &[
            ("path", file.display().to_string()),
            ("words", error.to_string()),
        ],
    )
}
