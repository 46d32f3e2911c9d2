use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const FULL: &str = "(request-target) host date digest";
const DATE: &str = "Sat, 21 Nov 2026 10:00:00 GMT";

/// A letter signed truly over `covered`, with further parameters: what is refused in it is what it
/// leaves out, never a wrong signature.
fn signed_over(request: Request, covered: &str, more: &str) -> Request {
    let mut lines = Vec::new();
    for name in covered.split(' ').filter(|name| !name.is_empty()) {
        let value = match name {
            "(request-target)" => format!("post {}", request.target),
            "(created)" => NOW_S.to_string(),
            "(expires)" => (NOW_S + 60).to_string(),
            name => request.header(name),
        };
        lines.push(format!("{name}: {value}"));
    }
    let signature = rsa_secret().sign(lines.join("\n").as_bytes());
    let signature = STANDARD.encode(signature.expect("signed"));
    let value = format!("keyId=\"{KEY_ID}\",headers=\"{covered}\",signature=\"{signature}\"{more}");
    request.with("signature", &value)
}

fn dated() -> Request {
    Request::letter()
        .with("date", DATE)
        .with("digest", &BodyDigest::of(BODY).digest_header())
}

fn refusal(request: &Request) -> SignatureError {
    request.check(rsa_secret().public()).expect_err("refused")
}

#[test]
fn our_own_signature_has_the_shape_that_everybody_reads() {
    let letter = by_cavage();
    assert_eq!(letter.header("host"), "quebec.test");
    assert_eq!(letter.header("date"), DATE);
    let start =
        format!("keyId=\"{KEY_ID}\",algorithm=\"rsa-sha256\",headers=\"{FULL}\",signature=\"");
    assert!(letter.header("signature").starts_with(&start));
    let claim = letter.read().expect("read");
    assert_eq!(claim.scheme, Scheme::Cavage);
    assert_eq!(claim.signature().len(), 256);
}

#[test]
fn the_names_may_come_in_any_order_with_others_beside_them() {
    let covered = "digest content-type date user-agent (request-target) host";
    let request = dated()
        .with("content-type", "application/activity+json")
        .and("user-agent", "one")
        .and("user-agent", "two");
    // Several values of a signed header are one, joined.
    let joined = request.clone().with("user-agent", "one, two");
    let mut signed = signed_over(joined, covered, "");
    assert_eq!(signed.check(rsa_secret().public()), Ok(()));
    signed.headers.remove("user-agent");
    let signed = signed.and("user-agent", "one").and("user-agent", "two");
    assert_eq!(signed.check(rsa_secret().public()), Ok(()));
}

#[test]
fn a_signature_without_request_target_is_refused() {
    let refused = refusal(&signed_over(dated(), "host date digest", ""));
    assert_eq!(refused, SignatureError::NotCovered("(request-target)"));
}

#[test]
fn a_signature_without_host_is_refused() {
    let refused = refusal(&signed_over(dated(), "(request-target) date digest", ""));
    assert_eq!(refused, SignatureError::NotCovered("host"));
}

#[test]
fn a_signature_without_digest_is_refused_on_a_letter() {
    let refused = refusal(&signed_over(dated(), "(request-target) host date", ""));
    assert_eq!(refused, SignatureError::NotCovered("digest"));
}

#[test]
fn a_signature_without_date_or_created_is_refused() {
    let refused = refusal(&signed_over(dated(), "(request-target) host digest", ""));
    assert_eq!(refused, SignatureError::NotCovered("date or (created)"));
    // A `created` that is given and not covered says nothing.
    let more = format!(",created={NOW_S}");
    let refused = refusal(&signed_over(dated(), "(request-target) host digest", &more));
    assert_eq!(refused, SignatureError::NotCovered("date or (created)"));
}

#[test]
fn a_signature_without_a_list_of_headers_is_refused() {
    let letter = signed_over(dated(), "date", "");
    let header = letter.header("signature").replace("headers=\"date\",", "");
    let refused = refusal(&letter.with("signature", &header));
    assert_eq!(refused, SignatureError::NotCovered("(request-target)"));
    let refused = refusal(&signed_over(dated(), "", ""));
    assert_eq!(refused, SignatureError::NotCovered("(request-target)"));
}

#[test]
fn a_date_that_cannot_be_read_is_refused() {
    for date in [
        "yesterday",
        "",
        "2026-11-21T10:00:00Z",
        "Sat, 21 Nov 2026 10:00:00 +0000",
        "Sat, 31 Feb 2026 10:00:00 GMT",
        "1795255200",
    ] {
        let refused = refusal(&signed_over(dated().with("date", date), FULL, ""));
        assert!(matches!(refused, SignatureError::Malformed(_)), "{date}");
    }
    let mut without = signed_over(dated(), FULL, "");
    without.headers.remove("date");
    let refused = refusal(&without);
    assert_eq!(refused, SignatureError::SignedHeaderAbsent("date".into()));
}

