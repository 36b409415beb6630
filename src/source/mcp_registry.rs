//! MCP registries by their API v0.1: one entry, or all of them.
//!
//! <https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/api/generic-registry-api.md>

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_json::Value;

use super::archive::{self, Opened};
use super::capture::{self, World};
use super::reference::without_credentials;
use super::{Capture, Error, File, Provenance, RegistryRef, SourceKind};
use crate::finding::{Gap, GapReason};
use crate::net::{Client, Request, Url};

/// Entries of a page; registries give no more.
const PAGE: &str = "100";
const ACCEPT: &str = "application/json";
/// What a registry adds to an entry.
const OFFICIAL: &str = "io.modelcontextprotocol.registry/official";

#[derive(Debug, Deserialize)]
struct Page {
    #[serde(default)]
    servers: Option<Vec<Item>>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(rename = "nextCursor")]
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Item {
    server: Value,
    #[serde(rename = "_meta", default)]
    meta: Value,
}

/// Fetches entries into `<name>/<version>/server.json`.
pub(super) async fn fetch(registry: &RegistryRef, reference: String, world: World<'_>) -> Result<Capture, Error> {
    let host = &registry.host;
    let text = if host.contains("://") { host.clone() } else { format!("{}://{host}", super::oci::scheme(host)) };
    let base: Url = text.parse().map_err(|_| crate::net::Error::Url { text: without_credentials(&text) })?;
    let (base, authorization) = super::package::sign_in(base);
    let client = world.client(base.host_str())?;
    let mut sweep = Sweep { client, world, authorization, opened: Opened::default(), seen: BTreeSet::new() };
    let mut provenance = Provenance::new(reference, SourceKind::Registry);
    let url = match &registry.name {
        None => join(&base, &["v0.1", "servers"])?,
        Some(name) => {
            let version = registry.version.as_deref().unwrap_or("latest");
            join(&base, &["v0.1", "servers", name, "versions", version])?
        }
    };
    provenance.location = Some(url.to_string());
    if registry.name.is_some() {
        let item: Item = sweep.get(&url).await?;
        provenance.revision = item.server.get("version").and_then(Value::as_str).map(str::to_owned);
        sweep.keep(&item);
    } else {
        sweep.all(&url, registry.version.as_deref()).await?;
    }
    let prefix = Utf8PathBuf::from("registry").join(base.host_str().unwrap_or_default());
    sweep.opened.gaps.sort();
    Ok(Capture { tree: capture::tree(&prefix, sweep.opened), provenance })
}

/// The URL below `base` with these segments, each of them percent-encoded whole.
fn join(base: &Url, segments: &[&str]) -> Result<Url, Error> {
    let mut url = base.clone();
    match url.path_segments_mut() {
        Ok(mut path) => path.pop_if_empty().extend(segments),
        Err(()) => return Err(crate::net::Error::Url { text: base.to_string() }.into()),
    };
    Ok(url)
}

/// Entries on their way.
struct Sweep<'a> {
    client: Client,
    world: World<'a>,
    authorization: Option<String>,
    opened: Opened,
    seen: BTreeSet<Utf8PathBuf>,
}

impl Sweep<'_> {
    async fn get<T: for<'de> Deserialize<'de>>(&self, url: &Url) -> Result<T, Error> {
        let limit = self.world.options.limits.max_download_size;
        let request = Request { url, accept: ACCEPT, authorization: self.authorization.as_deref(), limit };
        let answer = self.client.get(&request).await?;
        serde_json::from_slice(&answer.bytes)
            .map_err(|error| Error::Answer { url: without_credentials(url.as_str()), detail: error.to_string() })
    }

    /// Follows the pages to their end. A failure on the way is a gap: what came before it is worth a look.
    async fn all(&mut self, first: &Url, version: Option<&str>) -> Result<(), Error> {
        let limits = self.world.options.limits;
        let (mut cursors, mut cursor) = (BTreeSet::new(), None::<String>);
        let mut held = 0;
        loop {
            let mut url = first.clone();
            {
                let mut query = url.query_pairs_mut();
                query.append_pair("limit", PAGE);
                query.append_pair("version", version.unwrap_or("latest"));
                query.extend_pairs(self.world.updated_since.map(|since| ("updated_since", since)));
                query.extend_pairs(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            }
            let page: Page = match self.get(&url).await {
                Ok(page) => page,
                Err(error) if cursor.is_none() => return Err(error),
                Err(error) => {
                    self.gap("", GapReason::Unreadable, format!("the listing stops: {error}"));
                    return Ok(());
                }
            };
            for item in page.servers.unwrap_or_default() {
                if self.opened.files.len() >= limits.max_files || held > limits.max_source_size {
                    self.gap("", GapReason::TooMany, format!("the first {} entries are read", self.opened.files.len()));
                    return Ok(());
                }
                held += self.keep(&item);
            }
            let Some(next) = page.metadata.next.filter(|next| !next.is_empty()) else { return Ok(()) };
            if cursors.len() >= limits.max_files || !cursors.insert(next.clone()) {
                self.gap("", GapReason::TooMany, "the listing does not end: a page leads back to one before it");
                return Ok(());
            }
            cursor = Some(next);
        }
    }

    /// Keeps an entry; gives its size. What a registry has deleted is not there any more, and is said to be skipped.
    fn keep(&mut self, item: &Item) -> u64 {
        let text = |name: &str| item.server.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{}/{}", text("name"), text("version"));
        let path = match archive::clean(name.as_bytes(), &self.world.options.limits) {
            Ok(path) if !text("name").is_empty() => path,
            _ => {
                self.gap("", GapReason::UnsafePath, "an entry has no name that can be a folder");
                return 0;
            }
        };
        let status = item.meta.get(OFFICIAL).and_then(|meta| meta.get("status")).and_then(Value::as_str);
        if status == Some("deleted") {
            self.opened.skipped.push(super::Skipped { path, reason: "deleted from the registry".to_owned() });
            return 0;
        }
        if !self.seen.insert(path.clone()) {
            self.gap(path, GapReason::DuplicateName, "the registry lists it twice");
            return 0;
        }
        let mut bytes = serde_json::to_vec_pretty(&item.server).unwrap_or_default();
        bytes.push(b'\n');
        let size = bytes.len() as u64;
        self.opened.files.push(File::new(path.join("server.json"), bytes));
        size
    }

    fn gap(&mut self, path: impl Into<Utf8PathBuf>, reason: GapReason, detail: impl Into<String>) {
        self.opened.gaps.push(Gap::new(path, reason, detail));
    }
}
