//! What is told of an event, and to whom. What everybody may read is shown once for all; what only some
//! may, for each of them by the predicate of every list.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use palabre_core::timelines::{self, Entry, Kind, Place, Standing};
use palabre_core::{Event, conversations};

use super::channel::{Among, Channel};
use super::hub::{Ear, Hub, Told};
use crate::api::{Answer, announcements, conversations as talks, notifications, show as shown};
use crate::app::App;

const UPDATE: &str = "update";
const CHANGE: &str = "status.update";
const DELETE: &str = "delete";
const NOTIFICATION: &str = "notification";
const CONVERSATION: &str = "conversation";
const ANNOUNCEMENT: &str = "announcement";
const REACTION: &str = "announcement.reaction";
const UNANNOUNCED: &str = "announcement.delete";
const MERGED: &str = "notifications_merged";
const FILTERS: &str = "filters_changed";

/// Tells everybody whom an event concerns. What fails is not told: lists show it.
pub(super) async fn tell(app: &App, hub: &Hub, event: Event) {
    let told = match event {
        Event::Written(post) => written(app, hub, post).await,
        Event::Changed(post) => changed(app, hub, post).await,
        Event::PassedOn(boost) => passed_on(app, hub, boost).await,
        Event::Gone(post) => taken_away(app, hub, post).await,
        Event::GoneFor { person, post } => {
            gone(
                hub,
                Place::post(post),
                &those(hub.ears(is_theirs), vec![person]),
            );
            Ok(())
        }
        Event::Withdrawn { person, boost } => withdrawn(app, hub, person, boost).await,
        Event::Noticed { person, notice } => noticed(app, hub, person, notice).await,
        Event::Merged(person) => {
            merged(hub, person);
            Ok(())
        }
        Event::Conversed(id) => conversed(app, hub, id).await,
        Event::Announced(id) => announced(app, hub, id).await,
        Event::Unannounced(id) => {
            tell_all(hub, UNANNOUNCED, &id.to_string(), &at_home(hub));
            Ok(())
        }
        Event::Reacted(id) => reacted(app, hub, id).await,
        Event::Filters(person) => {
            sifts_anew(hub, person);
            Ok(())
        }
        Event::Rights(_) | Event::Outside | Event::Lost => Ok(()),
    };
    // Whoever is told has time to take it before the next thing happens.
    tokio::task::yield_now().await;
    if let Err(error) = told {
        tracing::warn!(?error, ?event, "what happened is not told");
    }
}

async fn written(app: &App, hub: &Hub, post: i64) -> Answer<()> {
    let by_author = Entry::by_author(post);
    in_theirs(app, hub, by_author).await?;
    if let Some(by_salon) = timelines::passed_on_by(&app.core, Place::salon(post)).await? {
        in_theirs(app, hub, by_salon).await?;
    }
    for_all(app, hub, post, UPDATE).await
}

async fn taken_away(app: &App, hub: &Hub, post: i64) -> Answer<()> {
    // Neither notifications nor conversations are told by the ids of posts.
    let apart = |channel: &Channel| matches!(channel, Channel::Notifications | Channel::Direct);
    let ears = hub.ears(|channel| !apart(channel));
    let missing = timelines::missing_it(&app.core, post, &people(&ears)).await?;
    gone(hub, Place::post(post), &those(ears, missing));
    let salon = Place::salon(post);
    let ears = hub.ears(is_theirs);
    if timelines::passed_on_by(&app.core, salon).await?.is_some() {
        gone(hub, salon, &ears);
    }
    let mut boosts: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (reader, boost) in timelines::near_boosts(&app.core, post, &people(&ears)).await? {
        boosts.entry(boost).or_default().push(reader);
    }
    for (boost, readers) in boosts {
        gone(hub, Place::boost(boost), &those(ears.clone(), readers));
    }
    Ok(())
}

async fn withdrawn(app: &App, hub: &Hub, person: i64, boost: i64) -> Answer<()> {
    let ears = hub.ears(is_theirs);
    let near = timelines::near(&app.core, person, &people(&ears)).await?;
    gone(hub, Place::boost(boost), &those(ears, near));
    Ok(())
}

async fn changed(app: &App, hub: &Hub, post: i64) -> Answer<()> {
    let by_author = Entry::by_author(post);
    let by_salon = timelines::passed_on_by(&app.core, Place::salon(post)).await?;
    let entries: Vec<Entry> = std::iter::once(by_author).chain(by_salon).collect();
    let ears = concerned(app, hub, &entries).await?;
    show(app, hub, by_author, CHANGE, ears).await?;
    for_all(app, hub, post, CHANGE).await
}

async fn passed_on(app: &App, hub: &Hub, boost: i64) -> Answer<()> {
    match timelines::passed_on_by(&app.core, Place::boost(boost)).await? {
        Some(entry) => in_theirs(app, hub, entry).await,
        None => Ok(()),
    }
}

async fn in_theirs(app: &App, hub: &Hub, entry: Entry) -> Answer<()> {
    let ears = concerned(app, hub, &[entry]).await?;
    show(app, hub, entry, UPDATE, ears).await
}

/// A stream of what one member follows: their home, or one of their lists.
fn is_theirs(channel: &Channel) -> bool {
    matches!(channel, Channel::User | Channel::List(_))
}

