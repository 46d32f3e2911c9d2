//! The command line itself: its tree, its words in both languages, and what it refuses. What the
//! commands do to a node is told in `tests/spec`.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command as Tree;

use super::args::{Account, Cli, Command, Forum, Held, Peer, Queue, Thread};
use super::locate::{self, Named};
use super::usage::{self, Refused};
use crate::i18n::{self, Lang};

fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

fn parse(line: &str) -> Result<Cli, Refused> {
    usage::parse(&words(line), Lang::Fr)
}

fn command(line: &str) -> Command {
    match parse(line) {
        Ok(cli) => cli.command,
        Err(refused) => panic!("{line}: {}", refused.text),
    }
}

/// Every command of the tree with its path, `account-create`.
fn walk(tree: &Tree, path: &str, see: &mut dyn FnMut(&Tree, &str)) {
    see(tree, path);
    for child in tree.get_subcommands() {
        walk(child, &usage::join(path, child.get_name()), see);
    }
}

#[test]
fn the_tree_is_sound_in_both_languages() {
    for lang in Lang::ALL {
        usage::tree(lang).debug_assert();
    }
}

// commands.3
#[test]
fn every_command_and_argument_has_its_words_and_every_word_its_place() {
    let mut named = BTreeSet::new();
    walk(&usage::tree(Lang::Fr), "", &mut |tree, path| {
        named.insert(usage::about_key(path));
        let ids = tree
            .get_arguments()
            .map(|arg| usage::arg_key(path, arg.get_id().as_str()));
        named.extend(ids);
    });
    assert!(named.len() > 50, "the walk finds only {} keys", named.len());
    for key in &named {
        assert!(i18n::has(key), "{key} is missing");
    }
    let source = include_str!("../../locales/fr/cli.ftl");
    let keys = source
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key);
    for key in keys.filter(|key| key.starts_with("cli-about") || key.starts_with("cli-arg-")) {
        // The data directory of the demo is a global argument with a default of its own.
        assert!(
            named.contains(key) || key == "cli-arg-demo-data",
            "{key} is used nowhere"
        );
    }
}

// commands.3
#[test]
fn help_is_whole_in_both_languages() {
    for (lang, there, not_there) in [
        (Lang::Fr, "Commandes", "Commands"),
        (Lang::En, "Commands", "Commandes"),
    ] {
        let help = usage::parse(&words("palabre --help"), lang).expect_err("help is no command");
        assert_eq!(help.code, 0);
        assert!(
            help.text.contains(there) && !help.text.contains(not_there),
            "{}",
            help.text
        );
        assert!(
            !help.text.contains("cli-") && !help.text.contains("Print "),
            "{}",
            help.text
        );
        walk(&usage::tree(lang), "", &mut |tree, path| {
            let help = tree.clone().render_help().to_string();
            assert!(!help.contains("cli-"), "{path}: {help}");
        });
    }
}

// commands.1
#[test]
fn the_lines_of_the_contract_are_understood() {
    for line in [
        "palabre serve --config f --data d --host a.test:80 --listen 127.0.0.1:1 --database-url u",
        "palabre serve --no-worker",
        "palabre serve --only-worker",
        "palabre demo --check --data d --port-base 9000",
        "palabre account create ana --email a@b.c --password 0123456789 --admin --confirmed",
        "palabre account create ana --email a@b.c --password-stdin --data d",
        "palabre account approve ana --json",
        "palabre account list --waiting",
        "palabre account password ana --password-stdin",
        "palabre account token ana --scopes read",
        "palabre forum create acces --title T --description D --lang fr --moderator ana",
        "palabre peer list --json",
        "palabre peer allow a.test:81",
        "palabre peer limit a.test --reason R",
        "palabre peer block a.test --reason R",
        "palabre peer remove a.test",
        "palabre peer trust @awa@a.test:81",
        "palabre post remove 12 --reason R",
        "palabre post restore http://a.test/c/12 --reason R",
        "palabre held list",
        "palabre held accept 12",
        "palabre held refuse 12 --reason R",
        "palabre thread digest 12 --lines --lang en",
        "palabre announcement add Bonjour --starts 2026-12-01 --ends 2026-12-02T18:00:00Z",
        "palabre announcement list",
        "palabre announcement remove 3",
        "palabre rule add Courtois --hint Toujours",
        "palabre rule list",
        "palabre rule remove 3",
        "palabre emoji add baobab baobab.png --category Arbres",
        "palabre emoji list",
        "palabre emoji remove baobab",
        "palabre queue status",
        "palabre queue wait --timeout 30",
        "palabre doctor --data d --json",
        "palabre migrate --data d",
    ] {
        command(line);
    }
}

