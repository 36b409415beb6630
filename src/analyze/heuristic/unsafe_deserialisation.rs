//! Data is restored by a format that can bring code.

use super::Heuristic;
use crate::analyze::flow::{EMBEDDED, SinkKind, Source};
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
        // YAML in the open can be read, and says itself whether it brings code.
        let blob = event.targets.iter().any(|target| target == EMBEDDED)
            && (!event.sink.starts_with("yaml.") || event.spells(|text| text.contains("!!python/")));
        let severity = if foreign.is_some() || blob { Severity::High } else { Severity::Low };
        let subject = match foreign {
            Some(origin) => origin.describe(),
            None if blob => "an object that stands in the source, where nobody can read it,".to_owned(),
            None => "data".to_owned(),
        };
        let message = format!("{subject} is restored by `{}`, which can run code", event.sink);
        sink.report(event.report(context.artifact, foreign, message).severity(severity));
    }
}
