//! Requests and answers.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LINK, WWW_AUTHENTICATE};
use reqwest::{StatusCode, Url, redirect};

use super::guard::Guard;
use super::{Error, Settings};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(20);
/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(30);
const MAX_REDIRECTS: usize = 5;
/// What is tried again, and after how long.
const PAUSES: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1500)];

/// Asks servers for documents.
#[derive(Debug, Clone)]
pub struct Client {
    inner: reqwest::Client,
    guard: Guard,
    settings: Settings,
}

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    pub url: &'a Url,
    /// The media types that are understood.
    pub accept: &'a str,
    /// The `Authorization` header; sent to the origin of `url` only.
    pub authorization: Option<&'a str>,
    /// Bytes of the answer, at most.
    pub limit: u64,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Response {
    /// Where the answer came from, after all redirects.
    pub url: Url,
    /// The media type without parameters, in lower case; empty where the server does not say.
    pub media_type: String,
    /// The `Link` header (RFC 8288), which says where a list goes on.
    pub link: Option<String>,
    pub bytes: Vec<u8>,
}

impl Client {
    /// A client that asks public addresses, and the hosts that the user has `named` wherever they are.
    pub fn new(settings: &Settings, named: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        Self::build(settings, named, false, SILENCE)
    }

    /// The same, but no redirect is followed to another origin: for requests with headers that are for one server only.
    pub fn pinned(settings: &Settings, named: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        Self::build(settings, named, true, SILENCE)
    }

    /// The same for what is sent: a server is silent while it takes a body, for as long as a request may take.
    pub fn sender(settings: &Settings, named: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        Self::build(settings, named, true, settings.timeout.max(SILENCE))
    }

    /// How long one request may take.
    pub(super) const fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    fn build(
        settings: &Settings,
        named: impl IntoIterator<Item = String>,
        pinned: bool,
        silence: Duration,
    ) -> Result<Self, Error> {
        let setup = |source| Error::Setup { source };
        let (proxies, hosts) = settings.proxies().map_err(setup)?;
        let guard = Guard::new(named.into_iter().chain(hosts), settings.plain, MAX_REDIRECTS);
        let policy = guard.clone();
        #[expect(clippy::disallowed_methods, reason = "this is the module that opens sockets")]
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("proofmark/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(silence)
            .referer(false)
            .no_proxy()
            .dns_resolver(guard.clone())
            .redirect(redirect::Policy::custom(move |attempt| {
                let first = attempt.previous().first().map(Url::origin);
                if pinned && first != Some(attempt.url().origin()) { attempt.stop() } else { policy.redirect(attempt) }
            }));
        for proxy in proxies {
            builder = builder.proxy(proxy);
        }
        Ok(Self { inner: builder.build().map_err(setup)?, guard, settings: settings.clone() })
    }

    /// The client below, for libraries that bring their own requests. Redirects and addresses are guarded in it, too;
    /// the first URL has to be [admitted](Self::admit), and the size of answers is up to the library.
    pub const fn inner(&self) -> &reqwest::Client {
        &self.inner
    }

    /// Whether a URL may be asked.
    pub fn admit(&self, url: &Url) -> Result<(), Error> {
        if self.settings.offline {
            return Err(Error::Offline { url: super::error::shown(url) });
        }
        self.guard.admit(url)
    }

    /// Asks for a document. What fails for reasons that pass is tried again.
    pub async fn get(&self, request: &Request<'_>) -> Result<Response, Error> {
        self.admit(request.url)?;
        let mut pauses = PAUSES.iter();
        loop {
            let seconds = self.settings.timeout.as_secs();
            let answer = tokio::time::timeout(self.settings.timeout, self.once(request, None)).await;
            let answer =
                answer.unwrap_or_else(|_| Err(Error::Timeout { url: super::error::shown(request.url), seconds }));
            match (answer, pauses.next()) {
                (Err(error), Some(pause)) if passes(&error) => tokio::time::sleep(*pause).await,
                (answer, _) => return answer,
            }
        }
    }

    /// Sends a JSON document, once: what a server may have done already is not asked for again.
    pub async fn post(&self, request: &Request<'_>, json: Vec<u8>) -> Result<Response, Error> {
        self.admit(request.url)?;
        let seconds = self.settings.timeout.as_secs();
        let answer = tokio::time::timeout(self.settings.timeout, self.once(request, Some(json))).await;
        answer.unwrap_or_else(|_| Err(Error::Timeout { url: super::error::shown(request.url), seconds }))
    }

    async fn once(&self, request: &Request<'_>, json: Option<Vec<u8>>) -> Result<Response, Error> {
        let Request { url, accept, authorization, limit } = *request;
        let sent = match json {
            None => self.inner.get(url.clone()),
            Some(json) => self.inner.post(url.clone()).header(CONTENT_TYPE, "application/json").body(json),
        };
        let mut sent = sent.header(ACCEPT, accept);
        if let Some(mut value) = authorization.and_then(|value| HeaderValue::from_str(value).ok()) {
            value.set_sensitive(true);
            sent = sent.header(AUTHORIZATION, value);
        }
        let answer = sent.send().await.map_err(|error| Error::of(url, error, self.settings.timeout.as_secs()))?;
        self.read(answer, url, limit).await
    }

    /// The answer to a request for `url`, at most `limit` bytes of it.
    pub(super) async fn read(&self, mut answer: reqwest::Response, url: &Url, limit: u64) -> Result<Response, Error> {
        let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        if !answer.status().is_success() {
            let (status, url) = (answer.status().as_u16(), super::error::shown(answer.url()));
            return Err(Error::Status { url, status, challenge: text(WWW_AUTHENTICATE).map(str::to_owned) });
        }
        let media_type = text(CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
        let media_type = media_type.trim().to_ascii_lowercase();
        let link = text(LINK).map(str::to_owned);
        let fail = |error| Error::of(url, error, self.settings.timeout.as_secs());
        let too_large = || Error::TooLarge { url: super::error::shown(url), limit };
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(fail)? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Response { url: answer.url().clone(), media_type, link, bytes })
    }
}

/// Whether the same request may be answered a little later.
fn passes(error: &Error) -> bool {
    match error {
        Error::Status { status, .. } => StatusCode::from_u16(*status)
            .is_ok_and(|status| status == StatusCode::TOO_MANY_REQUESTS || status.as_u16() / 100 == 5),
        Error::Request { source, .. } => source.is_connect(),
        _ => false,
    }
}
