//! `proofmark policy explain`

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::subject::SubjectArgs;
use crate::cli::governed;
use crate::cli::{Error, ExitStatus, Io};
use crate::policy::{self, Decision, DecisionResult, Policy, Stage, Status};
use crate::text::visible_line;

/// Say in plain words what a policy asks; of an artifact, what is missing and how to supply it.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: PathBuf,

    /// An artifact: a file, a folder, or `sha256:HEX` of what is elsewhere. Without one, only the policy is explained.
    #[arg(value_name = "SOURCE", requires = "to")]
    source: Option<String>,

    /// Only the step to this stage.
    #[arg(long, value_name = "STAGE")]
    to: Option<Stage>,

    #[command(flatten)]
    subject: SubjectArgs,
}

pub(super) fn run(args: &ExplainArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let policy = governed::read(&args.policy, io)?;
    let (Some(source), Some(to)) = (&args.source, args.to) else {
        io.answer(words(&policy, args.to))?;
        return Ok(ExitStatus::Yes);
    };
    let case = args.subject.case(source, to, &policy, io)?;
    let decision = policy::decide(&policy, &case);
    io.answer(missing(&decision, source))?;
    Ok(match decision.result {
        DecisionResult::Passed | DecisionResult::Audit { would_pass: true } => ExitStatus::Yes,
        DecisionResult::Failed | DecisionResult::Audit { would_pass: false } => ExitStatus::No,
    })
}

/// What each step asks.
fn words(policy: &Policy, to: Option<Stage>) -> String {
    let mut text = format!("{}\n", visible_line(&policy.headline()));
    let steps = policy.words(to);
    for step in &steps {
        let name =
            if step.step.to == Stage::Revoked { "any stage -> revoked".to_owned() } else { step.step.to_string() };
        let _ = writeln!(text, "\n{name}");
        for line in &step.lines {
            let _ = writeln!(text, "  - {}", visible_line(line));
        }
    }
    if steps.is_empty() {
        let _ = writeln!(text, "\nno step leads there: the policy does not allow it");
    }
    text
}

/// What is there, what is missing, and what would supply it.
fn missing(decision: &Decision, source: &str) -> String {
    let mut text = String::new();
    for gate in &decision.gates {
        let mark = match gate.status {
            Status::Pass => "ok     ",
            Status::Waived => "waived ",
            Status::NotApplicable => "-      ",
            Status::Fail => "missing",
            Status::Error => "error  ",
        };
        let _ = writeln!(text, "{mark} {}: {}", gate.id, visible_line(&gate.message));
        if let Some(remedy) = &gate.remedy {
            let _ = writeln!(text, "          {}", visible_line(remedy));
        }
    }
    let closed = decision.closed().count();
    let step = decision.transition;
    let source = visible_line(source);
    let verdict = match decision.result {
        DecisionResult::Passed => format!("`{source}` may become `{}`", step.to),
        DecisionResult::Audit { would_pass: true } => format!("`{source}` would pass; the policy only watches"),
        DecisionResult::Audit { would_pass: false } => {
            format!("`{source}` would fail at {closed} gates; the policy only watches")
        }
        DecisionResult::Failed if closed == 1 => format!("`{source}` may not become `{}`: 1 gate is closed", step.to),
        DecisionResult::Failed => format!("`{source}` may not become `{}`: {closed} gates are closed", step.to),
    };
    let _ = writeln!(text, "\n{verdict}");
    text
}
