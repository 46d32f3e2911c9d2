//! draft-cavage-http-signatures-12 as `ActivityPub` servers use it.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method, header};
use url::Url;

use super::{
    Algorithm, BodyDigest, Claim, DIGEST, Incoming, MAX_COVERED, RsaSecret, SIGNATURE, Scheme,
    SignatureError, SigningError, check_clock, check_expires, check_key_id, http_date, insert,
    parse_http_date, quotable, url_authority, url_target,
};

const REQUEST_TARGET: &str = "(request-target)";
const CREATED: &str = "(created)";
const EXPIRES: &str = "(expires)";

/// True for a `Signature` header of this draft: RFC 9421 has no `keyId` in it.
pub(super) fn looks_like(signature: &str) -> bool {
    parameters(signature).is_ok_and(|found| found.contains_key("keyId"))
}

pub(super) fn read(incoming: &Incoming, signature: &str) -> Result<Claim, SignatureError> {
    let parameters = parameters(signature)?;
    let required = |name, missing| {
        parameters
            .get(name)
            .copied()
            .ok_or(SignatureError::Malformed(missing))
    };
    let key_id = required("keyId", "it has no keyId")?;
    check_key_id(key_id)?;
    let algorithm = algorithm(parameters.get("algorithm").copied())?;
    // Without a list the draft means `(created)` alone, which covers too little.
    let covered = covered(parameters.get("headers").copied().unwrap_or(CREATED))?;
    check_coverage(incoming, &covered)?;
    let offset_s = check_time(incoming, &parameters, &covered)?;
    let bytes = STANDARD
        .decode(required("signature", "it has no signature")?)
        .map_err(|_| SignatureError::Malformed("its signature is not base64"))?;
    Ok(Claim {
        key_id: key_id.to_owned(),
        scheme: Scheme::Cavage,
        offset_s,
        algorithm,
        bases: bases(incoming, &parameters, &covered)?,
        signature: bytes,
    })
}

/// `name="value"` and `name=number`, separated by commas; each name once, no escapes, for none is
/// ever needed.
fn parameters(signature: &str) -> Result<HashMap<&str, &str>, SignatureError> {
    const BROKEN: SignatureError =
        SignatureError::Malformed("its parameters are not name=\"value\" separated by commas");
    let mut found = HashMap::new();
    let mut rest = signature.trim();
    loop {
        let (name, after) = rest.split_once('=').ok_or(BROKEN)?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(BROKEN)?,
            None => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        let name = name.trim();
        if name.is_empty() || value.contains(['\\', '"']) {
            return Err(BROKEN);
        }
        if found.insert(name, value.trim()).is_some() {
            return Err(SignatureError::Malformed("it has a parameter twice"));
        }
        let after = after.trim_start();
        if after.is_empty() {
            return Ok(found);
        }
        rest = after.strip_prefix(',').ok_or(BROKEN)?;
    }
}

fn algorithm(name: Option<&str>) -> Result<Algorithm, SignatureError> {
    let Some(name) = name else {
        return Ok(Algorithm::OfTheKey);
    };
    match name.to_ascii_lowercase().as_str() {
        "hs2019" => Ok(Algorithm::OfTheKey),
        "rsa-sha256" => Ok(Algorithm::Rsa),
        "ed25519" => Ok(Algorithm::Ed25519),
        _ => Err(SignatureError::Algorithm(name.to_owned())),
    }
}

/// The names of what is signed, lower case, each once.
fn covered(list: &str) -> Result<Vec<String>, SignatureError> {
    let mut names: Vec<String> = Vec::new();
    for name in list.split_ascii_whitespace() {
        if names.len() == MAX_COVERED {
            return Err(SignatureError::Malformed("it covers too many headers"));
        }
        let name = name.to_ascii_lowercase();
        if names.contains(&name) {
            return Err(SignatureError::Malformed("it covers a header twice"));
        }
        names.push(name);
    }
    Ok(names)
}

/// Every one of these, or the signature could be carried to another host, path, time or body.
fn check_coverage(incoming: &Incoming, covered: &[String]) -> Result<(), SignatureError> {
    let has = |name: &str| covered.iter().any(|one| one == name);
    if !has(REQUEST_TARGET) {
        return Err(SignatureError::NotCovered(REQUEST_TARGET));
    }
    if !has("host") {
        return Err(SignatureError::NotCovered("host"));
    }
    if !has("date") && !has(CREATED) {
        return Err(SignatureError::NotCovered("date or (created)"));
    }
    if incoming.bears_body() && !has("digest") {
        return Err(SignatureError::NotCovered("digest"));
    }
    Ok(())
}

