//! Posts outside salons, for everybody and for a few, to and from servers of every kind.

use palabre_core::peering::Level;
use palabre_core::{Audience, notes};
use serde_json::{Value, json};

use http::Method;

use crate::harness::actor::PUBLIC;
use crate::harness::app::{App, client};
use crate::harness::{Actor, Node, Person, Post, Thread, World, minutes, spec};

/// Ana of quebec.test, whom Bob of a microblog follows, and Awa of senegal.test; Lea of another
/// microblog does not.
struct Stage {
    quebec: Node,
    senegal: Node,
    ana: Person,
    awa: Person,
    bob: Actor,
    lea: Actor,
}

async fn stage(world: &World) -> Stage {
    let [quebec, senegal] = world.nodes(["quebec.test", "senegal.test"]).await;
    let (ana, awa) = (quebec.person("ana").await, senegal.person("awa").await);
    let bob = world.peer("mastodon.test").await.person("bob").await;
    let lea = world.peer("other.test").await.person("lea").await;
    awa.watches("@ana@quebec.test").await;
    let follow = bob.activity("Follow", "/follows/1", json!(ana.uri()));
    bob.tells(&quebec, &follow).await;
    let federation = quebec.federation();
    for handle in ["@lea@other.test", "@awa@senegal.test"] {
        federation.find_person(handle).await.expect("found");
    }
    world.settle().await;
    bob.peer.letters();
    Stage {
        quebec,
        senegal,
        ana,
        awa,
        bob,
        lea,
    }
}

impl Stage {
    /// Ana follows Bob, who agrees.
    async fn ana_follows_bob(&self, world: &World) {
        self.ana.watches("@bob@mastodon.test").await;
        world.settle().await;
        let asked = self.bob.peer.letters_of("Follow").remove(0).value;
        let accept = self.bob.activity("Accept", "/accepts/1", asked);
        self.bob.tells(&self.quebec, &accept).await;
        world.settle().await;
    }

    fn followers(&self) -> String {
        format!("{}/followers", self.ana.uri())
    }
}

/// A note of somebody elsewhere, as Mastodon writes it: `to` some, `cc` others, naming people.
fn note(by: &Actor, path: &str, words: &str, to: &[&str], named: &[&str]) -> Value {
    let mut note = by.note(path, words, &[]);
    note["to"] = json!(to);
    note["cc"] = json!([]);
    note["tag"] = named
        .iter()
        .map(|uri| json!({ "type": "Mention", "href": uri, "name": "@somebody" }))
        .collect();
    note
}

/// What a node keeps of a note.
async fn kept(node: &Node, uri: &str) -> Option<palabre_core::threads::Post> {
    node.post(&Post::at(uri)).await
}

spec! {
    // notes.1, notes.2, notes.3, notes.25
    async fn an_open_note_reaches_followers_everywhere(world) {
        let stage = stage(&world).await;
        let everyone = stage.ana.notes("Bonjour à tous", None, Audience::Public).await;
        let unlisted = stage.ana.notes("Bonjour @lea@other.test", None, Audience::Unlisted).await;
        world.settle().await;
        let creates = stage.bob.peer.letters_of("Create");
        assert_eq!(creates.len(), 2);
        let told = |post: &Post| {
            let mut objects = creates.iter().map(|one| &one.value["object"]);
            objects.find(|one| one["id"] == post.uri()).expect("it was told")
        };
        let object = told(&everyone);
        assert_eq!(object["type"], "Note");
        assert_eq!((&object["name"], &object["audience"]), (&Value::Null, &Value::Null));
        assert_eq!((&object["to"], &object["cc"]), (&json!([PUBLIC]), &json!([stage.followers()])));
        let object = told(&unlisted);
        assert_eq!(object["to"], json!([stage.followers()]));
        assert_eq!(object["cc"], json!([PUBLIC, stage.lea.uri]));
        assert_eq!(stage.lea.peer.letters_of("Create").len(), 1, "she is named once");
        for (post, audience) in [(&everyone, "public"), (&unlisted, "unlisted")] {
            let there = kept(&stage.senegal, post.uri()).await.expect("it came");
            assert_eq!((there.state.as_str(), there.visibility.as_str()), ("live", audience));
            assert_eq!(stage.quebec.reads(post.uri()).await.status, 200);
        }
        let outbox = stage.quebec.reads(&format!("{}/outbox?page=1", stage.ana.uri())).await;
        let outbox: Value = serde_json::from_str(&outbox.body).expect("JSON");
        assert_eq!(outbox["orderedItems"].as_array().map(Vec::len), Some(2));

        stage.ana.edits(&everyone, "Bonsoir à tous").await;
        stage.ana.deletes(&unlisted).await;
        world.settle().await;
        assert_eq!(stage.bob.peer.letters().len(), 2);
        let there = kept(&stage.senegal, everyone.uri()).await.expect("it came");
        assert!(there.html.contains("Bonsoir"), "{}", there.html);
        let there = kept(&stage.senegal, unlisted.uri()).await.expect("its place");
        assert_eq!(there.state, "deleted");
        assert_eq!(stage.quebec.reads(unlisted.uri()).await.status, 410);
    }
}

