//! Letters and documents that lie: docs/spec/hostile.md, a test for each of its rows.

mod authority;
mod blocked;
mod pinned;
mod shapes;
mod signatures;
mod telling;

use crate::harness::{Actor, Forum, Node, Person, Thread, World};

/// Quebec with ana's forum and one thread; good.test with alice, evil.test with mallory.
struct Stage {
    quebec: Node,
    ana: Person,
    acces: Forum,
    thread: Thread,
    alice: Actor,
    mallory: Actor,
}

async fn stage(world: &World) -> Stage {
    let [quebec] = world.nodes(["quebec.test"]).await;
    let ana = quebec.person("ana").await;
    let acces = quebec.forum("acces").await.run_by(&ana).await;
    let thread = ana.opens(&acces, "Un fil honnête").await;
    let alice = world.peer("good.test").await.person("alice").await;
    let mallory = world.peer("evil.test").await.person("mallory").await;
    world.settle().await;
    Stage {
        quebec,
        ana,
        acces,
        thread,
        alice,
        mallory,
    }
}

impl Stage {
    /// A reply of somebody to the thread, as a Create.
    fn reply_of(&self, author: &Actor, path: &str, words: &str) -> serde_json::Value {
        let to = [self.acces.uri.as_str()];
        author.create(&author.reply(path, self.thread.uri(), words, &to))
    }
}