#[test]
fn arguments_reach_their_fields() {
    let cli =
        parse("palabre --data d peer block a.test:81 --host b.test --reason R").expect("a line");
    let flags = cli.common.flags(None);
    assert_eq!(flags.host.as_deref(), Some("b.test"));
    assert_eq!(flags.data.as_deref(), Some(std::path::Path::new("d")));
    assert!(
        matches!(cli.command, Command::Peer(Peer::Block { host, reason })
        if host == "a.test:81" && reason == "R")
    );
    let Command::Account(Account::Token { scopes, .. }) = command("palabre account token ana")
    else {
        panic!("a token");
    };
    assert_eq!(scopes, "read write follow push");
    assert!(matches!(
        command("palabre thread digest 7"),
        Command::Thread(Thread::Digest { lines: false, .. })
    ));
    assert!(matches!(
        command("palabre queue wait --timeout 5"),
        Command::Queue(Queue::Wait { timeout: 5 })
    ));
    assert!(
        matches!(command("palabre held accept 5"), Command::Held(Held::Accept { id }) if id == "5")
    );
}

// commands.4
#[test]
fn wrong_lines_are_refused_in_words_with_code_2() {
    for (line, french, english) in [
        ("palabre", "Commandes", "Commands"),
        (
            "palabre dance",
            "commande inconnue\u{a0}: dance",
            "unknown command: dance",
        ),
        ("palabre serv", "Peut-être\u{a0}: serve", "Perhaps: serve"),
        (
            "palabre serve --fast",
            "argument inconnu\u{a0}: --fast",
            "unknown argument: --fast",
        ),
        (
            "palabre serve --host",
            "il manque une valeur après",
            "a value is missing after",
        ),
        (
            "palabre queue wait",
            "il manque\u{a0}: --timeout <S>",
            "missing: --timeout <S>",
        ),
        ("palabre queue wait --timeout soon", "soon", "soon"),
        (
            "palabre queue wait --timeout 0",
            "ne convient pas",
            "does not do",
        ),
        (
            "palabre peer block a.test",
            "il manque\u{a0}: --reason <R>",
            "missing: --reason <R>",
        ),
        ("palabre post remove 12", "il manque", "missing"),
        (
            "palabre account create ana --email a@b.c",
            "il manque",
            "missing",
        ),
        (
            "palabre serve --no-worker --only-worker",
            "ne vont pas ensemble",
            "do not go together",
        ),
        (
            "palabre demo --port-base 80",
            "ne convient pas",
            "does not do",
        ),
    ] {
        for (lang, expected) in [(Lang::Fr, french), (Lang::En, english)] {
            let refused = usage::parse(&words(line), lang).expect_err(line);
            assert_eq!(refused.code, 2, "{line}");
            assert!(refused.text.contains(expected), "{line}: {}", refused.text);
            assert!(!refused.text.contains("cli-"), "{line}: {}", refused.text);
        }
    }
}

#[test]
fn the_language_comes_from_the_flag_then_the_environment_then_french() {
    let none = |_: &str| None;
    let english = |name: &str| (name == "LANG").then(|| "en_US.UTF-8".to_owned());
    let french = |name: &str| match name {
        "LC_ALL" => Some(String::new()),
        "LC_MESSAGES" => Some("fr_SN.UTF-8".to_owned()),
        _ => Some("en".to_owned()),
    };
    let told = |line: &str, variable: &dyn Fn(&str) -> Option<String>| {
        usage::language(&words(line), variable)
    };
    assert_eq!(told("palabre doctor", &none), Lang::Fr);
    assert_eq!(told("palabre doctor", &english), Lang::En);
    assert_eq!(told("palabre doctor", &french), Lang::Fr);
    assert_eq!(told("palabre doctor --lang en", &french), Lang::En);
    assert_eq!(told("palabre --lang=fr doctor", &english), Lang::Fr);
    for line in ["palabre doctor --lang de", "palabre --lang=de doctor"] {
        let refused = usage::parse(&words(line), Lang::Fr).expect_err(line);
        assert_eq!(refused.code, 2);
        let both = "en français (fr) ou en anglais (en)";
        assert!(refused.text.contains(both), "{}", refused.text);
        let refused = usage::parse(&words(line), Lang::En).expect_err(line);
        assert!(refused.text.contains("in French (fr) or in English (en)"));
    }
}

