//! A tool reads an argument as XML, and resolves the entities in it.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-xml",
        title: "a tool resolves the entities of XML that it is given",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Injection,
        why: "An entity names a file or an address, and the document that the model gets back holds what lies there.",
        fix: "Leave entities alone: `resolve_entities=False`, no `noent`, or `defusedxml`.",
        taxonomy: "CWE-611",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.handler && event.kind == SinkKind::Entities) {
        let given = event.from(&[Source::Argument, Source::Network]).or_else(|| event.from(Source::OUTSIDE));
        let Some(origin) = given else { continue };
        let message = format!("{} is XML of which `{}` resolves the entities", origin.describe(), event.sink);
        sink.report(event.report(context.artifact, Some(origin), message));
    }
}
