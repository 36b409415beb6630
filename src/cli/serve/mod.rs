//! `proofmark serve`

mod access;
mod gate;
mod mcp;
mod signals;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};

/// Answer registries and agents over the network.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Gate(Box<gate::GateArgs>),
    Mcp(mcp::McpArgs),
}

pub(super) fn run(args: &ServeArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::Gate(args) => gate::run(args, io),
        Command::Mcp(args) => mcp::run(args, io),
    }
}