#[test]
fn what_is_counted_agrees_with_its_number() {
    let said = |lang, key: &'static str, n: u64| super::Stop::said(key, &[("n", n)]).words(lang);
    for (key, one, two) in [
        ("cli-queue-left", "1 tâche reste.", "2 tâches restent."),
        (
            "cli-demo-not-settled",
            "1 tâche reste.",
            "2 tâches restent.",
        ),
        (
            "cli-demo-few",
            "1 envoi ou lettre en",
            "2 envois ou lettres en",
        ),
        (
            "cli-doctor-refused",
            "1 envoi refusé pour",
            "2 envois refusés pour",
        ),
    ] {
        let text = said(Lang::Fr, key, 1);
        assert!(text.contains(one), "{text}");
        let text = said(Lang::Fr, key, 2);
        assert!(text.contains(two), "{text}");
    }
    assert!(said(Lang::En, "cli-queue-left", 1).contains("1 job is left."));
    assert!(said(Lang::En, "cli-demo-few", 1).contains("was only 1 delivery or letter"));
}

#[test]
fn behind_forum_create_the_language_is_the_forums() {
    let line = "palabre --lang en forum create teranga --title T --lang wo";
    assert_eq!(usage::language(&words(line), &|_| None), Lang::En);
    let Command::Forum(Forum::Create(new)) = command(line) else {
        panic!("a forum")
    };
    assert_eq!(new.lang, "wo");
    let line = "palabre --lang=en forum create teranga --title T";
    let Command::Forum(Forum::Create(new)) = command(line) else {
        panic!("a forum")
    };
    assert_eq!(new.lang, "fr");
    let line = "palabre forum create teranga --title T --lang en";
    assert_eq!(usage::language(&words(line), &|_| None), Lang::Fr);
}

#[test]
fn posts_and_threads_are_named_by_number_page_or_id() {
    let uri = |text: &str| Named::Uri(text.to_owned());
    let read = |text: &str| locate::read(text).expect(text);
    assert_eq!(read(" 42 "), Named::Id(42));
    assert_eq!(
        read("http://quebec.localhost:8081/c/42"),
        uri("http://quebec.localhost:8081/ap/p/42")
    );
    assert_eq!(
        read("https://quebec.test/c/42?lang=en#c42"),
        uri("https://quebec.test/ap/p/42")
    );
    assert_eq!(
        read("https://quebec.test/f/42/"),
        uri("https://quebec.test/ap/t/42")
    );
    assert_eq!(
        read("https://quebec.test/ap/p/42"),
        uri("https://quebec.test/ap/p/42")
    );
    assert_eq!(
        read("https://m.test/users/ana/statuses/9"),
        uri("https://m.test/users/ana/statuses/9")
    );
    assert_eq!(
        read("https://m.test/f/forty-two"),
        uri("https://m.test/f/forty-two")
    );
}

#[test]
fn what_names_nothing_is_refused_in_words() {
    for text in [
        "",
        "-1",
        "douze",
        "99999999999999999999",
        "/c/42",
        "ftp://a.test/c/1",
        "mailto:a@b.c",
    ] {
        let stop = locate::read(text).expect_err(text);
        assert!(
            stop.words(Lang::Fr).contains("ni un numéro"),
            "{text}: {stop:?}"
        );
        assert!(
            stop.words(Lang::En).contains("no number"),
            "{text}: {stop:?}"
        );
    }
}

/// An input that is asked for more than was needed.
struct NeverAgain;

impl std::io::Read for NeverAgain {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("asked again"))
    }
}

// commands.23
#[test]
fn a_password_is_the_first_line_of_standard_input() {
    let read = |text: &str| super::account::read_line(text.as_bytes());
    assert_eq!(
        read("correct horse\r\nrest").expect("a line"),
        "correct horse"
    );
    assert_eq!(read("no newline").expect("a line"), "no newline");
    assert!(read("").is_err() && read("\nsecond").is_err());
    // Somebody types it and does not end the input.
    let typed = std::io::Read::chain("one line\n".as_bytes(), NeverAgain);
    assert_eq!(
        super::account::read_line(typed).expect("a line"),
        "one line"
    );
}

// commands.19
#[test]
fn a_token_allows_only_what_is_known() {
    let known = |text: &str| super::account::known_scopes(text).map(|scopes| scopes.to_string());
    assert_eq!(known(" read  write ").expect("known"), "read write");
    assert_eq!(
        known("read:statuses write:media profile").expect("parts are known"),
        "profile read:statuses write:media"
    );
    for wrong in [
        "read everything",
        "admin",
        "follow:accounts",
        "read:",
        "Read",
        "reed",
        " ",
    ] {
        let stop = known(wrong).expect_err(wrong);
        let (french, english) = (stop.words(Lang::Fr), stop.words(Lang::En));
        assert!(
            french.contains("ne peut pas permettre"),
            "{wrong}: {french}"
        );
        assert!(
            english.contains("cannot allow") && english.contains("read write"),
            "{english}"
        );
    }
    assert!(
        known("read reed")
            .expect_err("unknown")
            .words(Lang::En)
            .contains("“reed”")
    );
}
