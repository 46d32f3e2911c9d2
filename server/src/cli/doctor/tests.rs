//! Whose fault a lane's trouble is, in words.

use palabre_core::queue::{LaneStatus, Refused};

use super::super::queue::refusal;
use super::*;
use crate::i18n::{self, Lang};

fn found(name: &str, lang: Lang) -> Vec<(String, String)> {
    let status = LaneStatus {
        lane: name.to_owned(),
        ready: 1,
        refused: 2,
        dropped: 0,
        failures: 3,
        failing_since: Some(1_795_262_400_000),
        waits_until: None,
        words: Some("database is locked".to_owned()),
    };
    let mut findings = Findings {
        out: Out::new(lang, false),
        list: Vec::new(),
    };
    store::lane(&status, "no such column", &mut findings);
    let list = findings.list.into_iter();
    list.map(|one| (one.words, one.advice)).collect()
}

fn told(name: &str, lang: Lang) -> String {
    let one = Refused {
        id: 1,
        lane: name.to_owned(),
        words: "no such column".to_owned(),
        body: String::new(),
    };
    let (key, args) = refusal(&one);
    i18n::t_args(lang, key, &args)
}

#[test]
fn a_letter_that_could_not_be_opened_here_is_no_fault_of_its_sender() {
    let found_fr = found("from:b.test", Lang::Fr);
    let said = "Ce nœud n’a pas pu ouvrir 2 lettres de b.test\u{a0}: no such column";
    assert_eq!(found_fr[0].0, said);
    let said = "Ce nœud n’ouvre plus les lettres de b.test depuis 2026-11-21T12:00:00Z\u{a0}: \
                database is locked";
    assert_eq!(found_fr[1].0, said);
    for (_, advice) in &found_fr {
        assert!(advice.contains("lisez le journal du nœud"), "{advice}");
        assert!(!advice.contains("autre nœud"), "{advice}");
    }
    let found_en = found("from:b.test", Lang::En);
    let said = "This node could not open 2 letters from b.test: no such column";
    assert_eq!(found_en[0].0, said);
    for (_, advice) in &found_en {
        assert!(advice.contains("read the node’s log"), "{advice}");
        assert!(!advice.contains("other node"), "{advice}");
    }
    let said = "lettre de b.test que ce nœud n’a pas pu ouvrir\u{a0}: no such column";
    assert_eq!(told("from:b.test", Lang::Fr), said);
    let said = "letter from b.test that this node could not open: no such column";
    assert_eq!(told("from:b.test", Lang::En), said);
}

#[test]
fn what_another_node_refuses_is_told_in_its_words() {
    let found_fr = found("peer:b.test", Lang::Fr);
    assert!(found_fr[0].0.contains("2 envois refusés"), "{found_fr:?}");
    assert!(found_fr[1].1.contains("l’autre nœud"), "{found_fr:?}");
    let said = "refusé par peer:b.test\u{a0}: no such column";
    assert_eq!(told("peer:b.test", Lang::Fr), said);
}

// pages.15
#[test]
fn a_node_that_does_not_say_where_its_source_is_should_be_looked_at() {
    let mut config = Config::default();
    for (address, state, french, english) in [
        ("", State::Warn, "Aucune page ne mène", "No page leads"),
        (
            "https://git.exemple.test/palabre",
            State::Fine,
            "git.exemple.test",
            "git.exemple.test",
        ),
    ] {
        address.clone_into(&mut config.node.source_url);
        for (lang, words) in [(Lang::Fr, french), (Lang::En, english)] {
            let mut findings = Findings {
                out: Out::new(lang, false),
                list: Vec::new(),
            };
            ground::source(&config, &mut findings);
            assert_eq!(findings.list[0].state, state);
            assert!(findings.list[0].words.contains(words), "{findings:?}");
        }
    }
}
