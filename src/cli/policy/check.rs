//! `proofmark policy check`

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::cli::governed;
use crate::cli::{Error, ExitStatus, Io};
use crate::config::Mistakes;
use crate::text::visible_line;

/// Check that policies are sound, and print their digests.
///
/// Everything that is wrong with a file, and with the files that it names, is shown at once, each with its line.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Policies.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &CheckArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let (mut text, mut mistakes) = (String::new(), Mistakes::default());
    for path in &args.files {
        match governed::read(path, io) {
            Ok(policy) => {
                let _ = writeln!(text, "{} {}", policy.digest(), visible_line(&path.to_string_lossy()));
            }
            Err(Error::Config(own)) => mistakes.list.extend(own.list),
            Err(other) => return Err(other),
        }
    }
    io.answer(text)?;
    mistakes.unless_any(ExitStatus::Yes).map_err(Error::Config)
}