/// The offset of the sender's clock, by its `Date` or else by `created`: one of them is covered.
fn check_time(
    incoming: &Incoming,
    parameters: &HashMap<&str, &str>,
    covered: &[String],
) -> Result<i64, SignatureError> {
    let mut offset_s = None;
    if let Some(created) = parameters.get("created") {
        offset_s = Some(check_clock(unix_seconds(created)?, incoming.now_ms)?);
    }
    if covered.iter().any(|name| name == "date") {
        let date = incoming
            .header(&header::DATE)?
            .ok_or_else(|| SignatureError::SignedHeaderAbsent("date".into()))?;
        offset_s = Some(check_clock(parse_http_date(date)?, incoming.now_ms)?);
    }
    if let Some(expires) = parameters.get("expires") {
        check_expires(unix_seconds(expires)?, incoming.now_ms)?;
    }
    offset_s.ok_or(SignatureError::Malformed(
        "it covers (created) or (expires) without giving it",
    ))
}

/// Seconds since 1970, with or without a fraction (which the draft allows).
fn unix_seconds(text: &str) -> Result<i64, SignatureError> {
    const BROKEN: SignatureError =
        SignatureError::Malformed("created or expires is not a number of seconds");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(BROKEN);
    }
    whole.parse().map_err(|_| BROKEN)
}

/// The text that was signed. `GoToSocial` signs with or without the query by version, so both are
/// tried; the path is always the one of the request.
fn bases(
    incoming: &Incoming,
    parameters: &HashMap<&str, &str>,
    covered: &[String],
) -> Result<Vec<Vec<u8>>, SignatureError> {
    let mut targets = vec![incoming.path_and_query];
    if incoming.path() != incoming.path_and_query {
        targets.push(incoming.path());
    }
    targets
        .into_iter()
        .map(|target| base(incoming, parameters, covered, target))
        .collect()
}

fn base(
    incoming: &Incoming,
    parameters: &HashMap<&str, &str>,
    covered: &[String],
    target: &str,
) -> Result<Vec<u8>, SignatureError> {
    let mut lines = Vec::with_capacity(covered.len());
    for name in covered {
        let value = match name.as_str() {
            REQUEST_TARGET => {
                let method = incoming.method.as_str().to_ascii_lowercase();
                format!("{method} {target}")
            }
            CREATED | EXPIRES => parameters
                .get(name.trim_matches(['(', ')']))
                .map(|value| (*value).to_owned())
                .ok_or(SignatureError::Malformed(
                    "it covers (created) or (expires) without giving it",
                ))?,
            name if name.starts_with('(') => {
                return Err(SignatureError::Unsupported(name.to_owned()));
            }
            name => incoming.joined(name)?,
        };
        lines.push(format!("{name}: {value}"));
    }
    Ok(lines.join("\n").into_bytes())
}

pub(super) fn sign(
    secret: &RsaSecret,
    key_id: &str,
    method: &Method,
    url: &Url,
    digest: Option<&BodyDigest>,
    now_ms: i64,
) -> Result<HeaderMap, SigningError> {
    let key_id = quotable(key_id)?;
    let host = url_authority(url)?;
    let date = http_date(now_ms)?;
    let verb = method.as_str().to_ascii_lowercase();
    let target = url_target(url);
    let mut base = format!("{REQUEST_TARGET}: {verb} {target}\nhost: {host}\ndate: {date}");
    let mut covered = format!("{REQUEST_TARGET} host date");
    let mut headers = HeaderMap::with_capacity(4);
    if let Some(digest) = digest {
        let value = digest.digest_header();
        base.push_str("\ndigest: ");
        base.push_str(&value);
        covered.push_str(" digest");
        insert(&mut headers, DIGEST, &value)?;
    }
    let signature = STANDARD.encode(secret.sign(base.as_bytes())?);
    let value = format!(
        "keyId=\"{key_id}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",\
         signature=\"{signature}\""
    );
    insert(&mut headers, header::HOST, &host)?;
    insert(&mut headers, header::DATE, &date)?;
    insert(&mut headers, SIGNATURE, &value)?;
    Ok(headers)
}
