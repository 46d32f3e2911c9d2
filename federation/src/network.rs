//! Which addresses may be reached (security d): only global unicast, decided after DNS, at the
//! moment of connecting, for every request that leaves the node.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether an address is global unicast.
pub fn is_global(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => v4_is_global(ip),
        IpAddr::V6(ip) => v6_is_global(ip),
    }
}

fn v4_is_global(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn v6_is_global(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inside = parts[0] & 0xe000 == 0x2000;
    let reserved = match (parts[0], parts[1]) {
        (0x2001, second) => second < 0x0200 || second == 0x0db8,
        (0x2002, _) => true,
        (0x3fff, second) => second < 0x1000,
        _ => false,
    };
    inside && !reserved
}

/// What this node may reach.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    /// Whether this node itself lives on a trial host.
    pub(crate) trial: bool,
    pub(crate) allow_private: Arc<[IpNet]>,
    pub(crate) overrides: Arc<HashMap<String, SocketAddr>>,
}

impl Reach {
    fn allows(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        is_global(ip) || self.allow_private.iter().any(|net| net.contains(&ip))
    }

    /// Checks an address before it is asked: scheme, user, trial hosts, literal addresses.
    ///
    /// # Errors
    /// Why it may not be asked, in English.
    pub(crate) fn check(&self, url: &Url) -> Result<(), &'static str> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err("an address with a user name");
        }
        let name = url.host_str().unwrap_or_default();
        let target = palabre_core::address::Host::parse(name).map_err(|_| "no host")?;
        if target.is_trial() != self.trial {
            return Err("trial hosts talk to trial hosts only");
        }
        match url.scheme() {
            "https" => {}
            "http" if self.trial => {}
            _ => return Err("the scheme is not https"),
        }
        if !self.trial && url.port().is_some() {
            return Err("a port of its own");
        }
        let literal = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            _ => None,
        };
        match literal {
            Some(ip) if !self.allows(ip) => Err("an address that is not global"),
            _ => Ok(()),
        }
    }

    async fn lookup(&self, name: &str) -> Result<Vec<SocketAddr>, std::io::Error> {
        if let Some(there) = self.overrides.get(name) {
            return Ok(vec![*there]);
        }
        let found: Vec<SocketAddr> = if name == "localhost" || name.ends_with(".localhost") {
            vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]
        } else {
            tokio::net::lookup_host((name, 0)).await?.collect()
        };
        if found.iter().any(|address| !self.allows(address.ip())) {
            let words = format!("{name} leads to an address that is not global");
            return Err(std::io::Error::other(words));
        }
        Ok(found)
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.clone();
        Box::pin(async move {
            let found = reach.lookup(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // peering.8
    #[test]
    fn only_global_unicast_is_global() {
        for bad in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_global(bad.parse().expect(bad)), "{bad}");
        }
        for good in [
            "1.1.1.1",
            "100.63.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1111",
        ] {
            assert!(is_global(good.parse().expect(good)), "{good}");
        }
    }

    fn reach(trial: bool, allowed: &[&str]) -> Reach {
        Reach {
            trial,
            allow_private: allowed
                .iter()
                .map(|net| net.parse().expect("net"))
                .collect(),
            overrides: Arc::default(),
        }
    }

    // peering.7, peering.8
    #[test]
    fn literal_addresses_and_schemes_are_checked_before_asking() {
        let public = reach(false, &[]);
        for bad in [
            "http://forum.example/",
            "https://127.0.0.1/",
            "https://[::ffff:10.0.0.1]/",
            "https://user@forum.example/",
            "https://forum.example:8443/",
            "https://quebec.localhost/",
            "ftp://forum.example/",
        ] {
            assert!(public.check(&bad.parse().expect(bad)).is_err(), "{bad}");
        }
        assert!(
            public
                .check(&"https://forum.example/a".parse().expect("url"))
                .is_ok()
        );
        let trial = reach(true, &["127.0.0.0/8"]);
        assert!(
            trial
                .check(&"http://quebec.localhost:8081/".parse().expect("url"))
                .is_ok()
        );
        assert!(
            trial
                .check(&"https://forum.example/".parse().expect("url"))
                .is_err()
        );
    }

    // peering.8
    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_reached_unless_allowed() {
        assert!(reach(true, &[]).lookup("quebec.localhost").await.is_err());
        assert!(
            reach(true, &["127.0.0.0/8"])
                .lookup("quebec.localhost")
                .await
                .is_ok()
        );
    }
}
