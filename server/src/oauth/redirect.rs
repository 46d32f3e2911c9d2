//! Where a code may be sent: an address that the client named when it introduced itself, compared
//! character by character.

use url::{Host, Url};

/// Schemes that run in the browser, reach into the machine, or belong to no app.
const FORBIDDEN: [&str; 17] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "http",
    "https",
    "intent",
    "javascript",
    "mailto",
    "sms",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
];

/// Whether an app may name this address: https, http on this machine, or a scheme of its own
/// (`tusky://`, `com.example.app:/back`). Plain http elsewhere would show the code to the network.
pub(crate) fn may_be(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let plain = url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    // Without the slashes a browser would read it as an address of ours.
    let webby =
        |scheme: &str| text.starts_with(scheme) && url.host().is_some_and(|host| is_plain(&host));
    plain
        && match url.scheme() {
            "https" => webby("https://"),
            "http" => webby("http://") && url.host().is_some_and(|host| is_this_machine(&host)),
            "wss" => false,
            own => !FORBIDDEN.contains(&own),
        }
}

/// Whether a host can stand in the policy of a page and mean itself there.
fn is_plain(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The address with what is told in its query, after what it has there already.
pub(crate) fn with(address: &str, told: &[(&str, &str)]) -> String {
    let mut text = address.to_owned();
    for (name, value) in told {
        text.push(if text.contains('?') { '&' } else { '?' });
        text.push_str(name);
        text.push('=');
        text.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
    }
    text
}

/// What a page's policy must allow forms to lead to, besides the node itself: the origin of the
/// address, or its scheme where it is an app's own or its host has no name there.
pub(crate) fn source(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.scheme() {
        "https" | "http" if !matches!(url.host(), Some(Host::Ipv6(_))) => {
            Some(url.origin().ascii_serialization())
        }
        own => Some(format!("{own}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // client_api.2
    #[test]
    fn a_code_goes_to_https_to_this_machine_or_to_an_app_and_nowhere_else() {
        for good in [
            "https://client.test/back",
            "https://client.test/back?a=b",
            "http://127.0.0.1:8080/",
            "http://localhost/back",
            "http://[::1]:1234/",
            "tusky://back",
            "icecubesapp://",
            "com.example.app:/back",
        ] {
            assert!(may_be(good), "{good}");
        }
        for bad in [
            "",
            "back",
            "//client.test/",
            "http://client.test/back",
            "http://127.0.0.1.client.test.:80/",
            "https://client.test/back#here",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://client.test/1",
            "https://client.test/a b",
            "https:client.test/back",
            "https:/client.test/back",
            "https://ana@client.test/",
            "https://a;sandbox/",
            "https://a,b/",
            "https://*/",
            "https://client.test\\@evil.test/",
            "ftp://client.test/",
            "mailto:ana@client.test",
            "urn:x:y",
            "https://client.test/\na",
        ] {
            assert!(!may_be(bad), "{bad}");
        }
    }

    // client_api.2
    #[test]
    fn what_is_told_joins_the_query() {
        let told = [("code", "a b"), ("state", "x&y=é")];
        assert_eq!(
            with("https://c.test/", &told),
            "https://c.test/?code=a+b&state=x%26y%3D%C3%A9"
        );
        assert_eq!(with("tusky://x?a=1", &told[..1]), "tusky://x?a=1&code=a+b");
        assert_eq!(
            source("https://c.test:8443/x").as_deref(),
            Some("https://c.test:8443")
        );
        assert_eq!(source("tusky://x").as_deref(), Some("tusky:"));
        assert_eq!(source("http://[::1]:1234/").as_deref(), Some("http:"));
    }
}