/// Those who listen to a home or to a list that shows one of some entries.
async fn concerned(app: &App, hub: &Hub, entries: &[Entry]) -> Answer<Vec<Ear>> {
    let mut ears = hub.ears(is_theirs);
    let list_of = |ear: &Ear| match ear.channel {
        Channel::List(id) => Some(id),
        _ => None,
    };
    let (of_lists, at_home): (Vec<&Ear>, Vec<&Ear>) =
        ears.iter().partition(|ear| list_of(ear).is_some());
    let lists: HashSet<i64> = of_lists.into_iter().filter_map(list_of).collect();
    let lists: Vec<i64> = lists.into_iter().collect();
    let people = people(at_home);
    let (mut homes, mut shown) = (HashSet::new(), HashSet::new());
    for entry in entries {
        homes.extend(timelines::at_home(&app.core, entry, &people).await?);
        shown.extend(timelines::in_list(&app.core, entry, &lists).await?);
    }
    ears.retain(|ear| match list_of(ear) {
        Some(list) => shown.contains(&list),
        None => homes.contains(&ear.person()),
    });
    Ok(ears)
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
    let ears = those(ears, concerned);
    show(app, hub, Entry::by_author(post), event, ears).await
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
        Channel::Hashtag { tag, local, .. } => {
            standing.tags.contains(tag) && (standing.ours || !local)
        }
        Channel::User | Channel::Notifications | Channel::List(_) | Channel::Direct => false,
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
        && entry.place.kind != Kind::Boost
        && let Some((payload, mine)) = shown::streamed_to(app, entry, &people(&ears)).await?
    {
        let (own, all): (Vec<Ear>, Vec<Ear>) = ears
            .into_iter()
            .partition(|ear| mine.contains_key(&ear.person()));
        tell_all(hub, event, &payload, &all);
        for (person, ears) in of_each(own) {
            if let Some(payload) = mine.get(&person) {
                tell_all(hub, event, payload, &ears);
            }
        }
        return Ok(());
    }
    for ears in of_each(ears).values() {
        let Some(ear) = ears.first() else { continue };
        if let Some(payload) = shown::streamed(app, &ear.viewer(), entry).await? {
            tell_all(hub, event, &payload, ears);
        }
    }
    Ok(())
}

/// The listeners of each member.
fn of_each(ears: Vec<Ear>) -> HashMap<i64, Vec<Ear>> {
    let mut each: HashMap<i64, Vec<Ear>> = HashMap::new();
    for ear in ears {
        each.entry(ear.person()).or_default().push(ear);
    }
    each
}

/// Tells a member's clients that the filters are others.
fn sifts_anew(hub: &Hub, person: i64) {
    for ear in hub.ears(|channel| *channel == Channel::User) {
        if ear.person() == person {
            hub.tell(&ear, &Told::bare(&ear.channel, FILTERS));
        }
    }
}

fn at_home(hub: &Hub) -> Vec<Ear> {
    hub.ears(|channel| *channel == Channel::User)
}

async fn announced(app: &App, hub: &Hub, id: i64) -> Answer<()> {
    for ears in of_each(at_home(hub)).values() {
        let Some(ear) = ears.first() else { continue };
        let Some(reader) = ear.viewer().person else {
            continue;
        };
        if let Some(payload) = announcements::streamed(app, &reader, id).await? {
            tell_all(hub, ANNOUNCEMENT, &payload, ears);
        }
    }
    Ok(())
}

async fn reacted(app: &App, hub: &Hub, id: i64) -> Answer<()> {
    if let Some(payload) = announcements::answered(app, id).await? {
        tell_all(hub, REACTION, &payload, &at_home(hub));
    }
    Ok(())
}

/// Tells a member's clients that there is more to hear of, further back.
fn merged(hub: &Hub, person: i64) {
    let mut ears = hub.ears(|channel| matches!(channel, Channel::User | Channel::Notifications));
    ears.retain(|ear| ear.person() == person && ear.notices);
    tell_all(hub, MERGED, "1", &ears);
}

fn gone(hub: &Hub, place: Place, ears: &[Ear]) {
    tell_all(hub, DELETE, &place.to_string(), ears);
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

fn people<'e>(ears: impl IntoIterator<Item = &'e Ear>) -> Vec<i64> {
    let people: HashSet<i64> = ears.into_iter().map(Ear::person).collect();
    people.into_iter().collect()
}

fn those(mut ears: Vec<Ear>, concerned: Vec<i64>) -> Vec<Ear> {
    let concerned: HashSet<i64> = concerned.into_iter().collect();
    ears.retain(|ear| concerned.contains(&ear.person()));
    ears
}

async fn conversed(app: &App, hub: &Hub, id: i64) -> Answer<()> {
    let mut ears = hub.ears(|channel| *channel == Channel::Direct);
    if ears.is_empty() {
        return Ok(());
    }
    let Some(row) = conversations::some(&app.core, &[id]).await?.pop() else {
        return Ok(());
    };
    let heeded = timelines::not_avoiding(&app.core, row.last_post, &[row.person_id]).await?;
    ears.retain(|ear| ear.person() == row.person_id && heeded.contains(&row.person_id));
    let Some(ear) = ears.first() else {
        return Ok(());
    };
    if let Some(payload) = talks::streamed(app, &ear.viewer(), row).await? {
        tell_all(hub, CONVERSATION, &payload, &ears);
    }
    Ok(())
}
