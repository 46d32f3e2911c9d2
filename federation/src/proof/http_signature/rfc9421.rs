//! HTTP Message Signatures (RFC 9421), the part of them that `ActivityPub` servers use.
//!
//! A component parameter changes what is signed (`;sf`, `;key`, `;bs`, `;req`, `;tr`). None is
//! implemented, so each is refused: to ignore one would be to verify another text.

use http::{HeaderMap, Method};
use sfv::{
    BareItem, Dictionary, FieldType as _, InnerList, Item, KeyRef, ListEntry, Parser,
    String as SfString,
};
use url::Url;

use super::{
    Algorithm, BodyDigest, CONTENT_DIGEST, Claim, Incoming, MAX_COVERED, SIGNATURE,
    SIGNATURE_INPUT, Scheme, Secret, SignatureError, SigningError, check_clock, check_expires,
    check_key_id, insert, quotable, url_authority, url_target,
};

/// The `tag` that says a signature is meant for `ActivityPub`.
pub const TAG: &str = "activitypub";
/// Label of the signatures we make.
const LABEL: &str = "sig1";

/// One signature of a request: what it covers, and its bytes.
pub(super) struct Picked {
    pub(super) input: InnerList,
    pub(super) signature: Vec<u8>,
}

/// The only signature, or the only one tagged for `ActivityPub`, with its bytes.
pub(super) fn pick(input: &str, signature: &str) -> Result<Picked, SignatureError> {
    let mut inputs: Dictionary = Parser::new(input)
        .parse()
        .map_err(|_| SignatureError::Malformed("Signature-Input is not a dictionary"))?;
    let signatures: Dictionary = Parser::new(signature)
        .parse()
        .map_err(|_| SignatureError::Malformed("Signature is not a dictionary"))?;
    if inputs.len() != 1 {
        inputs.retain(|_, entry| {
            matches!(entry, ListEntry::InnerList(list) if text(list, "tag") == Some(TAG))
        });
    }
    let mut inputs = inputs.into_iter();
    let (Some((label, entry)), None) = (inputs.next(), inputs.next()) else {
        return Err(SignatureError::Malformed(
            "there is not exactly one signature, or one with tag=\"activitypub\"",
        ));
    };
    let ListEntry::InnerList(input) = entry else {
        return Err(SignatureError::Malformed(
            "Signature-Input does not list components",
        ));
    };
    let bytes = match signatures.get(label.as_str()) {
        Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence(),
        _ => None,
    };
    let signature = bytes.map(<[u8]>::to_vec).ok_or(SignatureError::Malformed(
        "Signature does not hold the signature that Signature-Input announces",
    ))?;
    Ok(Picked { input, signature })
}

pub(super) fn read(incoming: &Incoming, picked: Picked) -> Result<Claim, SignatureError> {
    let Picked { input, signature } = picked;
    let key_id = text(&input, "keyid").ok_or(SignatureError::KeyId)?;
    check_key_id(key_id)?;
    let algorithm = algorithm(&input)?;
    check_coverage(incoming, &input)?;
    let created = seconds(&input, "created")?.ok_or(SignatureError::NotCovered("created"))?;
    let offset_s = check_clock(created, incoming.now_ms)?;
    if let Some(expires) = seconds(&input, "expires")? {
        check_expires(expires, incoming.now_ms)?;
    }
    Ok(Claim {
        key_id: key_id.to_owned(),
        scheme: Scheme::Rfc9421,
        offset_s,
        algorithm,
        bases: vec![base(incoming, &input)?],
        signature,
    })
}

fn text<'a>(list: &'a InnerList, name: &str) -> Option<&'a str> {
    list.params
        .get(name)?
        .as_string()
        .map(sfv::StringRef::as_str)
}

fn seconds(list: &InnerList, name: &str) -> Result<Option<i64>, SignatureError> {
    match list.params.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_integer()
            .map(|whole| Some(i64::from(whole)))
            .ok_or(SignatureError::Malformed(
                "created or expires is not a whole number of seconds",
            )),
    }
}

fn algorithm(input: &InnerList) -> Result<Algorithm, SignatureError> {
    match input.params.get("alg") {
        None => Ok(Algorithm::OfTheKey),
        Some(_) => match text(input, "alg") {
            Some("rsa-v1_5-sha256") => Ok(Algorithm::Rsa),
            Some("ed25519") => Ok(Algorithm::Ed25519),
            other => Err(SignatureError::Algorithm(other.unwrap_or("?").to_owned())),
        },
    }
}

fn check_coverage(incoming: &Incoming, input: &InnerList) -> Result<(), SignatureError> {
    let names = component_names(input)?;
    let has = |name: &str| names.contains(&name);
    if !has("@method") {
        return Err(SignatureError::NotCovered("@method"));
    }
    let place = (has("@path") || has("@request-target")) && has("@authority");
    if !has("@target-uri") && !place {
        return Err(SignatureError::NotCovered(
            "@target-uri (or @path and @authority)",
        ));
    }
    if incoming.bears_body() && !has("content-digest") {
        return Err(SignatureError::NotCovered("content-digest"));
    }
    Ok(())
}

