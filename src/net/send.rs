//! Requests that change something, as registries take uploads.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{Method, Url};

use super::{Client, Error, Response};

/// What is sent.
#[derive(Debug, Clone)]
pub struct Sending<'a> {
    pub method: Method,
    pub url: &'a Url,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    pub headers: Vec<(HeaderName, String)>,
    pub body: Vec<u8>,
}

/// What was answered, without its body.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub status: u16,
    headers: HeaderMap,
}

impl Receipt {
    /// A header of the answer, where it is there and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The answer as an error, for an answer that was not hoped for.
    pub fn refusal(&self, url: &Url) -> Error {
        let challenge = self.header(WWW_AUTHENTICATE.as_str()).map(str::to_owned);
        Error::Status { url: super::error::shown(url), status: self.status, challenge }
    }
}

impl Client {
    /// Sends a request once. Any status is an answer; only silence and broken connections are errors. A body gets a
    /// second more for each megabyte.
    pub async fn send(&self, sending: Sending<'_>) -> Result<Receipt, Error> {
        self.admit(sending.url)?;
        let timeout = self.timeout() + Duration::from_secs((sending.body.len() >> 20) as u64);
        let url = sending.url;
        let answer = tokio::time::timeout(timeout, self.request(sending).send()).await;
        let late = |_| Error::Timeout { url: super::error::shown(url), seconds: timeout.as_secs() };
        let answer = answer.map_err(late)?.map_err(|error| Error::of(url, error, timeout.as_secs()))?;
        Ok(Receipt { status: answer.status().as_u16(), headers: answer.headers().clone() })
    }

    /// Sends a request once and reads what is answered, at most `limit` bytes of it and for as long as a request may
    /// take. A status that is no success is an error.
    pub async fn exchange(&self, sending: Sending<'_>, limit: u64) -> Result<Response, Error> {
        self.admit(sending.url)?;
        let (url, seconds) = (sending.url, self.timeout().as_secs());
        let exchange = async {
            let answer = self.request(sending).send().await.map_err(|error| Error::of(url, error, seconds))?;
            self.read(answer, url, limit).await
        };
        let answer = tokio::time::timeout(self.timeout(), exchange).await;
        answer.unwrap_or_else(|_| Err(Error::Timeout { url: super::error::shown(url), seconds }))
    }

    fn request(&self, sending: Sending<'_>) -> reqwest::RequestBuilder {
        let mut request = self.inner().request(sending.method, sending.url.clone()).body(sending.body);
        for (name, value) in sending.headers {
            request = request.header(name, value);
        }
        if let Some(mut value) = sending.authorization.and_then(|value| HeaderValue::from_str(value).ok()) {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request
    }
}
