//! What a decoder yields is run.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "decoded-code-executed",
        title: "code is decoded and run",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "Nobody who reads the source sees what will run.",
        fix: "Write the code in the open.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let Some(origin) = event.from(&[Source::Decoded]) else { continue };
        let severity = match event.kind {
            SinkKind::Eval | SinkKind::Load | SinkKind::Dropped => Severity::High,
            SinkKind::Shell if event.is_whole() => Severity::High,
            SinkKind::Shell => Severity::Medium,
            _ => continue,
        };
        let message = format!("{} is run by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}