spec! {
    // notes.5, notes.15
    async fn a_note_for_a_few_reaches_them_and_nobody_else(world) {
        let stage = stage(&world).await;
        let ours = stage.ana.notes("Aux miens", None, Audience::Followers).await;
        world.settle().await;
        let creates = stage.bob.peer.letters_of("Create");
        assert_eq!(creates.len(), 1);
        let object = &creates[0].value["object"];
        assert_eq!((&object["to"], &object["cc"]), (&json!([stage.followers()]), &json!([])));
        assert_eq!((&object["replies"], &object["likes"]), (&Value::Null, &Value::Null));
        assert!(stage.lea.peer.letters().is_empty());
        let there = kept(&stage.senegal, ours.uri()).await.expect("Awa follows");
        assert!(notes::is_private(&there) && there.html.contains("Aux miens"));

        let direct = stage.ana.notes("Pour @lea@other.test", None, Audience::Direct).await;
        world.settle().await;
        assert!(stage.bob.peer.letters().is_empty());
        let creates = stage.lea.peer.letters_of("Create");
        assert_eq!(creates.len(), 1);
        let object = &creates[0].value["object"];
        assert_eq!((&object["to"], &object["cc"]), (&json!([stage.lea.uri]), &json!([])));
        assert!(kept(&stage.senegal, direct.uri()).await.is_none());
        assert!(!stage.senegal.holds("Pour @"));

        stage.ana.edits(&direct, "Pour toi").await;
        stage.ana.deletes(&ours).await;
        world.settle().await;
        let updates = stage.lea.peer.letters();
        assert_eq!((updates.len(), updates[0].kind()), (1, "Update"));
        assert_eq!(updates[0].value["object"]["to"], json!([stage.lea.uri]), "she has it already");
        assert_eq!(updates[0].value["palabre:rev"], 1);
        let deletes = stage.bob.peer.letters();
        assert_eq!((deletes.len(), deletes[0].kind()), (1, "Delete"));
        let there = kept(&stage.senegal, ours.uri()).await.expect("its place");
        assert_eq!((there.state.as_str(), there.html.as_str()), ("deleted", ""));
        assert!(!stage.senegal.holds("Aux miens") && !stage.quebec.holds("Aux miens"));
    }
}

spec! {
    // notes.8
    async fn a_note_erased_before_it_is_sent_is_not_sent(world) {
        let stage = stage(&world).await;
        world.network().cut(&stage.quebec, &stage.bob.peer);
        let ours = stage.ana.notes("Aux miens", None, Audience::Followers).await;
        stage.ana.edits(&ours, "Aux miens encore").await;
        world.settle().await;
        stage.ana.deletes(&ours).await;
        assert!(!stage.quebec.holds("Aux miens"));
        world.network().mend();
        world.advance(minutes(90)).await;
        let sent = stage.bob.peer.letters();
        let kinds: Vec<&str> = sent.iter().map(crate::harness::peer::Letter::kind).collect();
        assert_eq!(kinds, ["Delete"], "what was erased before it was sent is not sent");
    }
}

