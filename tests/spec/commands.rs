//! The command line, beside a server that runs: docs/spec/commands.md. Server and commands are
//! processes of their own, with a database and a data directory between them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::harness::browser::Browser;
use crate::harness::command::{self, Machine, PASSWORD};
use crate::harness::{Backend, World, spec};

/// The form in which somebody opens a thread, filled in.
const THREAD: [(&str, &str); 3] = [
    ("title", "Un IXP à Ziguinchor ?"),
    ("text", "Quel *modèle* ?"),
    ("lang", "fr"),
];

/// The address of the thread that somebody opens in the salon.
async fn thread(browser: &mut Browser) -> String {
    let page = browser.submit("/salons/acces/nouveau", &THREAD).await;
    assert_eq!(page.status, 303, "{}", page.text);
    page.location
}

fn id(path: &str) -> &str {
    path.strip_prefix("/f/").expect("the address of a thread")
}

async fn machine(world: &World, name: &str) -> Machine {
    let machine = Machine::new(world.backend(), name);
    machine.settle_in().await;
    machine
}

spec! {
    // accounts.1, accounts.2, accounts.3, commands.1, commands.2
    async fn an_account_is_approved_while_the_server_runs(world) {
        let node = machine(&world, "quebec").await;
        let serving = node.serve().await;
        let mut lea = node.browser();
        let fields = [
            ("name", "lea"),
            ("display", "Léa"),
            ("email", "lea@exemple.test"),
            ("password", PASSWORD),
            ("reason", "Je représente\nla coopérative."),
        ];
        let page = lea.submit("/inscription", &fields).await;
        assert_eq!(page.location, "/moi/attente", "{}", page.text);
        let thread = thread(&mut lea).await;
        assert_eq!(lea.get(&thread).await.status, 200, "it is read by its author");
        assert_eq!(node.browser().get(&thread).await.status, 404);

        let list = node.run(&["account", "list", "--waiting"]).await.done();
        assert!(list.contains("@lea") && !list.contains("@ana"), "{list}");
        assert!(list.contains("Motif\u{A0}: Je représente la coopérative."), "{list}");
        let list = node.run(&["account", "list", "--waiting", "--json"]).await.json();
        assert_eq!(list[0]["name"], "lea");
        // commands.25
        assert!(list[0]["person_id"].is_string(), "{list}");
        assert_eq!(list[0]["motive"], "Je représente\nla coopérative.");

        node.run(&["account", "approve", "lea"]).await.done();
        assert_eq!(node.browser().get(&thread).await.status, 200, "at once");
        let list = node.run(&["account", "list", "--waiting", "--json"]).await.json();
        assert_eq!(list, serde_json::json!([]));
        let unknown = node.run(&["account", "approve", "personne"]).await.refused();
        assert!(unknown.contains("Il n’y a pas de compte à ce nom"), "{unknown}");
        serving.stop().await;
        node.end();
    }
}

