//! `proofmark sandbox-exec`: how servers are started. It is called by proofmark itself.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::{Error, ExitStatus};
use crate::source::sandbox;

/// Run a program in a sandbox.
#[derive(Debug, Args)]
pub(super) struct SandboxArgs {
    /// Be what runs inside.
    #[arg(long)]
    inside: bool,

    /// The rules.
    policy: PathBuf,

    /// The program.
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

pub(super) fn run(args: &SandboxArgs) -> Result<ExitStatus, Error> {
    let run = if args.inside { sandbox::inside } else { sandbox::supervise };
    let code = run(&args.policy, &args.command)?;
    Ok(ExitStatus::Program(u8::try_from(code).unwrap_or(u8::MAX)))
}
