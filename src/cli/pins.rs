//! What `lock` and `diff` have in common: sources that are captured, scanned and pinned, and locks that are read.

use std::num::NonZeroUsize;
use std::path::Path;

use camino::Utf8Path;
use clap::Args;

use super::config::ConfigArgs;
use super::limits::LimitArgs;
use super::packs::{self, PackArgs};
use super::sources::SourceArgs;
use super::{Error, Io};
use crate::analyze::{Engine, Options};
use crate::config::Paths;
use crate::finding::Gap;
use crate::lock::{self, Lock};
use crate::scan::{self, Outcome, Silent};
use crate::source::{self, Capture, Limits};

/// The lock's name where no other is given.
pub(super) const LOCK: &str = "proofmark.lock";

/// Bytes of a lock, at most.
const MAX_LOCK: u64 = 256 << 20;

#[derive(Debug, Args)]
pub(super) struct PinArgs {
    #[command(flatten)]
    sources: SourceArgs,

    /// Leave paths out, as in `vendor/**`; may be repeated.
    #[arg(long, value_name = "PATH", value_parser = Paths::parse, help_heading = "Sources")]
    exclude: Vec<Paths>,

    /// A file that cannot be read does not keep the answer from being yes.
    #[arg(long, value_name = "PATH", value_parser = Paths::parse, help_heading = "Sources")]
    accept_gap: Vec<Paths>,

    #[command(flatten)]
    packs: PackArgs,

    #[command(flatten)]
    config: ConfigArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

/// What was pinned, and what was found in it.
pub(super) struct Scanned {
    pub(super) lock: Lock,
    pub(super) outcome: Outcome,
}

/// What the configuration and the flags say, flags first.
pub(super) struct Prepared {
    pub(super) engine: Engine,
    pub(super) exclude: Vec<Paths>,
    accepted: Vec<Paths>,
}

impl PinArgs {
    /// The rules, with the limits of this run, and what is left out.
    pub(super) fn prepare(&self, io: &Io<'_>) -> Result<Prepared, Error> {
        let found = self.config.find(io)?;
        let packs = packs::read(&io.folder, found.packs().chain(self.packs.folders()))?;
        let mut engine = Engine::new(Options { packs, ..Options::default() })?;
        let mut settings = found.settings(engine.catalogue())?;
        engine.limits = Limits::DEFAULT.with(&self.limits.over(settings.limits));
        engine.disable(std::mem::take(&mut settings.disabled))?;
        let accepted = settings.accepted_gaps.into_iter().map(|gap| gap.paths).chain(self.accept_gap.iter().cloned());
        let mut exclude = settings.exclude;
        exclude.extend(self.exclude.iter().cloned());
        Ok(Prepared { engine, exclude, accepted: accepted.collect() })
    }

    /// Captures the sources, less the lock itself.
    pub(super) fn fetch(&self, prepared: &Prepared, lock: &Path, io: &mut Io<'_>) -> Result<Vec<Capture>, Error> {
        let mut captures = self.sources.fetch(prepared.engine.limits, &prepared.exclude, io)?;
        let own = lock.to_str().map(|path| Utf8Path::new(path.strip_prefix("./").unwrap_or(path)));
        for capture in &mut captures {
            capture.tree.entries.retain(|entry| Some(entry.path.as_path()) != own);
        }
        Ok(captures)
    }

    /// The sources as a person reads them.
    pub(super) fn names(&self) -> String {
        self.sources.names()
    }

    /// The same flags for another source.
    pub(super) fn sources(&self) -> &SourceArgs {
        &self.sources
    }
}

impl Prepared {
    /// Scans and pins captures.
    pub(super) fn pin(&self, captures: &[Capture]) -> Scanned {
        let jobs = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut outcome = scan::scan(&self.engine, captures, jobs, &Silent);
        let lock = lock::pin(captures, &mut outcome, self.engine.digest(), &self.engine.limits);
        outcome.gaps.retain(|gap| !self.accepted.iter().any(|paths| paths.contains(&gap.path)));
        Scanned { lock, outcome }
    }
}

/// Reads a lock by its path; mistakes name it as the user did.
pub(super) fn read(path: &Path, io: &Io<'_>) -> Result<Lock, Error> {
    let text = source::read_small(&io.folder.join(path), MAX_LOCK).map_err(|error| error.about(path))?;
    Ok(Lock::parse(&path.to_string_lossy(), &text)?)
}

/// Whether a file is a lock, whole or not.
pub(super) fn is_lock(path: &Path, io: &Io<'_>) -> bool {
    let text = source::read_small(&io.folder.join(path), MAX_LOCK);
    text.is_ok_and(|text| text.lines().take(16).any(|line| line.starts_with("schema") && line.contains(lock::SCHEMA)))
}

/// Says what could not be read.
pub(super) fn say_gaps(gaps: &[Gap], io: &mut Io<'_>) {
    for gap in gaps {
        let detail = if gap.detail.is_empty() { String::new() } else { format!(" ({})", gap.detail) };
        let path = if gap.path.as_str().is_empty() { "." } else { gap.path.as_str() };
        io.say(&format!("gap: {path}: {}{detail}\n  help: {}", gap.reason.describe(), gap.reason.help()));
    }
}
