//! Forums, threads and posts as the whole world knows them: by their `ActivityPub` ids.

use palabre_core::{forums, threads};

use super::{Actor, Node, Person};

/// A forum, from anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Forum {
    pub(crate) uri: String,
    /// `@slug@host`.
    pub(crate) handle: String,
    home: Option<Node>,
}

impl Forum {
    pub(super) fn new(home: &Node, forum: &forums::Forum) -> Self {
        Self {
            uri: forum.uri.clone(),
            handle: forum.handle(),
            home: Some(home.clone()),
        }
    }

    /// A community of a foreign server.
    pub(crate) fn of(group: &Actor) -> Self {
        Self {
            uri: group.uri.clone(),
            handle: format!("@{}@{}", group.name, group.peer.host()),
            home: None,
        }
    }

    /// Makes a person of its home a moderator of it.
    pub(crate) async fn run_by(self, person: &Person) -> Self {
        let core = self.home.as_ref().expect("a forum of a node").core();
        let row = forums::by_uri(&core, &self.uri)
            .await
            .expect("forums can be read");
        let row = row.expect("the forum is there");
        let tx = core.begin().await.expect("a write begins");
        forums::add_moderator(&tx, row.id, &person.uri())
            .await
            .expect("a moderator is added");
        tx.commit().await.expect("the moderator is kept");
        self
    }
}

/// A post, by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post(String);

impl Post {
    pub(super) fn of(post: &threads::Post) -> Self {
        Self(post.uri.clone())
    }

    /// A post of which only the id is known.
    pub(crate) fn at(uri: &str) -> Self {
        Self(uri.to_owned())
    }

    pub(crate) fn uri(&self) -> &str {
        &self.0
    }
}

/// A thread, by the id of its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thread(Post);

impl Thread {
    /// The thread of a root.
    pub(crate) fn of(root: Post) -> Self {
        Self(root)
    }

    pub(crate) fn root(&self) -> &Post {
        &self.0
    }

    pub(crate) fn uri(&self) -> &str {
        self.0.uri()
    }
}

/// What can be answered: a post, or a thread, which is its root.
pub(crate) trait Answerable {
    fn place(&self) -> &Post;
}

impl Answerable for Post {
    fn place(&self) -> &Post {
        self
    }
}

impl Answerable for Thread {
    fn place(&self) -> &Post {
        self.root()
    }
}
