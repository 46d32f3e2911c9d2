use proptest::prelude::*;
use serde_json::json;

use super::*;

fn canonical(text: &str) -> String {
    let value = parse_strict(text.as_bytes(), MAX_DEPTH).expect("JSON");
    String::from_utf8(jcs(&value).expect("canonical")).expect("UTF-8")
}

#[test]
fn members_are_sorted_by_utf16_and_numbers_are_those_of_ecmascript() {
    // RFC 8785 section 3.2.3 and appendix B.
    let text = "{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \
        \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\", \
        \"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\", \
        \"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}";
    assert_eq!(
        canonical(text),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
         \"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\
         \"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    );
    assert_eq!(
        canonical("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0]"),
        "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]"
    );
    assert_eq!(
        canonical(r#"{"longitude": -71.184902, "latitude": 25.273962}"#),
        r#"{"latitude":25.273962,"longitude":-71.184902}"#
    );
    assert_eq!(canonical(r#""\u000f\n\"\\/é""#), r#""\u000f\n\"\\/é""#);
}

#[test]
fn an_integer_that_would_become_another_is_refused() {
    for (text, written) in [
        ("9007199254740991", "9007199254740991"),
        ("9007199254740992", "9007199254740992"),
        ("-9007199254740994", "-9007199254740994"),
        ("18014398509481984", "18014398509481984"),
    ] {
        assert_eq!(canonical(text), written);
    }
    for text in [
        "9007199254740993",
        "-9007199254740993",
        "18446744073709551615",
    ] {
        let value = json!({"deep": [parse_strict(text.as_bytes(), 1).expect("JSON")]});
        assert_eq!(jcs(&value), Err(JcsError::Number(text.to_owned())));
        assert_eq!(rid(&value), Err(JcsError::Number(text.to_owned())));
    }
}

#[test]
fn the_id_of_a_record_leaves_out_the_signature_and_keeps_the_proof() {
    let activity = json!({
        "id": "https://senegal.test/ap/p/7/create",
        "object": {"signature": "kept below"},
        "proof": {"proofValue": "z1"},
    });
    // `sha256sum` of the canonical text, written by hand:
    // {"id":"https://senegal.test/ap/p/7/create","object":{"signature":"kept below"},
    // "proof":{"proofValue":"z1"}} (without the line break).
    let hex = "613957cef30a398e845e695500f17ccadbfa9184fd1f7b1aff8cc915ef2dd7b6";
    let expected: [u8; 32] = hex::decode(hex).expect("hex").try_into().expect("32 bytes");
    assert_eq!(rid(&activity), Ok(expected));

    let mut signed = activity.clone();
    signed["signature"] = json!({"type": "RsaSignature2017"});
    assert_eq!(rid(&signed), Ok(expected));
    let mut other = activity.clone();
    other["proof"]["proofValue"] = json!("z2");
    assert_ne!(rid(&other), Ok(expected));
    let mut below = activity;
    below["object"]["signature"] = json!("changed");
    assert_ne!(rid(&below), Ok(expected));
    assert_eq!(rid(&json!([])), Err(JcsError::NotAnObject));
}

#[test]
fn a_name_given_twice_is_refused_at_any_level() {
    for (text, name) in [
        (r#"{"id": 1, "id": 1}"#, "id"),
        (
            r#"{"actor": "a", "object": {"type": "Note", "type": "Note"}}"#,
            "type",
        ),
        (r#"{"to": [{"object": 1, "\u006fbject": 2}]}"#, "object"),
        (
            r#"{"attributedTo": "a", "x": 0, "attributedTo": "b"}"#,
            "attributedTo",
        ),
        (r#"{"éà": 1, "éà": 1}"#, "éà"),
    ] {
        assert_eq!(
            parse_strict(text.as_bytes(), MAX_DEPTH),
            Err(ParseError::DuplicateKey(name.to_owned())),
            "{text}"
        );
    }
    let same_name_elsewhere = r#"{"id": 1, "object": {"id": 2}, "tag": [{"id": 3}, {"id": 4}]}"#;
    assert!(parse_strict(same_name_elsewhere.as_bytes(), MAX_DEPTH).is_ok());
}

#[test]
fn sixty_four_levels_are_read_and_sixty_five_refused() {
    let arrays = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    for make in [&arrays as &dyn Fn(usize) -> String, &objects] {
        assert!(parse_strict(make(64).as_bytes(), MAX_DEPTH).is_ok());
        let refused = parse_strict(make(65).as_bytes(), MAX_DEPTH);
        assert_eq!(refused, Err(ParseError::TooDeep(64)));
        let refused = parse_strict(make(100_000).as_bytes(), MAX_DEPTH);
        assert_eq!(refused, Err(ParseError::TooDeep(64)));
    }
}

#[test]
fn what_is_not_one_json_text_in_utf8_is_refused() {
    let broken: [&[u8]; 8] = [
        b"",
        b"{",
        b"{} {}",
        b"{\"a\": 1e999}",
        b"{\"a\": NaN}",
        b"[\"\\ud800\"]",
        b"[\"\xff\"]",
        b"\xef\xbb\xbf{}",
    ];
    for text in broken {
        let refused = parse_strict(text, MAX_DEPTH);
        assert!(matches!(refused, Err(ParseError::Json(_))), "{refused:?}");
    }
}

#[test]
fn every_kind_of_value_is_read_as_serde_json_reads_it() {
    let text =
        r#"{"b": [null, true, false], "a": {"s": "é\n", "n": [-1, 0, 1.5, 18446744073709551615]}}"#;
    assert_eq!(
        parse_strict(text.as_bytes(), MAX_DEPTH),
        Ok(serde_json::from_str::<Value>(text).expect("JSON"))
    );
}

proptest! {
    /// What is accepted is what `serde_json` reads, and its canonical form reads back as itself.
    #[test]
    fn any_text_is_read_the_same_or_refused(text in r#"[\[\]{}",:0-9eE.\-a-c\\u ]{0,40}"#) {
        if let Ok(value) = parse_strict(text.as_bytes(), MAX_DEPTH) {
            prop_assert_eq!(&value, &serde_json::from_str::<Value>(&text).expect("JSON"));
            if let Ok(canonical) = jcs(&value) {
                let again = parse_strict(&canonical, MAX_DEPTH).expect("JSON");
                prop_assert_eq!(jcs(&again), Ok(canonical));
            }
        }
    }

    #[test]
    fn the_order_of_members_and_the_spaces_do_not_matter(
        members in prop::collection::hash_map("\\PC{0,6}", any::<i32>(), 0..8),
    ) {
        let mut pairs: Vec<_> = members.into_iter().collect();
        let object = |pairs: &[(String, i32)]| {
            Value::Object(pairs.iter().map(|(name, n)| (name.clone(), (*n).into())).collect())
        };
        let forward = object(&pairs);
        pairs.reverse();
        let backward = object(&pairs);
        let spaced = serde_json::to_vec_pretty(&backward).expect("JSON");
        let spaced = parse_strict(&spaced, MAX_DEPTH).expect("JSON");
        prop_assert_eq!(rid(&forward), rid(&spaced));
        pairs.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
        let expected = serde_json::to_vec(&object(&pairs)).expect("JSON");
        prop_assert_eq!(jcs(&forward), Ok(expected));
    }
}
