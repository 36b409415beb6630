//! `proofmark lock`

use std::path::PathBuf;

use clap::Args;

use super::pins::{self, PinArgs};
use super::{Error, ExitStatus, Io};
use crate::lock::{self, Lock};
use crate::source;

/// Pin what a model is told in a file to commit, so that `diff` can say what changed.
///
/// That is tools, prompts, skills, cards and packages, each with its digest.
#[derive(Debug, Args)]
pub(super) struct LockArgs {
    #[command(flatten)]
    pins: PinArgs,

    /// Write the lock to this file.
    #[arg(long, short, value_name = "FILE", default_value = pins::LOCK, help_heading = "Output")]
    output: PathBuf,

    /// Say nothing but errors.
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
}

pub(super) fn run(args: &LockArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let prepared = args.pins.prepare(io)?;
    let mut pinned = prepared.pin(&args.pins.fetch(&prepared, &args.output, io)?);
    if pinned.lock.artifacts.is_empty() && pinned.outcome.gaps.is_empty() {
        return Err(Error::Empty { sources: args.pins.names() });
    }
    if !pinned.outcome.gaps.is_empty() {
        // What was not read is not agreed to, and the lock that is there stays as it is.
        pins::say_gaps(&pinned.outcome.gaps, io);
        io.say(&format!("`{}` is not written", args.output.display()));
        return Ok(ExitStatus::Unknown);
    }
    let old = match pins::read(&args.output, io) {
        Ok(old) => Some(old),
        Err(Error::Source(source::Error::NotFound { .. })) => None,
        Err(error) => return Err(error),
    };
    // What was seen of promotions is not of the sources, and not forgotten.
    pinned.lock.heads = old.as_ref().map(|old| old.heads.clone()).unwrap_or_default();
    source::write_atomic(&io.folder.join(&args.output), pinned.lock.write().as_bytes())?;
    if !args.quiet {
        io.say(&sentence(old.as_ref(), &pinned, args));
    }
    Ok(ExitStatus::Yes)
}

/// `pinned 12 items of 3 artifacts in `proofmark.lock`: 1 changed`
fn sentence(old: Option<&Lock>, pinned: &pins::Scanned, args: &LockArgs) -> String {
    let (new, outcome) = (&pinned.lock, &pinned.outcome);
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (items, artifacts) = (counted(new.items(), "item"), counted(new.artifacts.len(), "artifact"));
    let news = old.map_or_else(String::new, |old| match lock::compare(old, new, outcome).changes.len() {
        0 => ": nothing changed".to_owned(),
        changes => format!(": {} since the last time", counted(changes, "change")),
    });
    let found = match outcome.findings.len() {
        0 => String::new(),
        findings => format!("\n{} agreed to with it; `proofmark scan` lists them", counted(findings, "finding")),
    };
    format!("pinned {items} of {artifacts} in `{}`{news}{found}", args.output.display())
}
