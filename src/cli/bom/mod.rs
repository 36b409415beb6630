//! `proofmark bom`

mod convert;
mod deps;
mod diff;
mod merge;
mod read;
mod validate;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};

/// Check, compare and write bills of materials.
#[derive(Debug, Args)]
pub(super) struct BomArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::ValidateArgs),
    Diff(diff::DiffArgs),
    Merge(merge::MergeArgs),
    Deps(deps::DepsArgs),
    Convert(convert::ConvertArgs),
}

pub(super) fn run(args: &BomArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::Validate(args) => validate::run(args, io),
        Command::Diff(args) => diff::run(args, io),
        Command::Merge(args) => merge::run(args, io),
        Command::Convert(args) => convert::run(args, io),
        Command::Deps(args) => deps::run(args, io),
    }
}
