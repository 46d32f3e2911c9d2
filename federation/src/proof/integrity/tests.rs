use proptest::prelude::*;
use serde_json::json;

use super::super::jcs::{MAX_DEPTH, parse_strict};
use super::super::test_support::{blocks, ed25519_secret, rsa_secret, sample};
use super::*;

const METHOD: &str = "https://senegal.test/ap/u/awa#ed25519-key";
const CREATED: &str = "2026-11-21T10:00:00Z";

fn unproved() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            "https://w3id.org/security/data-integrity/v2",
            {"sensitive": "as:sensitive"},
        ],
        "id": "https://senegal.test/ap/p/7/create",
        "type": "Create",
        "actor": "https://senegal.test/ap/u/awa",
        "object": {
            "id": "https://senegal.test/ap/p/7",
            "type": "Note",
            "content": "<p>Où placer l'IXP ?</p>",
            "sensitive": false,
            "location": {"type": "Place", "longitude": -71.184_902, "latitude": 25.273_962},
        },
        "to": ["https://quebec.test/ap/f/acces", "as:Public"],
    })
}

fn proved() -> Value {
    let mut document = unproved();
    attach(&mut document, &ed25519_secret(1), METHOD, CREATED).expect("a proof is made");
    document
}

fn verify(document: &Value) -> Result<(), ProofError> {
    claim(document)?.verify(ed25519_secret(1).public())
}

#[test]
fn a_proof_of_ours_verifies_and_says_who_and_when() {
    let document = proved();
    assert_eq!(verify(&document), Ok(()));
    let claim = claim(&document).expect("a claim");
    assert_eq!(claim.verification_method, METHOD);
    assert_eq!(claim.created.as_deref(), Some(CREATED));
    assert_eq!(claim.expires_ms, None);
    assert_eq!(document["proof"]["@context"], document["@context"]);
    let travelled = parse_strict(document.to_string().as_bytes(), MAX_DEPTH).expect("JSON");
    assert_eq!(verify(&travelled), Ok(()));
}

#[test]
fn a_proof_of_another_key_is_refused() {
    let claim = claim(&proved()).expect("a claim");
    assert_eq!(
        claim.verify(ed25519_secret(2).public()),
        Err(ProofError::NotVerified)
    );
    assert_eq!(
        claim.verify(rsa_secret().public()),
        Err(ProofError::Key(KeyError::Kind))
    );
}

#[test]
fn a_member_added_removed_or_rearranged_breaks_the_proof() {
    let mut added = proved();
    added["@included"] = json!([{"type": "Note"}]);
    let mut nested = proved();
    nested["object"]["proof"] = json!({});
    let mut graph = proved();
    graph["@graph"] = json!([{"id": "https://evil.test/"}]);
    let mut removed = proved();
    removed.as_object_mut().expect("an object").remove("to");
    let mut swapped = proved();
    swapped["to"].as_array_mut().expect("an array").reverse();
    let mut dated = proved();
    dated["proof"]["created"] = json!("2026-11-21T10:00:01Z");
    let mut extended = proved();
    extended["proof"]["nonce"] = json!("1");
    for document in [added, nested, graph, removed, swapped, dated, extended] {
        assert_eq!(verify(&document), Err(ProofError::NotVerified));
    }
}

#[test]
fn a_context_lengthened_or_changed_after_signing_is_refused() {
    let mut longer = proved();
    let contexts = longer["@context"].as_array_mut().expect("an array");
    contexts.push(json!({"content": "https://evil.test/ns#nothing"}));
    assert_eq!(verify(&longer), Err(ProofError::NotVerified));

    let mut other = proved();
    other["@context"][0] = json!("https://evil.test/ns");
    assert_eq!(verify(&other), Err(ProofError::Context));
    let mut none = proved();
    none.as_object_mut().expect("an object").remove("@context");
    assert_eq!(verify(&none), Err(ProofError::Context));
}

/// Signs a proof of any shape, as another server might.
fn prove_with(mut document: Value, mut proof: Value) -> Value {
    let signature = {
        let config = proof.as_object().expect("an object");
        let hash = hash(document.as_object().expect("an object"), config).expect("canonical");
        ed25519_secret(1).sign(&hash).expect("signed")
    };
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    document["proof"] = proof;
    document
}

fn plain_proof() -> Value {
    json!({"type": PROOF_TYPE, "cryptosuite": CRYPTOSUITE, "proofPurpose": PURPOSE,
           "verificationMethod": METHOD, "created": CREATED})
}

