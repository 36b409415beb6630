//! `proofmark rules`

mod explain;
mod list;
mod test;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};

/// Show the rules, or try rules of your own.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Explain(explain::ExplainArgs),
    Test(test::TestArgs),
}

pub(super) fn run(args: &RulesArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::List(args) => list::run(args, io),
        Command::Explain(args) => explain::run(args, io),
        Command::Test(args) => test::run(args, io),
    }
}