spec! {
    // moderation.1, moderation.2, commands.2, commands.4, commands.13
    async fn a_removal_by_command_is_seen_here_and_at_the_other_chapter(world) {
        let (quebec, senegal) = (machine(&world, "quebec").await, machine(&world, "senegal").await);
        let (home, away) = (quebec.serve().await, senegal.serve().await);
        let address = [("address", &*format!("@acces@{}", quebec.host))];
        let mut follower = senegal.signed_in("ana").await;
        let page = follower.submit("/suivre", &address).await;
        assert_eq!(page.status, 303, "{}", page.text);
        let idle = ["queue", "wait", "--timeout", "60"];
        for machine in [&senegal, &quebec, &senegal] {
            let told = machine.run(&idle).await.done(); assert!(told.contains("Tout est fait."), "{told}");
        }
        let path = thread(&mut quebec.signed_in("ana").await).await;
        for machine in [&quebec, &senegal] {
            machine.run(&idle).await.done();
        }
        let salon = format!("/salons/acces@{}", quebec.host);
        let there = format!("/f/{}", senegal.browser().get(&salon).await.number_after("\"/f/"));
        assert!(senegal.browser().get(&there).await.text.contains("<em>modèle</em>"));

        let url = format!("http://{}{path}", quebec.host);
        let remove = ["post", "remove", &url, "--reason", "Hors du salon."];
        let told = quebec.run(&remove).await.done();
        assert!(told.contains("est retirée"), "{told}");
        let page = quebec.browser().get(&path).await;
        assert!(page.text.contains("Hors du salon."), "at once: {}", page.text);
        let twice = quebec.run(&remove).await.refused();
        assert!(twice.contains("Cette contribution est déjà retirée."), "{twice}");
        for machine in [&quebec, &senegal] {
            machine.run(&idle).await.done();
        }
        let page = senegal.browser().get(&there).await;
        assert!(page.text.contains("retirée par la modération du salon le "), "{}", page.text);
        assert!(page.text.contains("Hors du salon.") && !page.text.contains("modèle"));

        let restore = ["post", "restore", id(&path), "--reason", "Relue."];
        let told = quebec.run(&[&restore[..], &["--json"]].concat()).await.json();
        // commands.25
        assert_eq!(told["id"], id(&path), "{told}");
        let twice = quebec.run(&restore).await.refused();
        assert!(twice.contains("n’est pas retirée"), "{twice}");
        for machine in [&quebec, &senegal] {
            machine.run(&idle).await.done();
        }
        assert!(senegal.browser().get(&there).await.text.contains("<em>modèle</em>"));
        // ledger.44: each record id is recomputed from the stored bytes.
        let here = quebec.run(&["thread", "digest", id(&path)]).await.done();
        let there = senegal.run(&["thread", "digest", &url]).await.done();
        assert_eq!(here.lines().next(), there.lines().next(), "{here} {there}");
        home.stop().await;
        away.stop().await;
        let bytes = match world.backend() {
            Backend::Sqlite => "CAST('{}' AS blob)",
            Backend::Postgres => "CAST('{}' AS bytea)",
        };
        quebec.tampers(&format!("UPDATE record SET raw = {bytes} WHERE kind = 'create'"));
        let told = quebec.run(&["thread", "digest", id(&path)]).await.refused();
        assert!(told.contains("la base a été altérée"), "{told}");
        quebec.end();
        senegal.end();
    }
}

spec! {
    // peering.2, peering.10, commands.2
    async fn a_host_is_blocked_and_forgotten_while_the_server_runs(world) {
        let (quebec, senegal) = (machine(&world, "quebec").await, machine(&world, "senegal").await);
        let (home, away) = (quebec.serve().await, senegal.serve().await);
        let block = ["peer", "block", &senegal.host, "--reason", "Trop de réclame."];
        quebec.run(&block).await.done();
        let list = quebec.run(&["peer", "list", "--json"]).await.json();
        assert_eq!(list[0]["host"], *senegal.host);
        assert_eq!(list[0]["level"], "block");
        assert_eq!(list[0]["reason"], "Trop de réclame.");
        let network = quebec.browser().get("/reseau").await;
        assert!(network.text.contains("Trop de réclame."), "{}", network.text);
        assert!(network.text.contains(">bloqué<"), "{}", network.text);

        // Its letter is refused at once, and it reads our words.
        let mut follower = senegal.signed_in("ana").await;
        let address = [("address", &*format!("@acces@{}", quebec.host))];
        let page = follower.submit("/suivre", &address).await;
        assert_ne!(page.status, 303, "its signed reads are refused: {}", page.text);

        quebec.run(&["peer", "remove", &senegal.host]).await.done();
        let page = follower.submit("/suivre", &address).await;
        assert_eq!(page.status, 303, "at once: {}", page.text);
        let unknown = quebec.run(&["peer", "remove", &senegal.host]).await.refused();
        assert!(unknown.contains("rien n’était dit"), "{unknown}");
        let reason = quebec.run(&["peer", "limit", &senegal.host, "--reason", " "]).await.refused();
        assert!(reason.contains("Donnez un motif"), "{reason}");

        // A host that was never met leaves no trace once nothing is said of it.
        quebec.run(&["peer", "limit", "jamais.localhost:9", "--reason", "R"]).await.done();
        assert!(quebec.browser().get("/reseau").await.text.contains("jamais.localhost"));
        quebec.run(&["peer", "remove", "jamais.localhost:9"]).await.done();
        let network = quebec.browser().get("/reseau").await;
        assert!(!network.text.contains("jamais.localhost"), "{}", network.text);
        home.stop().await;
        away.stop().await;
        quebec.end();
        senegal.end();
    }
}

