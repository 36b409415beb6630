//! `proofmark report`

mod life;
mod stage;

use clap::Args;

use super::governed::PolicyArgs;
use super::limits::LimitArgs;
use super::named::one_of;
use super::output::OutputArgs;
use super::packs::PackArgs;
use super::store::StoreDir;
use super::subject::About;
use super::trust::AskedArgs;
use super::{Error, ExitStatus, Io};
use crate::analyze::{self, Engine};
use crate::config::LimitSettings;
use crate::finding::Verdict;
use crate::inventory;
use crate::report::{Beside, Format, Report};
use crate::rule::Severity;
use crate::scan::{self, Silent};
use crate::source::Limits;

/// Show all that is known about one artifact on a page.
///
/// That is findings, what it is made of, and the evidence about it.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The scan is made now, without configuration, baseline or waivers. Evidence is verified where \
                       whom to trust is named, and shown as not checked otherwise. The stage is what signed links \
                       lead to, where there is a policy that says whose links count."
)]
pub(super) struct ReportArgs {
    /// A file or folder; a tag or digest in the store; or `oci:IMAGE`.
    #[arg(value_name = "SOURCE", default_value = ".")]
    subject: String,

    #[command(flatten)]
    store: StoreDir,

    #[command(flatten)]
    packs: PackArgs,

    /// List no finding below this severity, only how many there are.
    #[arg(long, value_name = "LEVEL", default_value = "low", value_parser = one_of(Severity::ALL, Severity::name), help_heading = "Rules")]
    min_severity: Severity,

    /// Say no when a finding is at least this severe.
    #[arg(long, value_name = "LEVEL", default_value = "high", value_parser = one_of(Severity::ALL, Severity::name), help_heading = "Rules")]
    fail_on: Severity,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    trust: AskedArgs,

    /// How to write the report; only `html` shows more than the scan.
    #[arg(long, default_value = "html", value_parser = one_of(Format::ALL, Format::name), help_heading = "Output")]
    format: Format,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &ReportArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    let about = About::find(&args.subject, &args.store, io)?;
    let capture = about.capture(&args.subject, io)?;
    let captures = [capture.ok_or_else(|| no_files(&args.subject))?];
    let packs = args.packs.read(&io.folder)?;
    let engine = Engine::new(analyze::Options { packs, limits, ..io.analysis() })?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let outcome = scan::scan(&engine, &captures, jobs, &Silent);
    let report = Report {
        outcome: &outcome,
        engine: &engine,
        fail_on: args.fail_on,
        config: None,
        min_severity: args.min_severity,
        color: io.color.0,
    };
    let inventory = args.format.shows_inventory().then(|| inventory::collect(&captures, &limits));
    let life = match &about {
        About::Stored(stored) => {
            let mut life = life::of(stored, &args.trust, io)?;
            if args.policy.is_there(io) {
                stage::add(&mut life, stored, &args.policy, &args.trust, io)?;
            }
            Some(life)
        }
        About::Here(_) => None,
    };
    let beside = Beside { time: args.output.time(io), inventory: inventory.as_ref(), timeline: life.as_ref() };
    args.output.answer(args.format, &report, &beside, io)?;
    Ok(match report.verdict() {
        Verdict::Pass => ExitStatus::Yes,
        Verdict::Fail => ExitStatus::No,
        Verdict::Incomplete => ExitStatus::Unknown,
    })
}

/// A digest of something elsewhere says nothing about what is in it.
fn no_files(name: &str) -> Error {
    Error::Value { value: name.to_owned(), expected: "file, folder or artifact in the store" }
}
