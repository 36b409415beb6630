//! Code changes how an agent is configured or instructed.

use super::Heuristic;
use crate::analyze::flow::{Claim, HOLE, SinkKind, is_of_agent};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "agent-configuration-changed",
        title: "code changes how an agent is configured or instructed",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "The agent obeys the change in every later session, long after the artifact did its work.",
        fix: "Show the user what to change, and let them change it.",
        references: &["https://atlas.mitre.org/techniques/AML.T0081"],
        taxonomy: "ASI01",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("agent-configuration") {
        // A block in a document is read before it is run; a script is not.
        let severity = if hit.kind == RegionKind::CodeBlock { Severity::Low } else { Severity::High };
        let message = "the configuration or the instructions of an agent are changed";
        sink.report(Report::new(hit.place.clone(), message).severity(severity));
    }
    let artifact = context.artifact;
    let written = context.flows.events.iter().filter(|event| event.kind == SinkKind::Write && event.handler);
    for event in written.filter(|event| !Claim::Agents.is_made(artifact, event)) {
        let Some(path) = event.texts.iter().find(|text| is_of_agent(text)) else { continue };
        let message = format!(
            "`{}` changes `{}`, which an agent is configured or instructed by",
            event.sink,
            path.replace(HOLE, "…")
        );
        sink.report(event.report(artifact, None, message));
    }
}
