//! Data is restored by a format that can bring code.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unsafe-deserialisation",
        title: "objects are restored from data that may bring code",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "Formats such as pickle run what the data says while they restore it.",
        fix: "Use JSON, `yaml.safe_load`, or another format that holds data only.",
        taxonomy: "CWE-502",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Deserialise) {
        let foreign = event.from(&[Source::Argument, Source::Network]);
        let severity = if foreign.is_some() { Severity::High } else { Severity::Low };
        let subject = foreign.map_or_else(|| "data".to_owned(), super::super::flow::Origin::describe);
        let message = format!("{subject} is restored by `{}`, which can run code", event.sink);
        sink.report(event.report(context.artifact, foreign, message).severity(severity));
    }
}