#[test]
fn proofs_of_other_shapes_are_accepted() {
    // Without a context of its own, as FEP-8b32 first had it.
    assert_eq!(verify(&prove_with(unproved(), plain_proof())), Ok(()));
    // With the beginning of the document's context.
    let mut short = plain_proof();
    short["@context"] = json!("https://www.w3.org/ns/activitystreams");
    assert_eq!(verify(&prove_with(unproved(), short)), Ok(()));
    // By a did:key, with an end and without a beginning.
    let did = format!("did:key:{}", ed25519_secret(1).public_multibase());
    let mut by_did = plain_proof();
    by_did["verificationMethod"] = did.clone().into();
    by_did["expires"] = "1970-01-01T00:00:01.5+00:00".into();
    by_did.as_object_mut().expect("an object").remove("created");
    let document = prove_with(unproved(), by_did);
    let claim = claim(&document).expect("a claim");
    assert_eq!(claim.expires_ms, Some(1500));
    assert_eq!(claim.created, None);
    let key = PublicKey::from_did_key(&claim.verification_method).expect("a key");
    assert_eq!(claim.verify(&key), Ok(()));
}

#[test]
fn one_known_proof_among_others_is_taken_and_two_are_refused() {
    let other = json!({"type": PROOF_TYPE, "cryptosuite": "mldsa44-jcs-2024"});
    let mut several = proved();
    several["proof"] = json!([other, several["proof"]]);
    assert_eq!(verify(&several), Ok(()));

    let mut twice = proved();
    twice["proof"] = json!([twice["proof"], twice["proof"]]);
    let mut unknown = proved();
    unknown["proof"] = json!([other]);
    let mut text = proved();
    text["proof"] = json!("z1");
    for document in [twice, unknown, text] {
        assert_eq!(verify(&document), Err(ProofError::NotOne));
    }
    assert_eq!(verify(&unproved()), Err(ProofError::Absent));
    assert_eq!(verify(&json!([])), Err(ProofError::NotAnObject));
}

