//! Who said this, and is it what they said? Keys, digests, HTTP signatures, canonical JSON and
//! document proofs.
//!
//! Nothing here reads a clock, a network or a database: time is an argument, a key is an argument,
//! and an answer is a value. That is what makes every refusal below testable in a line.
//!
//! The order of work for a letter: [`http_signature::read`] makes every check that needs no key,
//! the caller finds the key that [`http_signature::Claim::key_id`] names and proves that it
//! belongs to the actor, [`http_signature::Claim::verify`] ends it. [`jcs::parse_strict`] then
//! reads the body, and [`integrity::claim`] its document proof.

pub mod digest;
pub mod http_signature;
pub mod integrity;
pub mod jcs;
pub mod keys;

#[cfg(test)]
pub(crate) mod test_support;

/// True for an `http` or `https` URL with a host and no user, written out as such.
///
/// A URL parser mends what is not one (`https:host`, `https:///host`, back slashes, tabs), and two
/// of them mend it into different hosts: what needs mending names no key.
fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let sound = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '\\';
    rest.is_some_and(|rest| !rest.starts_with('/') && rest.chars().all(sound))
        && url::Url::parse(text).is_ok_and(|url| {
            url.has_host() && url.username().is_empty() && url.password().is_none()
        })
}
