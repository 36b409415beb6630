//! Sources on the command line: what is named is fetched, and kept where that is asked for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::servers::{How, ServerArgs};
use super::{Error, Io};
use crate::config::Paths;
use crate::net;
use crate::source::{self, Capture, GitRef, Options, SourceRef, World};

/// What waits for others while a source is fetched.
pub(super) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Captures a file or folder of this machine; nothing is asked of any other.
pub(super) fn local(path: &str, limits: source::Limits, io: &Io<'_>) -> Result<Capture, Error> {
    let options = Options { limits, no_ignore: false };
    let timeout = Duration::from_secs(limits.fetch_timeout);
    let offline = net::Settings::new(true, timeout, &io.environment);
    let world = World::new(&io.folder, &options, &io.environment, &offline);
    Ok(runtime()?.block_on(source::fetch(&SourceRef::Path(path.into()), world))?)
}

#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    /// Paths and addresses: git+URL@REVISION, https://…, npm:NAME@VERSION, pypi:NAME@VERSION, oci:IMAGE, registry:HOST.
    /// The current folder by default.
    #[arg(value_name = "SOURCE")]
    sources: Vec<SourceRef>,

    #[command(flatten)]
    servers: ServerArgs,

    /// Read build output and installed dependencies, too.
    #[arg(long, help_heading = "Sources")]
    no_ignore: bool,

    /// Ask nothing but this machine.
    #[arg(long, help_heading = "Sources")]
    offline: bool,

    /// Ask this host even at a private address: one of files that a registry refers to, say; may be repeated.
    #[arg(long, value_name = "HOST", help_heading = "Sources")]
    allow_host: Vec<String>,

    /// Ask this Python package index, and not the one that pip is configured for.
    #[arg(long, value_name = "URL", help_heading = "Sources")]
    index_url: Option<String>,

    /// Of a whole registry, take the entries that have changed since a time such as 2026-11-01T00:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Sources")]
    updated_since: Option<String>,

    /// Keep what was fetched in a new folder, which can be scanned in place of the source; several are numbered in it.
    #[arg(long, value_name = "DIR", help_heading = "Sources")]
    save_capture: Option<PathBuf>,
}

/// A time that every registry reads alike.
fn time(text: &str) -> Result<String, String> {
    text.parse::<jiff::Timestamp>().map(|time| time.to_string()).map_err(|error| error.to_string())
}

impl SourceArgs {
    /// Captures every source, in the order in which they were named.
    pub(super) fn fetch(
        &self,
        limits: source::Limits,
        exclude: &[Paths],
        io: &mut Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let runtime = runtime()?;
        let named = self.sources();
        let mut captures = self.each(&named, &runtime, limits, io)?;
        let (options, net) = self.asking(limits, io);
        for (folder, path) in self.servers.configurations(io) {
            let world = self.world(&folder, &options, &net, io);
            captures.push(runtime.block_on(source::fetch(&SourceRef::Path(path), world))?);
        }
        let how = How { runtime: &runtime, limits: &limits, offline: self.offline };
        let configured = captures.get(named.len()..).unwrap_or_default();
        let servers = self.servers.fetch(configured, &how, io)?;
        captures.extend(servers);
        if let Some(folder) = &self.save_capture {
            let folder = io.folder.join(folder);
            for (index, capture) in captures.iter().enumerate() {
                let folder = if captures.len() == 1 { folder.clone() } else { folder.join((index + 1).to_string()) };
                source::save(capture, &folder, &limits)?;
            }
        }
        for capture in &mut captures {
            capture.tree.exclude(exclude);
        }
        Ok(captures)
    }

    fn world<'w>(
        &'w self,
        folder: &'w Path,
        options: &'w Options,
        net: &'w net::Settings,
        io: &'w Io<'_>,
    ) -> World<'w> {
        World {
            allowed_hosts: &self.allow_host,
            index_url: self.index_url.as_deref(),
            updated_since: self.updated_since.as_deref(),
            ..World::new(folder, options, &io.environment, net)
        }
    }

    /// Captures other sources by the same flags; servers are not started, and nothing is saved.
    pub(super) fn fetch_these(
        &self,
        sources: &[SourceRef],
        limits: source::Limits,
        exclude: &[Paths],
        io: &mut Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let runtime = runtime()?;
        let mut captures = self.each(sources, &runtime, limits, io)?;
        for capture in &mut captures {
            capture.tree.exclude(exclude);
        }
        Ok(captures)
    }

    /// How files and the network are read.
    fn asking(&self, limits: source::Limits, io: &Io<'_>) -> (Options, net::Settings) {
        let timeout = Duration::from_secs(limits.fetch_timeout);
        let net = net::Settings::new(self.offline, timeout, &io.environment);
        (Options { limits, no_ignore: self.no_ignore }, net)
    }

    /// Captures each of some sources.
    fn each(
        &self,
        sources: &[SourceRef],
        runtime: &tokio::runtime::Runtime,
        limits: source::Limits,
        io: &mut Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let (options, net) = self.asking(limits, io);
        let how = How { runtime, limits: &limits, offline: self.offline };
        let mut captures = Vec::new();
        for reference in sources {
            if let SourceRef::Mcp(address) = reference {
                captures.push(self.servers.call(address, &how, io)?);
                continue;
            }
            captures.push(runtime.block_on(source::fetch(reference, self.world(&io.folder, &options, &net, io)))?);
        }
        Ok(captures)
    }

    /// The folders that are named, as they were at a revision of the repositories that they lie in.
    pub(super) fn at_revision(&self, revision: &str, io: &Io<'_>) -> Result<Vec<SourceRef>, Error> {
        let at = |source: SourceRef| {
            let no_repository = || Error::NoRepository { name: source.to_string() };
            let SourceRef::Path(path) = &source else { return Err(no_repository()) };
            let full = io.folder.join(path).canonicalize().map_err(|_| no_repository())?;
            let root = full.ancestors().find(|folder| folder.join(".git").exists()).ok_or_else(no_repository)?;
            let below = full.strip_prefix(root).ok().and_then(Path::to_str).ok_or_else(no_repository)?;
            let url = format!("file://{}", root.to_str().ok_or_else(no_repository)?);
            let subfolder = (!below.is_empty()).then(|| below.to_owned());
            Ok(SourceRef::Git(GitRef { url, revision: Some(revision.to_owned()), subfolder }))
        };
        self.sources().into_iter().map(at).collect()
    }

    /// What is named; the current folder where nothing is.
    fn sources(&self) -> Vec<SourceRef> {
        if self.sources.is_empty() && self.servers.is_empty() {
            return vec![SourceRef::Path(".".into())];
        }
        self.sources.clone()
    }

    /// Names one more configuration of a client.
    pub(super) fn add_client_config(&mut self, path: PathBuf) {
        self.servers.client_config.push(path);
    }

    /// Whether nothing but this machine may be asked.
    pub(super) const fn is_offline(&self) -> bool {
        self.offline
    }

    /// What is named, and nothing more.
    pub(super) fn named(&self) -> &[SourceRef] {
        &self.sources
    }

    /// That nothing is named beside what is scanned anyway.
    pub(super) fn refuse_more(&self) -> Result<(), Error> {
        if self.sources.is_empty() && self.servers.is_empty() {
            return Ok(());
        }
        Err(Error::Unfit { option: "--", why: "flags of the scan follow, no further sources" })
    }

    /// The sources as a person reads them.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.sources().iter().map(|source| format!("`{source}`")).collect();
        if names.is_empty() { "what the servers offer".to_owned() } else { names.join(", ") }
    }
}
