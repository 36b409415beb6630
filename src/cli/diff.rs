//! `proofmark diff`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::pins::{self, PinArgs, Prepared, Scanned};
use super::{Error, ExitStatus, Io};
use crate::lock::{self, Lock};
use crate::report::drift::{Drift, drift_json, drift_text};
use crate::source::SourceRef;

/// Say what changed since it was agreed to: what came, went, broke, or turned harmful.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    pins: PinArgs,

    /// The lock that `proofmark lock` wrote.
    #[arg(long, value_name = "FILE", default_value = pins::LOCK, help_heading = "Compare with")]
    lock: PathBuf,

    /// Another source, such as what `--save-capture` wrote, or another lock.
    #[arg(long, value_name = "SOURCE", conflicts_with = "lock", help_heading = "Compare with")]
    against: Option<SourceRef>,

    /// The same folder at a commit, branch or tag, instead of a lock.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["lock", "against"], help_heading = "Compare with")]
    since: Option<String>,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &DiffArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let prepared = args.pins.prepare(io)?;
    let (name, old, mut gaps) = before(args, &prepared, io)?;
    let Scanned { lock: new, outcome } = prepared.pin(&args.pins.fetch(&prepared, &args.lock, io)?);
    gaps.extend(outcome.gaps.iter().cloned());
    gaps.sort();
    gaps.dedup();
    let comparison = lock::compare(&old, &new, &outcome);
    let drift = Drift { old: &name, comparison: &comparison, gaps: &gaps, artifacts: new.artifacts.len() };
    io.answer(match args.format {
        Format::Text => drift_text(&drift).into_bytes(),
        Format::Json => drift_json(&drift)?,
    })?;
    Ok(match () {
        () if !gaps.is_empty() => ExitStatus::Unknown,
        () if !comparison.changes.is_empty() => ExitStatus::No,
        () => ExitStatus::Yes,
    })
}

/// What is compared with, what it is called, and what of it could not be read.
fn before(
    args: &DiffArgs,
    prepared: &Prepared,
    io: &mut Io<'_>,
) -> Result<(String, Lock, Vec<crate::finding::Gap>), Error> {
    let sources = match (&args.against, &args.since) {
        (Some(SourceRef::Path(path)), _) if pins::is_lock(path, io) => {
            return Ok((path.display().to_string(), pins::read(path, io)?, Vec::new()));
        }
        (Some(source @ SourceRef::Path(path)), _) if !io.folder.join(path).exists() => {
            return Err(Error::Against { name: source.to_string() });
        }
        (Some(source), _) => vec![source.clone()],
        (None, Some(revision)) => args.pins.sources().at_revision(revision, io)?,
        (None, None) => return Ok((args.lock.display().to_string(), pins::read(&args.lock, io)?, Vec::new())),
    };
    let name = sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let captures = args.pins.sources().fetch_these(&sources, prepared.engine.limits, &prepared.exclude, io)?;
    let Scanned { lock, outcome } = prepared.pin(&captures);
    Ok((name, lock, outcome.gaps))
}
