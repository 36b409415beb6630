//! Registries that speak the REST contract of agentoperations/agent-registry: they say what is published, and verify
//! nothing. What they say is read, compared with signed history, and told to them once it holds.
//!
//! <https://github.com/agentoperations/agent-registry/blob/main/api/openapi.yaml>; where its server differs, its server.

mod evals;
mod wire;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::Runtime;

pub use evals::{Eval, measured};
pub use wire::{BUNDLE_LABEL, Entry, Identity, Kind, Metadata, OciReference};

use super::Error;
use crate::net::{self, Client, Request, Settings, Url};
use crate::policy::Stage;

/// Entries of a page; servers give no more.
const PAGE: usize = 100;
/// Entries of one kind, at most.
const MAX_ENTRIES: usize = 10_000;
/// Bytes of one answer.
const MAX_ANSWER: u64 = 32 << 20;
const JSON: &str = "application/json, application/problem+json";

/// A registry. Calls wait for the answer; none may be made from within an asynchronous task.
#[derive(Debug)]
pub struct AgentRegistry {
    client: Client,
    base: Url,
    /// The `Authorization` header.
    authorization: Option<String>,
    runtime: Runtime,
}

impl AgentRegistry {
    /// The registry at a URL, without the `/api/v1`.
    pub fn open(url: &str, token: Option<&str>, settings: &Settings) -> Result<Self, Error> {
        let wrong = || net::Error::Url { text: url.chars().take(200).collect() };
        let mut base: Url = url.parse().map_err(|_| wrong())?;
        base.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().extend(["api", "v1"]);
        let client = Client::pinned(settings, base.host_str().map(str::to_owned))?;
        client.admit(&base)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|source| Error::Runtime { source })?;
        Ok(Self { client, base, authorization: token.map(|token| format!("Bearer {token}")), runtime })
    }

    fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut path) => path.extend(segments),
            Err(()) => return Err(net::Error::Url { text: self.base.to_string() }.into()),
        };
        Ok(url)
    }

    /// The path of a version; the server splits names at their slash.
    fn version(&self, kind: Kind, identity: &Identity, rest: &[&str]) -> Result<Url, Error> {
        let mut segments = vec![kind.segment()];
        segments.extend(identity.name.split('/'));
        segments.extend(["versions", &identity.version]);
        segments.extend(rest);
        self.url(&segments)
    }

    fn ask<T: DeserializeOwned>(&self, url: &Url, json: Option<Vec<u8>>) -> Result<T, Error> {
        let request = Request { url, accept: JSON, authorization: self.authorization.as_deref(), limit: MAX_ANSWER };
        let answer = match json {
            None => self.runtime.block_on(self.client.get(&request)),
            Some(json) => self.runtime.block_on(self.client.post(&request, json)),
        }?;
        let wrong = |error: serde_json::Error| Error::Answer { url: url.to_string(), detail: error.to_string() };
        serde_json::from_slice(&answer.bytes).map_err(wrong)
    }

    /// Every entry of a kind, whatever its status.
    pub fn list(&self, kind: Kind) -> Result<Vec<Entry>, Error> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let mut url = self.url(&[kind.segment()])?;
            url.query_pairs_mut()
                .append_pair("limit", &PAGE.to_string())
                .append_pair("offset", &entries.len().to_string());
            // An empty list is `null` to a server in Go.
            let page: wire::Envelope<Option<Vec<Entry>>> = self.ask(&url, None)?;
            let got = page.data.unwrap_or_default();
            let last = got.is_empty();
            entries.extend(got);
            let total = page.pagination.map_or(0, |pagination| pagination.total);
            if last || entries.len() as u64 >= total {
                return Ok(entries);
            }
            if entries.len() > MAX_ENTRIES {
                return Err(Error::TooMany { url: self.base.to_string(), limit: MAX_ENTRIES });
            }
        }
    }

    /// One version; `None` where there is none.
    pub fn get(&self, kind: Kind, identity: &Identity) -> Result<Option<Entry>, Error> {
        match self.ask::<wire::Envelope<Entry>>(&self.version(kind, identity, &[])?, None) {
            Ok(answer) => Ok(Some(answer.data)),
            Err(Error::Net(error)) if error.is_absent() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Registers a version. It starts as a draft, whatever the entry says.
    pub fn register(&self, kind: Kind, entry: &Entry) -> Result<(), Error> {
        let json = serde_json::to_vec(entry).map_err(|source| Error::Encode { source })?;
        self.ask::<Value>(&self.url(&[kind.segment()])?, Some(json)).map(drop)
    }

    /// What is attached to a version.
    pub fn evals(&self, kind: Kind, identity: &Identity) -> Result<Vec<Eval>, Error> {
        let answer: wire::Envelope<Option<Vec<Eval>>> = self.ask(&self.version(kind, identity, &["evals"])?, None)?;
        Ok(answer.data.unwrap_or_default())
    }

    /// Attaches a record to a version.
    pub fn attach(&self, kind: Kind, identity: &Identity, eval: &Eval) -> Result<(), Error> {
        let json = serde_json::to_vec(eval).map_err(|source| Error::Encode { source })?;
        self.ask::<Value>(&self.version(kind, identity, &["evals"])?, Some(json)).map(drop)
    }

    /// Moves a version one stage on.
    pub fn promote(&self, kind: Kind, identity: &Identity, to: Stage, comment: &str) -> Result<(), Error> {
        let body = wire::Promotion { target_status: to.name(), comment };
        let json = serde_json::to_vec(&body).map_err(|source| Error::Encode { source })?;
        self.ask::<Value>(&self.version(kind, identity, &["promote"])?, Some(json)).map(drop)
    }
}
