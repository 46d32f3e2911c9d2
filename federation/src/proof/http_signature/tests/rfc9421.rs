use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const FULL: &[&str] = &["@method", "@target-uri", "content-digest"];

/// A letter signed truly over `components` (each as it stands in the list, with its parameters) by
/// the Ed25519 key 1.
fn signed_over(components: &[&str], parameters: &str) -> Request {
    let request = Request::letter().with(
        "content-digest",
        &BodyDigest::of(BODY).content_digest_header(),
    );
    let mut lines = Vec::new();
    let mut list = Vec::new();
    for component in components {
        let value: String = match *component {
            "@method" => "POST".into(),
            "@target-uri" => INBOX.into(),
            "@authority" => "quebec.test".into(),
            "@scheme" => "https".into(),
            "@path" | "@request-target" => "/ap/inbox".into(),
            "@query" => "?".into(),
            "@status" => "200".into(),
            name => request.header(name.split(';').next().expect("a name").trim_matches('"')),
        };
        let quoted = match component.split_once(';') {
            Some((name, with)) => format!("\"{name}\";{with}"),
            None => format!("\"{component}\""),
        };
        lines.push(format!("{quoted}: {value}"));
        list.push(quoted);
    }
    let input = format!("({}){parameters}", list.join(" "));
    lines.push(format!("\"@signature-params\": {input}"));
    let base = lines.join("\n");
    let signature = ed25519_secret(1).sign(base.as_bytes()).expect("signed");
    request
        .with("signature-input", &format!("sig1={input}"))
        .with(
            "signature",
            &format!("sig1=:{}:", STANDARD.encode(signature)),
        )
}

fn parameters() -> String {
    format!(";created={NOW_S};keyid=\"{KEY_ID}\"")
}

fn check(request: &Request) -> Result<(), SignatureError> {
    request.check(ed25519_secret(1).public())
}

#[test]
fn our_own_signature_covers_method_target_and_body_and_says_what_it_is_for() {
    let secret = ed25519_secret(1);
    let letter = by_rfc9421(Secret::Ed25519(&secret));
    assert_eq!(
        letter.header("signature-input"),
        format!(
            "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created={NOW_S}\
             ;keyid=\"{KEY_ID}\";alg=\"ed25519\";tag=\"activitypub\""
        )
    );
    let claim = letter.read().expect("read");
    assert_eq!(claim.scheme, Scheme::Rfc9421);
    assert_eq!(claim.verify(secret.public()), Ok(()));
    let rsa = by_rfc9421(Secret::Rsa(rsa_secret()));
    assert!(
        rsa.header("signature-input")
            .contains("alg=\"rsa-v1_5-sha256\"")
    );
}

#[test]
fn other_ways_to_cover_the_target_are_accepted() {
    for components in [
        FULL,
        &["@method", "@path", "@authority", "content-digest"],
        &[
            "@method",
            "@request-target",
            "@authority",
            "content-digest",
            "@scheme",
            "@query",
        ],
        &["content-digest", "host", "@target-uri", "@method"],
    ] {
        assert_eq!(check(&signed_over(components, &parameters())), Ok(()));
    }
}

#[test]
fn a_signature_that_leaves_out_method_target_or_body_is_refused() {
    let place = "@target-uri (or @path and @authority)";
    for (components, missing) in [
        (&["@target-uri", "content-digest"][..], "@method"),
        (&["@method", "content-digest"], place),
        (&["@method", "@path", "content-digest"], place),
        (&["@method", "@authority", "content-digest"], place),
        (&["@method", "@path", "host", "content-digest"], place),
        (&["@method", "@target-uri"], "content-digest"),
        (&[], "@method"),
    ] {
        let refused = check(&signed_over(components, &parameters()));
        assert_eq!(refused, Err(SignatureError::NotCovered(missing)));
    }
}

#[test]
fn a_component_parameter_is_refused_and_not_ignored() {
    for component in [
        "content-digest;sf",
        "content-digest;key=\"sha-256\"",
        "content-digest;bs",
        "content-digest;req",
        "content-digest;tr",
        "content-digest;other",
    ] {
        let components = ["@method", "@target-uri", "content-digest", component];
        let refused = check(&signed_over(&components, &parameters()));
        assert!(
            matches!(refused, Err(SignatureError::Unsupported(_))),
            "{refused:?}"
        );
    }
    for component in ["@status", "@query-param", "@signature-params", "Host"] {
        let letter = signed_over(FULL, &parameters());
        let input = letter
            .header("signature-input")
            .replace("\"@method\"", &format!("\"@method\" \"{component}\""));
        let refused = check(&letter.with("signature-input", &input));
        assert_eq!(refused, Err(SignatureError::Unsupported(component.into())));
    }
    let twice = ["@method", "@method", "@target-uri", "content-digest"];
    let refused = check(&signed_over(&twice, &parameters()));
    assert!(matches!(refused, Err(SignatureError::Malformed(_))));
}

