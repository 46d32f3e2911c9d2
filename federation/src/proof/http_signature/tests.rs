//! A letter that is right in every way, and what each change of it must lead to.

use http::HeaderMap;
use proptest::prelude::*;

use super::super::test_support::{ed25519_secret, rsa_secret};
use super::*;

mod cavage;
mod rfc9421;
mod vectors;

/// 21 November 2026, 10:00 UTC.
const NOW_MS: i64 = 1_795_255_200_000;
const NOW_S: i64 = NOW_MS / 1000;
const KEY_ID: &str = "https://senegal.test/ap/u/awa#main-key";
const INBOX: &str = "https://quebec.test/ap/inbox";
const BODY: &[u8] = b"{\"type\":\"Create\"}";

/// A request that owns what [`Incoming`] borrows.
#[derive(Clone)]
struct Request {
    method: Method,
    target: String,
    names: Vec<String>,
    headers: HeaderMap,
    body: Vec<u8>,
    now_ms: i64,
    scheme: &'static str,
}

impl Request {
    /// An unsigned letter to the inbox.
    fn letter() -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("quebec.test"));
        Self {
            method: Method::POST,
            target: "/ap/inbox".into(),
            names: vec!["quebec.test".into(), "localhost:8081".into()],
            headers,
            body: BODY.to_vec(),
            now_ms: NOW_MS,
            scheme: "https",
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.headers.insert(name, value);
        self
    }

    fn and(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.headers.append(name, value);
        self
    }

    fn signed_headers(mut self, headers: HeaderMap) -> Self {
        for (name, value) in headers {
            self.headers.insert(name.expect("each name once"), value);
        }
        self
    }

    fn read(&self) -> Result<Claim, SignatureError> {
        read(&Incoming {
            method: &self.method,
            path_and_query: &self.target,
            authorities: &self.names,
            headers: &self.headers,
            body: &self.body,
            now_ms: self.now_ms,
            scheme: self.scheme,
        })
    }

    fn check(&self, key: &PublicKey) -> Result<(), SignatureError> {
        self.read()?.verify(key)
    }

    fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).expect("the header");
        value.to_str().expect("ASCII").to_owned()
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

/// The letter, signed by our own sender.
fn by_cavage() -> Request {
    let digest = BodyDigest::of(BODY);
    let (secret, url) = (rsa_secret(), url(INBOX));
    let headers = sign_cavage(secret, KEY_ID, &Method::POST, &url, Some(&digest), NOW_MS);
    Request::letter().signed_headers(headers.expect("signed"))
}

fn by_rfc9421(secret: Secret) -> Request {
    let digest = BodyDigest::of(BODY);
    let headers = sign_rfc9421(
        secret,
        KEY_ID,
        &Method::POST,
        &url(INBOX),
        Some(&digest),
        NOW_MS,
    );
    Request::letter().signed_headers(headers.expect("signed"))
}

/// Both ways of signing, each right.
fn letters() -> [Request; 2] {
    let letters = [by_cavage(), by_rfc9421(Secret::Rsa(rsa_secret()))];
    for letter in &letters {
        assert_eq!(letter.check(rsa_secret().public()), Ok(()));
    }
    letters
}

#[test]
fn a_body_that_does_not_match_its_digest_is_refused() {
    for letter in letters() {
        let mut other = letter;
        other.body = b"{\"type\":\"Delete\"}".to_vec();
        let refused = other.read().map(|_| ());
        assert_eq!(refused, Err(DigestError::Mismatch.into()));
        other.body.clear();
        let refused = other.read().map(|_| ());
        assert_eq!(refused, Err(DigestError::Mismatch.into()));
    }
}

#[test]
fn a_header_given_twice_is_refused_even_with_the_same_value() {
    for letter in letters() {
        for name in ONLY_ONCE {
            let value = letter
                .headers
                .get(&name)
                .cloned()
                .unwrap_or(HeaderValue::from_static("x"));
            let mut twice = letter.clone();
            twice.headers.insert(name.clone(), value.clone());
            twice.headers.append(name.clone(), value);
            let refused = twice.read().map(|_| ());
            assert_eq!(refused, Err(SignatureError::Repeated(name)));
        }
    }
}

#[test]
fn a_letter_for_another_host_is_refused() {
    for letter in letters() {
        for host in [
            "madagascar.test",
            "quebec.test:8443",
            "quebec.test.evil.test",
            "",
        ] {
            let replayed = letter.clone().with("host", host);
            let refused = replayed.read().map(|_| ());
            assert_eq!(refused, Err(SignatureError::OtherHost(host.into())));
        }
        let mut none = letter;
        none.headers.remove("host");
        let refused = none.read().map(|_| ());
        assert_eq!(refused, Err(SignatureError::NotCovered("host")));
    }
}

#[test]
fn a_letter_carried_to_another_name_of_ours_does_not_verify() {
    for letter in letters() {
        let carried = letter.with("host", "localhost:8081");
        let refused = carried.check(rsa_secret().public());
        assert_eq!(refused, Err(SignatureError::NotVerified));
    }
}

