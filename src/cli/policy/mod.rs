//! `proofmark policy`

mod check;
mod explain;
mod input;
mod subject;
mod test;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};

/// Check, explain and try the policies that promotions are decided by.
#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Explain(Box<explain::ExplainArgs>),
    Input(Box<input::InputArgs>),
    Test(test::TestArgs),
}

pub(super) fn run(args: &PolicyArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::Check(args) => check::run(args, io),
        Command::Explain(args) => explain::run(args, io),
        Command::Input(args) => input::run(args, io),
        Command::Test(args) => test::run(args, io),
    }
}
