//! Polls, in salons and outside them, between nodes and with servers of other kinds.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::app::{App, member};
use crate::harness::{Actor, Node, Post, World, minutes, spec};

fn asked<'a>(status: &'a str, options: [&'a str; 2]) -> Vec<(&'a str, &'a str)> {
    vec![
        ("status", status),
        ("poll[options][]", options[0]),
        ("poll[options][]", options[1]),
        ("poll[expires_in]", "3600"),
    ]
}

async fn vote(app: &App, poll: &Value, choices: &[&str]) -> Value {
    let id = poll["id"].as_str().expect("an id");
    let fields: Vec<(&str, &str)> = choices.iter().map(|one| ("choices[]", *one)).collect();
    let pattern = "/api/v1/polls/{id}/votes";
    let told = app.calls(Method::POST, pattern, &[id], &fields).await;
    assert_eq!(told.status, 200, "{}", told.value);
    told.value
}

async fn poll(app: &App, poll: &Value) -> Value {
    app.of("/api/v1/polls/{id}", &poll["id"]).await
}

/// What a poll counts: of each option, altogether, people.
fn counts(poll: &Value) -> Value {
    let options = poll["options"].as_array().expect("options").iter();
    let each: Vec<&Value> = options.map(|one| &one["votes_count"]).collect();
    json!([each, poll["votes_count"], poll["voters_count"]])
}

/// The poll of a post as a node keeps it.
async fn kept(node: &Node, uri: &str) -> palabre_core::polls::Poll {
    let post = node.post(&Post::at(uri)).await.expect("the post");
    let poll = palabre_core::polls::of_post(&node.core(), post.id).await;
    poll.expect("read").expect("a poll")
}

/// A question as Mastodon writes it.
fn question(by: &Actor, path: &str, votes: [u32; 2]) -> Value {
    let mut note = by.note(path, "Lundi ou mardi ?", &[]);
    note["type"] = json!("Question");
    note["endTime"] = json!("2030-01-01T00:00:00Z");
    note["votersCount"] = json!(votes.iter().sum::<u32>());
    let option = |name: &str, votes: u32| {
        let replies = json!({ "type": "Collection", "totalItems": votes });
        json!({ "type": "Note", "name": name, "replies": replies })
    };
    note["oneOf"] = json!([option("lundi", votes[0]), option("mardi", votes[1])]);
    note
}

/// A vote as Mastodon writes it.
fn ballot(by: &Actor, number: u32, poll: &str, author: &str, option: &str) -> Value {
    let id = format!("{}#votes/{number}", by.uri);
    let note = json!({
        "id": id,
        "type": "Note",
        "name": option,
        "attributedTo": by.uri,
        "to": author,
        "inReplyTo": poll,
    });
    let mut create = by.activity("Create", &format!("{id}/activity"), note);
    create["to"] = json!(author);
    create
}

async fn salon_followed(world: &World, app: &App) {
    let wanted = [("q", "acces@senegal.test"), ("resolve", "true")];
    let found = app
        .calls(Method::GET, "/api/v1/accounts/search", &[], &wanted)
        .await;
    app.does("/api/v1/accounts/{id}/follow", &found.value[0]["id"])
        .await;
    world.settle().await;
}