#[test]
fn a_signature_without_created_or_with_a_broken_one_is_refused() {
    let refused = check(&signed_over(FULL, &format!(";keyid=\"{KEY_ID}\"")));
    assert_eq!(refused, Err(SignatureError::NotCovered("created")));
    for created in ["\"now\"", "1.5", "now"] {
        let with = format!(";created={created};keyid=\"{KEY_ID}\"");
        let refused = check(&signed_over(FULL, &with));
        assert!(
            matches!(refused, Err(SignatureError::Malformed(_))),
            "{created}"
        );
    }
    let past = format!("{};expires={}", parameters(), NOW_S - 1);
    let refused = check(&signed_over(FULL, &past));
    assert_eq!(refused, Err(SignatureError::Expired { ago_s: 1 }));
    let ahead = format!("{};expires={}", parameters(), NOW_S + 1);
    assert_eq!(check(&signed_over(FULL, &ahead)), Ok(()));
}

#[test]
fn only_known_algorithms_are_accepted() {
    let with = |alg: &str| signed_over(FULL, &format!("{};alg={alg}", parameters()));
    assert_eq!(check(&with("\"ed25519\"")), Ok(()));
    let refused = check(&with("\"rsa-v1_5-sha256\""));
    assert_eq!(refused, Err(SignatureError::OtherAlgorithm));
    for alg in ["\"hmac-sha256\"", "\"rsa-pss-sha512\"", "\"\"", "ed25519"] {
        let refused = check(&with(alg));
        assert!(
            matches!(refused, Err(SignatureError::Algorithm(_))),
            "{alg}"
        );
    }
}

#[test]
fn of_several_signatures_the_one_for_activitypub_is_taken() {
    let ours = signed_over(FULL, &format!("{};tag=\"activitypub\"", parameters()));
    let (input, signature) = (ours.header("signature-input"), ours.header("signature"));
    let other = format!("proxy=(\"@method\"){}", parameters());
    let both = ours
        .clone()
        .with("signature-input", &format!("{other}, {input}"))
        .with("signature", &format!("proxy=:AAAA:, {signature}"));
    assert_eq!(check(&both), Ok(()));

    let second = input.replacen("sig1", "sig2", 1);
    let two = ours
        .clone()
        .with("signature-input", &format!("{input}, {second}"));
    assert!(matches!(check(&two), Err(SignatureError::Malformed(_))));
    let untagged = ours.clone().with(
        "signature-input",
        &format!("{other}, a=(\"@method\"){}", parameters()),
    );
    assert!(matches!(
        check(&untagged),
        Err(SignatureError::Malformed(_))
    ));
}

#[test]
fn a_signature_whose_two_headers_do_not_fit_is_refused() {
    let letter = signed_over(FULL, &parameters());
    for (name, value) in [
        ("signature", "sig2=:AAAA:"),
        ("signature", "sig1=AAAA"),
        ("signature", "sig1=(:AAAA:)"),
        ("signature", "%"),
        ("signature-input", "sig1=1"),
        ("signature-input", "("),
        ("signature-input", ""),
        ("signature-input", "sig1=(@method)"),
    ] {
        let refused = check(&letter.clone().with(name, value));
        let Err(SignatureError::Malformed(_) | SignatureError::KeyId) = refused else {
            panic!("{name}: {value}: {refused:?}");
        };
    }
}

#[test]
fn the_parameters_cannot_be_changed() {
    let letter = signed_over(FULL, &parameters());
    let input = letter.header("signature-input");
    for changed in [
        input.replace(&NOW_S.to_string(), &(NOW_S + 1).to_string()),
        input.replace("awa", "eve"),
        format!("{input};tag=\"activitypub\""),
        input.replace("\"@method\" \"@target-uri\"", "\"@target-uri\" \"@method\""),
    ] {
        let refused = check(&letter.clone().with("signature-input", &changed));
        assert_eq!(refused, Err(SignatureError::NotVerified), "{changed}");
    }
}

#[test]
fn of_both_ways_in_one_request_the_complete_one_is_taken() {
    let cavage = by_cavage().with("signature-input", "sig1=(\"@method\");created=1");
    assert_eq!(cavage.read().expect("read").scheme, Scheme::Cavage);
    assert_eq!(cavage.check(rsa_secret().public()), Ok(()));

    let digest = BodyDigest::of(BODY).digest_header();
    let complete = signed_over(FULL, &parameters())
        .with("digest", &digest)
        .with("date", "Sat, 21 Nov 2026 10:00:00 GMT");
    assert_eq!(complete.read().expect("read").scheme, Scheme::Rfc9421);
    assert_eq!(check(&complete), Ok(()));
    // A digest that lies is refused though the signature does not need it.
    let lies = complete.with("digest", &BodyDigest::of(b"").digest_header());
    assert_eq!(check(&lies), Err(DigestError::Mismatch.into()));
}
