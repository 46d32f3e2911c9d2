//! The examples of RFC 9421 that use algorithms we have. Their key ids are no addresses and some
//! leave the body out, so [`read`] refuses them as it must: it is the signature base and the key
//! operation that are compared.

use sfv::{List, ListEntry, Parser};

use super::super::rfc9421::base;
use super::*;

const ED25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";
const RSA: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";
const DIGEST_512: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+Ab\
                          wAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

/// The `test-request` of appendix B.2.
fn test_request() -> Request {
    let mut request = Request::letter()
        .with("host", "example.com")
        .with("date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .with("content-type", "application/json")
        .with("content-digest", DIGEST_512)
        .with("content-length", "18");
    request.target = "/foo?param=Value&Pet=dog".into();
    request.names = vec!["example.com".into()];
    request.body = b"{\"hello\": \"world\"}".to_vec();
    request.now_ms = 1_618_884_473_000;
    request
}

/// The `transform` request of appendix B.4.
fn transform() -> Request {
    let mut request = Request::letter()
        .with("host", "example.org")
        .and("accept", "application/json")
        .and("accept", "*/*");
    request.method = Method::GET;
    request.target = "/demo?name1=Value1&Name2=value2".into();
    request.body.clear();
    request
}

const TRANSFORM: &str = "(\"@method\" \"@path\" \"@authority\" \"accept\")\
                         ;created=1618884473;keyid=\"test-key-ed25519\"";
const TRANSFORM_SIGNATURE: &str = "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5J\
                                   Z1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==";

fn base_of(request: &Request, input: &str) -> String {
    let list: List = Parser::new(input).parse().expect("a list");
    let [ListEntry::InnerList(list)] = list.as_slice() else {
        panic!("one inner list");
    };
    let incoming = Incoming {
        method: &request.method,
        path_and_query: &request.target,
        authorities: &request.names,
        headers: &request.headers,
        body: &request.body,
        now_ms: request.now_ms,
        scheme: request.scheme,
    };
    String::from_utf8(base(&incoming, list).expect("a base")).expect("text")
}

fn verifies(pem: &str, base: &str, signature: &str) -> bool {
    use base64::Engine as _;
    let signature = base64::engine::general_purpose::STANDARD.decode(signature);
    let key = PublicKey::from_pem(pem).expect("a key");
    key.verify(base.as_bytes(), &signature.expect("base64"))
}

#[test]
fn rfc_9421_b_2_6_signing_a_request_with_ed25519() {
    let input = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                 \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    let base = base_of(&test_request(), input);
    let expected = format!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\
         \"@authority\": example.com\n\"content-type\": application/json\n\
         \"content-length\": 18\n\"@signature-params\": {input}"
    );
    assert_eq!(base, expected);
    let signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1\
                     u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    assert!(verifies(ED25519, &base, signature));
    assert!(!verifies(ED25519, &base.replace("/foo", "/bar"), signature));

    // As a letter it is refused: its key id is no address.
    let letter = test_request()
        .with("signature-input", &format!("sig-b26={input}"))
        .with("signature", &format!("sig-b26=:{signature}:"));
    assert_eq!(letter.read().map(|_| ()), Err(SignatureError::KeyId));
    // With an address for key id it still leaves out the body.
    let input = input.replace("test-key-ed25519", KEY_ID);
    let letter = letter.with("signature-input", &format!("sig-b26={input}"));
    let refused = letter.read().map(|_| ());
    assert_eq!(refused, Err(SignatureError::NotCovered("content-digest")));
}

#[test]
fn rfc_9421_b_4_survives_the_transformations_it_allows() {
    let base = base_of(&transform(), TRANSFORM);
    assert!(verifies(ED25519, &base, TRANSFORM_SIGNATURE));
    let collapsed = transform().with("accept", "application/json, */*");
    assert_eq!(base_of(&collapsed, TRANSFORM), base);

    let mut posted = transform();
    posted.method = Method::POST;
    let moved = transform().with("host", "example.com");
    let reordered = transform()
        .with("accept", "*/*")
        .and("accept", "application/json");
    for altered in [posted, moved, reordered] {
        let altered = base_of(&altered, TRANSFORM);
        assert!(!verifies(ED25519, &altered, TRANSFORM_SIGNATURE));
    }
}

#[test]
fn rfc_9421_4_3_the_proxy_signs_with_rsa_v1_5() {
    let input = "(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \
                 \"content-length\" \"forwarded\");created=1618884480;keyid=\"test-key-rsa\"\
                 ;alg=\"rsa-v1_5-sha256\";expires=1618884540";
    let request = test_request()
        .with("host", "origin.host.internal.example")
        .with("forwarded", "for=192.0.2.123;host=example.com;proto=https");
    let base = base_of(&request, input);
    let signature = "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy\
        +CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11s\
        x3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFn\
        Im9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0\
        B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w\
        5o0LV/g==";
    assert!(verifies(RSA, &base, signature));
    assert!(!verifies(RSA, &base.replace("POST", "GET"), signature));
}
