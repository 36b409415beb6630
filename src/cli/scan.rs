//! `proofmark scan`

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::changes::ChangeArgs;
use super::config::Found;
use super::judge::{self, JudgeArgs};
use super::limits::LimitArgs;
use super::named::one_of;
use super::output::OutputArgs;
use super::packs::{self, PackArgs};
use super::progress::Bar;
use super::sources::SourceArgs;
use super::suppress::{self, Decisions, SuppressArgs};
use super::{Error, ExitStatus, Io};
use crate::analyze::{self, Engine};
use crate::finding::Verdict;
use crate::inventory::{self, Inventory};
use crate::report::{Beside, Format, Report};
use crate::rule::Severity;
use crate::scan::{self, Cache, Shard, Sweep};
use crate::source::{Capture, Limits};

/// Find what is malicious or unsafe in skills, MCP servers and agent cards.
#[derive(Debug, Args)]
#[command(after_long_help = super::limits::others())]
pub(super) struct ScanArgs {
    #[command(flatten)]
    sources: SourceArgs,

    #[command(flatten)]
    changes: ChangeArgs,

    /// Say yes where there is no artifact.
    #[arg(long)]
    allow_empty: bool,

    #[command(flatten)]
    packs: PackArgs,

    /// List no finding below this severity, only how many there are [default: low].
    #[arg(long, value_name = "LEVEL", value_parser = one_of(Severity::ALL, Severity::name), help_heading = "Rules")]
    min_severity: Option<Severity>,

    /// Say no when a finding is at least this severe [default: high].
    #[arg(long, value_name = "LEVEL", value_parser = one_of(Severity::ALL, Severity::name), help_heading = "Rules")]
    fail_on: Option<Severity>,

    /// Say yes once the report is written, whatever is in it.
    #[arg(long, help_heading = "Rules")]
    exit_zero: bool,

    /// How to write the report.
    #[arg(long, default_value = "text", value_parser = one_of(Format::ALL, Format::name), help_heading = "Output")]
    format: Format,

    #[command(flatten)]
    output: OutputArgs,

    /// Scan with this many threads; one a core by default.
    #[arg(long, short, value_name = "N", help_heading = "Limits")]
    jobs: Option<NonZeroUsize>,

    /// Scan one share of the work, as `2/8`, the second of eight; `proofmark merge` puts the reports together.
    #[arg(long, value_name = "SHARE", help_heading = "Sweeps")]
    shard: Option<Shard>,

    /// Keep what came of each artifact in a folder, and read only what is new the next time. Keep it as safe as reports.
    #[arg(long, value_name = "DIR", help_heading = "Sweeps")]
    cache: Option<PathBuf>,

    #[command(flatten)]
    judge: JudgeArgs,

    /// Ask each question this often; what most of the votes say counts. One vote alone raises nothing above `medium`.
    #[arg(long = "judge-votes", value_name = "N", requires = "judge", default_value_t = 1, value_parser = votes, help_heading = "Judge")]
    votes: usize,

    #[command(flatten)]
    suppress: SuppressArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

/// Reads a number of votes that has a majority.
fn votes(text: &str) -> Result<usize, String> {
    let votes = text.parse().ok().filter(|votes| matches!(votes, 1 | 3 | 5 | 7 | 9));
    votes.ok_or_else(|| "it is none of 1, 3, 5, 7, 9".to_owned())
}

impl ScanArgs {
    /// A client's configuration that `--config` names is scanned with its servers, and configures nothing.
    fn take_client_config(&mut self, io: &Io<'_>) {
        if let Some(path) = self.suppress.config.take_client(io) {
            self.sources.add_client_config(path);
        }
    }

