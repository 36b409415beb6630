//! `skill-scanner`

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::{Scanned, answer, note_absent};
use crate::artifact::ArtifactKind;
use crate::cli::named::one_of;
use crate::cli::{Error, ExitStatus, Io};
use crate::report::cisco;
use crate::rule::Severity;
use crate::source::{self, Capture, Limits, Options};

/// Scan agent skills with proofmark, in the words of Cisco's skill-scanner.
#[derive(Debug, Parser)]
#[command(name = "skill-scanner", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan a skill.
    Scan(Box<Scan>),
}

#[expect(clippy::struct_excessive_bools, reason = "they are another's flags")]
#[derive(Debug, clap::Args)]
struct Scan {
    skill_directory: String,
    /// Print JSON, or a report for people.
    #[arg(long, value_enum, default_value = "summary")]
    format: Format,
    /// Write the report to a file.
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// Say no when a finding is at least this severe.
    #[arg(long, value_name = "LEVEL", value_parser = one_of(Severity::ALL, Severity::name))]
    fail_on_severity: Option<Severity>,
    /// Say no when a finding is high or critical.
    #[arg(long)]
    fail_on_findings: bool,
    /// Our rules follow data by themselves.
    #[arg(long)]
    use_behavioral: bool,
    #[arg(long, hide = true)]
    use_llm: bool,
    #[arg(long, hide = true)]
    use_virustotal: bool,
    #[arg(long, hide = true)]
    use_aidefense: bool,
    #[arg(long, hide = true)]
    enable_meta: bool,
    #[arg(long, hide = true)]
    compact: bool,
    #[arg(long, hide = true)]
    verbose: bool,
    #[arg(long, hide = true)]
    lenient: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Summary,
    Table,
    Json,
}

pub(super) fn run(args: &Arguments, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let Command::Scan(args) = &args.command;
    let asked = [
        (args.use_llm, "llm"),
        (args.use_virustotal, "virustotal"),
        (args.use_aidefense, "ai-defense"),
        (args.enable_meta, "meta"),
    ];
    let asked: Vec<String> = asked.iter().filter(|(asked, _)| *asked).map(|(_, name)| (*name).to_owned()).collect();
    note_absent(&asked, &[], io);
    let options = Options { limits: Limits::DEFAULT, no_ignore: true };
    let tree = source::list(&args.skill_directory, &io.folder, &options)?;
    let (scanned, _) = Scanned::of(io, Capture::local(args.skill_directory.clone(), tree))?;
    if !scanned.outcome.artifacts.iter().any(|artifact| artifact.kind == ArtifactKind::Skill) {
        return Err(Error::Empty { sources: format!("`{}`", args.skill_directory) });
    }
    let bytes = if args.format == Format::Json {
        let mut bytes = Vec::new();
        cisco::write(&cisco::skill(&scanned.report(io), &args.skill_directory), &mut bytes)?;
        bytes
    } else {
        scanned.text(io)?
    };
    answer(&bytes, args.output.as_ref(), io)?;
    let least = args.fail_on_severity.or_else(|| args.fail_on_findings.then_some(Severity::High));
    let failed = least.is_some_and(|least| scanned.outcome.findings.iter().any(|finding| finding.severity >= least));
    Ok(if failed { ExitStatus::No } else { ExitStatus::Yes })
}
