//! Code replaces the description of a tool after it was listed.

use super::Heuristic;
use crate::analyze::flow::{LATER, SinkKind};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "changing-tool-definition",
        title: "a tool's description changes while the server runs",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "What the user approved is not what the model reads later.",
        fix: "Describe tools with constants.",
        taxonomy: "ASI04",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let events = context.flows.events.iter();
    for event in events.filter(|event| event.kind == SinkKind::Store && event.sink == "definition") {
        // A server may describe its settings, or the state of what it talks to.
        let (severity, when) = if event.targets.iter().any(|target| target == LATER) {
            (Severity::High, "is replaced while the server runs")
        } else {
            (Severity::Medium, "is put together at run time")
        };
        let message = format!("a description of a tool {when}");
        sink.report(event.report(context.artifact, None, message).severity(severity));
    }
}
