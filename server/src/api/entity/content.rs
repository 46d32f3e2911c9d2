//! What a status says: its title above its text, with links that clients know.

use std::borrow::Cow;

use palabre_core::text::clean::escape;
use palabre_core::text::extract::tag_key;
use palabre_core::threads;
use palabre_core::threads::read::Told;
use url::form_urlencoded;

use super::account::Named;
use super::status::Statuses;

impl Statuses<'_> {
    /// The title, the text, and the salon where the text does not name it: whoever answers from a
    /// client keeps it in their words.
    pub(super) fn content(&self, told: &Told, title: Option<&str>) -> String {
        let html = self.with_hashtags(told);
        let Some(title) = title else {
            return html.into_owned();
        };
        let mut content = below(title, &html, told.only_title);
        // A title leads nowhere: whoever is named there alone is named below. Elsewhere the address of a
        // page may be written in other ways, and is taken as it is.
        let ours = told.only_title || self.app.core.base().is_ours(&told.post.uri);
        let named = told.mentions.iter().filter(|_| ours).copied();
        let group = told
            .group
            .filter(|group| !named.clone().any(|one| one == *group));
        let links: Vec<String> = group
            .into_iter()
            .chain(named)
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

    /// The text, where each link to a hashtag of the post, on whatever node, is the address that clients
    /// know for one: of any other they open a browser.
    fn with_hashtags<'t>(&self, told: &'t Told) -> Cow<'t, str> {
        let html = told.post.html.as_str();
        if told.tags.is_empty() {
            return html.into();
        }
        let base = self.app.core.base();
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find("<a ") {
            let (before, link) = rest.split_at(at);
            let (link, after) = link.split_at(link.find('>').unwrap_or(link.len()));
            out.push_str(before);
            let page = href(link).filter(|_| link.contains("hashtag"));
            let tag = page.and_then(hashtag_of);
            match (page, tag.filter(|tag| told.tags.contains(tag))) {
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
}

/// A text below its title. A text that is its title, of one line, is said once.
pub(crate) fn titled(title: Option<&str>, html: &str) -> String {
    match title {
        Some(title) => below(title, html, threads::title::is_only(title, html)),
        None => html.to_owned(),
    }
}

/// Where a link leads, as it is written.
fn href(link: &str) -> Option<&str> {
    let (_, href) = link.split_once("href=\"")?;
    href.split_once('"').map(|(href, _)| href)
}

/// The hashtag that an address is the page of, by its key, as servers of the network write it.
fn hashtag_of(address: &str) -> Option<String> {
    let (before, tag) = address.trim_end_matches('/').rsplit_once('/')?;
    let kind = before.rsplit('/').next()?;
    let (tag, _) = form_urlencoded::parse(tag.as_bytes()).next()?;
    matches!(kind, "mots" | "tags" | "tag" | "hashtag").then(|| tag_key(&tag))
}

fn below(title: &str, html: &str, said_once: bool) -> String {
    let mut content = format!("<p><strong>{}</strong></p>", escape(title));
    if !said_once {
        content.push_str(html);
    }
    content
}
