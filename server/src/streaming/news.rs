//! What is told of an event, and to whom. What everybody may read is shown once for all; what only some
//! may, for each of them by the predicate of every list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use palabre_core::threads::read::Viewer;
use palabre_core::timelines::{self, Entry, Place, Standing};
use palabre_core::{Core, Event};

use super::channel::{Among, Channel};
use super::hub::{Ear, Hub, Told};
use crate::api::{Answer, notifications, show as shown};
use crate::app::App;

const UPDATE: &str = "update";
const CHANGE: &str = "status.update";
const DELETE: &str = "delete";
const NOTIFICATION: &str = "notification";

/// Tells everybody whom an event concerns. What fails is not told: lists show it.
pub(super) async fn tell(app: &App, hub: &Hub, event: Event) {
    let told = match event {
        Event::Written(post) => written(app, hub, post).await,
        Event::Changed(post) => changed(app, hub, post).await,
        Event::PassedOn(boost) => passed_on(app, hub, boost).await,
        Event::Gone(post) => {
            gone(hub, Place::post(post), |_| true);
            gone(hub, Place::salon(post), |channel| *channel == Channel::User);
            Ok(())
        }
        Event::Withdrawn(boost) => {
            gone(hub, Place::boost(boost), |channel| {
                *channel == Channel::User
            });
            Ok(())
        }
        Event::Noticed { person, notice } => noticed(app, hub, person, notice).await,
        Event::Rights(_) | Event::Outside | Event::Lost => Ok(()),
    };
    if let Err(error) = told {
        tracing::warn!(?error, ?event, "what happened is not told");
    }
}

async fn written(app: &App, hub: &Hub, post: i64) -> Answer<()> {
    let by_author = Entry::by_author(post);
    at_home(app, hub, by_author, UPDATE).await?;
    if let Some(by_salon) = timelines::passed_on_by(&app.core, Place::salon(post)).await? {
        at_home(app, hub, by_salon, UPDATE).await?;
    }
    for_all(app, hub, post, UPDATE).await
}

async fn changed(app: &App, hub: &Hub, post: i64) -> Answer<()> {
    let home = hub.ears(|channel| *channel == Channel::User);
    let by_author = Entry::by_author(post);
    let mut concerned: HashSet<i64> = at_home_of(&app.core, &by_author, &home).await?;
    if let Some(by_salon) = timelines::passed_on_by(&app.core, Place::salon(post)).await? {
        concerned.extend(at_home_of(&app.core, &by_salon, &home).await?);
    }
    show(app, hub, by_author, CHANGE, those(home, &concerned)).await?;
    for_all(app, hub, post, CHANGE).await
}

async fn passed_on(app: &App, hub: &Hub, boost: i64) -> Answer<()> {
    match timelines::passed_on_by(&app.core, Place::boost(boost)).await? {
        Some(entry) => at_home(app, hub, entry, UPDATE).await,
        None => Ok(()),
    }
}

async fn at_home(app: &App, hub: &Hub, entry: Entry, event: &'static str) -> Answer<()> {
    let home = hub.ears(|channel| *channel == Channel::User);
    let concerned = at_home_of(&app.core, &entry, &home).await?;
    show(app, hub, entry, event, those(home, &concerned)).await
}

async fn at_home_of(core: &Core, entry: &Entry, ears: &[Ear]) -> Answer<HashSet<i64>> {
    let found = timelines::at_home(core, entry, &people(ears)).await?;
    Ok(found.into_iter().collect())
}

/// What everybody may read: on the streams of what is opened, and of its hashtags.
async fn for_all(app: &App, hub: &Hub, post: i64, event: &'static str) -> Answer<()> {
    let ears =
        hub.ears(|channel| matches!(channel, Channel::Public { .. } | Channel::Hashtag { .. }));
    if ears.is_empty() {
        return Ok(());
    }
    let Some(standing) = timelines::standing(&app.core, post).await? else {
        return Ok(());
    };
    let ears: Vec<Ear> = ears
        .into_iter()
        .filter(|ear| stands_in(&standing, &ear.channel))
        .collect();
    let concerned = timelines::not_avoiding(&app.core, post, &people(&ears)).await?;
    let concerned = concerned.into_iter().collect();
    show(
        app,
        hub,
        Entry::by_author(post),
        event,
        those(ears, &concerned),
    )
    .await
}

fn stands_in(standing: &Standing, channel: &Channel) -> bool {
    match channel {
        Channel::Public { among, media } => {
            let among = match among {
                Among::All => true,
                Among::Local => standing.local,
                Among::Remote => !standing.local,
            };
            standing.opens && among && (standing.media || !media)
        }
        Channel::Hashtag { tag, local } => standing.tags.contains(tag) && (standing.ours || !local),
        Channel::User | Channel::Notifications => false,
    }
}

/// Shows an entry to some listeners, each as they may see it.
async fn show(
    app: &App,
    hub: &Hub,
    entry: Entry,
    event: &'static str,
    ears: Vec<Ear>,
) -> Answer<()> {
    if ears.is_empty() {
        return Ok(());
    }
    // Nobody has done anything yet with what is new.
    if event == UPDATE
        && let Some(payload) = shown::streamed(app, &Viewer::guest(), entry).await?
    {
        tell_all(hub, event, &payload, &ears);
        return Ok(());
    }
    let mut each: HashMap<i64, Vec<Ear>> = HashMap::new();
    for ear in ears {
        each.entry(ear.person()).or_default().push(ear);
    }
    for ears in each.values() {
        let Some(ear) = ears.first() else { continue };
        if let Some(payload) = shown::streamed(app, &ear.viewer(), entry).await? {
            tell_all(hub, event, &payload, ears);
        }
    }
    Ok(())
}

fn gone(hub: &Hub, place: Place, meant: impl Fn(&Channel) -> bool) {
    let ears = hub.ears(|channel| *channel != Channel::Notifications && meant(channel));
    tell_all(hub, DELETE, &place.to_string(), &ears);
}

async fn noticed(app: &App, hub: &Hub, person: i64, id: i64) -> Answer<()> {
    let mut ears = hub.ears(|channel| matches!(channel, Channel::User | Channel::Notifications));
    ears.retain(|ear| ear.person() == person && ear.notices);
    let Some(ear) = ears.first() else {
        return Ok(());
    };
    if let Some(payload) = notifications::streamed(app, &ear.viewer(), id).await? {
        tell_all(hub, NOTIFICATION, &payload, &ears);
    }
    Ok(())
}

fn tell_all(hub: &Hub, event: &'static str, payload: &str, ears: &[Ear]) {
    let mut made: HashMap<&Channel, Arc<Told>> = HashMap::new();
    for ear in ears {
        let told = made
            .entry(&ear.channel)
            .or_insert_with(|| Told::new(&ear.channel, event, payload));
        hub.tell(ear, told);
    }
}

fn people(ears: &[Ear]) -> Vec<i64> {
    let people: HashSet<i64> = ears.iter().map(Ear::person).collect();
    people.into_iter().collect()
}

fn those(mut ears: Vec<Ear>, concerned: &HashSet<i64>) -> Vec<Ear> {
    ears.retain(|ear| concerned.contains(&ear.person()));
    ears
}
