//! Blobs on their way to a registry, in pieces: what was taken before a connection broke is not sent again.
//! <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks>

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE};

use super::Error;
use crate::digest::Digest;
use crate::net::{self, Receipt, Sending, Url};

/// Bytes of one piece. Some registries take no smaller ones than five megabytes, the last excepted.
pub(super) const CHUNK: usize = 8 << 20;
/// How often in a row something may break before it is given up, and how long to wait the first time.
const BREAKS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(100);

/// Who sends, and where to.
pub(super) struct Upload<'a> {
    pub(super) client: &'a net::Client,
    /// Of the repository.
    pub(super) base: &'a Url,
    /// Goes to the registry's own origin and nowhere else.
    pub(super) authorization: Option<&'a str>,
    /// Bytes of one piece.
    pub(super) chunk: usize,
}

/// How one attempt to send all of it ended, short of success.
enum Stop {
    /// The registry has forgotten what it took, or took something else: it has to be sent from the start.
    Lost(net::Error),
    Failed(Error),
}

impl From<net::Error> for Stop {
    fn from(error: net::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Upload<'_> {
    /// Sends a blob, going on after interruptions. A registry that answers 401 is an error with its challenge.
    pub(super) async fn run(&self, bytes: &[u8], digest: Digest) -> Result<(), Error> {
        let mut lost = 0;
        loop {
            match self.whole(bytes, digest).await {
                Ok(()) => return Ok(()),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Lost(error)) if lost == BREAKS => return Err(error.into()),
                Err(Stop::Lost(_)) => {
                    tokio::time::sleep(PAUSE * 2_u32.pow(lost)).await;
                    lost += 1;
                }
            }
        }
    }

    async fn whole(&self, bytes: &[u8], digest: Digest) -> Result<(), Stop> {
        let (mut location, least) = self.begin().await?;
        let chunk = self.chunk.max(least);
        let (mut sent, mut breaks) = (0, 0);
        // Long uploads may break more often, but no registry makes us go on forever.
        let budget = BREAKS.saturating_add(u32::try_from(bytes.len() / chunk.max(1)).unwrap_or(u32::MAX));
        while let Some(rest) = bytes.get(sent..).filter(|rest| rest.len() > chunk) {
            let piece = rest.get(..chunk).unwrap_or(rest);
            let taken = match self.patch(&location, piece, sent).await {
                Ok(receipt) if receipt.status == 202 => {
                    location = self.location(&receipt)?;
                    sent + piece.len()
                }
                Ok(receipt) if matches!(receipt.status, 404 | 410) => {
                    return Err(Stop::Lost(receipt.refusal(&location)));
                }
                Ok(receipt) if !passes(receipt.status) => return Err(receipt.refusal(&location).into()),
                broken => {
                    breaks += 1;
                    let why = broken.map_or_else(|error| error, |receipt| receipt.refusal(&location));
                    if breaks > budget {
                        return Err(why.into());
                    }
                    tokio::time::sleep(PAUSE * breaks.min(10)).await;
                    let (there, taken) = self.taken(&location).await?;
                    location = there;
                    taken
                }
            };
            if taken > bytes.len() {
                return Err(Stop::Lost(net::Error::Url { text: location.to_string() }));
            }
            sent = taken;
        }
        self.end(location, bytes.get(sent..).unwrap_or_default(), sent, digest).await
    }

    /// Opens a session: its address, and the fewest bytes that the registry takes at once.
    async fn begin(&self) -> Result<(Url, usize), Stop> {
        let url = self.base.join("blobs/uploads/").map_err(|_| net::Error::Url { text: self.base.to_string() })?;
        let mut broken = 0;
        loop {
            let why = match self.send(Method::POST, &url, Vec::new(), Vec::new()).await {
                Ok(receipt) if receipt.status == 202 => {
                    let least = receipt.header("oci-chunk-min-length").and_then(|text| text.parse().ok());
                    return Ok((self.location(&receipt)?, least.unwrap_or(0)));
                }
                Ok(receipt) if !passes(receipt.status) => return Err(receipt.refusal(&url).into()),
                Ok(receipt) => receipt.refusal(&url),
                Err(error) => error,
            };
            broken += 1;
            if broken > BREAKS {
                return Err(why.into());
            }
            tokio::time::sleep(PAUSE * 2_u32.pow(broken - 1)).await;
        }
    }

