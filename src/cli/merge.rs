//! `proofmark merge`

use std::path::PathBuf;

use clap::Args;

use super::{Error, ExitStatus, Io};
use crate::finding::Verdict;
use crate::report;
use crate::source;

/// Bytes of a report, at most.
const MAX_REPORT: u64 = 1 << 30;

/// Make one JSON report of several: the shares of `scan --shard`, or scans of different sources.
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Reports of `scan --format json`; of a sweep all shares, in any order.
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,

    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &MergeArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut reports = Vec::with_capacity(args.reports.len());
    for path in &args.reports {
        let text = source::read_small(&io.folder.join(path), MAX_REPORT).map_err(|error| error.about(path))?;
        reports.push((path.to_string_lossy().into_owned(), text));
    }
    let merged = report::merge(&reports)?;
    let mut bytes = Vec::new();
    merged.write(&mut bytes)?;
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    if reports.len() > 1 {
        io.note("rules about several artifacts saw the artifacts of one report at a time");
    }
    Ok(match merged.verdict {
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}
