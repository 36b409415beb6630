//! `proofmark check`

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use super::history::HistoryArgs;
use super::{Error, ExitStatus, Io};
use crate::policy::{Decision, DecisionResult, Field, Stage, decide};
use crate::promotion;
use crate::report::promotion::{check_json, check_text};

/// Say whether a promotion would pass, and what exactly is missing.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// The stage that it is to reach.
    #[arg(long, value_name = "STAGE")]
    to: Stage,

    #[command(flatten)]
    fields: FieldArgs,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// What whoever promotes says about it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Statement")]
pub(super) struct FieldArgs {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// What to use instead.
    #[arg(long, value_name = "TEXT")]
    alternative: Option<String>,

    /// The day on which it ends.
    #[arg(long, value_name = "YYYY-MM-DD")]
    sunset: Option<jiff::civil::Date>,
}

impl FieldArgs {
    pub(super) fn map(&self) -> BTreeMap<Field, String> {
        let sunset = self.sunset.map(|day| day.to_string());
        let all = [(Field::Reason, &self.reason), (Field::Alternative, &self.alternative), (Field::Sunset, &sunset)];
        all.into_iter().filter_map(|(field, text)| text.clone().map(|text| (field, text))).collect()
    }
}

pub(super) fn run(args: &CheckArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let opened = args.history.open(io)?;
    promotion::sound(&opened.history, opened.policy())?;
    let decision = decide(opened.policy(), &opened.case(args.to, args.fields.map(), io)?);
    say(&decision, &opened.history, args.format, io)?;
    Ok(status(&decision))
}

/// Prints a decision with all that it rests on.
pub(super) fn say(
    decision: &Decision,
    history: &promotion::History,
    format: Format,
    io: &mut Io<'_>,
) -> Result<(), Error> {
    match format {
        Format::Text => io.answer(check_text(decision, history)),
        Format::Json => io.answer(check_json(decision, history)?),
    }
}

/// The exit code of a decision.
pub(super) const fn status(decision: &Decision) -> ExitStatus {
    match decision.result {
        DecisionResult::Passed | DecisionResult::Audit { .. } => ExitStatus::Yes,
        DecisionResult::Failed => ExitStatus::No,
    }
}
