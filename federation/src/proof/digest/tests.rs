use super::*;

const BODY: &[u8] = b"{\"hello\": \"world\"}";
/// RFC 9530 appendix B gives these for the body with a final LF.
const BODY_LF: &[u8] = b"{\"hello\": \"world\"}\n";
const LF_SHA256: &str = "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=";
/// RFC 9421 appendix B.2.
const RFC_9421: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+Ab\
                        wAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

#[test]
fn the_headers_are_those_of_the_rfcs() {
    let digest = BodyDigest::of(BODY_LF);
    assert_eq!(
        digest.content_digest_header(),
        format!("sha-256=:{LF_SHA256}:")
    );
    assert_eq!(digest.digest_header(), format!("SHA-256={LF_SHA256}"));
    assert_eq!(check_content_digest(RFC_9421, BODY), Ok(()));
    assert_eq!(
        check_content_digest(RFC_9421, BODY_LF),
        Err(DigestError::Mismatch)
    );
}

#[test]
fn algorithms_come_in_any_case_and_order() {
    let right = STANDARD.encode(Sha256::digest(BODY));
    let long = STANDARD.encode(Sha512::digest(BODY));
    for header in [
        format!("SHA-256={right}"),
        format!("sha-256={right}"),
        format!("SHA-512={long},SHA-256={right}"),
        format!("Sha-256={right}, sha-512={long} , unixsum=30637"),
    ] {
        assert_eq!(check_digest(&header, BODY), Ok(()), "{header}");
    }
}

#[test]
fn every_known_algorithm_must_be_right() {
    let (right, wrong) = (Sha256::digest(BODY), Sha256::digest(BODY_LF));
    let (long, false_long) = (Sha512::digest(BODY), Sha512::digest(BODY_LF));
    for (short, long) in [(wrong, long), (right, false_long)] {
        let (short, long) = (STANDARD.encode(short), STANDARD.encode(long));
        let digest = format!("SHA-512={long},SHA-256={short}");
        assert_eq!(check_digest(&digest, BODY), Err(DigestError::Mismatch));
        let content = format!("sha-512=:{long}:, sha-256=:{short}:");
        assert_eq!(
            check_content_digest(&content, BODY),
            Err(DigestError::Mismatch)
        );
    }
    let cut = format!("SHA-256={}", STANDARD.encode(&right[..31]));
    assert_eq!(check_digest(&cut, BODY), Err(DigestError::Mismatch));
}

#[test]
fn a_digest_given_twice_or_broken_is_refused() {
    let right = BodyDigest::of(BODY).digest_header();
    let twice = format!(
        "{right},{}",
        right.to_lowercase().replace("sha-256", "SHA-256")
    );
    for header in [
        &format!("{right},{right}"),
        &twice,
        "",
        "SHA-256",
        "SHA-256=%%",
        ",",
    ] {
        assert_eq!(
            check_digest(header, BODY),
            Err(DigestError::Malformed),
            "{header}"
        );
    }
    for header in [
        "SHA-256=:AAAA:",
        "sha-256=AAAA",
        "sha-256=(:AAAA:)",
        "sha-256=:%:",
    ] {
        assert_eq!(
            check_content_digest(header, BODY),
            Err(DigestError::Malformed),
            "{header}"
        );
    }
}

#[test]
fn a_digest_of_unknown_algorithms_only_is_refused() {
    let long = STANDARD.encode(Sha512::digest(BODY));
    for header in ["MD5=AAAA".to_owned(), format!("SHA-512={long}")] {
        assert_eq!(check_digest(&header, BODY), Err(DigestError::Unknown));
    }
    for header in ["md5=:AAAA:", ""] {
        assert_eq!(
            check_content_digest(header, BODY),
            Err(DigestError::Unknown)
        );
    }
}