#[test]
fn a_letter_carried_to_another_path_or_method_does_not_verify() {
    for letter in letters() {
        for target in [
            "/ap/u/awa/inbox",
            "/ap/inbox/",
            "/ap/inbox?x=1",
            "/AP/inbox",
            "/",
        ] {
            let mut carried = letter.clone();
            carried.target = target.into();
            let verified = carried.check(rsa_secret().public());
            // draft-cavage signed without the query is GoToSocial's: the path is the same.
            if target == "/ap/inbox?x=1" && carried.read().expect("read").scheme == Scheme::Cavage {
                assert_eq!(verified, Ok(()));
            } else {
                assert_eq!(verified, Err(SignatureError::NotVerified), "{target}");
            }
        }
        let mut carried = letter;
        carried.method = Method::PUT;
        let refused = carried.check(rsa_secret().public());
        assert_eq!(refused, Err(SignatureError::NotVerified));
    }
}

#[test]
fn a_date_in_the_future_or_the_past_is_refused_beyond_twelve_hours_with_its_offset() {
    const WINDOW: i64 = 12 * 60 * 60;
    for letter in letters() {
        for offset_s in [-WINDOW, WINDOW, 0] {
            let mut drifted = letter.clone();
            drifted.now_ms = NOW_MS - offset_s * 1000;
            assert_eq!(drifted.check(rsa_secret().public()), Ok(()), "{offset_s}");
            assert_eq!(drifted.read().expect("read").offset_s, offset_s);
        }
        for offset_s in [-WINDOW - 1, WINDOW + 1, 10 * 365 * 86_400] {
            let mut drifted = letter.clone();
            drifted.now_ms = NOW_MS - offset_s * 1000;
            let error = drifted.read().expect_err("refused");
            assert_eq!(error, SignatureError::Clock { offset_s });
            assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
            assert!(error.to_string().contains(&offset_s.to_string()), "{error}");
        }
    }
}

#[test]
fn the_key_of_another_is_refused() {
    let ed25519 = ed25519_secret(1);
    for letter in letters() {
        let claim = letter.read().expect("read");
        assert_eq!(claim.key_id, KEY_ID);
        // The algorithm is named, so a key of the other kind is not even tried.
        assert_eq!(
            claim.verify(ed25519.public()),
            Err(SignatureError::OtherAlgorithm)
        );
    }
    let letter = by_rfc9421(Secret::Ed25519(&ed25519));
    assert_eq!(letter.check(ed25519.public()), Ok(()));
    assert_eq!(
        letter.check(ed25519_secret(2).public()),
        Err(SignatureError::NotVerified)
    );
    assert_eq!(
        letter.check(rsa_secret().public()),
        Err(SignatureError::OtherAlgorithm)
    );
}

#[test]
fn a_key_id_that_is_not_a_web_address_is_refused() {
    let digest = BodyDigest::of(BODY);
    let (url, post) = (url(INBOX), Method::POST);
    let long = format!("https://senegal.test/{}", "a".repeat(MAX_KEY_ID));
    for key_id in [
        "acct:awa@senegal.test",
        "did:key:z6Mk",
        "awa",
        "javascript:alert(1)",
        "https:senegal.test/#main-key",
        "https:/senegal.test/#main-key",
        "https:///senegal.test/#main-key",
        "https://#main-key",
        "ftp://senegal.test/#main-key",
        "https://awa@senegal.test/#main-key",
        "https://:secret@senegal.test/#main-key",
        &long,
    ] {
        let cavage = sign_cavage(rsa_secret(), key_id, &post, &url, Some(&digest), NOW_MS);
        let secret = Secret::Rsa(rsa_secret());
        let rfc9421 = sign_rfc9421(secret, key_id, &post, &url, Some(&digest), NOW_MS);
        for headers in [cavage, rfc9421] {
            let letter = Request::letter().signed_headers(headers.expect("signed"));
            assert_eq!(letter.read().map(|_| ()), Err(SignatureError::KeyId));
        }
    }
}

