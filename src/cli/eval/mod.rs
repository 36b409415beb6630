//! `proofmark eval`

mod add;
mod import;
mod list;
pub(super) mod subject;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};
use crate::eval::Time;

/// Keep what evaluations measured, as records that are signed and that policies read.
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::ImportArgs),
    Add(add::AddArgs),
    List(list::ListArgs),
}

pub(super) fn run(args: &EvalArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::Import(args) => import::run(args, io),
        Command::Add(args) => add::run(args, io),
        Command::List(args) => list::run(args, io),
    }
}

fn time(text: &str) -> Result<Time, &'static str> {
    Time::parse(text).ok_or("it is no time such as 2026-11-20T08:21:32Z")
}
