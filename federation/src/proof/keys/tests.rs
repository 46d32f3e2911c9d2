use proptest::prelude::*;
use rand::SeedableRng as _;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePublicKey as _, LineEnding};
use rsa::signature::{SignatureEncoding as _, Signer as _, Verifier as _};
use rsa::{RsaPrivateKey, RsaPublicKey};

use super::super::test_support::{blocks, ed25519_secret, rsa_secret, sample};
use super::*;

/// RFC 9421 appendix B.1.1.
const RFC_RSA: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----
";
/// RFC 9421 appendix B.1.4.
const RFC_ED25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
";

#[test]
fn both_pem_forms_of_an_rsa_key_are_one_key() {
    let pkcs1 = PublicKey::from_pem(RFC_RSA).expect("PKCS#1 is read");
    let spki = PublicKey::from_pem(&pkcs1.to_pem()).expect("SPKI is read");
    assert_eq!(pkcs1, spki);
    assert_eq!(spki.kind(), KeyKind::Rsa);
    assert_ne!(&spki, rsa_secret().public());
}

#[test]
fn pem_with_other_line_ends_and_lengths_is_the_same_key() {
    let key = PublicKey::from_pem(RFC_ED25519).expect("SPKI is read");
    let windows = RFC_ED25519.replace('\n', "\r\n");
    assert_eq!(PublicKey::from_pem(&windows), Ok(key.clone()));
    let short = RFC_ED25519.replace("AyEAJrQ", "AyEA\nJrQ");
    assert_eq!(PublicKey::from_pem(short.trim()), Ok(key.clone()));
    assert_eq!(key.to_pem(), RFC_ED25519);
}

#[test]
fn what_is_not_one_public_key_in_pem_is_refused() {
    let twice = format!("{RFC_ED25519}{RFC_ED25519}");
    let private = RFC_ED25519.replace("PUBLIC", "PRIVATE");
    let torn = RFC_RSA.replace("-----END RSA PUBLIC KEY-----", "");
    let crossed = RFC_ED25519.replace("END PUBLIC", "END RSA PUBLIC");
    for pem in ["", "key", &twice, &private, &torn, &crossed] {
        assert_eq!(PublicKey::from_pem(pem), Err(KeyError::Pem), "{pem}");
    }
    let relabelled = RFC_RSA.replace("RSA PUBLIC", "PUBLIC");
    assert_eq!(PublicKey::from_pem(&relabelled), Err(KeyError::Malformed));
    let long = format!("{RFC_ED25519}{}", " ".repeat(MAX_KEY_TEXT));
    assert_eq!(PublicKey::from_pem(&long), Err(KeyError::Pem));
}

#[test]
fn an_elliptic_curve_key_of_another_kind_is_refused() {
    // P-256: id-ecPublicKey, prime256v1, and an uncompressed point.
    let mut der = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").expect("hex");
    der.extend([4; 65]);
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----",
        STANDARD.encode(der)
    );
    assert_eq!(PublicKey::from_pem(&pem), Err(KeyError::Kind));
}

#[test]
fn a_small_rsa_key_is_refused() {
    let mut chance = rand::rngs::StdRng::seed_from_u64(1024);
    let small = RsaPrivateKey::new(&mut chance, 1024).expect("a small key is made");
    let pem = small
        .to_public_key()
        .to_public_key_pem(LineEnding::LF)
        .expect("PEM");
    assert_eq!(
        PublicKey::from_pem(&pem),
        Err(KeyError::Size { bits: 1024 })
    );
    let pkcs8 = small.to_pkcs8_der().expect("PKCS#8");
    let secret = RsaSecret::from_bytes(pkcs8.as_bytes());
    assert_eq!(secret.err(), Some(KeyError::Size { bits: 1024 }));
}

#[test]
fn a_huge_rsa_key_is_refused() {
    let mut modulus = vec![0xff; 8200 / 8];
    modulus.insert(0, 0);
    let integer = |content: &[u8]| der_tagged(0x02, content);
    let der = der_tagged(0x30, &[integer(&modulus), integer(&[1, 0, 1])].concat());
    assert_eq!(
        PublicKey::from_pkcs1(&der),
        Err(KeyError::Size { bits: 8200 })
    );
}

