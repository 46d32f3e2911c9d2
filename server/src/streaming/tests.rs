//! What a hub does with its listeners.

use palabre_core::bulletin::{self, NewAnnouncement};
use palabre_core::text::extract::tag_key;
use palabre_core::threads::read::Viewer;
use palabre_core::{Event, Millis, access, circle};

use tokio::sync::{oneshot, watch};

use super::channel::{Among, Channel};
use super::hub::{Listening, Said, Told};
use super::*;
use crate::api::notifications;
use crate::i18n::Lang;
use crate::web::tests::browser::Node;

/// What everybody who shows one of some tokens is told of what `deed` does once it is done, as payloads:
/// on all streams, and by what their clients are called with.
pub(crate) async fn told_of(
    node: &Node,
    tokens: &[String],
    tags: &[&str],
    deed: impl Future<Output = ()>,
) -> Vec<Vec<String>> {
    let (app, mut events) = (&node.app, node.app.core.events());
    let (stop, stopped) = watch::channel(false);
    let (begun, listens) = oneshot::channel();
    let listening = tokio::spawn(crate::listen(app.core.clone(), stopped, begun));
    // Nobody says so where one process alone has the database.
    let _ = listens.await;
    let mut all = Vec::new();
    for token in tokens {
        let listening = listener(app, token).await;
        let among = [Among::All, Among::Local, Among::Remote];
        let public = [false, true].into_iter().flat_map(|media| {
            let public = among.map(|among| Channel::Public { among, media });
            public.into_iter()
        });
        let hashtags = tags.iter().flat_map(|tag| {
            let hashtag = [false, true].map(|local| Channel::Hashtag {
                tag: tag_key(tag),
                said: (*tag).to_owned(),
                local,
            });
            hashtag.into_iter()
        });
        let own = [Channel::User, Channel::Notifications, Channel::Direct];
        for channel in own.into_iter().chain(public).chain(hashtags) {
            listening.subscribe(app, channel).await.expect("a stream");
        }
        let bearer = access::bearer(&app.core, token).await.expect("read");
        let member = bearer.and_then(|bearer| bearer.member).expect("a member");
        for list in circle::lists(&app.core, &member.person)
            .await
            .expect("read")
        {
            let channel = Channel::List(list.id);
            listening.subscribe(app, channel).await.expect("a list");
        }
        all.push((Viewer::from(&member), listening, Vec::new()));
    }
    deed.await;
    let tx = app.core.begin().await.expect("begin");
    let last = NewAnnouncement {
        html: "<p>Rien de plus</p>".to_owned(),
        starts_at: None,
        ends_at: None,
        all_day: false,
    };
    let last = bulletin::announce(&tx, last).await.expect("announced").id;
    tx.commit().await.expect("commit");
    loop {
        let event = events.recv().await.expect("an event");
        if event == Event::Announced(last) {
            break;
        }
        news::tell(app, &app.hub, event).await;
        for (viewer, listening, told) in &mut all {
            told.extend(listening.waiting());
            if let Event::Noticed { person, notice } = event
                && viewer.person.as_ref().is_some_and(|one| one.id == person)
            {
                let called = notifications::called(app, viewer, notice, Lang::Fr, Millis::MAX);
                let called = called.await.expect("read");
                told.extend(called.map(|called| called.to_string()));
            }
        }
    }
    stop.send_replace(true);
    listening.await.expect("it ends");
    all.into_iter().map(|(_, _, told)| told).collect()
}

async fn listener(app: &App, token: &str) -> Listening {
    let bearer = access::bearer(&app.core, token).await.expect("read");
    let bearer = bearer.expect("a token that holds");
    app.hub.listen(bearer).expect("it listens")
}

impl Listening {
    /// The payloads that wait.
    fn waiting(&mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.at_once());
        said.filter_map(|said| match said {
            Said::Told(told) => Some(told.payload.clone()),
            Said::Renew => None,
        })
        .collect()
    }
}

async fn token(node: &Node, name: &str) -> String {
    let tx = node.app.core.begin().await.expect("begin");
    let scopes = access::scopes::Scopes::parse("read").expect("scopes");
    let token = access::create_token(&tx, name, &scopes).await;
    tx.commit().await.expect("commit");
    token.expect("a token")
}

// streaming.8
#[tokio::test]
async fn who_does_not_keep_up_is_sent_away_and_nobody_else() {
    let node = Node::new().await;
    let ana = node.account("ana").await;
    let token = token(&node, "ana").await;
    let mut slow = listener(&node.app, &token).await;
    let mut quick = listener(&node.app, &token).await;
    for listening in [&slow, &quick] {
        let home = listening.subscribe(&node.app, Channel::User).await;
        home.expect("a stream");
    }
    let hub = &node.app.hub;
    for number in 0..100 {
        let told = Told::new(&Channel::User, "update", &number.to_string());
        for ear in hub.ears(|channel| *channel == Channel::User) {
            assert_eq!(ear.person(), ana.id);
            hub.tell(&ear, &told);
        }
        assert_eq!(quick.waiting(), [number.to_string()]);
    }
    assert_eq!(slow.waiting().len(), 64, "what had come before");
    assert!(slow.next().await.is_none(), "it is over");
    assert_eq!(hub.ears(|_| true).len(), 1);
    drop(quick);
    assert_eq!(hub.ears(|_| true).len(), 0, "nothing is left of it");
}

// streaming.7
#[tokio::test]
async fn a_hashtag_is_heard_whatever_its_letters_are_like() {
    let named = |fields: serde_json::Value| {
        let fields = fields.as_object().expect("fields").clone();
        Channel::named(&Params::of(fields))
    };
    let eau = named(serde_json::json!({ "stream": "hashtag", "tag": "#Éau" })).expect("a stream");
    assert_eq!(eau.name(), serde_json::json!(["hashtag", "#Éau"]));
    let long = "a".repeat(101);
    for fields in [
        serde_json::json!({ "stream": "hashtag", "tag": "#" }),
        serde_json::json!({ "stream": "hashtag:local", "tag": long }),
        serde_json::json!({ "stream": "list" }),
        serde_json::json!({ "stream": "list", "list": "x" }),
        serde_json::json!({}),
    ] {
        assert!(named(fields.clone()).is_err(), "{fields}");
    }
}
