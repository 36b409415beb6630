//! A card offers several powers without a limit.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "boundless-capabilities",
        title: "a card offers several powers without a limit",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "An agent that runs any code, changes any file and holds secrets gives all of it to whoever steers it.",
        fix: "Offer what the tasks need, and name the limits.",
        references: &["https://genai.owasp.org/llmrisk/llm062025-excessive-agency/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Signals, each a power of its own.
const POWERS: &[&str] = &["execution-capability", "file-capability", "control-capability", "secret-capability"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let powers: Vec<_> = POWERS.iter().filter_map(|power| context.hits(power).next()).collect();
    let [first, rest @ ..] = powers.as_slice() else { return };
    let severity = match rest.len() {
        0 => return,
        1 => Severity::Medium,
        _ => Severity::High,
    };
    let message = format!("offers {} powers that each should have a limit", powers.len());
    let mut report = Report::new(first.place.clone(), message).severity(severity);
    for hit in rest {
        report = report.related(hit.place.clone(), hit.rule.title.clone());
    }
    sink.report(report);
}
