//! The addresses of this node's own things (ledger §8, product §5). `ActivityPub` ids live under
//! `/ap/` and never change; pages live at French paths.

/// The origin of a node, `https://host[:port]`, from which every address is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    origin: String,
    host: String,
}

impl Base {
    /// `scheme` is `https`, or `http` on a trial host; `host` has its port when not the default.
    pub fn new(scheme: &str, host: &str) -> Self {
        Self {
            origin: format!("{scheme}://{host}"),
            host: host.to_owned(),
        }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    /// The node itself, an `Application`.
    pub fn actor(&self) -> String {
        format!("{}/ap/actor", self.origin)
    }

    pub fn person(&self, name: &str) -> String {
        format!("{}/ap/u/{name}", self.origin)
    }

    pub fn forum(&self, slug: &str) -> String {
        format!("{}/ap/f/{slug}", self.origin)
    }

    pub fn post(&self, id: i64) -> String {
        format!("{}/ap/p/{id}", self.origin)
    }

    /// The `context` collection of a thread.
    pub fn thread(&self, id: i64) -> String {
        format!("{}/ap/t/{id}", self.origin)
    }

    pub fn thread_history(&self, id: i64) -> String {
        format!("{}/ap/t/{id}/history", self.origin)
    }

    /// A file of media, by its key.
    pub fn media(&self, key: &str) -> String {
        format!("{}/media/{key}", self.origin)
    }

    pub fn create(&self, id: i64) -> String {
        format!("{}/ap/p/{id}/create", self.origin)
    }

    pub fn update(&self, id: i64, rev: i64) -> String {
        format!("{}/ap/p/{id}/update/{rev}", self.origin)
    }

    pub fn delete(&self, id: i64) -> String {
        format!("{}/ap/p/{id}/delete", self.origin)
    }

    pub fn replies(&self, id: i64) -> String {
        format!("{}/ap/p/{id}/replies", self.origin)
    }

    pub fn likes(&self, id: i64) -> String {
        format!("{}/ap/p/{id}/likes", self.origin)
    }

    /// What says that a quote of a post of ours is agreed to.
    pub fn approval(&self, post: i64, number: i64) -> String {
        format!("{}/ap/p/{post}/quotes/{number}", self.origin)
    }

    /// An activity of a person that is not about a post of theirs.
    pub fn activity(&self, name: &str, id: i64) -> String {
        format!("{}/ap/u/{name}/a/{id}", self.origin)
    }

    /// An activity of a forum that is no Announce: Remove, Lock, Accept.
    pub fn forum_activity(&self, slug: &str, id: i64) -> String {
        format!("{}/ap/f/{slug}/d/{id}", self.origin)
    }

    /// An activity of the node itself.
    pub fn node_activity(&self, id: i64) -> String {
        format!("{}/ap/actor/a/{id}", self.origin)
    }

    /// The Announce of a record: derived from its rid, never counted.
    pub fn announce(&self, slug: &str, rid_hex: &str) -> String {
        format!(
            "{}/ap/f/{slug}/a/{}",
            self.origin,
            rid_hex.get(..32).unwrap_or(rid_hex)
        )
    }

    /// The plain Announce of a root's id.
    pub fn announce_root(&self, slug: &str, rid_hex: &str) -> String {
        format!(
            "{}/ap/f/{slug}/r/{}",
            self.origin,
            rid_hex.get(..32).unwrap_or(rid_hex)
        )
    }

    pub fn shared_inbox(&self) -> String {
        format!("{}/ap/inbox", self.origin)
    }

    pub fn thread_page(&self, id: i64) -> String {
        format!("{}/f/{id}", self.origin)
    }

    pub fn post_page(&self, id: i64) -> String {
        format!("{}/c/{id}", self.origin)
    }

    pub fn forum_page(&self, slug: &str) -> String {
        format!("{}/salons/{slug}", self.origin)
    }

    pub fn person_page(&self, name: &str) -> String {
        format!("{}/@{name}", self.origin)
    }

    pub fn tag_page(&self, tag: &str) -> String {
        format!("{}/mots/{tag}", self.origin)
    }

    /// The address of a hashtag that clients know for one, as Mastodon writes it; it leads to
    /// [`Self::tag_page`].
    pub fn tag_of_clients(&self, tag: &str) -> String {
        format!("{}/tags/{tag}", self.origin)
    }

    /// The id of a local post in its `ActivityPub` id, if it is one of ours.
    pub fn post_id(&self, uri: &str) -> Option<i64> {
        self.path(uri)?.strip_prefix("/ap/p/")?.parse().ok()
    }

    /// The id of a local thread in its context's id, if it is one of ours.
    pub fn thread_id(&self, uri: &str) -> Option<i64> {
        self.path(uri)?.strip_prefix("/ap/t/")?.parse().ok()
    }

    /// Whether an address is of this node.
    pub fn is_ours(&self, uri: &str) -> bool {
        uri == self.origin || self.path(uri).is_some()
    }

    fn path<'u>(&self, uri: &'u str) -> Option<&'u str> {
        uri.strip_prefix(self.origin.as_str())
            .filter(|rest| rest.starts_with('/'))
    }
}
