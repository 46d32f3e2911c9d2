//! Somebody with an account on a node, and what they do.

use palabre_core::moderation::{self, By};
use palabre_core::threads::{self, Draft, read};
use palabre_core::{Audience, Core, Error, Refusal, Tx, access, forums, people};

use serde_json::json;

use super::thread::Answerable;
use super::{Actor, Forum, Node, Post, Thread};

/// A person of a node.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    node: Node,
    name: String,
    uri: String,
}

/// What a deed answers: done, or no, because.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// Runs a deed in one write. A fault ends the play.
macro_rules! deed {
    ($self:ident, |$tx:ident, $me:ident| $verb:expr) => {{
        let core = $self.core();
        let $me = $self.row().await;
        let mut tx = core.begin().await.expect("a write begins");
        let $tx: &mut Tx = &mut tx;
        let answer = answer($verb.await);
        if answer.is_ok() {
            tx.commit().await.expect("the deed is kept");
        }
        answer
    }};
}

impl Person {
    pub(super) fn new(node: &Node, person: people::Person) -> Self {
        Self {
            node: node.clone(),
            name: person.name,
            uri: person.uri,
        }
    }

    pub(crate) fn uri(&self) -> String {
        self.uri.clone()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// The row as it stands now.
    pub(crate) async fn row(&self) -> people::Person {
        let found = people::by_uri(&self.core(), &self.uri)
            .await
            .expect("people can be read");
        found.expect("the person is there")
    }

    fn core(&self) -> Core {
        self.node.core()
    }

    /// Follows a forum, found as one finds it: by its handle.
    pub(crate) async fn follows(&self, forum: &Forum) {
        let federation = self.node.federation();
        let found = federation
            .find_forum(&forum.handle)
            .await
            .expect("the forum is found");
        let inbox = found.delivery_inbox().to_owned();
        deed!(self, |tx, me| forums::follow(tx, &me, &found.uri, &inbox)).expect("follows");
    }

    /// Follows a community of a foreign server, which accepts and has no threads to show.
    pub(crate) async fn joins(&self, group: &Actor) -> Forum {
        let (peer, world) = (&group.peer, self.node.world());
        peer.serves(
            &format!("{}/outbox", group.uri),
            &json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": format!("{}/outbox", group.uri),
                "type": "OrderedCollection",
                "totalItems": 0,
                "orderedItems": [],
            }),
        );
        let forum = Forum::of(group);
        self.follows(&forum).await;
        world.settle().await;
        let asked = peer.letters_of("Follow");
        let asked = &asked.first().expect("the group is asked").value;
        let id = format!("/accept/{}", self.name);
        group
            .tells(&self.node, &group.activity("Accept", &id, asked.clone()))
            .await;
        world.settle().await;
        forum
    }

    /// Follows a forum no longer.
    pub(crate) async fn unfollows(&self, forum: &Forum) {
        let found = self.forum(forum).await;
        let inbox = found.delivery_inbox().to_owned();
        deed!(self, |tx, me| forums::unfollow(tx, &me, &found.uri, &inbox)).expect("unfollows");
    }

    /// Opens a thread; its text says its title again.
    pub(crate) async fn opens(&self, forum: &Forum, title: &str) -> Thread {
        self.tries_to_open(forum, title)
            .await
            .expect("the thread is opened")
    }

    pub(crate) async fn tries_to_open(&self, forum: &Forum, title: &str) -> Answer<Thread> {
        let forum = self.forum(forum).await;
        let draft = self.draft(title, Some(title)).await?;
        let post = deed!(self, |tx, me| threads::open(tx, &me, &forum, &draft))?;
        Ok(Thread::of(Post::of(&post)))
    }

    /// Replies to a post, or to the root of a thread.
    pub(crate) async fn replies(&self, to: &impl Answerable, words: &str) -> Post {
        self.tries_to_reply(to, words)
            .await
            .expect("the reply is taken")
    }

    pub(crate) async fn tries_to_reply(&self, to: &impl Answerable, words: &str) -> Answer<Post> {
        let draft = self.draft(words, None).await?;
        let parent = self.known(to.place()).await.id;
        let post = deed!(self, |tx, me| threads::reply(tx, &me, parent, &draft))?;
        Ok(Post::of(&post))
    }

    /// Writes outside salons, by itself or as an answer.
    pub(crate) async fn notes(&self, words: &str, to: Option<&Post>, audience: Audience) -> Post {
        let draft = self.draft(words, None).await.expect("a draft");
        let parent = match to {
            Some(post) => Some(self.known(post).await.id),
            None => None,
        };
        let made = deed!(self, |tx, me| threads::note(
            tx, &me, parent, &draft, audience
        ));
        Post::of(&made.expect("the note is taken"))
    }

    /// Follows a person of any server, found by their handle.
    pub(crate) async fn watches(&self, handle: &str) {
        let federation = self.node.federation();
        let found = federation.find_person(handle).await;
        let found = found.expect("the person is found");
        let inbox = found.delivery_inbox().expect("an inbox").to_owned();
        deed!(self, |tx, me| forums::follow(tx, &me, &found.uri, &inbox)).expect("follows");
    }

    /// Changes a post of their own; a root keeps its title.
    pub(crate) async fn edits(&self, post: &impl Answerable, words: &str) {
        self.tries_to_edit(post, words)
            .await
            .expect("the change is taken");
    }

    pub(crate) async fn tries_to_edit(&self, post: &impl Answerable, words: &str) -> Answer<()> {
        let known = self.known(post.place()).await;
        let draft = self.draft(words, known.title.as_deref()).await?;
        deed!(self, |tx, me| threads::edit(tx, &me, known.id, &draft)).map(|_| ())
    }

    pub(crate) async fn deletes(&self, post: &impl Answerable) {
        self.tries_to_delete(post)
            .await
            .expect("the post is deleted");
    }

    pub(crate) async fn tries_to_delete(&self, post: &impl Answerable) -> Answer<()> {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| threads::delete(tx, &me, id))
    }

    /// Makes them an administrator, or no longer.
    pub(crate) async fn administers(&self, yes: bool) {
        deed!(self, |tx, me| access::set_role(tx, &me.name, yes)).expect("a role");
    }

    /// Deletes their account with everything they wrote.
    pub(crate) async fn leaves(&self) {
        deed!(self, |tx, me| threads::delete_account(tx, &me)).expect("the account is deleted");
    }

    pub(crate) async fn likes(&self, post: &impl Answerable) {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| threads::like(tx, &me, id, true)).expect("supports");
    }

    pub(crate) async fn unlikes(&self, post: &impl Answerable) {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| threads::like(tx, &me, id, false)).expect("supports no longer");
    }

    pub(crate) async fn removes(&self, post: &impl Answerable, reason: &str) -> Answer<()> {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| moderation::remove(tx, by(&me), id, reason))
    }

    pub(crate) async fn restores(&self, post: &impl Answerable, reason: &str) -> Answer<()> {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| moderation::restore(tx, by(&me), id, reason))
    }

    pub(crate) async fn locks(&self, thread: &Thread, reason: &str) -> Answer<()> {
        let id = self.known(thread.place()).await.id;
        deed!(self, |tx, me| moderation::lock(tx, by(&me), id, reason))
    }

    pub(crate) async fn unlocks(&self, thread: &Thread) -> Answer<()> {
        let id = self.known(thread.place()).await.id;
        deed!(self, |tx, me| moderation::unlock(tx, by(&me), id))
    }

    /// Lets a held contribution count.
    pub(crate) async fn accepts(&self, post: &impl Answerable) -> Answer<()> {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| moderation::accept(tx, by(&me), id))
    }

    /// Refuses a held contribution.
    pub(crate) async fn refuses(&self, post: &impl Answerable, reason: &str) -> Answer<()> {
        let id = self.known(post.place()).await.id;
        deed!(self, |tx, me| moderation::refuse(tx, by(&me), id, reason))
    }

    /// Begins a question about what this person reads.
    pub(crate) fn sees<'a>(&'a self, words: &'a str) -> Sees<'a> {
        Sees {
            person: self,
            words,
        }
    }

    /// A thread as this person sees it.
    pub(crate) async fn page(&self, thread: &Thread) -> Vec<super::node::Shown> {
        self.node.page_for(thread, &self.viewer().await).await
    }

    pub(crate) async fn viewer(&self) -> read::Viewer {
        read::Viewer {
            person: Some(self.row().await),
            admin: false,
        }
    }

    /// A forum as it is known here.
    async fn forum(&self, forum: &Forum) -> forums::Forum {
        let found = forums::by_uri(&self.core(), &forum.uri)
            .await
            .expect("forums can be read");
        found.unwrap_or_else(|| panic!("{} does not know {}", self.node.host(), forum.uri))
    }

    async fn known(&self, post: &Post) -> threads::Post {
        let found = self.node.post(post).await;
        found.unwrap_or_else(|| panic!("{} does not know {post:?}", self.node.host()))
    }

    async fn draft(&self, words: &str, title: Option<&str>) -> Answer<Draft> {
        answer(threads::draft(&self.core(), words, title, "fr").await)
    }
}

/// Whether somebody sees some words somewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sees<'a> {
    person: &'a Person,
    words: &'a str,
}

impl Sees<'_> {
    pub(crate) async fn in_thread(self, thread: &Thread) -> bool {
        self.person
            .page(thread)
            .await
            .iter()
            .any(|one| one.html.contains(self.words))
    }
}

fn by(person: &people::Person) -> By<'_> {
    By::Person {
        person,
        admin: false,
    }
}

fn answer<T>(outcome: palabre_core::Result<T>) -> Answer<T> {
    match outcome {
        Ok(value) => Ok(value),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(Error::Fault(fault)) => panic!("it broke: {fault}"),
    }
}
