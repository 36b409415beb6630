//! Code runs only at a fixed date, or only where no sandbox, debugger or build machine is seen.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "conditional-trigger",
        title: "code runs only at a date or outside of a sandbox",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "Behaviour that waits for a date, or for nobody to watch, is made to pass reviews and tests.",
        fix: "Remove the condition, or describe the schedule and leave it to the host's scheduler.",
        ..StaticMeta::BASE
    },
    check,
};

/// Commands after which the history or the files of others are gone.
static RUIN: Pattern = Pattern::caseless(
    r"\bgit push\b.{0,60}(?:--force\b|--mirror\b|--delete\b|\s-f\b)|\bgit (?:filter-branch|reflog expire)\b|\brm -\w{0,3}r\w{0,3} |\bmkfs|\bshred |\bdd if=|\bdrop (?:table|database)\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let guard = event.guards.iter().find(|origin| matches!(origin.source, Source::Date | Source::Probe));
        let Some(guard) = guard else { continue };
        let secret = event.from(&[Source::Secret, Source::Environment, Source::Device]).is_some();
        let is_ruin = guard.source == Source::Date && event.spells(|text| RUIN.is_match(text));
        let severity = match event.kind {
            SinkKind::Shell | SinkKind::Eval | SinkKind::Dropped => Severity::High,
            SinkKind::Send if secret => Severity::High,
            SinkKind::Process if event.spells(|text| text.contains("curl ") || text.contains("wget ")) => {
                Severity::High
            }
            SinkKind::Process if is_ruin => Severity::High,
            _ => continue,
        };
        let severity = if event.handler || is_ruin { severity } else { severity.min(Severity::Medium) };
        let message = format!("`{}` runs only if {} allows it", event.sink, guard.describe());
        sink.report(event.report(artifact, Some(guard), message).severity(severity));
    }
}
