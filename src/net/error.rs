//! Why an answer was not had.

use std::borrow::Cow;
use std::net::IpAddr;

use reqwest::Url;

/// A request that was not made, or not answered as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("`{url}` needs the network")]
    Offline { url: String },
    #[error("`{url}` is not `https`")]
    Insecure { url: String },
    #[error("`{host}` is at the private address {address}")]
    Private { host: String, address: IpAddr },
    #[error("`{url}` redirects more than {limit} times")]
    Redirects { url: String, limit: usize },
    #[error("`{url}` answers with status {status}")]
    Status {
        url: String,
        status: u16,
        /// What the server wants to see before it answers.
        challenge: Option<String>,
    },
    #[error("`{url}` answers with more than {limit} bytes")]
    TooLarge { url: String, limit: u64 },
    #[error("`{url}` did not answer within {seconds} seconds")]
    Timeout { url: String, seconds: u64 },
    #[error("cannot reach `{url}`")]
    Request { url: String, source: reqwest::Error },
    #[error("the HTTP client cannot be set up")]
    Setup { source: reqwest::Error },
    #[error("`{text}` is no URL")]
    Url { text: String },
}

impl Error {
    /// Whether the server says that there is no such thing.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Status { status: 404 | 410, .. })
    }

    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Offline { .. } => "drop `--offline`, or scan what `--save-capture` wrote before".into(),
            Self::Insecure { .. } => "use `https`; plain `http` is for servers on this machine that you name".into(),
            Self::Private { host, .. } => format!("if that is meant, allow it with `--allow-host {host}`").into(),
            Self::Status { status: 401 | 403, .. } => {
                "sign in as the registry's own client does, or ask for access".into()
            }
            Self::Status { status: 404 | 410, .. } => {
                "check the address; of a package, the name and the version".into()
            }
            Self::TooLarge { .. } => "raise `--max-download-size`".into(),
            Self::Timeout { .. } => "raise `--fetch-timeout`".into(),
            Self::Url { .. } => "write a scheme and a host, such as `https://host/path`".into(),
            Self::Redirects { .. } | Self::Status { .. } | Self::Request { .. } | Self::Setup { .. } => return None,
        })
    }

    /// The error of a request to `url`; one of our own that the client carried through it comes out again.
    pub(super) fn of(url: &Url, error: reqwest::Error, seconds: u64) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            match inner.downcast_ref::<Self>() {
                Some(Self::Insecure { url }) => return Self::Insecure { url: url.clone() },
                Some(Self::Private { host, address }) => {
                    return Self::Private { host: host.clone(), address: *address };
                }
                Some(Self::Redirects { url, limit }) => return Self::Redirects { url: url.clone(), limit: *limit },
                _ => cause = inner.source(),
            }
        }
        let url = shown(url);
        if error.is_timeout() {
            return Self::Timeout { url, seconds };
        }
        Self::Request { url, source: error.without_url() }
    }
}

/// A URL as it may be shown: without user, password and the values of its query.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Only a URL that cannot have them refuses.
    let _ = (url.set_username(""), url.set_password(None));
    if url.query().is_some() {
        url.set_query(Some("…"));
    }
    url.set_fragment(None);
    url.to_string().replace("?%E2%80%A6", "?…")
}