#[test]
fn created_and_expires_are_honoured() {
    let covered = "(request-target) host (created) (expires) digest";
    let times = |created: i64, expires: i64| format!(",created={created},expires={expires}");
    let letter = signed_over(dated(), covered, &times(NOW_S, NOW_S + 60));
    assert_eq!(letter.check(rsa_secret().public()), Ok(()));

    let mut late = letter.clone();
    late.now_ms += 61_000;
    assert_eq!(refusal(&late), SignatureError::Expired { ago_s: 1 });
    // Covered, so it cannot be put off.
    let later = letter
        .header("signature")
        .replace(&format!("expires={}", NOW_S + 60), "expires=1900000000");
    let refused = refusal(&letter.clone().with("signature", &later));
    assert_eq!(refused, SignatureError::NotVerified);

    let far = signed_over(dated(), covered, &times(NOW_S + 50_000, NOW_S + 60_000));
    assert_eq!(refusal(&far), SignatureError::Clock { offset_s: 50_000 });
    for created in ["soon", "-1", "1e9", "", "99999999999999999999"] {
        let more = format!(",created={created}");
        let refused = refusal(&signed_over(dated(), FULL, &more));
        assert!(matches!(refused, SignatureError::Malformed(_)), "{created}");
    }
    let absent = signed_over(dated(), "(request-target) host (created) digest", "");
    assert!(matches!(refusal(&absent), SignatureError::Malformed(_)));
}

#[test]
fn only_known_algorithms_are_accepted() {
    for name in ["rsa-sha256", "hs2019", "RSA-SHA256"] {
        let more = format!(",algorithm=\"{name}\"");
        let letter = signed_over(dated(), FULL, &more);
        assert_eq!(letter.check(rsa_secret().public()), Ok(()), "{name}");
    }
    for name in ["rsa-sha1", "rsa-sha512", "hmac-sha256", "none", ""] {
        let more = format!(",algorithm=\"{name}\"");
        let refused = refusal(&signed_over(dated(), FULL, &more));
        assert_eq!(refused, SignatureError::Algorithm(name.into()));
    }
    let letter = signed_over(dated(), FULL, ",algorithm=\"ed25519\"");
    assert_eq!(refusal(&letter), SignatureError::OtherAlgorithm);
}

#[test]
fn gotosocial_signs_with_or_without_the_query() {
    let mut plain = dated();
    plain.target = "/ap/inbox".into();
    let mut asked = signed_over(plain, FULL, "");
    asked.target = "/ap/inbox?page=1".into();
    assert_eq!(asked.check(rsa_secret().public()), Ok(()));

    let mut whole = dated();
    whole.target = "/ap/inbox?page=1".into();
    let whole = signed_over(whole, FULL, "");
    assert_eq!(whole.check(rsa_secret().public()), Ok(()));
    let mut other = whole;
    other.target = "/ap/inbox?page=2".into();
    assert_eq!(refusal(&other), SignatureError::NotVerified);
}

#[test]
fn a_signed_header_that_is_absent_or_unknown_is_refused() {
    let letter = signed_over(dated(), FULL, "");
    for (covered, error) in [
        (
            format!("{FULL} x-none"),
            SignatureError::SignedHeaderAbsent("x-none".into()),
        ),
        (
            format!("{FULL} (other)"),
            SignatureError::Unsupported("(other)".into()),
        ),
        (
            format!("{FULL} host"),
            SignatureError::Malformed("it covers a header twice"),
        ),
    ] {
        let header = letter.header("signature").replace(FULL, &covered);
        assert_eq!(refusal(&letter.clone().with("signature", &header)), error);
    }
}

#[test]
fn a_broken_signature_header_is_refused() {
    let good = by_cavage().header("signature");
    let signature = good.split("signature=").nth(1).expect("a signature");
    for broken in [
        String::new(),
        "Signature".into(),
        good.replace("keyId=", "keyid="),
        good.replace("signature=", "sig="),
        good.replace(signature, "\"%%\""),
        format!("{good},"),
        format!("{good} keyId=\"x\""),
        format!("{good},keyId=\"https://evil.test/#main-key\""),
        good.replace(KEY_ID, "https://a.test/\\\"x"),
        good[..good.len() - 1].to_owned(),
    ] {
        let refused = refusal(&by_cavage().with("signature", &broken));
        assert!(
            matches!(refused, SignatureError::Malformed(_)),
            "{broken}: {refused:?}"
        );
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }
}

#[test]
fn no_byte_of_the_signature_or_its_date_can_be_changed() {
    let letter = by_cavage();
    let refused = refusal(&letter.clone().with("date", "Sat, 21 Nov 2026 10:00:01 GMT"));
    assert_eq!(refused, SignatureError::NotVerified);
    let header = letter.header("signature");
    let (before, encoded) = header.split_once("signature=\"").expect("a signature");
    let bytes = STANDARD
        .decode(encoded.trim_end_matches('"'))
        .expect("base64");
    for position in (0..bytes.len()).step_by(17) {
        let mut changed = bytes.clone();
        changed[position] ^= 1;
        let value = format!("{before}signature=\"{}\"", STANDARD.encode(changed));
        let refused = refusal(&letter.clone().with("signature", &value));
        assert_eq!(refused, SignatureError::NotVerified);
    }
}