spec! {
    // notes.15, notes.16, notes.26
    async fn letters_of_a_microblog_for_a_few_are_kept_for_whom_they_are(world) {
        let stage = stage(&world).await;
        let (quebec, bob, lea) = (&stage.quebec, &stage.bob, &stage.lea);
        let (ana, own) = (stage.ana.uri(), format!("{}/followers", bob.uri));
        let salon = quebec.forum("acces").await;
        let others = note(bob, "/notes/1", "Pas pour ici", &[&own], &[]);
        bob.tells(quebec, &bob.create(&others)).await;
        stage.ana_follows_bob(&world).await;
        let ours = note(bob, "/notes/2", "Aux miens", &[&own], &[]);
        let direct = note(bob, "/notes/3", "Pour Ana", &[&ana], &[&ana]);
        let named = note(lea, "/notes/1", "Sans se suivre", &[&ana], &[&ana]);
        let to_salon = note(lea, "/notes/2", "Au salon seul", &[&salon.uri], &[&salon.uri]);
        let strange = note(lea, "/notes/3", "Ailleurs", &[&own], &[]);
        for (by, one) in [(bob, &ours), (bob, &direct), (lea, &named), (lea, &to_salon), (lea, &strange)] {
            for _ in 0..2 {
                by.tells(quebec, &by.create(one)).await;
            }
        }
        // An object that says less than its activity is for fewer.
        let mut mixed = bob.create(&note(bob, "/notes/4", "Presque public", &[&own], &[]));
        mixed["to"] = json!([PUBLIC]);
        bob.tells(quebec, &mixed).await;
        world.settle().await;
        for (one, audience) in [
            (&others, None),
            (&ours, Some("followers")),
            (&direct, Some("direct")),
            (&named, Some("direct")),
            (&to_salon, None),
            (&strange, None),
            (&mixed["object"], Some("followers")),
        ] {
            let found = kept(quebec, one["id"].as_str().expect("an id")).await;
            assert_eq!(found.as_ref().map(|post| post.visibility.as_str()), audience, "{one}");
            let nowhere = |post: &palabre_core::threads::Post| post.thread_id.is_none() && post.created_by.is_none();
            assert!(found.as_ref().is_none_or(nowhere), "{found:?}");
            assert!(quebec.record(&format!("{}/activity", one["id"].as_str().expect("an id"))).await.is_none());
        }
        assert!(!quebec.holds("Au salon seul") && !quebec.holds("Pas pour ici"));
    }
}

spec! {
    // notes.17, notes.18, notes.19, notes.21
    async fn a_microblogs_edits_and_deletions_of_a_private_note_are_followed(world) {
        let stage = stage(&world).await;
        let (quebec, lea) = (&stage.quebec, &stage.lea);
        let mallory = lea.peer.person("mallory").await;
        let ana = stage.ana.uri();
        let mut one = note(lea, "/notes/1", "Un", &[&ana], &[&ana]);
        lea.tells(quebec, &lea.create(&one)).await;
        world.advance(minutes(2)).await;
        let edit = |by: &Actor, id: &str, words: &str, to: &str| {
            let mut update = one.clone();
            update["content"] = json!(format!("<p>{words}</p>"));
            update["updated"] = json!(by.date());
            update["to"] = json!([to]);
            let mut activity = by.activity("Update", id, update);
            activity["to"] = json!([to]);
            activity
        };
        let first = edit(lea, "/updates/1", "Deux", &ana);
        world.advance(minutes(2)).await;
        let wider = edit(lea, "/updates/2", "Trois", PUBLIC);
        lea.tells(quebec, &wider).await;
        lea.tells(quebec, &first).await;
        mallory.tells(quebec, &edit(&mallory, "/updates/3", "Faux", &ana)).await;
        world.settle().await;
        let uri = lea.peer.url("/notes/1");
        let now = kept(quebec, &uri).await.expect("kept");
        assert_eq!((now.html.as_str(), now.visibility.as_str()), ("<p>Trois</p>", "direct"));
        assert_eq!(quebec.reads(&format!("/ap/p/{}", now.id)).await.status, 404);

        let delete = |by: &Actor, id: &str, of: &str| {
            by.public("Delete", id, json!({ "id": by.peer.url(of), "type": "Tombstone" }))
        };
        mallory.tells(quebec, &delete(&mallory, "/deletes/1", "/notes/1")).await;
        assert_eq!(kept(quebec, &uri).await.expect("kept").state, "live");
        lea.tells(quebec, &delete(lea, "/deletes/2", "/notes/1")).await;
        // A Delete that overtakes its Create, and an Update that does.
        lea.tells(quebec, &delete(lea, "/deletes/3", "/notes/2")).await;
        one["id"] = json!(lea.peer.url("/notes/2"));
        lea.tells(quebec, &lea.create(&one)).await;
        one["id"] = json!(lea.peer.url("/notes/3"));
        let mut late = lea.activity("Update", "/updates/4", one.clone());
        late["to"] = one["to"].clone();
        late["object"]["content"] = json!("<p>Quatre</p>");
        late["object"]["updated"] = json!(lea.date());
        lea.tells(quebec, &late).await;
        lea.tells(quebec, &lea.create(&one)).await;
        world.settle().await;
        assert_eq!(kept(quebec, &uri).await.expect("its place").state, "deleted");
        let taken = kept(quebec, &lea.peer.url("/notes/2")).await;
        assert!(taken.is_none_or(|post| post.state == "deleted" && post.html.is_empty()));
        let overtaken = kept(quebec, &lea.peer.url("/notes/3")).await.expect("kept");
        assert_eq!(overtaken.html, "<p>Quatre</p>");
        assert!(!quebec.holds("Trois"));
        lea.tells(quebec, &lea.public("Delete", "/users/lea#delete", json!(lea.uri))).await;
        world.settle().await;
        assert!(!quebec.holds("Quatre"));
    }
}

