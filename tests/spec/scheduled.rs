//! What members write to be published later (`docs/spec/scheduled.md`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, member};
use crate::harness::{World, minutes, spec};

const SCHEDULED: &str = "/api/v1/scheduled_statuses";
const ONE: &str = "/api/v1/scheduled_statuses/{id}";
const STATUSES: &str = "/api/v1/statuses";

/// So many minutes ahead, as clients write it.
fn ahead(world: &World, minutes: i64) -> String {
    let at = (world.now() / 1_000) + minutes * 60;
    let at = time::OffsetDateTime::from_unix_timestamp(at).expect("a time");
    at.format(&time::format_description::well_known::Rfc3339)
        .expect("a time")
}

async fn pass(world: &World, count: i64) {
    world.advance(minutes(count)).await;
}

async fn home(app: &App) -> Value {
    app.reads("/api/v1/timelines/home").await.value
}

spec! {
    // scheduled.1, scheduled.2, scheduled.3, scheduled.4
    async fn what_is_scheduled_is_published_when_it_is_due(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        quebec.forum("acces").await;
        let ((_, ana), (_, ben)) = (member(&quebec, "ana").await, member(&quebec, "ben").await);
        let picture = ana.uploads("/api/v2/media", "Un pylône", &crate::media::picture(40, image::ImageFormat::Png, 7)).await.value;
        world.settle().await;
        let due = ahead(&world, 10);
        let fields = [
            ("status", "@acces Un IXP ?\n\nVoyez."),
            ("scheduled_at", due.as_str()),
            ("media_ids[]", picture["id"].as_str().expect("an id")),
            ("spoiler_text", "Technique"),
            ("language", "fr"),
        ];
        let kept = ana.says(&fields).await;
        assert_eq!(kept["scheduled_at"], due.replace('Z', ".000Z"));
        assert_eq!(kept["params"]["text"], "@acces Un IXP ?\n\nVoyez.");
        assert_eq!(kept["media_attachments"][0]["id"], picture["id"]);
        assert_eq!(ana.reads(SCHEDULED).await.value, json!([kept]));
        assert_eq!(ana.of(ONE, &kept["id"]).await, kept);
        assert_eq!(ben.reads(SCHEDULED).await.value, json!([]));
        let id = kept["id"].as_str().expect("an id");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            assert_eq!(ben.calls(method, ONE, &[id], &[]).await.status, 404);
        }
        assert_eq!(home(&ana).await, json!([]));

        let later = ahead(&world, 20);
        let moved = ana.calls(Method::PUT, ONE, &[id], &[("scheduled_at", &later)]).await.value;
        assert_eq!(moved["scheduled_at"], later.replace('Z', ".000Z"));
        pass(&world, 19).await;
        assert_eq!(home(&ana).await, json!([]));
        pass(&world, 1).await;
        let shown = home(&ana).await;
        assert_eq!(shown.as_array().map(Vec::len), Some(1));
        let status = &shown[0];
        assert_eq!((&status["title"], &status["spoiler_text"]), (&json!("Un IXP ?"), &json!("Technique")));
        assert_eq!(status["group"]["acct"], "acces");
        assert_eq!(status["media_attachments"][0]["id"], picture["id"]);
        assert_eq!(ana.reads(SCHEDULED).await.value, json!([]));
        pass(&world, 60).await;
        assert_eq!(home(&ana).await, shown, "once");
    }
}

spec! {
    // scheduled.3, scheduled.4
    async fn what_cannot_be_published_any_more_stays_with_its_author(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let salon = quebec.forum("acces").await;
        let (moderator, _) = member(&quebec, "zoe").await;
        let (person, ana) = member(&quebec, "ana").await;
        let salon = salon.run_by(&moderator).await;
        let thread = person.opens(&salon, "Un IXP ?").await;
        let opening = home(&ana).await[0]["id"].clone();
        let due = ahead(&world, 10);
        let fields = [
            ("status", "Le modèle associatif"),
            ("in_reply_to_id", opening.as_str().expect("an id")),
            ("scheduled_at", &due),
        ];
        let kept = ana.says(&fields).await;
        moderator.locks(&thread, "Clos").await.expect("locked");
        quebec.stop().await;
        pass(&world, 30).await;
        quebec.start().await;
        world.settle().await;
        let refused = ana.of(ONE, &kept["id"]).await;
        assert_eq!(refused["params"], kept["params"]);
        let why = refused["error"].as_str().expect("a reason");
        assert!(why.contains("verrouillé"), "{why}");

        moderator.unlocks(&thread).await.expect("unlocked");
        let id = kept["id"].as_str().expect("an id");
        let due = ahead(&world, 6);
        let again = ana.calls(Method::PUT, ONE, &[id], &[("scheduled_at", &due)]).await.value;
        assert_eq!(again["error"], Value::Null);
        pass(&world, 6).await;
        let context = ana.of("/api/v1/statuses/{id}/context", &opening).await;
        assert_eq!(context["descendants"][0]["content"], "<p>Le modèle associatif</p>");
        assert_eq!(ana.reads(SCHEDULED).await.value, json!([]));
    }
}

spec! {
    // scheduled.1, scheduled.2
    async fn what_is_wrong_is_said_when_it_is_scheduled(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (_, ana) = member(&quebec, "ana").await;
        let (soon, fine) = (ahead(&world, 4), ahead(&world, 10));
        let wrong = [
            (422, "Bonjour", soon.as_str(), "public"),
            (422, "Bonjour", "demain", "public"),
            (422, "Bonjour", "2000-01-01T00:00:00Z", "public"),
            (422, "Bonjour", "9999-01-01T00:00:00Z", "public"),
            (422, "", &fine, "public"),
            (422, "Bonjour", &fine, "friends"),
        ];
        for (status, text, due, visibility) in wrong {
            let fields = [("status", text), ("scheduled_at", due), ("visibility", visibility)];
            let told = ana.calls(Method::POST, STATUSES, &[], &fields).await;
            assert_eq!(told.status, status, "{fields:?}");
            assert!(told.value["error"].is_string(), "{}", told.value);
        }
        assert_eq!(ana.reads(SCHEDULED).await.value, json!([]));
        let bare = fine.replace('Z', "");
        let kept = ana.says(&[("status", "Bonjour"), ("scheduled_at", &bare)]).await;
        assert_eq!(kept["scheduled_at"], fine.replace('Z', ".000Z"));
        let id = kept["id"].as_str().expect("an id");
        assert_eq!(ana.calls(Method::PUT, ONE, &[id], &[("scheduled_at", &soon)]).await.status, 422);
        assert_eq!(ana.calls(Method::DELETE, ONE, &[id], &[]).await.status, 200);
        assert_eq!(ana.calls(Method::GET, ONE, &[id], &[]).await.status, 404);
        pass(&world, 30).await;
        assert_eq!(home(&ana).await, json!([]));
    }
}