spec! {
    // commands.1, commands.2, commands.4, accounts.9, accounts.13
    async fn salons_accounts_and_tokens_are_made_while_the_server_runs(world) {
        let node = machine(&world, "quebec").await;
        let serving = node.serve().await;
        let words = ["forum", "create", "eau", "--title", "L’eau", "--lang", "wo", "--json"];
        let made = node.run(&words).await.json();
        assert_eq!(made["address"], format!("@eau@{}", node.host));
        assert!(node.browser().get("/salons/eau").await.text.contains("L’eau"), "at once");
        let taken = node.run(&words).await.refused();
        assert!(taken.contains("Ce nom est déjà pris."), "{taken}");

        let mut ana = node.signed_in("ana").await;
        assert_eq!(ana.get("/moi").await.status, 200);
        node.run(&["account", "password", "ana", "--password", "un autre mot"]).await.done();
        assert_eq!(ana.get("/moi").await.status, 303, "her session has ended");

        let answer = node.run(&["account", "token", "ana"]).await.done();
        let bearer = answer.trim();
        assert!(bearer.len() >= 43 && !bearer.contains(char::is_whitespace), "{answer}");
        let again = node.run(&["account", "token", "ana", "--json"]).await.json();
        assert_ne!(again["token"], bearer, "it is shown once");

        let status = node.run(&["queue", "status"]).await.done();
        assert!(status.contains("Rien n’est en attente."), "{status}");
        let status = node.run(&["queue", "status", "--json"]).await.json();
        assert_eq!(status["unfinished"], 0);
        let health = node.run(&["doctor", "--json"]).await;
        assert_eq!(health.code, 0, "{health:?}");
        let health = node.run(&["doctor"]).await.done();
        assert!(health.contains("Le nœud tourne et répond."), "{health}");
        let health = node.run(&["--lang", "en", "doctor"]).await.done();
        assert!(health.contains("The node runs and answers."), "{health}");
        let moved = node.run(&["--host", "ailleurs.localhost:1", "peer", "list"]).await.refused();
        assert!(moved.contains("ces données appartiennent à"), "{moved}");
        serving.stop().await;
        node.end();
    }
}

spec! {
    // commands.2, commands.6
    async fn the_socket_is_its_owners_and_two_servers_do_not_share_what_they_cannot(world) {
        let node = machine(&world, "quebec").await;
        let serving = node.serve().await;
        let mode = |name: &str| {
            let file = fs::metadata(node.file(name)).expect("a file");
            file.permissions().mode() & 0o777
        };
        assert_eq!(mode("palabre.sock"), 0o600);

        let other = Machine::new(world.backend(), "autre");
        other.settle_in().await;
        let listen = node.at.to_string();
        let taken = other.run(&["serve", "--listen", &listen]).await.refused();
        assert!(taken.contains(&format!("l’adresse {listen} est déjà prise")), "{taken}");
        serving.stop().await;
        assert!(!node.file("palabre.sock").exists());
        node.end();
        other.end();
    }
}

spec! {
    // commands.13, commands.16: what is left, and what was refused
    async fn waiting_for_the_queue_says_what_is_left_and_what_was_refused(world) {
        let (quebec, senegal) = (machine(&world, "quebec").await, machine(&world, "senegal").await);
        let (home, away) = (quebec.serve().await, senegal.serve().await);
        let address = [("address", &*format!("@acces@{}", quebec.host))];
        let mut follower = senegal.signed_in("ana").await;
        assert_eq!(follower.submit("/suivre", &address).await.status, 303);
        let idle = ["queue", "wait", "--timeout", "60"];
        for machine in [&senegal, &quebec, &senegal] {
            machine.run(&idle).await.done();
        }
        // Another data directory hears nothing of the server, only of its database.
        let elsewhere = quebec.beside();
        let elsewhere = elsewhere.path().to_string_lossy().into_owned();
        let mut ana = quebec.signed_in("ana").await;
        thread(&mut ana).await;
        if world.backend() == Backend::Postgres {
            let told = quebec.run_in(&elsewhere, &idle).await.done();
            assert!(told.contains("Tout est fait."), "{told}");
        } else {
            quebec.run(&idle).await.done();
        }

        let block = ["peer", "block", &quebec.host, "--reason", "Essai."];
        senegal.run(&block).await.done();
        let path = thread(&mut ana).await;
        let told = quebec.run(&idle).await.done();
        assert!(told.contains("Tout est fait."), "{told}");
        assert!(told.contains(&format!("refusé par peer:{}", senegal.host)), "{told}");
        assert!(told.contains("403"), "{told}");
        let told = quebec.run(&["queue", "wait", "--timeout", "1", "--json"]).await.json();
        assert_eq!(told["unfinished"], 0);
        assert!(told["refused"][0]["words"].as_str().is_some_and(|it| it.contains("is blocked")));
        let network = quebec.browser().get("/reseau").await.text;
        assert!(network.contains("Son dernier refus") && network.contains("is blocked"), "{network}");

        // What nobody works on is due, and stays so.
        home.stop().await;
        let remove = ["post", "remove", id(&path), "--reason", "Hors du salon."];
        quebec.run(&remove).await.done();
        let left = quebec.run(&["queue", "wait", "--timeout", "1"]).await.refused();
        assert!(left.contains("le temps est écoulé, 1 tâche reste."), "{left}");
        let left = quebec.run(&["queue", "wait", "--timeout", "1", "--lang", "en"]).await.refused();
        assert!(left.contains("the time is up, 1 job is left."), "{left}");

        // What waits for a host that is away is not.
        away.stop().await;
        let home = quebec.serve().await;
        let told = quebec.run(&idle).await.done();
        assert!(told.contains("le prochain essai."), "{told}");
        let told = quebec.run(&["queue", "wait", "--timeout", "1", "--json"]).await.json();
        assert_eq!(told["due"], 0, "{told}");
        assert!(told["unfinished"].as_u64() > Some(0), "{told}");
        home.stop().await;
        quebec.end();
        senegal.end();
    }
}

