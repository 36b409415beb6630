//! How the network is reached: not at all, through proxies, and for how long.

use std::time::Duration;

use reqwest::Proxy;

use crate::config::Environment;

/// How the network is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether nothing but this machine may be asked.
    pub offline: bool,
    /// How long one answer may take, all of it.
    pub timeout: Duration,
    /// Whether a host that the user named may be asked over plain HTTP at a private address, too, where whoever shares
    /// its network can read along. At this machine's own it always may.
    pub plain: bool,
    /// For `http:` and `https:`, as the environment has them.
    http_proxy: Option<String>,
    https_proxy: Option<String>,
    no_proxy: Option<String>,
}

impl Settings {
    /// Reads the customary variables for proxies; of two spellings the lower-case one goes first, as in curl.
    pub fn new(offline: bool, timeout: Duration, environment: &Environment) -> Self {
        let first = |names: &[&str]| environment.first(names).map(str::to_owned);
        Self {
            offline,
            timeout,
            plain: false,
            // `HTTP_PROXY` in upper case can be a header of whoever called a CGI program, so curl does not read it.
            http_proxy: first(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            https_proxy: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            no_proxy: first(&["no_proxy", "NO_PROXY"]),
        }
    }

    /// The proxies, and the names of their hosts, which the user has named by setting them.
    pub(super) fn proxies(&self) -> Result<(Vec<Proxy>, Vec<String>), reqwest::Error> {
        let none = self.no_proxy.as_deref().and_then(reqwest::NoProxy::from_string);
        let (mut proxies, mut hosts) = (Vec::new(), Vec::new());
        for (url, make) in [(&self.http_proxy, Proxy::http::<&str> as fn(_) -> _), (&self.https_proxy, Proxy::https)] {
            let Some(url) = url else { continue };
            let proxy: Result<Proxy, reqwest::Error> = make(url.as_str());
            proxies.push(proxy?.no_proxy(none.clone()));
            let with_scheme = if url.contains("://") { url.clone() } else { format!("http://{url}") };
            let host = reqwest::Url::parse(&with_scheme).ok();
            hosts.extend(host.as_ref().and_then(reqwest::Url::host_str).map(str::to_owned));
        }
        Ok((proxies, hosts))
    }
}
