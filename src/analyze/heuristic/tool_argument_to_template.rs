//! A tool's argument becomes the source of a template.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-template",
        title: "a tool renders an argument as a template",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "Template engines evaluate expressions: whoever steers the model runs code with the rights of the server.",
        fix: "Pass the argument as a value to a fixed template, or use a sandboxed environment.",
        taxonomy: "CWE-1336",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|e| e.handler && e.kind == SinkKind::Template && !e.checked) {
        let Some(origin) = event.from(&[Source::Argument]).or_else(|| event.from(Source::OUTSIDE)) else { continue };
        let message = format!("{} is the source of a template in `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message));
    }
}