// commands.4, commands.5
#[tokio::test]
async fn a_server_without_a_host_explains_what_comes_first() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let data = folder.path().to_string_lossy().into_owned();
    let told = command::run(&["serve", "--data", &data]).await.refused();
    for words in [
        "palabre account create",
        "palabre forum create",
        "palabre serve --data",
    ] {
        assert!(told.contains(words), "{told}");
    }
    let told = command::run(&["serve", "--data", &data, "--lang", "en"])
        .await
        .refused();
    assert!(told.contains("To begin"), "{told}");
    let told = command::run(&[
        "queue",
        "status",
        "--data",
        &data,
        "--host",
        "a.localhost:1",
    ])
    .await;
    assert!(told.refused().contains("il n’y a pas encore de nœud"));
}

// commands.4, commands.17
#[tokio::test]
async fn what_is_not_understood_ends_with_two() {
    for (words, answer) in [
        (["serve", "--pire"], "argument inconnu"),
        (
            ["--lang=de", "doctor"],
            "en français (fr) ou en anglais (en)",
        ),
        (["queue", "wait"], "il manque"),
    ] {
        let told = command::run(&words).await;
        assert_eq!(told.code, 2, "{told:?}");
        assert!(told.err.contains(answer), "{told:?}");
    }
}

// commands.6
#[tokio::test]
async fn an_unreadable_database_says_what_where_and_what_to_do() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("palabre.sqlite");
    fs::write(&file, "Ceci n’est pas une base de données.".repeat(200)).expect("a file");
    let (data, url) = (
        folder.path().to_string_lossy(),
        format!("sqlite://{}", file.display()),
    );
    let host = ["--host", "quebec.localhost:1"];
    let words = [
        "migrate",
        "--data",
        &data,
        "--database-url",
        &url,
        host[0],
        host[1],
    ];
    let told = command::run(&words).await.refused();
    assert!(told.contains("la base de données ne s’ouvre pas"), "{told}");
    assert!(told.contains("palabre doctor"), "{told}");
}

// commands.21, commands.22
#[tokio::test]
async fn a_database_that_does_not_listen_is_named_at_once_without_its_password() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let data = folder.path().to_string_lossy().into_owned();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = closed.local_addr().expect("its address").to_string();
    drop(closed);
    for (url, words) in [
        (
            format!("postgres://nobody:motdepasse@{at}/forum"),
            at.as_str(),
        ),
        (
            format!("postgre://nobody:motdepasse@{at}/forum"),
            "exemples",
        ),
    ] {
        let words_of = [
            "migrate",
            "--data",
            &data,
            "--database-url",
            &url,
            "--host",
            "a.test",
        ];
        let told = command::run(&words_of).await.refused();
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("motdepasse"), "{told}");
        // The words of a pool that has waited in vain.
        assert!(!told.contains("timed out"), "{told}");
    }
}

// commands.26
#[tokio::test]
async fn a_demo_says_what_to_do_about_a_port_in_use() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let data = folder.path().to_string_lossy().into_owned();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port();
    let base = (port.min(65_533)).to_string();
    let words = [
        "--lang",
        "en",
        "demo",
        "--data",
        &data,
        "--port-base",
        &base,
    ];
    let told = command::run(&words).await.refused();
    assert!(told.contains("is in use already"), "{told}");
    assert!(
        told.contains("--port-base") && !told.contains("--listen"),
        "{told}"
    );
}
