//! `proofmark completions`

use clap::Args;
use clap_complete::Shell;

use super::{Error, ExitStatus, Io};

/// Print what lets a shell complete our commands; its manual says where that belongs.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "proofmark", &mut script);
    io.answer(script)?;
    Ok(ExitStatus::Yes)
}
