//! `proofmark merge`

use std::path::PathBuf;

use clap::Args;

use super::named::one_of;
use super::output::OutputArgs;
use super::packs::PackArgs;
use super::{Error, ExitStatus, Io};
use crate::finding::Verdict;
use crate::report::{self, Beside, Format};
use crate::source;

/// Bytes of a report, at most.
const MAX_REPORT: u64 = 1 << 30;

/// Make one report of several, or of one another format.
///
/// Several are the shares of `scan --shard`, or scans of different sources.
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Reports of `scan --format json`; of a sweep all shares, in any order.
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,

    #[command(flatten)]
    packs: PackArgs,

    /// How to write the report.
    #[arg(long, default_value = "json", value_parser = one_of(Format::ALL, Format::name), help_heading = "Output")]
    format: Format,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &MergeArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut reports = Vec::with_capacity(args.reports.len());
    for path in &args.reports {
        let text = source::read_small(&io.folder.join(path), MAX_REPORT).map_err(|error| error.about(path))?;
        reports.push((path.to_string_lossy().into_owned(), text));
    }
    let merged = report::merge(&reports)?;
    let verdict = merged.verdict;
    if args.format == Format::Json {
        let mut bytes = Vec::new();
        merged.write(&mut bytes)?;
        args.output.put(&bytes, io)?;
    } else {
        let earlier = merged.read_back(args.packs.read(&io.folder)?)?;
        let beside = Beside { time: args.output.time(io), ..Beside::default() };
        args.output.answer(args.format, &earlier.report(io.color.0), &beside, io)?;
    }
    if reports.len() > 1 && !args.output.quiet {
        io.note("rules about several artifacts saw the artifacts of one report at a time");
    }
    Ok(match verdict {
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}
