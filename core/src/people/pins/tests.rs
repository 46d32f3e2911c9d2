use super::{Pin, SILENCE, Verdict, judge};
use crate::people::Key;
use crate::store::entity::actor_key::Model as Row;

const NOW: i64 = 1_900_000_000_000;

fn row(uri: &str, public: u8, heard_at: i64) -> Row {
    Row {
        uri: uri.to_owned(),
        owner: "https://a.test/u/a".to_owned(),
        kind: "rsa".to_owned(),
        public: vec![public],
        private: None,
        created_at: 0,
        ended_at: None,
        heard_at: Some(heard_at),
        doubted_at: None,
        former: None,
    }
}

fn key(uri: &str, public: u8) -> Key {
    Key {
        uri: uri.to_owned(),
        owner: "https://a.test/u/a".to_owned(),
        kind: "rsa".to_owned(),
        public: vec![public],
        ended_at: None,
    }
}

/// The row as it is after a document that lists this key under the same id.
fn kept(row: &Row, public: u8, pin: Pin) -> Row {
    Row {
        public: vec![public],
        heard_at: pin.heard_at,
        doubted_at: pin.doubted_at,
        former: pin.former,
        ..row.clone()
    }
}

#[test]
fn keys_that_are_first_seen_are_believed() {
    let (verdict, pins) = judge(&[], &[key("#1", 1)], NOW);
    assert_eq!(verdict, Verdict::Believed);
    assert_eq!(pins[0].heard_at, Some(NOW));
}

#[test]
fn a_rotation_within_thirty_days_is_believed() {
    let known = [row("#1", 1, NOW - SILENCE + 1)];
    for listed in [key("#1", 2), key("#2", 2)] {
        let (verdict, pins) = judge(&known, &[listed], NOW);
        assert_eq!(verdict, Verdict::Believed);
        assert_eq!(pins[0].doubted_at, None);
    }
}

#[test]
fn the_same_keys_are_believed_after_any_silence() {
    let known = [row("#1", 1, 0)];
    assert_eq!(judge(&known, &[key("#1", 1)], NOW).0, Verdict::Believed);
    let (verdict, _) = judge(&known, &[key("#other", 1)], NOW);
    assert_eq!(verdict, Verdict::Believed, "under another id too");
}

#[test]
fn new_keys_after_thirty_days_are_doubted_and_what_they_replace_is_kept() {
    let known = [row("#1", 1, NOW - SILENCE)];
    let (verdict, pins) = judge(&known, &[key("#1", 2)], NOW);
    assert_eq!(verdict, Verdict::Changed);
    assert_eq!(pins[0].doubted_at, Some(NOW));
    assert_eq!(pins[0].former, Some(vec![1]));

    // A third key of the same hands does not bury the first.
    let known = [kept(&known[0], 2, pins[0].clone())];
    let (verdict, pins) = judge(&known, &[key("#1", 3)], NOW + 1);
    assert_eq!(verdict, Verdict::Changed);
    assert_eq!(
        (pins[0].doubted_at, pins[0].former.clone()),
        (Some(NOW), Some(vec![1]))
    );

    let (verdict, pins) = judge(&known, &[key("#1", 1)], NOW + 1);
    assert_eq!(verdict, Verdict::Believed, "the first key is back");
    assert_eq!((pins[0].doubted_at, pins[0].former.clone()), (None, None));
}

#[test]
fn an_old_key_beside_a_new_one_does_not_vouch_for_it() {
    let known = [row("#1", 1, 0)];
    let (verdict, pins) = judge(&known, &[key("#1", 1), key("#2", 2)], NOW);
    assert_eq!(verdict, Verdict::Doubted);
    assert_eq!(pins[0].doubted_at, None);
    assert_eq!(pins[1].doubted_at, Some(NOW));
}

#[test]
fn while_one_key_is_in_doubt_no_other_is_believed() {
    let mut thief = row("#2", 2, 0);
    thief.doubted_at = Some(NOW - 5);
    let known = [row("#1", 1, NOW - 10), thief];
    assert_eq!(judge(&known, &[key("#3", 3)], NOW).0, Verdict::Changed);
}

#[test]
fn a_key_that_was_rotated_away_is_not_believed_again() {
    let mut old = row("#1", 1, 0);
    old.ended_at = Some(1_000);
    let known = [old, row("#2", 2, 0)];
    assert_eq!(judge(&known, &[key("#1", 1)], NOW).0, Verdict::Changed);
}
