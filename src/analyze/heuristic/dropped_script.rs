//! A script is written to a file and started from there.

use super::Heuristic;
use crate::analyze::flow::{Claim, SinkKind};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "dropped-script",
        title: "a tool writes a script and runs it",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "The script lives on outside of the artifact, where nobody reviews or removes it.",
        fix: "Ship the script with the artifact and run it from there.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Dropped) {
        let constant = event.origins.is_empty() && event.texts.iter().any(|text| is_script(text));
        let hidden = event.targets.iter().any(|target| target.contains("/."));
        let unsaid =
            event.handler && !Claim::Commands.is_made(artifact, event) && !Claim::Code.is_made(artifact, event);
        if constant && (hidden || unsaid) {
            let message = format!("writes a script to `{}` and runs it", event.targets.join(", "));
            sink.report(event.report(artifact, None, message));
        }
    }
}

/// Whether a text is a script with more than one line.
fn is_script(text: &str) -> bool {
    text.trim_start().starts_with("#!")
        || ["while true", "bash -", "/dev/tcp/", "nc -", "curl ", "import "].iter().any(|word| text.contains(word))
}
