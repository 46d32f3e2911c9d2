//! `palabre post`: contributions removed and restored by whoever runs the node.

use palabre_core::moderation::{self, By};

use super::args::Post;
use super::store::{self, Ground};
use super::{Done, Out, locate};
use crate::config::Config;
use crate::i18n::Value;

pub(super) async fn run(config: Config, verb: Post, out: Out) -> Done {
    let (core, events) = store::open_to_tell(&config, Ground::Standing).await?;
    let (key, id) = match verb {
        Post::Remove(asked) => {
            let post = locate::post(&core, &asked.id).await?;
            let mut tx = core.begin().await?;
            moderation::remove(&mut tx, By::Command, post.id, &asked.reason).await?;
            tx.commit().await?;
            ("cli-post-removed", post.id)
        }
        Post::Restore(asked) => {
            let post = locate::post(&core, &asked.id).await?;
            let mut tx = core.begin().await?;
            moderation::restore(&mut tx, By::Command, post.id, &asked.reason).await?;
            tx.commit().await?;
            ("cli-post-restored", post.id)
        }
    };
    let page = core.base().post_page(id);
    store::leave(core, &config, events).await;
    out.say(key, &[("page", Value::from(page.as_str()))]);
    out.data(&serde_json::json!({ "id": id.to_string(), "page": page }));
    Ok(())
}
