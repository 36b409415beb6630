//! Documents on the web: one by its address, or those that a site offers under well-known paths (RFC 8615).

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::archive::{self, Opened};
use super::capture::{self, World};
use super::reference::without_credentials;
use super::{Capture, Error, File, Provenance, SourceKind};
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::net::{Client, Request, Response, Url};

/// What a site says about its agents and servers: A2A cards of 1.0 and 0.2, MCP server cards, registry entries.
const DOCUMENTS: &[&str] = &[
    ".well-known/agent-card.json",
    ".well-known/agent.json",
    ".well-known/mcp/server-card.json",
    ".well-known/mcp.json",
    "server.json",
    "SKILL.md",
];
/// Where a site lists its skills: Agent Skills Discovery 0.2 and 0.1.
const SKILLS: &[&str] = &[".well-known/agent-skills/", ".well-known/skills/"];
const ACCEPT: &str = "application/json, text/markdown, text/plain, application/zip, */*;q=0.5";
/// Who vouches for a skill.
const BY: &str = "the skills index of the site";

/// Fetches a document, an archive, or what a site offers.
pub(super) async fn fetch(url: &str, reference: String, world: World<'_>) -> Result<Capture, Error> {
    let url: Url = url.parse().map_err(|_| crate::net::Error::Url { text: reference.clone() })?;
    let (url, authorization) = super::package::sign_in(url);
    let client = world.client(url.host_str())?;
    let mut site =
        Site { client, world, authorization, opened: Opened::default(), left: world.options.limits.max_source_size };
    let mut provenance = Provenance::new(reference, SourceKind::Url);
    let prefix = Utf8PathBuf::from(url.host_str().unwrap_or_default());
    if url.path() == "/" && url.query().is_none() {
        provenance.location = Some(url.to_string());
        site.well_known(&url).await?;
        return Ok(Capture { tree: capture::tree(&prefix, site.finish()), provenance });
    }
    let answer = site.get(&url).await?;
    provenance.location = Some(without_credentials(answer.url.as_str()));
    provenance.digest = Some(Digest::of(&answer.bytes).to_string());
    let path = path_of(&url);
    let name = path.file_name().unwrap_or_default();
    if archive::is_archive(name, &answer.bytes) {
        let opened = archive::open(name, &answer.bytes, &world.options.limits);
        return Ok(Capture { tree: capture::tree(&prefix.join(&path), opened), provenance });
    }
    if is_page(&answer) {
        return Err(Error::WebPage { url: without_credentials(url.as_str()) });
    }
    let path = with_extension(path, &answer.media_type);
    site.opened.files.push(File::new(path, answer.bytes));
    let mut tree = capture::tree(&prefix, site.opened);
    tree.single = true;
    Ok(Capture { tree, provenance })
}

/// A site, and what was found on it.
struct Site<'a> {
    client: Client,
    world: World<'a>,
    authorization: Option<String>,
    opened: Opened,
    /// Bytes that may still come.
    left: u64,
}

/// A list of skills; of an entry, 0.2 gives one address and its digest, 0.1 the files of its folder.
#[derive(Debug, Deserialize)]
struct Index {
    skills: Vec<Skill>,
}

#[derive(Debug, Deserialize)]
struct Skill {
    name: String,
    url: Option<String>,
    digest: Option<String>,
    #[serde(default)]
    files: Vec<String>,
}

