//! `proofmark status`

use clap::Args;

use super::check::Format;
use super::history::HistoryArgs;
use super::{Error, ExitStatus, Io};
use crate::report::promotion::{Status, status_json, status_text};

/// Show how far an artifact has come, who says so, and what does not fit.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

pub(super) fn run(args: &StatusArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut opened = args.history.open(io)?;
    let status = Status {
        name: &opened.stored.name,
        subject: opened.stored.digest,
        resource: &opened.resource,
        kind: opened.kind.as_deref(),
        policy: opened.policy(),
        history: &opened.history,
        now: io.clock.now(),
    };
    let answer = match args.format {
        Format::Text => status_text(&status).into_bytes(),
        Format::Json => status_json(&status)?,
    };
    io.answer(answer)?;
    let sound = opened.history.state.standing.check().is_none();
    opened.note()?;
    Ok(if sound { ExitStatus::Yes } else { ExitStatus::Unknown })
}
