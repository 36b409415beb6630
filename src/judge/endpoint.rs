//! Where the model is asked, and in which protocol.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::net::{self, Url};

/// The protocol of a model's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// OpenAI's chat completions, which most servers speak. <https://platform.openai.com/docs/api-reference/chat>
    OpenAi,
    /// Anthropic's messages. <https://docs.anthropic.com/en/api/messages>
    Anthropic,
}

impl Protocol {
    pub const ALL: &[Self] = &[Self::OpenAi, Self::Anthropic];

    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
        }
    }

    /// How the path of the endpoint ends.
    const fn tail(self) -> &'static str {
        match self {
            Self::OpenAi => "/chat/completions",
            Self::Anthropic => "/messages",
        }
    }
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub protocol: Protocol,
    pub(super) url: Url,
}

impl Endpoint {
    /// Reads the URL of an endpoint, or that of an API: then the path of the endpoint is added, after `/v1` where there
    /// is no path at all.
    ///
    /// The protocol is the one that is `given`, else Anthropic's where the host is theirs or the path ends as theirs
    /// does, else OpenAI's.
    pub fn new(text: &str, given: Option<Protocol>) -> Result<Self, Error> {
        let wrong = || net::Error::Url { text: text.chars().take(200).collect() };
        let mut url: Url = text.parse().map_err(|_| wrong())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::Password);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_ascii_lowercase();
        let path = url.path().trim_end_matches('/').to_owned();
        let theirs = host == "anthropic.com" || host.ends_with(".anthropic.com");
        let protocol = match given {
            Some(protocol) => protocol,
            None if theirs || path.ends_with(Protocol::Anthropic.tail()) => Protocol::Anthropic,
            None => Protocol::OpenAi,
        };
        let tail = protocol.tail();
        if path.is_empty() {
            url.set_path(&format!("/v1{tail}"));
        } else if !path.ends_with(tail) {
            url.set_path(&format!("{path}{tail}"));
        }
        url.set_fragment(None);
        Ok(Self { protocol, url })
    }

    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(super) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Whether it is on this machine.
    pub(super) fn is_here(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// As reports name it: without its query, which may hold a secret.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_told_from_its_url() {
        for (text, protocol, url) in [
            ("https://api.openai.com/v1", Protocol::OpenAi, "https://api.openai.com/v1/chat/completions"),
            ("https://api.anthropic.com", Protocol::Anthropic, "https://api.anthropic.com/v1/messages"),
            ("https://api.anthropic.com/v1/", Protocol::Anthropic, "https://api.anthropic.com/v1/messages"),
            ("http://127.0.0.1:11434", Protocol::OpenAi, "http://127.0.0.1:11434/v1/chat/completions"),
            ("https://gw.example/a/v1/messages?x=1", Protocol::Anthropic, "https://gw.example/a/v1/messages"),
            ("https://gw.example/o/chat/completions/", Protocol::OpenAi, "https://gw.example/o/chat/completions/"),
            ("https://notanthropic.com/v1", Protocol::OpenAi, "https://notanthropic.com/v1/chat/completions"),
        ] {
            let endpoint = Endpoint::new(text, None).unwrap();
            assert_eq!((endpoint.protocol, endpoint.shown().as_str()), (protocol, url), "{text}");
        }
        let forced = Endpoint::new("https://gw.example/v1", Some(Protocol::Anthropic)).unwrap();
        assert_eq!(forced.shown(), "https://gw.example/v1/messages");
        assert!(matches!(Endpoint::new("https://u:p@a.example/", None), Err(Error::Password)));
        for text in ["a.example", "file:///x", "https://"] {
            assert!(Endpoint::new(text, None).is_err(), "{text}");
        }
    }
}