impl Site<'_> {
    async fn get(&mut self, url: &Url) -> Result<Response, Error> {
        let limit = self.world.options.limits.max_download_size.min(self.left);
        let request = Request { url, accept: ACCEPT, authorization: self.authorization.as_deref(), limit };
        let answer = self.client.get(&request).await?;
        self.left = self.left.saturating_sub(answer.bytes.len() as u64);
        Ok(answer)
    }

    /// Asks for every well-known document; one that is not there is no gap, unless nothing is.
    async fn well_known(&mut self, root: &Url) -> Result<(), Error> {
        for path in DOCUMENTS {
            if let Some(answer) = self.optional(root, path).await? {
                self.keep(path, answer.bytes);
            }
        }
        for folder in SKILLS {
            let path = format!("{folder}index.json");
            let Some(answer) = self.optional(root, &path).await? else { continue };
            match serde_json::from_slice::<Index>(&answer.bytes) {
                Ok(index) => self.skills(&answer.url, folder, index).await,
                Err(error) => self.gap(&path, GapReason::Malformed, error.to_string()),
            }
            self.keep(&path, answer.bytes);
            break;
        }
        if self.opened.files.is_empty() && self.opened.gaps.is_empty() {
            return Err(Error::NothingKnown { url: without_credentials(root.as_str()) });
        }
        Ok(())
    }

    /// A document, if the site has it. A page that stands in for what is missing is none; what fails otherwise is a gap.
    async fn optional(&mut self, root: &Url, path: &str) -> Result<Option<Response>, Error> {
        let Ok(url) = root.join(path) else { return Ok(None) };
        match self.get(&url).await {
            Ok(answer) if is_page(&answer) => Ok(None),
            Ok(answer) => Ok(Some(answer)),
            Err(Error::Net(error)) if error.is_absent() => Ok(None),
            // A site that cannot be reached at all says nothing about any path.
            Err(Error::Net(error @ crate::net::Error::Status { .. })) => {
                self.gap(path, GapReason::Unreadable, error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Fetches the skills of an index into the folders that it names.
    async fn skills(&mut self, index: &Url, folder: &str, list: Index) {
        let limits = &self.world.options.limits;
        let mut seen = BTreeSet::new();
        for skill in list.skills {
            let Ok(name) = archive::clean(skill.name.as_bytes(), limits) else {
                self.gap(folder, GapReason::UnsafePath, "the name of a skill is no folder");
                continue;
            };
            let base = Utf8Path::new(folder).join(&name);
            if !seen.insert(base.clone()) {
                self.gap(base, GapReason::DuplicateName, "");
                continue;
            }
            if self.opened.files.len() >= limits.max_files {
                self.gap(base, GapReason::TooMany, format!("the limit is {} files", limits.max_files));
                return;
            }
            if let Some(url) = &skill.url {
                self.skill(index, &base, url, skill.digest.as_deref()).await;
            }
            for file in skill.files.iter().take(limits.max_files) {
                match archive::clean(file.as_bytes(), limits) {
                    Ok(path) => self.file(index, &format!("{name}/{path}"), &base.join(path)).await,
                    Err((reason, detail)) => self.gap(base.join("?"), reason, detail),
                }
            }
        }
    }

    /// A skill as one document or archive, compared with its digest.
    async fn skill(&mut self, index: &Url, base: &Utf8Path, url: &str, digest: Option<&str>) {
        let answer = match index.join(url) {
            Ok(url) => self.get(&url).await,
            Err(_) => return self.gap(base, GapReason::Malformed, "its address is no URL"),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.gap(base, GapReason::Unreadable, error.to_string()),
        };
        let found = Digest::of(&answer.bytes).to_string();
        match digest {
            Some(digest) if digest.eq_ignore_ascii_case(&found) => {}
            Some(digest) => {
                self.gap(base, GapReason::Altered, format!("it is {found}, and {BY} promises {digest}"));
            }
            None => self.gap(base, GapReason::Altered, format!("{BY} promises no digest")),
        }
        let name = path_of(&answer.url).file_name().unwrap_or_default().to_owned();
        if !archive::is_archive(&name, &answer.bytes) {
            return self.keep(base.join("SKILL.md"), answer.bytes);
        }
        let opened = archive::open(&name, &answer.bytes, &self.world.options.limits);
        let below = |path: &Utf8Path| if path.as_str().is_empty() { base.to_owned() } else { base.join(path) };
        self.opened.files.extend(opened.files.into_iter().map(|file| File { path: below(&file.path), ..file }));
        self.opened.gaps.extend(opened.gaps.into_iter().map(|gap| Gap { path: below(&gap.path), ..gap }));
    }

    async fn file(&mut self, index: &Url, relative: &str, path: &Utf8Path) {
        let answer = match index.join(relative) {
            Ok(url) => self.get(&url).await,
            Err(_) => return self.gap(path, GapReason::Malformed, "its address is no URL"),
        };
        match answer {
            Ok(answer) => self.keep(path, answer.bytes),
            Err(error) => self.gap(path, GapReason::Unreadable, error.to_string()),
        }
    }

    fn keep(&mut self, path: impl Into<Utf8PathBuf>, bytes: Vec<u8>) {
        self.opened.files.push(File::new(path, bytes));
    }

    fn gap(&mut self, path: impl Into<Utf8PathBuf>, reason: GapReason, detail: impl Into<String>) {
        self.opened.gaps.push(Gap::new(path, reason, detail));
    }

    fn finish(mut self) -> Opened {
        self.opened.gaps.sort();
        self.opened
    }
}

/// Whether an answer is a page for people.
fn is_page(answer: &Response) -> bool {
    let start = answer.bytes.trim_ascii_start().get(..9).unwrap_or_default().to_ascii_lowercase();
    matches!(answer.media_type.as_str(), "text/html" | "application/xhtml+xml")
        || start.starts_with(b"<!doctype")
        || start.starts_with(b"<html")
}

/// A path whose extension tells what a server has said: readers go by names.
fn with_extension(path: Utf8PathBuf, media_type: &str) -> Utf8PathBuf {
    let extension = match media_type {
        "text/markdown" | "text/x-markdown" => "md",
        _ if media_type.ends_with("/json") || media_type.ends_with("+json") => "json",
        _ => return path,
    };
    if path.extension().is_some() { path } else { path.with_extension(extension) }
}

/// The path of a URL as that of a file.
fn path_of(url: &Url) -> Utf8PathBuf {
    let plain = |part: &&str| !matches!(*part, "" | "." | "..");
    let decoded = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().replace(['\\', '\0'], "_");
    let path: Utf8PathBuf = decoded.split('/').filter(plain).collect();
    if path.as_str().is_empty() { "index".into() } else { path }
}