spec! {
    // polls.10, polls.11, polls.13, polls.16, polls.17, polls.18, polls.22, polls.23
    async fn a_poll_opened_in_a_salon_of_another_chapter_is_voted_in_from_both(world) {
        let [quebec, senegal, benin] = world.nodes(["quebec.test", "senegal.test", "benin.test"]).await;
        senegal.forum("acces").await;
        let (_, ana) = member(&quebec, "ana").await;
        let (_, bob) = member(&quebec, "bob").await;
        let (_, awa) = member(&senegal, "awa").await;
        let (_, bio) = member(&benin, "bio").await;
        salon_followed(&world, &ana).await;
        salon_followed(&world, &bio).await;
        let fields = asked("@acces@senegal.test Un IXP ?\n\nLequel ?", ["Oui", "Non"]);
        let opened = ana.says(&fields).await;
        world.settle().await;
        let uri = opened["uri"].as_str().expect("an id");
        let at = async |node: &Node, app: &App| {
            let post = node.post(&Post::at(uri)).await.expect("it came");
            app.of("/api/v1/polls/{id}", &json!(post.id.to_string())).await
        };
        let there = at(&senegal, &awa).await;
        assert_eq!(counts(&there), json!([[0, 0], 0, 0]));
        let thread = crate::harness::Thread::of(Post::at(uri));
        let before = world.agrees_on(&thread).await;

        assert_eq!(counts(&vote(&awa, &there, &["1"]).await), json!([[0, 1], 1, 1]));
        vote(&bob, &opened["poll"], &["0"]).await;
        world.settle().await;
        assert_eq!(counts(&poll(&ana, &opened["poll"]).await), json!([[1, 1], 2, 2]));
        assert_eq!(counts(&at(&senegal, &awa).await), json!([[0, 1], 1, 1]), "not told yet");
        world.advance(minutes(3)).await;
        assert_eq!(counts(&at(&senegal, &awa).await), json!([[1, 1], 2, 2]));

        // Who has not voted asks, when a member is shown what is old.
        world.advance(minutes(3)).await;
        at(&benin, &bio).await;
        world.settle().await;
        assert_eq!(counts(&at(&benin, &bio).await), json!([[1, 1], 2, 2]));
        assert_eq!(world.agrees_on(&thread).await, before, "no digest counts votes");
        for node in [&quebec, &senegal, &benin] {
            assert_eq!(node.page(&thread).await.len(), 1, "a vote is no contribution");
        }
        let served: Value = serde_json::from_str(&quebec.reads(uri).await.body).expect("JSON");
        assert_eq!(served["type"], "Question");
        assert_eq!((&served["name"], &served["votersCount"]), (&json!("Un IXP ?"), &json!(2)));
        assert_eq!(served["oneOf"][1]["replies"]["totalItems"], 1);
        assert_eq!((&served["proof"], &served["closed"]), (&Value::Null, &Value::Null));
        let record = quebec.record(&format!("{uri}/create")).await.expect("a record");
        let record: Value = serde_json::from_slice(&record.raw.expect("bytes")).expect("JSON");
        assert_eq!(record["object"]["oneOf"][1]["replies"]["totalItems"], 0);
        assert!(record["object"]["proof"].is_object());

        world.advance(minutes(60)).await;
        let over = at(&senegal, &awa).await;
        assert_eq!((&over["expired"], counts(&over)), (&json!(true), json!([[1, 1], 2, 2])));
        let closed: Value = serde_json::from_str(&quebec.reads(uri).await.body).expect("JSON");
        assert!(closed["closed"].is_string(), "{closed:#}");
        let heard = awa.reads("/api/v1/notifications").await.value;
        assert_eq!((&heard[0]["type"], &heard[0]["status"]["uri"]), (&json!("poll"), &json!(uri)));
    }
}