spec! {
    // notes.10
    async fn support_of_a_private_note_is_between_two(world) {
        let stage = stage(&world).await;
        let (quebec, bob, lea) = (&stage.quebec, &stage.bob, &stage.lea);
        let ours = stage.ana.notes("Aux miens", None, Audience::Followers).await;
        let like = bob.activity("Like", "/likes/1", json!(ours.uri()));
        bob.tells(quebec, &like).await;
        lea.tells(quebec, &lea.activity("Like", "/likes/1", json!(ours.uri()))).await;
        world.settle().await;
        assert_eq!(kept(quebec, ours.uri()).await.expect("hers").likes, 1);
        bob.tells(quebec, &bob.activity("Undo", "/undos/1", like.clone())).await;
        world.settle().await;
        assert_eq!(kept(quebec, ours.uri()).await.expect("hers").likes, 0);
        assert!(quebec.record(like["id"].as_str().expect("an id")).await.is_none());

        let ana = stage.ana.uri();
        let direct = note(lea, "/notes/1", "Pour Ana", &[&ana], &[&ana]);
        lea.tells(quebec, &lea.create(&direct)).await;
        world.settle().await;
        lea.peer.letters();
        let post = Post::at(direct["id"].as_str().expect("an id"));
        stage.ana.likes(&post).await;
        stage.ana.unlikes(&post).await;
        world.settle().await;
        let sent = lea.peer.letters();
        let kinds: Vec<&str> = sent.iter().map(crate::harness::peer::Letter::kind).collect();
        assert_eq!(kinds, ["Like", "Undo"]);
        assert_eq!((&sent[0].value["to"], &sent[0].value["cc"]), (&json!([lea.uri]), &Value::Null));
        assert_eq!(sent[1].value["object"]["id"], sent[0].value["id"]);
    }
}

