//! `proofmark policy input`

use std::path::PathBuf;

use clap::Args;

use super::subject::SubjectArgs;
use crate::cli::governed;
use crate::cli::{Error, ExitStatus, Io};
use crate::policy::{Input, Stage};
use crate::report::bom::json;

/// Print what the gates of a policy would read of an artifact.
///
/// It is what modules in Rego are given as `input`: verified statements, and evidence that was rejected with the reason.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: PathBuf,

    /// The artifact: a file, a folder, or `sha256:HEX` of what is elsewhere.
    #[arg(value_name = "SOURCE", default_value = ".")]
    source: String,

    /// The stage that it is to reach.
    #[arg(long, value_name = "STAGE")]
    to: Stage,

    #[command(flatten)]
    subject: SubjectArgs,
}

pub(super) fn run(args: &InputArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let policy = governed::read(&args.policy, io)?;
    let case = args.subject.case(&args.source, args.to, &policy, io)?;
    io.answer(json(&Input::of(&policy, &case))?)?;
    Ok(ExitStatus::Yes)
}
