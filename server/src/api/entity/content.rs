//! What a status says: its title above its text, with links that clients know.

use std::borrow::Cow;

use palabre_core::text::clean::{escape, is_hashtag};
use palabre_core::text::extract::key_of;
use palabre_core::threads;
use palabre_core::threads::read::Told;
use url::form_urlencoded;

use super::account::Named;
use super::status::Statuses;
use crate::app::App;

/// What a text says: clean HTML, which may be nothing but the title that stands above it.
struct Words<'t> {
    title: Option<&'t str>,
    html: &'t str,
    only_title: bool,
}

impl Statuses<'_> {
    /// The title, the text, and the salon where the text does not name it: whoever answers from a
    /// client keeps it in their words.
    pub(super) fn content(&self, told: &Told, title: Option<&str>) -> String {
        // A title leads nowhere: whoever is named there alone is named below. Elsewhere the address of a
        // page may be written in other ways, and is taken as it is.
        let ours = told.only_title || self.app.core.base().is_ours(&told.post.uri);
        let named: Vec<i64> = told.mentions.iter().filter(|_| ours).copied().collect();
        let words = Words {
            title,
            html: &with_hashtags(self.app, &told.post.html, |tag| told.tags.contains(tag)),
            only_title: told.only_title,
        };
        self.worded(told, &words, &named)
    }

    /// What a post said before, in the same way: its title and its clean HTML. Which hashtags it had then
    /// its links alone say.
    pub(crate) fn content_then(&self, id: i64, title: Option<&str>, html: &str) -> Option<String> {
        let told = self.batch.posts.get(&id)?;
        let is_named = |id: &&i64| {
            let page = self.accounts.get(*id).map(|one| escape(&one.url));
            page.is_some_and(|page| html.contains(&format!("href=\"{page}\"")))
        };
        let named: Vec<i64> = told.mentions.iter().filter(is_named).copied().collect();
        let words = Words {
            title,
            html: &with_hashtags(self.app, html, |_| true),
            only_title: title.is_some_and(|title| threads::title::is_only(title, html)),
        };
        Some(self.worded(told, &words, &named))
    }

    fn worded(&self, told: &Told, words: &Words<'_>, named: &[i64]) -> String {
        let Some(title) = words.title else {
            return words.html.to_owned();
        };
        let mut content = format!("<p><strong>{}</strong></p>", escape(title));
        if !words.only_title {
            content.push_str(words.html);
        }
        let group = told.group.filter(|group| !named.contains(group));
        let links: Vec<String> = group
            .into_iter()
            .chain(named.iter().copied())
            .filter_map(|id| self.accounts.get(&id).map(Named))
            .map(|one| (escape(&one.url), escape(&one.username)))
            .filter(|(page, _)| !content.contains(&format!("href=\"{page}\"")))
            .map(|(page, name)| {
                format!(
                    "<span class=\"h-card\"><a href=\"{page}\" class=\"u-url mention\">@<span>\
                     {name}</span></a></span>"
                )
            })
            .collect();
        if !links.is_empty() {
            content.extend(["<p>", &links.join(" "), "</p>"]);
        }
        content
    }
}

/// Clean HTML, where each link to one of some hashtags, by its key, is the address that clients know for
/// one: of any other they open a browser.
pub(super) fn with_hashtags<'t>(
    app: &App,
    html: &'t str,
    has: impl Fn(&String) -> bool,
) -> Cow<'t, str> {
    if !html.contains("hashtag") {
        return html.into();
    }
    let base = app.core.base();
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (before, link) = rest.split_at(at);
        let (link, after) = link.split_at(link.find('>').unwrap_or(link.len()));
        out.push_str(before);
        let page = href(link).filter(|_| is_hashtag(link));
        let tag = page.and_then(hashtag_of);
        match (page, tag.filter(|tag| has(tag))) {
            (Some(page), Some(tag)) => {
                out.push_str(&link.replacen(page, &escape(&base.tag_of_clients(&tag)), 1));
            }
            _ => out.push_str(link),
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// Where a link leads, as it is written.
fn href(link: &str) -> Option<&str> {
    let (_, href) = link.split_once("href=\"")?;
    href.split_once('"').map(|(href, _)| href)
}

/// The hashtag that an address is the page of, by its key, as servers of the network write it.
fn hashtag_of(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let (before, tag) = path.trim_end_matches('/').rsplit_once('/')?;
    let kind = before.rsplit('/').next()?;
    let (tag, _) = form_urlencoded::parse(tag.as_bytes()).next()?;
    key_of(&tag).filter(|_| matches!(kind, "mots" | "tags" | "tag" | "hashtag"))
}
