//! Addresses that artifacts name: what a URL points at, and to whom its host belongs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The parts of a URL. Lenient: what a client might accept is read, nothing is resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// In lower case; empty for `host:port`.
    pub scheme: String,
    /// What stands before an `@`.
    pub user: Option<String>,
    /// In lower case, without brackets and a final dot.
    pub host: String,
    pub path: String,
}

/// What a host is to the machine that connects to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKind {
    /// Hands credentials of the machine to whoever asks from inside.
    Metadata,
    Loopback,
    /// A private or link-local address, or a name without a public suffix.
    Private,
    /// A public address without a name.
    RawIp,
    Public,
}

/// Second-level names that registries sell below, such as `co` in `co.uk`.
const SECOND_LEVEL: &[&str] = &["co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go"];

/// Hosts where each name below belongs to another customer.
const SHARED: &[&str] = &[
    "github.io",
    "gitlab.io",
    "vercel.app",
    "netlify.app",
    "pages.dev",
    "workers.dev",
    "run.app",
    "web.app",
    "firebaseapp.com",
    "appspot.com",
    "azurewebsites.net",
    "azurecontainerapps.io",
    "herokuapp.com",
    "fly.dev",
    "onrender.com",
    "railway.app",
    "ngrok.io",
    "ngrok.app",
    "ngrok-free.app",
    "trycloudflare.com",
    "amazonaws.com",
    "cloudfront.net",
    "hf.space",
    "repl.co",
    "replit.app",
    "deno.dev",
    "loca.lt",
];

impl Address {
    /// Reads a URL, or nothing where there is no `scheme://host`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let known = !scheme.is_empty()
            && scheme.len() <= 20
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        known.then(|| Self::after_scheme(scheme.to_ascii_lowercase(), rest))
    }

    fn after_scheme(scheme: String, rest: &str) -> Self {
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority),
        };
        let host = match host.strip_prefix('[') {
            Some(inner) => inner.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let host = host.trim_end_matches('.').to_lowercase();
        Self { scheme, user, host, path: path.to_owned() }
    }

    /// Whether others on the way can read and change what is sent.
    pub fn is_cleartext(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "ws" | "ftp" | "grpc" | "tcp")
    }

    pub fn kind(&self) -> HostKind {
        host_kind(&self.host)
    }

    /// The registrable domain, by rule of thumb; the host itself where it is an address.
    pub fn owner(&self) -> &str {
        owner(&self.host)
    }
}

/// The IPv4 address that a host spells in dotted, decimal, hexadecimal or octal form.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let number = |text: &str| match text {
        _ if text.len() > 2 && text.starts_with("0x") => u32::from_str_radix(text.get(2..)?, 16).ok(),
        _ if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        _ => text.parse().ok(),
    };
    let parts: Vec<u32> = host.split('.').map(number).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [all] => Some(Ipv4Addr::from(all)),
        [a, b, c, d] if parts.iter().all(|part| *part < 256) => Some(Ipv4Addr::from(a << 24 | b << 16 | c << 8 | d)),
        _ => None,
    }
}

fn host_kind(host: &str) -> HostKind {
    if matches!(
        host,
        "metadata.google.internal" | "metadata" | "metadata.azure.com" | "metadata.azure.internal" | "instance-data"
    ) {
        return HostKind::Metadata;
    }
    if host == "localhost" || host.ends_with(".localhost") {
        return HostKind::Loopback;
    }
    if let Some(address) = ipv4(host) {
        return address_kind(IpAddr::V4(address));
    }
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return address_kind(address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4));
    }
    let inner = [".local", ".internal", ".lan", ".test", ".corp", ".intranet", ".home.arpa", ".svc", ".cluster.local"];
    if !host.contains('.') || inner.iter().any(|suffix| host.ends_with(suffix)) {
        return HostKind::Private;
    }
    HostKind::Public
}

fn address_kind(address: IpAddr) -> HostKind {
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [169, 254, 169, 254] | [169, 254, 170, 2] | [100, 100, 100, 200] | [192, 0, 0, 192] => HostKind::Metadata,
            _ if v4.is_loopback() || v4.is_unspecified() => HostKind::Loopback,
            [100, second, ..] if (64..128).contains(&second) => HostKind::Private,
            _ if v4.is_private() || v4.is_link_local() => HostKind::Private,
            _ => HostKind::RawIp,
        },
        IpAddr::V6(v6) => match v6.segments() {
            [0xfd00, 0xec2, .., 0x254] => HostKind::Metadata,
            _ if v6.is_loopback() || v6.is_unspecified() => HostKind::Loopback,
            _ if v6.is_unique_local() || v6.is_unicast_link_local() => HostKind::Private,
            _ => HostKind::RawIp,
        },
    }
}

fn owner(host: &str) -> &str {
    if host_kind(host) != HostKind::Public {
        return host;
    }
    let shared = SHARED.iter().any(|suffix| host.ends_with(suffix));
    let mut labels = host.rsplit('.');
    let (top, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let suffix = if shared || (top.len() == 2 && SECOND_LEVEL.contains(&second)) { 3 } else { 2 };
    let start = host.rmatch_indices('.').nth(suffix - 1).map_or(0, |(at, _)| at + 1);
    host.get(start..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_clients_read_them() {
        let address = Address::parse("HTTPS://good.com@Evil.example:8443/a?b").unwrap();
        assert_eq!((address.scheme.as_str(), address.host.as_str()), ("https", "evil.example"));
        assert_eq!(address.user.as_deref(), Some("good.com"));
        assert_eq!(Address::parse("http://[::1]:80/x").unwrap().host, "::1");
        assert_eq!(Address::parse("no address"), None);
    }

    #[test]
    fn hosts_are_known_in_every_spelling() {
        for (host, kind) in [
            ("169.254.169.254", HostKind::Metadata),
            ("2852039166", HostKind::Metadata),
            ("0xa9fea9fe", HostKind::Metadata),
            ("0251.0376.0251.0376", HostKind::Metadata),
            ("::ffff:169.254.169.254", HostKind::Metadata),
            ("metadata.google.internal", HostKind::Metadata),
            ("127.1.2.3", HostKind::Loopback),
            ("10.0.0.8", HostKind::Private),
            ("flight-agent", HostKind::Private),
            ("8.8.8.8", HostKind::RawIp),
            ("api.example.com", HostKind::Public),
        ] {
            assert_eq!(host_kind(host), kind, "{host}");
        }
    }

    #[test]
    fn owners_are_registrable_domains() {
        for (host, expected) in [
            ("a.b.example.com", "example.com"),
            ("a.example.co.uk", "example.co.uk"),
            ("one.vercel.app", "one.vercel.app"),
            ("example.com", "example.com"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(owner(host), expected);
        }
    }
}