spec! {
    // polls.14, polls.15, polls.17, polls.23
    async fn a_microblog_votes_in_a_poll_of_ours(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, app) = member(&quebec, "ana").await;
        let bob = world.peer("mastodon.test").await.person("bob").await;
        let lea = world.peer("other.test").await.person("lea").await;
        let follow = bob.activity("Follow", "/follows/1", json!(ana.uri()));
        bob.tells(&quebec, &follow).await;
        world.settle().await;
        let opened = app.says(&asked("Lundi ou mardi ?", ["lundi", "mardi"])).await;
        world.settle().await;
        let uri = opened["uri"].as_str().expect("an id");
        let told = bob.peer.letters_of("Create").remove(0).value;
        let told = &told["object"];
        assert_eq!(told["type"], "Question");
        let names: Vec<&Value> = told["oneOf"].as_array().expect("options").iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["lundi", "mardi"]);
        assert!(told["endTime"].is_string() && told["anyOf"].is_null());

        let first = ballot(&lea, 1, uri, &ana.uri(), "mardi");
        for letter in [&first, &first, &ballot(&lea, 2, uri, &ana.uri(), "lundi")] {
            lea.tells(&quebec, letter).await;
        }
        let mut stolen = ballot(&lea, 3, uri, &ana.uri(), "lundi");
        stolen["object"]["attributedTo"] = json!(bob.uri);
        lea.tells(&quebec, &stolen).await;
        bob.tells(&quebec, &ballot(&bob, 1, uri, &ana.uri(), "mercredi")).await;
        world.settle().await;
        assert_eq!(counts(&poll(&app, &opened["poll"]).await), json!([[0, 1], 1, 1]));
        let context = app.of("/api/v1/statuses/{id}/context", &opened["id"]).await;
        assert_eq!(context["descendants"], json!([]), "a vote is shown to nobody");
        for number in 1..=3 {
            assert!(!quebec.holds_post(format!("{}#votes/{number}", lea.uri)).await);
        }
        world.advance(minutes(3)).await;
        for actor in [&bob, &lea] {
            let updates = actor.peer.letters_of("Update");
            let update = &updates.first().expect("an update").value;
            assert_eq!(update["palabre:counts"], true);
            let object = &update["object"];
            assert_eq!((&object["id"], &object["type"]), (&json!(uri), &json!("Question")));
            assert_eq!(object["oneOf"][1]["replies"]["totalItems"], 1);
            assert_eq!((&object["votersCount"], &object["updated"]), (&json!(1), &Value::Null));
        }
        world.advance(minutes(60)).await;
        let closed = bob.peer.letters_of("Update").remove(0).value;
        assert!(closed["object"]["closed"].is_string(), "{closed:#}");
        lea.tells(&quebec, &ballot(&lea, 4, uri, &ana.uri(), "lundi")).await;
        bob.tells(&quebec, &ballot(&bob, 2, uri, &ana.uri(), "lundi")).await;
        world.settle().await;
        assert_eq!(counts(&poll(&app, &opened["poll"]).await), json!([[0, 1], 1, 1]));
    }
}

spec! {
    // polls.10, polls.16, polls.19, polls.20, polls.22, polls.24
    async fn a_member_votes_in_a_poll_of_a_microblog(world) {
        let [quebec] = world.nodes(["quebec.test"]).await;
        let (ana, app) = member(&quebec, "ana").await;
        let bob = world.peer("mastodon.test").await.person("bob").await;
        ana.watches("@bob@mastodon.test").await;
        world.settle().await;
        let follow = bob.peer.letters_of("Follow").remove(0).value;
        bob.tells(&quebec, &bob.activity("Accept", "/accepts/1", follow)).await;
        let asked = question(&bob, "/polls/1", [2, 3]);
        bob.tells(&quebec, &bob.create(&asked)).await;
        let mut large = question(&bob, "/polls/2", [0, 0]);
        large["oneOf"] = (0..33).map(|one| json!({ "type": "Note", "name": one.to_string() })).collect();
        bob.tells(&quebec, &bob.create(&large)).await;
        world.settle().await;
        let home = app.reads("/api/v1/timelines/home").await.value;
        let home = home.as_array().expect("a list");
        let (with, without): (Vec<&Value>, Vec<&Value>) = home.iter().partition(|one| one["poll"].is_object());
        assert_eq!((with.len(), without.len()), (1, 1));
        let shown = &with[0]["poll"];
        assert_eq!(counts(shown), json!([[2, 3], 5, 5]));
        assert_eq!(counts(&vote(&app, shown, &["0"]).await), json!([[3, 3], 6, 6]));
        world.settle().await;
        let sent = bob.peer.letters_of("Create").remove(0).value;
        assert_eq!((&sent["to"], &sent["actor"]), (&json!([bob.uri]), &json!(ana.uri())));
        let note = &sent["object"];
        assert_eq!((&note["type"], &note["name"]), (&json!("Note"), &json!("lundi")));
        assert_eq!((&note["inReplyTo"], &note["content"]), (&asked["id"], &Value::Null));
        assert_eq!((&note["attributedTo"], &note["to"]), (&json!(ana.uri()), &json!([bob.uri])));

        let uri = asked["id"].as_str().expect("an id");
        let of_votes = |votes| bob.public("Update", "/polls/1#updates/1", question(&bob, "/polls/1", votes));
        bob.tells(&quebec, &of_votes([4, 5])).await;
        world.settle().await;
        assert_eq!(kept(&quebec, uri).await.tally().votes, [4, 5]);
        let post = quebec.post(&Post::at(uri)).await.expect("the post");
        assert_eq!(post.updated, None, "nothing was edited");
        let eve = bob.peer.person("eve").await;
        let mut forged = of_votes([9, 9]);
        (forged["id"], forged["actor"]) = (json!(bob.peer.url("/polls/1#updates/2")), json!(eve.uri));
        eve.tells(&quebec, &forged).await;
        let mut other = question(&bob, "/polls/1", [9, 9]);
        other["oneOf"][0]["name"] = json!("jeudi");
        let other = bob.public("Update", "/polls/1#updates/3", other);
        bob.tells(&quebec, &other).await;
        world.settle().await;
        assert_eq!(kept(&quebec, uri).await.tally().votes, [4, 5]);

        bob.peer.serves(uri, &question(&bob, "/polls/1", [7, 8]));
        poll(&app, shown).await;
        world.settle().await;
        assert_eq!(kept(&quebec, uri).await.tally().votes, [4, 5], "it has just come");
        world.advance(minutes(6)).await;
        poll(&app, shown).await;
        world.settle().await;
        assert_eq!(kept(&quebec, uri).await.tally().votes, [7, 8]);

        let mut edited = question(&bob, "/polls/1", [0, 0]);
        edited["updated"] = json!(bob.date());
        edited["oneOf"][1]["name"] = json!("jeudi");
        bob.tells(&quebec, &bob.public("Update", "/polls/1#updates/4", edited)).await;
        world.settle().await;
        let status = app.of("/api/v1/statuses/{id}", &with[0]["id"]).await;
        assert!(status["edited_at"].is_string());
        assert_eq!((counts(&status["poll"]), &status["poll"]["own_votes"]), (json!([[0, 0], 0, 0]), &json!([])));
    }
}