    async fn patch(&self, location: &Url, piece: &[u8], from: usize) -> Result<Receipt, net::Error> {
        self.send(Method::PATCH, location, body(from, piece), piece.to_vec()).await
    }

    /// How much of it the registry has, and where the rest goes.
    async fn taken(&self, location: &Url) -> Result<(Url, usize), Stop> {
        let receipt = self.send(Method::GET, location, Vec::new(), Vec::new()).await.map_err(Stop::Lost)?;
        // Nothing is `0-0` to some and no header at all to others; a single byte would be `0-0`, too, and is sent again:
        // then the digest does not fit, and all of it is.
        let range = receipt.header("range").map_or(Some(0), |range| range.rsplit('-').next()?.parse::<usize>().ok());
        match (receipt.status, range) {
            (200 | 202 | 204, Some(0)) => Ok((self.location(&receipt)?, 0)),
            (200 | 202 | 204, Some(last)) => Ok((self.location(&receipt)?, last.saturating_add(1))),
            _ => Err(Stop::Lost(receipt.refusal(location))),
        }
    }

    /// Sends what is left, and says what all of it has to be.
    async fn end(&self, location: Url, rest: &[u8], from: usize, digest: Digest) -> Result<(), Stop> {
        let mut url = location;
        url.query_pairs_mut().append_pair("digest", &digest.to_string());
        let headers = if from == 0 { vec![(CONTENT_TYPE, OCTETS.to_owned())] } else { body(from, rest) };
        let receipt = match self.send(Method::PUT, &url, headers, rest.to_vec()).await {
            Ok(receipt) => receipt,
            // The answer may be what got lost.
            Err(error) => return if self.is_there(digest).await? { Ok(()) } else { Err(Stop::Lost(error)) },
        };
        match receipt.status {
            201 | 204 => Ok(()),
            400 | 404 | 410 | 416 => Err(Stop::Lost(receipt.refusal(&url))),
            status if passes(status) => Err(Stop::Lost(receipt.refusal(&url))),
            _ => Err(receipt.refusal(&url).into()),
        }
    }

    async fn is_there(&self, digest: Digest) -> Result<bool, Stop> {
        let path = format!("blobs/{digest}");
        let url = self.base.join(&path).map_err(|_| net::Error::Url { text: path })?;
        let receipt = self.send(Method::HEAD, &url, Vec::new(), Vec::new()).await;
        Ok(receipt.is_ok_and(|receipt| receipt.status == 200))
    }

    async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: Vec<(reqwest::header::HeaderName, String)>,
        body: Vec<u8>,
    ) -> Result<Receipt, net::Error> {
        // Uploads may go elsewhere, by addresses that are secrets themselves.
        let authorization = self.authorization.filter(|_| url.origin() == self.base.origin());
        self.client.send(Sending { method, url, authorization, headers, body }).await
    }

    fn location(&self, receipt: &Receipt) -> Result<Url, net::Error> {
        let text = receipt.header("location").unwrap_or_default();
        let wrong = || net::Error::Url { text: text.chars().take(200).collect() };
        self.base.join(text).ok().filter(|_| !text.is_empty()).ok_or_else(wrong)
    }
}

const OCTETS: &str = "application/octet-stream";

/// What is said of a piece that begins at a byte.
fn body(from: usize, piece: &[u8]) -> Vec<(reqwest::header::HeaderName, String)> {
    let mut headers = vec![(CONTENT_TYPE, OCTETS.to_owned())];
    if !piece.is_empty() {
        headers.push((CONTENT_RANGE, format!("{from}-{}", from + piece.len() - 1)));
    }
    headers
}

/// Whether the same may be answered otherwise a little later: the registry is busy, or has another idea of where we are.
const fn passes(status: u16) -> bool {
    matches!(status, 408 | 416 | 429 | 499 | 500..=599)
}
