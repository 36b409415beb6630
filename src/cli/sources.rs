//! Sources on the command line: what is named is fetched, and kept where that is asked for.

use std::path::PathBuf;

use clap::Args;

use super::servers::ServerArgs;
use super::{Error, Io};
use crate::config::Paths;
use crate::source::{self, Capture, GitRef, Options, SourceRef, World};

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

    /// Keep what was fetched in a new folder, which can be scanned in place of the source; several are numbered in it.
    #[arg(long, value_name = "DIR", help_heading = "Sources")]
    save_capture: Option<PathBuf>,
}

impl SourceArgs {
    /// Captures every source, in the order in which they were named.
    pub(super) fn fetch(
        &self,
        limits: source::Limits,
        exclude: &[Paths],
        io: &mut Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut captures = self.each(&self.sources(), &runtime, limits, io)?;
        captures.extend(self.servers.fetch(&runtime, &limits, io)?);
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

    /// Captures other sources by the same flags; servers are not started, and nothing is saved.
    pub(super) fn fetch_these(
        &self,
        sources: &[SourceRef],
        limits: source::Limits,
        exclude: &[Paths],
        io: &Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut captures = self.each(sources, &runtime, limits, io)?;
        for capture in &mut captures {
            capture.tree.exclude(exclude);
        }
        Ok(captures)
    }

    fn each(
        &self,
        sources: &[SourceRef],
        runtime: &tokio::runtime::Runtime,
        limits: source::Limits,
        io: &Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let options = Options { limits, no_ignore: self.no_ignore };
        let mut captures = Vec::new();
        for reference in sources {
            if let SourceRef::Mcp(address) = reference {
                captures.push(self.servers.call(address, runtime, &limits, self.offline, io)?);
                continue;
            }
            let world =
                World { folder: &io.folder, options: &options, environment: &io.environment, offline: self.offline };
            captures.push(runtime.block_on(source::fetch(reference, world))?);
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
            let below = full.strip_prefix(root).ok().and_then(std::path::Path::to_str).ok_or_else(no_repository)?;
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

    /// The sources as a person reads them.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.sources().iter().map(|source| format!("`{source}`")).collect();
        if names.is_empty() { "what the servers offer".to_owned() } else { names.join(", ") }
    }
}