spec! {
    // notes.4, notes.20, notes.25
    async fn no_address_tells_of_a_private_note(world) {
        let stage = stage(&world).await;
        let quebec = &stage.quebec;
        let salon = quebec.forum("acces").await;
        stage.awa.follows(&salon).await;
        let thread = stage.ana.opens(&salon, "Un fil").await;
        world.settle().await;
        let told = async |node: &Node, thread: &Thread| {
            let base = node.core().base().clone();
            let id = node.thread_id(thread).await.expect("the thread");
            let context = node.reads(&base.thread(id)).await.body;
            let history = node.reads(&base.thread_history(id)).await.body;
            let replies = node.reads(&format!("{}/replies", thread.uri())).await.body;
            (node.digest(thread).await.line, context, history, replies)
        };
        let outbox = async || {
            let own = quebec.reads(&format!("{}/outbox?page=1", stage.ana.uri())).await.body;
            let salon = quebec.reads(&format!("{}/outbox?page=1", salon.uri)).await.body;
            let counted = quebec.reads("/nodeinfo/2.1").await.body;
            (own, salon, counted)
        };
        let (before, listed) = (told(quebec, &thread).await, outbox().await);
        stage.bob.peer.letters();
        let aside = stage.ana.notes("Entre nous, @awa@senegal.test", Some(thread.root()), Audience::Direct).await;
        let ours = stage.ana.notes("Aux miens", None, Audience::Followers).await;
        let (ana, bob) = (stage.ana.uri(), &stage.bob);
        let mut answer = note(bob, "/notes/1", "Une réponse discrète", &[&ana], &[&ana]);
        answer["inReplyTo"] = json!(thread.uri());
        bob.tells(quebec, &bob.create(&answer)).await;
        world.settle().await;
        assert!(kept(quebec, &bob.peer.url("/notes/1")).await.is_some(), "it is kept");
        assert!(kept(&stage.senegal, aside.uri()).await.is_some(), "and there");
        assert_eq!(told(quebec, &thread).await, before);
        assert_eq!(outbox().await, listed);
        assert!(bob.peer.letters_of("Announce").is_empty());
        assert!(!quebec.shows("discrète", &thread).await && !stage.senegal.shows("Entre nous", &thread).await);
        stage.ana.edits(&ours, "Aux miens encore").await;
        stage.ana.deletes(&aside).await;
        for post in [&aside, &ours] {
            for end in ["", "/create", "/update/1", "/delete", "/replies", "/likes"] {
                let answer = quebec.reads(&format!("{}{end}", post.uri())).await;
                assert_eq!(answer.status, 404, "{}{end}", post.uri());
            }
            let id = kept(quebec, post.uri()).await.expect("hers").id;
            for path in [format!("/ap/t/{id}"), format!("/ap/t/{id}/history")] {
                assert_eq!(quebec.reads(&path).await.status, 404, "{path}");
            }
            for path in [format!("/c/{id}"), format!("/f/{id}")] {
                let page = crate::harness::actor::get(quebec, &path, "text/html").await;
                assert_eq!(page.status, 404, "{path}: {}", page.body);
            }
        }
        for path in ["/@ana", "/", "/salons/acces"] {
            let page = crate::harness::actor::get(quebec, path, "text/html").await;
            assert!(!page.body.contains("Aux miens"), "{path}");
        }
    }
}

spec! {
    // notes.16
    async fn whoever_may_not_write_here_writes_nothing_private_either(world) {
        let stage = stage(&world).await;
        let (quebec, bob, lea) = (&stage.quebec, &stage.bob, &stage.lea);
        let ana = stage.ana.uri();
        quebec.trusts("mastodon.test", Level::Block).await;
        let blocked = note(bob, "/notes/1", "Bloqué", &[&ana], &[&ana]);
        assert_eq!(bob.sends(quebec, &bob.create(&blocked)).await.status, 403);
        let mut forged = note(lea, "/notes/1", "Faux", &[&ana], &[&ana]);
        forged["attributedTo"] = json!(bob.uri);
        lea.tells(quebec, &lea.create(&forged)).await;
        let mut foreign = note(lea, "/notes/2", "Ailleurs", &[&ana], &[&ana]);
        foreign["id"] = json!(bob.peer.url("/notes/2"));
        let mut create = lea.create(&foreign);
        create["id"] = json!(lea.peer.url("/creates/2"));
        lea.tells(quebec, &create).await;
        world.clock().advance(minutes(60));
        let early = note(lea, "/notes/3", "Demain", &[&ana], &[&ana]);
        world.clock().advance(-minutes(60));
        lea.tells(quebec, &lea.create(&early)).await;
        world.settle().await;
        for words in ["Bloqué", "Faux", "Ailleurs", "Demain"] {
            assert!(!quebec.holds(words), "{words}");
        }
    }
}

spec! {
    // notes.31
    async fn an_open_note_is_kept_where_it_concerns_somebody(world) {
        let stage = stage(&world).await;
        stage.ana_follows_bob(&world).await;
        let ours = stage.ana.notes("Bonjour à tous", None, Audience::Public).await;
        let theirs = note(&stage.bob, "/notes/1", "De Bob", &[PUBLIC], &[]);
        stage.bob.tells(&stage.quebec, &stage.bob.create(&theirs)).await;
        world.settle().await;
        let uri = |note: &Value| note["id"].as_str().expect("an id").to_owned();
        let unasked = note(&stage.lea, "/notes/2", "À personne", &[PUBLIC], &[]);
        let elsewhere = note(&stage.lea, "/notes/3", "À un autre", &[PUBLIC], &["https://x.test/ap/u/ana"]);
        let named = note(&stage.lea, "/notes/4", "À Ana", &[PUBLIC], &[&stage.ana.uri()]);
        let mut answer = note(&stage.lea, "/notes/5", "Une réponse", &[PUBLIC], &[]);
        answer["inReplyTo"] = json!(ours.uri());
        let mut beside = note(&stage.lea, "/notes/6", "À Bob", &[PUBLIC], &[]);
        beside["inReplyTo"] = theirs["id"].clone();
        let mut apart = note(&stage.lea, "/notes/7", "À Lea", &[PUBLIC], &[]);
        apart["inReplyTo"] = named["id"].clone();
        for (note, is_kept) in [
            (&unasked, false),
            (&elsewhere, false),
            (&named, true),
            (&answer, true),
            (&beside, true),
            (&apart, false),
        ] {
            stage.lea.tells(&stage.quebec, &stage.lea.create(note)).await;
            world.settle().await;
            assert_eq!(kept(&stage.quebec, &uri(note)).await.is_some(), is_kept, "{note}");
        }
    }
}