#[test]
fn a_request_without_signature_is_refused() {
    let error = Request::letter().read().expect_err("refused");
    assert_eq!(error, SignatureError::Unsigned);
    assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn what_cannot_be_read_is_400_and_what_is_not_believed_is_401() {
    assert_eq!(
        SignatureError::Malformed("x").status(),
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        SignatureError::Repeated(SIGNATURE).status(),
        StatusCode::BAD_REQUEST
    );
    for error in [
        SignatureError::Digest(DigestError::Mismatch),
        SignatureError::NotVerified,
        SignatureError::NotCovered("host"),
        SignatureError::KeyId,
    ] {
        assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn the_host_may_be_in_capitals_and_carry_the_port_of_its_scheme() {
    let secret = Secret::Rsa(rsa_secret());
    let plain = by_rfc9421(secret);
    for host in ["Quebec.Test", "quebec.test:443"] {
        let letter = plain.clone().with("host", host);
        assert_eq!(letter.check(rsa_secret().public()), Ok(()), "{host}");
    }
    let mut clear = plain.with("host", "quebec.test:443");
    clear.scheme = "http";
    let refused = clear.read().map(|_| ());
    assert_eq!(
        refused,
        Err(SignatureError::OtherHost("quebec.test:443".into()))
    );
}

#[test]
fn a_target_with_port_and_query_is_signed_as_it_is_sent() {
    let url = url("http://localhost:8081/ap/u/awa?page=2&x=%C3%A9");
    let signed = [
        sign_cavage(rsa_secret(), KEY_ID, &Method::GET, &url, None, NOW_MS),
        sign_rfc9421(
            Secret::Rsa(rsa_secret()),
            KEY_ID,
            &Method::GET,
            &url,
            None,
            NOW_MS,
        ),
    ];
    for headers in signed {
        let mut request = Request::letter()
            .with("host", "localhost:8081")
            .signed_headers(headers.expect("signed"));
        request.method = Method::GET;
        request.target = "/ap/u/awa?page=2&x=%C3%A9".into();
        request.body.clear();
        request.scheme = "http";
        assert_eq!(request.check(rsa_secret().public()), Ok(()));
        request.target = "/ap/u/awa?page=3".into();
        assert_eq!(
            request.check(rsa_secret().public()),
            Err(SignatureError::NotVerified)
        );
        // A body brought along is a body that must be covered.
        request.body = BODY.to_vec();
        assert!(matches!(
            request.read(),
            Err(SignatureError::NotCovered("digest" | "content-digest"))
        ));
    }
}

#[test]
fn a_key_id_that_could_leave_its_quotes_is_not_signed() {
    let (url, get) = (url(INBOX), Method::GET);
    for key_id in [
        "https://a.test/\",x=\"",
        "https://a.test/\\",
        "https://é.test/",
        "a b",
    ] {
        let refused = sign_cavage(rsa_secret(), key_id, &get, &url, None, NOW_MS);
        assert_eq!(refused, Err(SigningError::KeyId));
        let secret = Secret::Rsa(rsa_secret());
        let refused = sign_rfc9421(secret, key_id, &get, &url, None, NOW_MS);
        assert_eq!(refused, Err(SigningError::KeyId));
    }
    let nowhere = Url::parse("mailto:awa@senegal.test").expect("a URL");
    let refused = sign_cavage(rsa_secret(), KEY_ID, &get, &nowhere, None, NOW_MS);
    assert_eq!(refused, Err(SigningError::Target));
    let refused = sign_cavage(rsa_secret(), KEY_ID, &get, &url, None, i64::MAX);
    assert_eq!(refused, Err(SigningError::Time));
}

#[test]
fn a_signature_that_covers_too_much_is_refused_before_it_costs() {
    let names: Vec<String> = (0..100_000).map(|number| format!("x-{number}")).collect();
    let cavage = by_cavage();
    let long = cavage
        .header("signature")
        .replace("digest\"", &format!("digest {}\"", names.join(" ")));
    let refused = cavage.with("signature", &long).read().map(|_| ());
    let error = SignatureError::Malformed("it covers too many headers");
    assert_eq!(refused, Err(error));

    let rfc9421 = by_rfc9421(Secret::Rsa(rsa_secret()));
    let quoted = format!("\"{}\")", names.join("\" \""));
    let long = rfc9421
        .header("signature-input")
        .replace(')', &format!(" {quoted}"));
    let refused = rfc9421.with("signature-input", &long).read().map(|_| ());
    let error = SignatureError::Malformed("it covers too many components");
    assert_eq!(refused, Err(error));
}

proptest! {
    /// Whatever is written over a header of a signed letter, it is refused, or it was one that the
    /// signature does not need. (draft-cavage signs no part of its own header: the key id in it is
    /// bound by the caller, who fetches the key that it names.)
    #[test]
    fn no_header_written_over_is_believed(
        rfc9421 in any::<bool>(),
        name in prop::sample::select(vec![
            "signature", "signature-input", "digest", "content-digest", "date", "host",
        ]),
        cut in any::<prop::sample::Index>(),
        text in "[ -~]{0,24}",
    ) {
        let letter = if rfc9421 { by_rfc9421(Secret::Rsa(rsa_secret())) } else { by_cavage() };
        let before = letter.headers.get(name).cloned();
        let kept = before.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default();
        let position = cut.index(kept.len() + 1);
        let end = (position + text.len()).min(kept.len());
        let value = format!("{}{text}{}", &kept[..position], &kept[end..]);
        let changed = letter.with(name, &value);
        if changed.check(rsa_secret().public()).is_ok() {
            let harmless = match (rfc9421, name) {
                (true, "date") | (false, "signature" | "signature-input") => true,
                // A label or a space may change.
                (true, "signature" | "signature-input") => {
                    changed.read().expect("read").key_id == KEY_ID
                }
                _ => kept.eq_ignore_ascii_case(value.trim()),
            };
            prop_assert!(harmless, "{name}: {value}");
        }
    }

    #[test]
    fn no_text_in_a_signature_header_is_fatal(input in "\\PC{0,80}", signature in "[ -~]{0,80}") {
        let input: String = input.chars().filter(char::is_ascii_graphic).collect();
        let letter = by_cavage().with("signature-input", &input).with("signature", &signature);
        prop_assert!(letter.check(rsa_secret().public()).is_err());
    }
}
