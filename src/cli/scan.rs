//! `proofmark scan`

use clap::Args;

use super::packs;
use super::suppress::{self, Decisions, Found, LimitArgs, SuppressArgs};
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

    /// Say no when a finding is at least this severe [default: high].
    #[arg(long, value_name = "LEVEL", value_parser = str::parse::<Severity>, help_heading = "Rules")]
    fail_on: Option<Severity>,

    /// Scan with this many threads; one a core by default.
    #[arg(long, value_name = "N", help_heading = "Limits")]
    jobs: Option<usize>,

    /// Say yes where there is no artifact.
    #[arg(long)]
    allow_empty: bool,

    /// Read build output and installed dependencies, too.
    #[arg(long)]
    no_ignore: bool,

    #[command(flatten)]
    suppress: SuppressArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

fn parse_format(text: &str) -> Result<Format, String> {
    Format::ALL.iter().copied().find(|format| format.name() == text).ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("`{text}` is none of {}", names.join(", "))
    })
}

pub(super) fn run(args: &ScanArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let found = args.suppress.find(io)?;
    let config = found.name.clone();
    let (mut engine, decisions) = prepare(args, found, io)?;
    let limits = Limits::DEFAULT.with(&args.limits.over(decisions.settings.limits));
    engine.limits = limits;
    let fail_on = args.fail_on.or(decisions.settings.fail_on).unwrap_or(Severity::High);
    let options = source::Options { limits, no_ignore: args.no_ignore };
    let mut trees = Vec::with_capacity(args.sources.len());
    for reference in &args.sources {
        let mut tree = source::fetch(reference, &io.folder, &options)?;
        tree.exclude(&decisions.settings.exclude);
        trees.push((reference.clone(), tree));
    }
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut outcome = scan::scan(&engine, &trees, jobs, &scan::Silent);
    let leftovers = decisions.suppressions.apply(&mut outcome, io.clock.today());
    suppress::warn(&leftovers, io);
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() && !args.allow_empty {
        let sources = args.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::Empty { sources });
    }
    let report = Report { outcome: &outcome, engine: &engine, fail_on, config: config.as_deref() };
    report::write(args.format, &report, io.out)?;
    io.out.flush()?;
    args.suppress.write(&outcome, io)?;
    Ok(match outcome.verdict(fail_on) {
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}

/// The rules, and what the user has decided about them. What is wrong with the configuration goes before what is wrong
/// with the rules that it names.
fn prepare(args: &ScanArgs, found: Found, io: &Io<'_>) -> Result<(Engine, Decisions), Error> {
    let packs = packs::read(found.packs()).map_err(Error::from);
    let ready = packs.and_then(|packs| Ok(Engine::new(analyze::Options { packs, ..analyze::Options::default() })?));
    let mut engine = match ready {
        Ok(engine) => engine,
        Err(error) if found.is_sound() => return Err(error),
        Err(_) => Engine::new(analyze::Options::default())?,
    };
    let decisions = args.suppress.decide(found, &engine, io)?;
    engine.disable(decisions.settings.disabled.clone())?;
    Ok((engine, decisions))
}