#[test]
fn an_rsa_key_with_exponent_one_is_refused() {
    // Anybody signs for such a key: the signature is the padded message itself.
    let public = RsaPublicKey::from_public_key_pem(&rsa_secret().public_pem()).expect("our PEM");
    let mut modulus = public.n().to_bytes_be();
    modulus.insert(0, 0);
    let integer = |content: &[u8]| der_tagged(0x02, content);
    for exponent in [&[1][..], &[2], &[0]] {
        let der = der_tagged(0x30, &[integer(&modulus), integer(exponent)].concat());
        assert_eq!(PublicKey::from_pkcs1(&der), Err(KeyError::Malformed));
    }
    let der = der_tagged(0x30, &[integer(&modulus), integer(&[1, 0, 1])].concat());
    assert_eq!(
        PublicKey::from_pkcs1(&der).as_ref(),
        Ok(rsa_secret().public())
    );
}

#[test]
fn an_ed25519_key_of_small_order_is_refused() {
    // R is the neutral point and S is zero: right whenever the key's order divides the hash.
    let mut signature = [0; 64];
    signature[0] = 1;
    for key in SMALL_ORDER {
        let mut signed = key;
        signed[31] |= 0x80;
        for key in [key, signed] {
            assert_eq!(PublicKey::from_ed25519(&key), Err(KeyError::Weak));
        }
        // The danger is real: the library itself would take the key and the signature.
        let parsed = ParsedPublicKey::new(&ED25519, key).expect("taken");
        let forged = (0_u8..=255).any(|message| parsed.verify_sig(&[message], &signature).is_ok());
        assert!(forged, "{}", hex::encode(key));
    }
    let sound = ed25519_secret(1);
    let forged = (0_u8..=255).any(|message| sound.public().verify(&[message], &signature));
    assert!(!forged);
}

#[test]
fn keys_come_back_from_every_form() {
    let ed25519 = ed25519_secret(1);
    for key in [rsa_secret().public(), ed25519.public()] {
        let stored = key.to_stored_bytes();
        assert_eq!(PublicKey::from_stored_bytes(&stored).as_ref(), Ok(key));
        assert_eq!(PublicKey::from_pem(&key.to_pem()).as_ref(), Ok(key));
        let multibase = key.to_multibase();
        assert_eq!(PublicKey::from_multibase(&multibase).as_ref(), Ok(key));
    }
    assert!(ed25519.public_multibase().starts_with("z6Mk"));
    assert!(rsa_secret().public_multibase().starts_with("z4MX"));
    assert_eq!(ed25519.public().to_stored_bytes().len(), 33);
    for torn in [&[][..], &[9], &[STORED_ED25519, 1], &[STORED_RSA, 0x30]] {
        assert_eq!(PublicKey::from_stored_bytes(torn), Err(KeyError::Malformed));
    }
}

#[test]
fn did_keys_are_read() {
    let secret = ed25519_secret(2);
    let key = secret.public_multibase();
    for did in [format!("did:key:{key}"), format!("did:key:{key}#{key}")] {
        assert_eq!(PublicKey::from_did_key(&did).as_ref(), Ok(secret.public()));
    }
    let other = ed25519_secret(3).public_multibase();
    for did in [format!("did:key:{key}#{other}"), format!("did:web:{key}")] {
        assert_eq!(PublicKey::from_did_key(&did), Err(KeyError::Multibase));
    }
}

#[test]
fn multibase_of_another_alphabet_or_codec_is_refused() {
    let key = ed25519_secret(1).public_multibase();
    let private = bs58::encode([&[0x80, 0x26][..], &[1; 32]].concat()).into_string();
    let texts = [
        String::new(),
        key.replacen('z', "u", 1),
        key.replace('M', "0"),
        format!("z{private}"),
        format!("z{}", "1".repeat(MAX_KEY_TEXT + 1)),
    ];
    for text in texts {
        assert_eq!(
            PublicKey::from_multibase(&text),
            Err(KeyError::Multibase),
            "{text}"
        );
    }
}

#[test]
fn secrets_come_back_and_sign_the_same() {
    let rsa = RsaSecret::from_bytes(&rsa_secret().to_bytes()).expect("PKCS#8 is read");
    assert_eq!(rsa.sign(b"bonjour"), rsa_secret().sign(b"bonjour"));
    let ed25519 = ed25519_secret(1);
    let again = Ed25519Secret::from_bytes(&ed25519.to_bytes()).expect("a seed is read");
    assert_eq!(again.sign(b"bonjour"), ed25519.sign(b"bonjour"));
    assert_eq!(
        Ed25519Secret::from_bytes(&[1; 31]).err(),
        Some(KeyError::Malformed)
    );
}