spec! {
    // client_api.30: what Mastodon sends where somebody passes something on to their followers
    async fn what_is_passed_on_without_naming_everybody_is_for_followers_or_for_nobody_here(world) {
        let stage = stage(&world).await;
        let (quebec, bob) = (&stage.quebec, &stage.bob);
        let dede = quebec.member("dede").await;
        dede.watches("@bob@mastodon.test").await;
        world.settle().await;
        let asked = bob.peer.letters_of("Follow").remove(0).value;
        bob.tells(quebec, &bob.activity("Accept", "/accepts/1", asked)).await;
        let reader = App::by(&quebec.member("cleo").await, "read write follow").await;
        let dede = App::by(&dede, "read").await;
        let said = reader.says(&[("status", "Un mot")]).await;
        let followers = format!("{}/followers", bob.uri);
        let lists = async |app: &App| {
            let found = app.calls(Method::GET, "/api/v1/accounts/lookup", &[], &[("acct", "bob@mastodon.test")]).await;
            app.of("/api/v1/accounts/{id}/statuses", &found.value["id"]).await
        };
        for (number, to, shown) in [(1, stage.ana.uri(), 0), (2, followers, 1)] {
            let mut boost = bob.public("Announce", &format!("/boosts/{number}"), said["uri"].clone());
            boost["to"] = json!([to]);
            boost["cc"] = json!([]);
            bob.tells(quebec, &boost).await;
            world.settle().await;
            let home = dede.reads("/api/v1/timelines/home").await.value;
            assert_eq!(home.as_array().map(Vec::len), Some(shown), "{home:#}");
            assert_eq!(lists(&dede).await, home);
            assert_eq!(lists(&reader).await, json!([]), "who does not follow them");
        }
    }
}

spec! {
    // client_api.30, notifications.1
    async fn who_has_written_is_told_what_strangers_pass_on_to_their_followers(world) {
        let stage = stage(&world).await;
        let (quebec, lea) = (&stage.quebec, &stage.lea);
        let (cleo, dede) = (client(quebec, "cleo").await, client(quebec, "dede").await);
        let said = cleo.says(&[("status", "Un mot")]).await;
        let mut boost = lea.public("Announce", "/boosts/1", said["uri"].clone());
        boost["to"] = json!([format!("{}/followers", lea.uri)]);
        boost["cc"] = json!([cleo.reads("/api/v1/accounts/verify_credentials").await.value["uri"]]);
        lea.tells(quebec, &boost).await;
        world.settle().await;
        let heard = cleo.reads("/api/v1/notifications").await.value;
        assert_eq!((&heard[0]["type"], &heard[0]["status"]["id"]), (&json!("reblog"), &said["id"]));
        let alone = async || cleo.of("/api/v1/statuses/{id}", &said["id"]).await;
        assert_eq!(alone().await["reblogs_count"], 1);
        for reader in [&cleo, &dede] {
            let leas = reader.finds("lea@other.test").await;
            assert_eq!(reader.of("/api/v1/accounts/{id}/statuses", &leas).await, json!([]));
            assert_eq!(reader.of("/api/v1/statuses/{id}/reblogged_by", &said["id"]).await, json!([]));
        }
        lea.tells(quebec, &lea.activity("Undo", "/undo/1", boost)).await;
        world.settle().await;
        assert_eq!(alone().await["reblogs_count"], 0);
        assert_eq!(cleo.reads("/api/v1/notifications").await.value, json!([]));
    }
}