spec! {
    // polls.11, polls.13, polls.22
    async fn a_microblog_asks_in_a_salon_of_ours_and_its_counts_are_no_records(world) {
        let stage = world.followed_thread().await;
        let (quebec, senegal, thread) = (&stage.quebec, &stage.senegal, &stage.thread);
        let bob = world.peer("mastodon.test").await.person("bob").await;
        let mut asked = question(&bob, "/polls/1", [0, 0]);
        asked["inReplyTo"] = json!(thread.uri());
        bob.tells(quebec, &bob.proved(bob.create(&asked))).await;
        world.settle().await;
        let uri = asked["id"].as_str().expect("an id");
        assert_eq!(kept(senegal, uri).await.options(), ["lundi", "mardi"]);
        let before = world.agrees_on(thread).await;
        let told = |votes, number: u32| {
            let mut object = question(&bob, "/polls/1", votes);
            object["inReplyTo"] = json!(thread.uri());
            bob.public("Update", &format!("/polls/1#updates/{number}"), object)
        };
        bob.tells(quebec, &told([1, 2], 1)).await;
        bob.tells(senegal, &told([3, 4], 2)).await;
        world.settle().await;
        assert_eq!(kept(quebec, uri).await.tally().votes, [1, 2]);
        assert_eq!(kept(senegal, uri).await.tally().votes, [3, 4]);
        assert_eq!(world.agrees_on(thread).await, before);
        let mut edit = told([3, 4], 3);
        world.advance(minutes(1)).await;
        edit["object"]["updated"] = json!(bob.date());
        edit["object"]["content"] = json!("<p>Autrement dit</p>");
        bob.tells(quebec, &bob.proved(edit.clone())).await;
        world.settle().await;
        assert!(senegal.shows("Autrement dit", thread).await);
        let after = world.agrees_on(thread).await;
        assert_ne!(after, before, "an edit is a record");
        // What is counted after an edit is said with its date.
        let mut counted = edit.clone();
        counted["id"] = json!(bob.peer.url("/polls/1#updates/4"));
        counted["object"]["votersCount"] = json!(9);
        bob.tells(quebec, &counted).await;
        bob.tells(senegal, &counted).await;
        world.settle().await;
        assert_eq!(kept(quebec, uri).await.tally().voters, Some(9));
        assert_eq!(kept(senegal, uri).await.tally().voters, Some(9));
        assert_eq!(world.agrees_on(thread).await, after);
        let vote = ballot(&bob, 1, stage.thread.uri(), &stage.ana.uri(), "oui");
        bob.tells(quebec, &vote).await;
        world.settle().await;
        assert_eq!(world.agrees_on(thread).await, after, "a vote where nothing is asked is nothing");
    }
}
