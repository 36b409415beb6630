//! `proofmark scan`

use clap::Args;

use super::{Error, ExitStatus, Io};
use crate::analyze::{self, Engine};
use crate::finding::Verdict;
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::scan;
use crate::source::{self, Limits};

/// Find what is malicious or unsafe in skills, MCP servers and agent cards.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files and folders.
    #[arg(value_name = "SOURCE", default_value = ".")]
    sources: Vec<String>,

    /// How to write the report.
    #[arg(long, default_value = "json", value_parser = parse_format, help_heading = "Output")]
    format: Format,

    /// Say no when a finding is at least this severe.
    #[arg(long, value_name = "LEVEL", default_value = "high", value_parser = str::parse::<Severity>, help_heading = "Rules")]
    fail_on: Severity,

    /// Scan with this many threads; one a core by default.
    #[arg(long, value_name = "N", help_heading = "Limits")]
    jobs: Option<usize>,

    /// Say yes where there is no artifact.
    #[arg(long)]
    allow_empty: bool,

    /// Read build output and installed dependencies, too.
    #[arg(long)]
    no_ignore: bool,
}

fn parse_format(text: &str) -> Result<Format, String> {
    Format::ALL.iter().copied().find(|format| format.name() == text).ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("`{text}` is none of {}", names.join(", "))
    })
}

pub(super) fn run(args: &ScanArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT;
    let engine = Engine::new(analyze::Options { limits, ..analyze::Options::default() })?;
    let options = source::Options { limits, no_ignore: args.no_ignore };
    let mut trees = Vec::with_capacity(args.sources.len());
    for reference in &args.sources {
        trees.push((reference.clone(), source::fetch(reference, &io.folder, &options)?));
    }
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let outcome = scan::scan(&engine, &trees, jobs, &scan::Silent);
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() && !args.allow_empty {
        let sources = args.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::Empty { sources });
    }
    let report = Report { outcome: &outcome, engine: &engine, fail_on: args.fail_on };
    report::write(args.format, &report, io.out)?;
    io.out.flush()?;
    Ok(match outcome.verdict(args.fail_on) {
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}
