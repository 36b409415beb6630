//! The command line: one file per command, wiring only. The only module that prints.

mod error;
mod io;
mod packs;
mod scan;
mod suppress;

use clap::{Parser, Subcommand};

pub use error::Error;
pub use io::{ExitStatus, Io};

/// Prove what an AI-agent artifact is before it ships.
#[derive(Debug, Parser)]
#[command(name = "proofmark", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Scan(scan::ScanArgs),
}

/// Runs the command line `args`, the program's name first.
pub fn run(args: impl IntoIterator<Item = std::ffi::OsString>, io: &mut Io<'_>) -> ExitStatus {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return io.usage(&error),
    };
    let result = match &cli.command {
        Command::Scan(args) => scan::run(args, io),
    };
    result.unwrap_or_else(|error| io.fail(&error))
}
