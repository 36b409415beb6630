//! The one place that speaks to the Sigstore crates: their types change every few weeks.

mod certificate;
mod check;
mod keyless;
mod promised;
mod trust;

pub(super) use certificate::Leaf;
pub(super) use check::{by_identity, by_key, has_evidence, is_logged};
pub use keyless::{Services, Token, sign_keyless, sign_raw};
pub(super) use promised::{Promised, timestamp};
pub use trust::{Instance, TrustedRoot, Tuf};

use super::Error;
use crate::net::{Client, Settings, Url};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Runs what waits for services, and gives up.
fn wait<T>(network: &Settings, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::Client(Box::new(error)))?;
    let seconds = network.timeout.as_secs();
    runtime.block_on(async {
        tokio::time::timeout(network.timeout, work).await.unwrap_or(Err(Error::Timeout { seconds }))
    })
}

/// A client for services that the user has chosen: they may be anywhere, on this machine, too.
fn client<'u>(network: &Settings, urls: impl IntoIterator<Item = &'u str>) -> Result<reqwest::Client, Error> {
    let parse = |url: &str| Url::parse(url).map_err(|error| Error::Client(Box::new(error)));
    let urls = urls.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let client = Client::new(network, urls.iter().filter_map(Url::host_str).map(str::to_owned))?;
    urls.iter().try_for_each(|url| client.admit(url))?;
    Ok(client.inner().clone())
}