#[test]
fn a_proof_whose_members_are_not_as_they_must_be_is_refused() {
    let cases: [(&'static str, Value); 14] = [
        ("type", json!("Ed25519Signature2020")),
        ("type", json!([PROOF_TYPE])),
        ("cryptosuite", json!("eddsa-rdfc-2022")),
        ("proofPurpose", json!("authentication")),
        ("previousProof", json!("urn:uuid:1")),
        ("verificationMethod", json!("acct:awa@senegal.test")),
        (
            "verificationMethod",
            json!("https:/senegal.test/ap/u/awa#ed25519-key"),
        ),
        (
            "verificationMethod",
            json!("https://senegal.test\\evil.test/#key"),
        ),
        ("verificationMethod", json!({"id": METHOD})),
        ("verificationMethod", json!("did:key:z6MkNot")),
        ("created", json!("hier")),
        ("expires", json!(1)),
        ("proofValue", json!("uAAAA")),
        ("proofValue", json!(format!("z{}", "1".repeat(100_000)))),
    ];
    for (member, value) in cases {
        let mut proof = plain_proof();
        proof[member] = value.clone();
        // What is checked before the signature is refused even when the signature is right.
        let mut document = prove_with(unproved(), proof);
        if member == "proofValue" {
            document["proof"][member] = value.clone();
        }
        assert_eq!(
            verify(&document),
            Err(ProofError::Member(member)),
            "{value}"
        );
    }
    let mut absent = proved();
    let proof = absent["proof"].as_object_mut().expect("an object");
    proof.remove("proofValue");
    assert_eq!(verify(&absent), Err(ProofError::Member("proofValue")));
}

#[test]
fn a_linked_data_signature_is_put_aside_and_nothing_else_named_so() {
    let mut bounced = proved();
    bounced["signature"] = json!({"type": "RsaSignature2017", "signatureValue": "AAAA"});
    assert_eq!(verify(&bounced), Ok(()));
    let mut smuggled = proved();
    smuggled["signature"] = json!({"type": "Note", "content": "x"});
    assert_eq!(verify(&smuggled), Err(ProofError::NotVerified));
}

#[test]
fn a_document_that_cannot_be_proved_is_left_as_it_was() {
    let secret = ed25519_secret(1);
    let mut single = unproved();
    single["@context"] = json!("https://www.w3.org/ns/activitystreams");
    let mut number = unproved();
    number["object"]["n"] = json!(9_007_199_254_740_993_u64);
    let number_error = JcsError::Number("9007199254740993".into());
    for (document, method, created, error) in [
        (proved(), METHOD, CREATED, ProofError::AlreadyProved),
        (single, METHOD, CREATED, ProofError::Context),
        (number, METHOD, CREATED, ProofError::Canonical(number_error)),
        (
            unproved(),
            "key",
            CREATED,
            ProofError::Member("verificationMethod"),
        ),
        (unproved(), METHOD, "now", ProofError::Member("created")),
        (json!(1), METHOD, CREATED, ProofError::NotAnObject),
    ] {
        let mut after = document.clone();
        assert_eq!(attach(&mut after, &secret, method, created), Err(error));
        assert_eq!(after, document);
    }
}

#[test]
fn the_vectors_of_fep_8b32_verify_and_are_made() {
    let Some(feature) = sample("fep/fep-8b32.feature") else {
        return;
    };
    let documents: Vec<Value> = blocks(&feature)
        .into_iter()
        .map(|block| parse_strict(block.as_bytes(), MAX_DEPTH).expect("JSON"))
        .collect();
    let [unsigned, signed, received, actor] = documents.as_slice() else {
        panic!("the feature has four documents");
    };
    // Multicodec `ed25519-priv`, then the seed.
    let multibase = bs58::decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq");
    let bytes = multibase.into_vec().expect("base58");
    let secret = Ed25519Secret::from_bytes(&bytes[2..]).expect("a seed");
    let method = "https://server.example/users/alice#ed25519-key";
    let mut ours = unsigned.clone();
    attach(&mut ours, &secret, method, "2023-02-24T23:36:38Z").expect("a proof");
    assert_eq!(&ours, signed);

    let key = &actor["assertionMethod"][0]["publicKeyMultibase"];
    let key = PublicKey::from_multibase(key.as_str().expect("text")).expect("a key");
    assert_eq!(claim(received).expect("a claim").verify(&key), Ok(()));
}

#[test]
fn the_identity_proof_of_fep_c390_verifies() {
    let Some(feature) = sample("fep/fep-c390.feature") else {
        return;
    };
    let proof: Value = serde_json::from_str(blocks(&feature)[1]).expect("JSON");
    let claim = claim(&proof).expect("a claim");
    let key = PublicKey::from_did_key(&claim.verification_method).expect("a key");
    assert_eq!(claim.verify(&key), Ok(()));
}

#[test]
fn proofs_of_mitra_are_read_and_bound_to_their_document() {
    for path in [
        "mitra/activities/create_post.json",
        "mitra/activities/accept.json",
    ] {
        let Some(text) = sample(path) else { return };
        let document = parse_strict(text.as_bytes(), MAX_DEPTH).expect("JSON");
        let claim = claim(&document).expect("a claim");
        let actor = document["actor"].as_str().expect("an actor");
        assert_eq!(claim.verification_method, format!("{actor}#ed25519-key"));
        // The key is not among the samples: another's must not do.
        let refused = claim.verify(ed25519_secret(1).public());
        assert_eq!(refused, Err(ProofError::NotVerified));
    }
}

/// Every place of a value that holds something, as a JSON pointer.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, below) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(below, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                places(below, &format!("{here}/{index}"), found);
            }
        }
        _ => found.push(here.to_owned()),
    }
}

proptest! {
    #[test]
    fn any_value_changed_breaks_the_proof(place in any::<prop::sample::Index>(),
                                          at in any::<prop::sample::Index>(),
                                          bit in 0_u8..7) {
        let document = proved();
        let mut found = Vec::new();
        places(&document, "", &mut found);
        let pointer = place.get(&found);
        let mut tampered = document.clone();
        let value = tampered.pointer_mut(pointer).expect("a place");
        *value = match &*value {
            Value::String(text) => {
                let mut bytes = text.clone().into_bytes();
                let position = at.index(bytes.len());
                bytes[position] ^= 1 << bit;
                String::from_utf8_lossy(&bytes).into_owned().into()
            }
            Value::Bool(flag) => (!flag).into(),
            Value::Number(number) => {
                let bits = number.as_f64().expect("a double").to_bits();
                f64::from_bits(bits ^ (1 << bit)).into()
            }
            other => json!([other]),
        };
        prop_assert_ne!(&tampered, &document);
        prop_assert!(verify(&tampered).is_err(), "{} {}", pointer, tampered);
    }
}
