//! Who may be asked, decided before every connection: by name, by address, and again for each redirect.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Action, Attempt};

use super::Error;
use super::address::is_public;

/// The hosts that the user named, which may be anywhere.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    named: Arc<BTreeSet<String>>,
    /// Whether they may be asked over plain HTTP at any private address; at a public one they then may not be at all.
    over_http: bool,
    max_redirects: usize,
}

impl Guard {
    pub(super) fn new(named: impl IntoIterator<Item = String>, over_http: bool, max_redirects: usize) -> Self {
        let named = named.into_iter().map(|host| plain(&host).to_ascii_lowercase()).collect();
        Self { named: Arc::new(named), over_http, max_redirects }
    }

    /// Whether a URL may be asked, as far as it can be told before its name is resolved.
    pub(super) fn admit(&self, url: &Url) -> Result<(), Error> {
        let host = plain(url.host_str().unwrap_or_default()).to_ascii_lowercase();
        let named = self.named.contains(&host);
        let address = host.parse::<IpAddr>().ok();
        let here = host == "localhost" || address.is_some_and(|address| address.is_loopback());
        match url.scheme() {
            "https" => {}
            "http" if here && named => {}
            "http" if self.over_http && named && address.is_none_or(|address| !is_public(address)) => {}
            _ => return Err(Error::Insecure { url: super::error::shown(url) }),
        }
        match address {
            Some(address) if !named && !is_public(address) => Err(Error::Private { host, address }),
            _ => Ok(()),
        }
    }

    /// Follows a redirect, or says why not.
    pub(super) fn redirect(&self, attempt: Attempt<'_>) -> Action {
        if attempt.previous().len() > self.max_redirects {
            let url = attempt.previous().first().map(super::error::shown).unwrap_or_default();
            return attempt.error(Error::Redirects { url, limit: self.max_redirects });
        }
        match self.admit(attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(error) => attempt.error(error),
        }
    }
}

/// An IPv6 address stands in brackets in a URL; a name may end in the root's dot.
fn plain(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.')
}

impl Resolve for Guard {
    #[expect(clippy::disallowed_methods, reason = "this is the module that opens sockets")]
    fn resolve(&self, name: Name) -> Resolving {
        let named = self.named.contains(&plain(name.as_str()).to_ascii_lowercase());
        let private_only = named && self.over_http;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if private_only && found.iter().any(|address| is_public(address.ip())) {
                return Err(Error::Insecure { url: host }.into());
            }
            // A name with one private address is not asked at all: which of them is used would be chance.
            match found.iter().find(|address| !named && !is_public(address.ip())) {
                Some(address) => Err(Error::Private { host, address: address.ip() }.into()),
                None => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_host_is_asked_only_by_name_and_others_only_over_tls() {
        let guard = Guard::new(["127.0.0.1".to_owned(), "Corp.example".to_owned(), "::1".to_owned()], false, 5);
        for url in
            ["https://a.example/", "http://127.0.0.1:1/", "https://127.0.0.1/", "http://[::1]/", "https://1.1.1.1/"]
        {
            assert!(guard.admit(&url.parse().unwrap()).is_ok(), "{url}");
        }
        for url in [
            "http://a.example/",
            "http://corp.example/",
            "http://localhost/",
            "https://10.0.0.1/",
            "http://127.1.1.1/",
            "https://[fd00::1]/",
            "https://0x7f.1.2.3/",
            "ftp://a.example/",
            "https://169.254.169.254/latest/",
        ] {
            assert!(guard.admit(&url.parse().unwrap()).is_err(), "{url}");
        }
    }

    #[test]
    fn plain_http_stays_within_private_networks_and_named_hosts() {
        let named = ["192.168.1.5", "model.lan", "1.1.1.1"].map(str::to_owned);
        let guard = Guard::new(named.clone(), true, 5);
        for url in ["http://192.168.1.5:11434/v1", "http://model.lan/v1", "https://model.lan/"] {
            assert!(guard.admit(&url.parse().unwrap()).is_ok(), "{url}");
            let strict = Guard::new(named.clone(), false, 5);
            assert_eq!(strict.admit(&url.parse().unwrap()).is_ok(), url.starts_with("https"), "{url}");
        }
        for url in ["http://1.1.1.1/", "http://192.168.1.6/", "http://other.lan/"] {
            assert!(guard.admit(&url.parse().unwrap()).is_err(), "{url}");
        }
        let resolved = |guard: &Guard, name: &str| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(guard.resolve(name.parse().unwrap())).is_ok()
        };
        assert!(resolved(&Guard::new(["localhost".to_owned()], true, 5), "localhost"));
    }
}
