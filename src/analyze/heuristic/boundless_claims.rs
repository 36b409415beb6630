//! A card praises itself where another agent chooses by its words.

use std::collections::BTreeMap;

use super::Heuristic;
use crate::analyze::{Context, Hit, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "boundless-claims",
        title: "a card claims to be best at everything",
        severity: Severity::Medium,
        confidence: Confidence::Low,
        threat: Threat::Impersonation,
        why: "A model that routes tasks takes such claims as facts, and prefers the agent over better ones.",
        fix: "Say what the agent does and how well it was measured.",
        references: &["https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/"],
        taxonomy: "ASI02, AISubtech-4.3.5",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut claims: BTreeMap<(Option<&str>, String), &Hit<'_>> = BTreeMap::new();
    for hit in context.hits("boundless-claim") {
        let card = context.region(hit).and_then(|region| region.owner.as_deref());
        claims.entry((card, hit.text.to_lowercase())).or_insert(hit);
    }
    let mut hits: Vec<_> = claims.into_values().collect();
    hits.sort_by(|a, b| a.place.cmp(&b.place));
    let [first, rest @ ..] = hits.as_slice() else { return };
    let severity = match rest.len() {
        0 => Severity::Low,
        1 => Severity::Medium,
        _ => Severity::High,
    };
    let message = match rest.len() {
        0 => "claims what no agent can keep".to_owned(),
        more => format!("makes {} claims that no agent can keep", more + 1),
    };
    let mut report = Report::new(first.place.clone(), message).severity(severity);
    for hit in rest.iter().take(4) {
        report = report.related(hit.place.clone(), "and here");
    }
    sink.report(report);
}