/// The components, each once and without parameters.
fn component_names(input: &InnerList) -> Result<Vec<&str>, SignatureError> {
    if input.items.len() > MAX_COVERED {
        return Err(SignatureError::Malformed("it covers too many components"));
    }
    let mut names = Vec::with_capacity(input.items.len());
    for item in &input.items {
        let name = item
            .bare_item
            .as_string()
            .map(sfv::StringRef::as_str)
            .ok_or(SignatureError::Malformed("a component is not a string"))?;
        if let Some(parameter) = item.params.keys().next() {
            let with = format!("{name};{}", parameter.as_str());
            return Err(SignatureError::Unsupported(with));
        }
        if names.contains(&name) {
            return Err(SignatureError::Malformed("it covers a component twice"));
        }
        names.push(name);
    }
    Ok(names)
}

/// The signature base (RFC 9421 section 2.5).
pub(super) fn base(incoming: &Incoming, input: &InnerList) -> Result<Vec<u8>, SignatureError> {
    let mut base = String::new();
    for name in component_names(input)? {
        let value = component(incoming, name)?;
        push_line(&mut base, name, &value);
    }
    let parameters = serialise(input).ok_or(SignatureError::Malformed(
        "Signature-Input cannot be rebuilt",
    ))?;
    base.push_str("\"@signature-params\": ");
    base.push_str(&parameters);
    Ok(base.into_bytes())
}

fn push_line(base: &mut String, name: &str, value: &str) {
    for part in ["\"", name, "\": ", value, "\n"] {
        base.push_str(part);
    }
}

/// The value of one component (RFC 9421 sections 2.1 and 2.2).
fn component(incoming: &Incoming, name: &str) -> Result<String, SignatureError> {
    let target = incoming.path_and_query;
    Ok(match name {
        "@method" => incoming.method.as_str().to_owned(),
        "@target-uri" => format!("{}://{}{target}", incoming.scheme, incoming.authority()?),
        "@authority" => incoming.authority()?,
        "@scheme" => incoming.scheme.to_owned(),
        "@request-target" => target.to_owned(),
        "@path" if incoming.path().is_empty() => "/".to_owned(),
        "@path" => incoming.path().to_owned(),
        "@query" => match target.split_once('?') {
            Some((_, query)) => format!("?{query}"),
            None => "?".to_owned(),
        },
        name if name.starts_with('@') || name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            return Err(SignatureError::Unsupported(name.to_owned()));
        }
        name => incoming.joined(name)?,
    })
}

/// An inner list with its parameters, as it stands in `@signature-params`.
fn serialise(input: &InnerList) -> Option<String> {
    vec![ListEntry::InnerList(input.clone())].serialize()
}

pub(super) fn sign(
    secret: Secret,
    key_id: &str,
    method: &Method,
    url: &Url,
    digest: Option<&BodyDigest>,
    now_ms: i64,
) -> Result<HeaderMap, SigningError> {
    let authority = url_authority(url)?;
    let mut headers = HeaderMap::with_capacity(3);
    let mut components = vec!["@method", "@target-uri"];
    let mut base = format!(
        "\"@method\": {method}\n\"@target-uri\": {}://{authority}{}\n",
        url.scheme(),
        url_target(url)
    );
    if let Some(digest) = digest {
        let value = digest.content_digest_header();
        components.push("content-digest");
        push_line(&mut base, "content-digest", &value);
        insert(&mut headers, CONTENT_DIGEST, &value)?;
    }
    let input = own_input(secret, &components, quotable(key_id)?, now_ms)?;
    let parameters = serialise(&input).ok_or(SigningError::KeyId)?;
    base.push_str("\"@signature-params\": ");
    base.push_str(&parameters);
    let signature = BareItem::ByteSequence(secret.sign(base.as_bytes())?);
    let label = KeyRef::constant(LABEL).to_owned();
    let signatures = Dictionary::from_iter([(label, ListEntry::from(signature))]);
    let signatures = signatures.serialize().ok_or(SigningError::KeyId)?;
    insert(
        &mut headers,
        SIGNATURE_INPUT,
        &format!("{LABEL}={parameters}"),
    )?;
    insert(&mut headers, SIGNATURE, &signatures)?;
    Ok(headers)
}

fn own_input(
    secret: Secret,
    components: &[&str],
    key_id: &str,
    now_ms: i64,
) -> Result<InnerList, SigningError> {
    let string = |text: &str| {
        SfString::from_string(text.to_owned())
            .map(BareItem::String)
            .map_err(|_| SigningError::KeyId)
    };
    let created =
        sfv::Integer::try_from(now_ms.div_euclid(1000)).map_err(|_| SigningError::Time)?;
    let algorithm = match secret {
        Secret::Rsa(_) => "rsa-v1_5-sha256",
        Secret::Ed25519(_) => "ed25519",
    };
    let mut input = InnerList::default();
    for component in components {
        input.items.push(Item::new(string(component)?));
    }
    let parameters: [(&KeyRef, BareItem); 4] = [
        (KeyRef::constant("created"), BareItem::Integer(created)),
        (KeyRef::constant("keyid"), string(key_id)?),
        (KeyRef::constant("alg"), string(algorithm)?),
        (KeyRef::constant("tag"), string(TAG)?),
    ];
    for (name, value) in parameters {
        input.params.insert(name.to_owned(), value);
    }
    Ok(input)
}