    /// Whether only what changed is scanned.
    pub(super) const fn is_of_changes(&self) -> bool {
        self.changes.is_asked()
    }
}

/// A scan that was made, and all that it was made with.
pub(super) struct Scanned {
    pub(super) outcome: scan::Outcome,
    pub(super) engine: Engine,
    pub(super) fail_on: Severity,
    pub(super) min_severity: Severity,
    /// The configuration file that applied, as it was named.
    pub(super) config: Option<String>,
    /// What the sources are made of, where the format shows that.
    pub(super) inventory: Option<Inventory>,
}

pub(super) fn run(args: &mut ScanArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    args.take_client_config(io);
    if args.judge.dry_run {
        return preview(args, io);
    }
    let scanned = perform(args, None, io)?;
    let Scanned { outcome, engine, fail_on, min_severity, config, inventory } = &scanned;
    let report = Report {
        outcome,
        engine,
        fail_on: *fail_on,
        config: config.as_deref(),
        min_severity: *min_severity,
        color: io.color.0,
    };
    let beside = Beside { time: args.output.time(io), inventory: inventory.as_ref(), timeline: None };
    args.output.answer(args.format, &report, &beside, io)?;
    args.suppress.write(outcome, io)?;
    Ok(match report.verdict() {
        _ if args.exit_zero => ExitStatus::Yes,
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}

/// Prints what a judge would be asked about a scan.
fn preview(args: &ScanArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let judge = args.judge.open(args.votes, args.sources.is_offline(), io)?;
    let Swept { outcome, engine, captures, .. } = sweep(args, None, io)?;
    if let Some(judge) = judge {
        judge::preview(&judge, &scan::judge_preview(&engine, &captures, &judge, &outcome), io)?;
    }
    Ok(ExitStatus::Yes)
}

/// Scans what `args` names, or what was fetched already in its place, and asks the judge if there is one.
pub(super) fn perform(args: &ScanArgs, fetched: Option<Capture>, io: &mut Io<'_>) -> Result<Scanned, Error> {
    if args.judge.dry_run {
        return Err(Error::Unfit { option: "--judge-dry-run", why: "it answers with requests, not with a scan" });
    }
    // What is wrong with it is said before anything is fetched.
    let judge = args.judge.open(args.votes, args.sources.is_offline(), io)?;
    let Swept { mut outcome, engine, captures, decisions, config } = sweep(args, fetched, io)?;
    if let Some(judge) = judge {
        scan::judge(&engine, &captures, &judge, &mut outcome);
        if !args.output.quiet {
            judge::tell(&judge, io);
        }
    }
    let fail_on = args.fail_on.or(decisions.settings.fail_on).unwrap_or(Severity::High);
    let min_severity = args.min_severity.or(decisions.settings.min_severity).unwrap_or(Severity::Low);
    let leftovers = decisions.suppressions.apply(&mut outcome, io.clock.today());
    suppress::warn(&leftovers, io);
    let may_be_empty = args.allow_empty || args.shard.is_some() || args.changes.is_asked();
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() && !may_be_empty {
        return Err(Error::Empty { sources: args.sources.names() });
    }
    let inventory = args.format.shows_inventory().then(|| inventory::collect(&captures, &engine.limits));
    Ok(Scanned { outcome, engine, fail_on, min_severity, config, inventory })
}

/// What the rules have to say, before anybody decides about it.
struct Swept {
    outcome: scan::Outcome,
    engine: Engine,
    captures: Vec<Capture>,
    decisions: Decisions,
    config: Option<String>,
}

fn sweep(args: &ScanArgs, fetched: Option<Capture>, io: &mut Io<'_>) -> Result<Swept, Error> {
    let found = args.suppress.config.find(io)?;
    let config = found.name.clone();
    let (mut engine, decisions) = prepare(args, found, io)?;
    let limits = Limits::DEFAULT.with(&args.limits.over(decisions.settings.limits));
    engine.limits = limits;
    let exclude = &decisions.settings.exclude;
    let captures = match fetched {
        Some(mut capture) => {
            args.sources.refuse_more()?;
            capture.tree.exclude(exclude);
            vec![capture]
        }
        None => match args.changes.fetch(&args.sources, limits, exclude, io)? {
            Some(captures) => captures,
            None => args.sources.fetch(limits, exclude, io)?,
        },
    };
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let bar = Bar::new(io.terminal && !args.output.quiet);
    let cache = args.cache.as_ref().map(|folder| Cache::open(&io.folder.join(folder), &engine)).transpose()?;
    let sweep = Sweep { shard: args.shard, cache: cache.as_ref() };
    let outcome = scan::sweep(&engine, &captures, sweep, jobs, &bar);
    bar.clear();
    Ok(Swept { outcome, engine, captures, decisions, config })
}

/// The rules, and what the user has decided about them. What is wrong with the configuration goes before what is wrong
/// with the rules that it names.
fn prepare(args: &ScanArgs, found: Found, io: &Io<'_>) -> Result<(Engine, Decisions), Error> {
    let packs = packs::read(&io.folder, found.packs().chain(args.packs.folders()));
    let ready = packs.and_then(|packs| Ok(Engine::new(analyze::Options { packs, ..io.analysis() })?));
    let mut engine = match ready {
        Ok(engine) => engine,
        Err(error) if found.is_sound() => return Err(error),
        Err(_) => Engine::new(io.analysis())?,
    };
    let decisions = args.suppress.decide(found, &engine, io)?;
    engine.disable(decisions.settings.disabled.clone())?;
    Ok((engine, decisions))
}
