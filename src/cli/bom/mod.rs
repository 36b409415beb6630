//! `proofmark bom`

mod audit;
mod convert;
mod deps;
mod diff;
mod lives;
mod merge;
mod read;
mod score;
mod validate;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::config::ConfigArgs;
use super::limits::LimitArgs;
use super::named::one_of;
use super::sources::SourceArgs;
use super::{Error, ExitStatus, Io};
use crate::bom::cyclonedx::SpecVersion;
use crate::bom::{self, Format, Options, Written};
use crate::config::Paths;
use crate::inventory;
use crate::report::bom::json;
use crate::source::{self, Limits};

/// List what an agent is made of, and work with such lists.
///
/// That is models, tools, prompts, skills, MCP servers and packages.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct BomArgs {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::ValidateArgs),
    Diff(diff::DiffArgs),
    Merge(merge::MergeArgs),
    Deps(deps::DepsArgs),
    Score(score::ScoreArgs),
    Audit(audit::AuditArgs),
    Convert(convert::ConvertArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    sources: SourceArgs,

    /// Leave paths out, as in `vendor/**`; may be repeated.
    #[arg(long, value_name = "PATH", value_parser = Paths::parse, help_heading = "Sources")]
    exclude: Vec<Paths>,

    /// Say yes where there is nothing to list.
    #[arg(long)]
    allow_empty: bool,

    /// How to write the list.
    #[arg(long, default_value = "text", value_parser = one_of(Format::ALL, Format::name), help_heading = "Output")]
    format: Format,

    /// The version of CycloneDX; older ones say less.
    #[arg(long, value_name = "VERSION", default_value = "1.7", value_parser = one_of(SpecVersion::ALL, SpecVersion::name), help_heading = "Output")]
    spec_version: SpecVersion,

    /// Record the time, or that of `SOURCE_DATE_EPOCH`.
    #[arg(long, help_heading = "Output")]
    timestamp: bool,

    /// Write the list to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    config: ConfigArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &BomArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        None => list(&args.list, io),
        Some(Command::Validate(args)) => validate::run(args, io),
        Some(Command::Diff(args)) => diff::run(args, io),
        Some(Command::Merge(args)) => merge::run(args, io),
        Some(Command::Deps(args)) => deps::run(args, io),
        Some(Command::Score(args)) => score::run(args, io),
        Some(Command::Audit(args)) => audit::run(args, io),
        Some(Command::Convert(args)) => convert::run(args, io),
    }
}

fn list(args: &ListArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut settings = args.config.find(io)?.settings_without_rules()?;
    let limits = Limits::DEFAULT.with(&args.limits.over(settings.limits));
    settings.exclude.extend(args.exclude.iter().cloned());
    let inventory = inventory::collect(&args.sources.fetch(limits, &settings.exclude, io)?, &limits);
    if inventory.components.is_empty() && !inventory.has_gaps() && !args.allow_empty {
        return Err(Error::NothingToList { sources: args.sources.names() });
    }
    let options =
        Options { spec_version: args.spec_version, timestamp: args.timestamp.then(|| io.clock.now().to_string()) };
    let bytes = match bom::write(args.format, &inventory, &options)? {
        Written::Text(text) => text,
        Written::Json(value) => json(&value)?,
    };
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(if inventory.has_gaps() { ExitStatus::Unknown } else { ExitStatus::Yes })
}
