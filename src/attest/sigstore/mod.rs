//! The one place that speaks to the Sigstore crates: their types change every few weeks.

mod check;
mod keyless;
mod trust;

pub(super) use check::{by_identity, by_key, has_evidence, is_logged};
pub use keyless::{Services, Token, sign_keyless, sign_raw};
pub use trust::{Instance, TrustedRoot, Tuf};

use super::Error;

/// Seconds that one request to a service may take.
const TIMEOUT: u64 = 30;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Runs what waits for services.
fn wait<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Error::Client(Box::new(error)))?.block_on(work)
}

/// A client that gives up.
fn client() -> Result<reqwest::Client, Error> {
    reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(TIMEOUT))
        .user_agent(concat!("proofmark/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Error::Client(Box::new(error)))
}
