//! `proofmark scan`

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::limits::LimitArgs;
use super::packs::PackArgs;
use super::progress::Bar;
use super::{Error, ExitStatus, Io};
use crate::analyze::{self, Engine};
use crate::finding::Verdict;
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::scan;
use crate::source;

/// Find what is malicious or unsafe in skills, MCP servers and agent cards.
#[expect(clippy::struct_excessive_bools, reason = "they are flags")]
#[derive(Debug, Args)]
#[command(after_long_help = super::limits::others())]
pub(super) struct ScanArgs {
    /// Files and folders.
    #[arg(value_name = "SOURCE", default_value = ".")]
    sources: Vec<String>,

    /// Say yes where there is no artifact.
    #[arg(long)]
    allow_empty: bool,

    /// Read build output and installed dependencies, too.
    #[arg(long)]
    no_ignore: bool,

    #[command(flatten)]
    packs: PackArgs,

    /// List no finding below this severity, only how many there are.
    #[arg(long, value_name = "LEVEL", default_value = "low", value_parser = severity(), help_heading = "Rules")]
    min_severity: Severity,

    /// Say no when a finding is at least this severe [default: high].
    #[arg(long, value_name = "LEVEL", value_parser = severity(), help_heading = "Rules")]
    fail_on: Option<Severity>,

    /// Say yes once the report is written, whatever is in it.
    #[arg(long, help_heading = "Rules")]
    exit_zero: bool,

    /// How to write the report.
    #[arg(long, default_value = "text", value_parser = format(), help_heading = "Output")]
    format: Format,

    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Say nothing beside the report but errors.
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,

    /// Scan with this many threads; one a core by default.
    #[arg(long, short, value_name = "N", help_heading = "Limits")]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    limits: LimitArgs,
}

/// Names its values in `--help`, which a plain function does not.
fn severity() -> impl clap::builder::TypedValueParser<Value = Severity> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Severity::ALL.iter().map(|level| level.name()))
        .try_map(|name| name.parse::<Severity>())
}

fn format() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
        .try_map(|name| Format::ALL.iter().copied().find(|format| format.name() == name).ok_or("is no format"))
}

pub(super) fn run(args: &ScanArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = args.limits.limits();
    let packs = args.packs.read(&io.folder)?;
    let engine = Engine::new(analyze::Options { packs, limits, ..analyze::Options::default() })?;
    let options = source::Options { limits, no_ignore: args.no_ignore };
    let mut trees = Vec::with_capacity(args.sources.len());
    for reference in &args.sources {
        trees.push((reference.clone(), source::fetch(reference, &io.folder, &options)?));
    }
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let bar = Bar::new(io.terminal && !args.quiet);
    let outcome = scan::scan(&engine, &trees, jobs, &bar);
    bar.clear();
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() && !args.allow_empty {
        let sources = args.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::Empty { sources });
    }
    let report = Report {
        outcome: &outcome,
        engine: &engine,
        fail_on: args.fail_on.unwrap_or(Severity::High),
        min_severity: args.min_severity,
        color: io.color.0,
    };
    answer(args, &report, io)?;
    Ok(match report.verdict() {
        _ if args.exit_zero => ExitStatus::Yes,
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}

/// Writes the report where it was asked for.
fn answer(args: &ScanArgs, report: &Report<'_>, io: &mut Io<'_>) -> Result<(), Error> {
    let mut bytes = Vec::new();
    let Some(file) = &args.output else {
        report::write(args.format, report, &mut bytes)?;
        return io.answer(bytes);
    };
    // A file is read by anything, so it is never coloured.
    report::write(args.format, &Report { color: false, ..*report }, &mut bytes)?;
    source::write_atomic(&io.folder.join(file), &bytes)?;
    if !args.quiet {
        io.say(&format!("{}\nthe report is in `{}`", report::sentence(report), file.display()));
    }
    Ok(())
}
