//! `palabre forum`: the salons of the node.

use palabre_core::forums::{self, NewForum};
use palabre_core::{Refusal, people};

use super::args::{Forum, NewForum as Asked};
use super::store::{self, Ground};
use super::{Done, Out};
use crate::config::Config;
use crate::i18n::Value;

pub(super) async fn run(config: Config, verb: Forum, out: Out) -> Done {
    match verb {
        Forum::Create(asked) => create(&config, asked, out).await,
    }
}

async fn create(config: &Config, asked: Asked, out: Out) -> Done {
    let (core, events) = store::open_to_tell(config, Ground::New).await?;
    let moderator = match &asked.moderator {
        Some(name) => {
            let name = name.trim_start_matches('@').to_lowercase();
            let found = people::by_name(&core, &name, None).await?;
            Some(found.ok_or(Refusal::NoSuchPerson(name))?)
        }
        None => None,
    };
    let keys = palabre_federation::make_keys().await;
    let new = NewForum {
        slug: asked.slug,
        title: asked.title,
        description: asked.description,
        lang: asked.lang,
        moderated_before: false,
    };
    let mut tx = core.begin().await?;
    let forum = forums::create(&mut tx, &new, &keys).await?;
    if let Some(person) = moderator {
        forums::add_moderator(&tx, forum.id, &person.uri).await?;
    }
    tx.commit().await?;
    let page = core.base().forum_page(&forum.slug);
    store::leave(core, config, events).await;
    out.say(
        "cli-forum-created",
        &[
            ("address", Value::from(forum.handle())),
            ("page", Value::from(page.as_str())),
        ],
    );
    out.data(&serde_json::json!({
        "slug": forum.slug, "address": forum.handle(), "id": forum.uri, "page": page,
    }));
    Ok(())
}
