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
    max_redirects: usize,
}

impl Guard {
    pub(super) fn new(named: impl IntoIterator<Item = String>, max_redirects: usize) -> Self {
        let named = named.into_iter().map(|host| plain(&host).to_ascii_lowercase()).collect();
        Self { named: Arc::new(named), max_redirects }
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
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
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
        let guard = Guard::new(["127.0.0.1".to_owned(), "Corp.example".to_owned(), "::1".to_owned()], 5);
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
}