#[test]
fn each_key_verifies_only_its_own_signature_of_the_message() {
    let (rsa, ed25519) = (rsa_secret(), ed25519_secret(1));
    let by_rsa = rsa.sign(b"message").expect("signed");
    let by_ed25519 = ed25519.sign(b"message").expect("signed");
    assert!(rsa.public().verify(b"message", &by_rsa));
    assert!(ed25519.public().verify(b"message", &by_ed25519));
    assert!(!rsa.public().verify(b"massage", &by_rsa));
    assert!(!ed25519.public().verify(b"massage", &by_ed25519));
    assert!(!rsa.public().verify(b"message", &by_ed25519));
    assert!(!ed25519.public().verify(b"message", &by_rsa));
    assert!(!ed25519_secret(2).public().verify(b"message", &by_ed25519));
    assert!(!rsa.public().verify(b"message", &[]));
}

#[test]
fn the_two_rsa_libraries_agree() {
    let private = RsaPrivateKey::from_pkcs8_der(&rsa_secret().to_bytes()).expect("PKCS#8");
    let public = RsaPublicKey::from_public_key_pem(&rsa_secret().public_pem()).expect("our PEM");
    assert_eq!(private.to_public_key(), public);

    let ours = rsa_secret().sign(b"message").expect("signed");
    let ours_read = Signature::try_from(ours.as_slice()).expect("a signature");
    let theirs = SigningKey::<sha2::Sha256>::new(private).sign(b"message");
    let verifier = VerifyingKey::<sha2::Sha256>::new(public);
    assert!(verifier.verify(b"message", &ours_read).is_ok());
    assert!(verifier.verify(b"massage", &ours_read).is_err());
    assert!(rsa_secret().public().verify(b"message", &theirs.to_bytes()));
    // This padding has no chance in it.
    assert_eq!(theirs.to_vec(), ours);
}

#[test]
fn debug_never_prints_a_secret() {
    let ed25519 = Ed25519Secret::generate([0xab; 32]).expect("a key");
    assert_eq!(format!("{ed25519:?}"), "Ed25519Secret(…)");
    assert_eq!(format!("{:?}", rsa_secret()), "RsaSecret(…)");
}

#[test]
fn the_multikeys_of_fep_521a_are_ours() {
    let Some(feature) = sample("fep/fep-521a.feature") else {
        return;
    };
    let quoted = |after: &str| {
        let start = feature.find(after).expect("the step") + after.len();
        let rest = &feature[start..];
        hex::decode(&rest[..rest.find('"').expect("the end")]).expect("hex")
    };
    let ed25519 = PublicKey::from_ed25519(&quoted("Ed25519 public key as a hex string \""));
    let rsa = PublicKey::from_pkcs1(&quoted("PKCS#1 DER format as a hex string \""));
    for (key, block) in [ed25519, rsa].into_iter().zip(blocks(&feature)) {
        let expected: serde_json::Value = serde_json::from_str(block).expect("JSON");
        let text = expected["publicKeyMultibase"].as_str().expect("text");
        let key = key.expect("the key is read");
        assert_eq!(key.to_multibase(), text);
        assert_eq!(PublicKey::from_multibase(text), Ok(key));
    }
}

#[test]
fn other_encodings_of_points_of_small_order_verify_nothing() {
    let mut signature = [0; 64];
    signature[0] = 1;
    for key in [
        little_endian(0xed, 0xff, 0x7f),
        little_endian(0xee, 0xff, 0x7f),
    ] {
        let verified = PublicKey::from_ed25519(&key)
            .is_ok_and(|key| (0_u8..=255).any(|message| key.verify(&[message], &signature)));
        assert!(!verified);
    }
}

#[test]
fn keys_and_secrets_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<PublicKey>();
    shared::<RsaSecret>();
    shared::<Ed25519Secret>();
}

proptest! {
    #[test]
    fn no_text_or_bytes_for_a_key_are_fatal(text in "\\PC{0,60}", bytes in any::<Vec<u8>>()) {
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----");
        prop_assert!(PublicKey::from_pem(&pem).is_err());
        prop_assert!(PublicKey::from_multibase(&text).is_err());
        prop_assert!(RsaSecret::from_bytes(&bytes).is_err());
        if let Ok(key) = PublicKey::from_stored_bytes(&bytes) {
            prop_assert_eq!(key.to_stored_bytes(), bytes);
        }
    }
}
