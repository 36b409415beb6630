//! Cards that were stamped out by the number, to flood a registry.

use std::collections::BTreeMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::agent_card::{Card, cards};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "mass-registration",
        title: "a card is one of many that were registered by machine",
        severity: Severity::Medium,
        confidence: Confidence::Low,
        threat: Threat::Impersonation,
        why: "Whoever fills a registry with copies is found first, and outvotes everybody else.",
        fix: "Register one card for an agent, under a name that says what it does.",
        references: &["https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/"],
        taxonomy: "ASI10, AISubtech-4.1.1",
        ..StaticMeta::BASE
    },
    check,
};

/// Cards alike in all but a number that are no coincidence.
const MANY: usize = 4;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let cards = cards(context.artifact);
    let numbered: Vec<(&Card<'_>, String, String)> =
        cards.iter().filter_map(|card| serial(card.text("name")).map(|(stem, number)| (card, stem, number))).collect();
    let mut series: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, stem, _) in &numbered {
        *series.entry(stem).or_default() += 1;
    }
    let said = context.hits("automatic-registration").next();
    let mut told = false;
    for (card, stem, number) in &numbered {
        let many = series.get(stem.as_str()).is_some_and(|count| *count >= MANY);
        // Counted past a hundred, in the name and in the id alike.
        let counted = number.len() >= 3 && identifier(card).is_some_and(|id| id.ends_with(number.as_str()));
        let severity = match (many, said.is_some(), counted) {
            (true, ..) | (_, true, true) => Severity::High,
            (_, true, _) | (_, _, true) => Severity::Medium,
            _ => continue,
        };
        let mut report = Report::new(card.place(), "the name is a number in a series").severity(severity);
        if let Some(hit) = said {
            report = report.related(hit.place.clone(), "registered by machine");
        }
        told = true;
        sink.report(report);
    }
    if let Some(hit) = said.filter(|_| !told) {
        let text = hit.text.to_lowercase();
        let counted = ["hundreds", "thousands", "millions", "sybil"].iter().any(|word| text.contains(word))
            || text.chars().filter(char::is_ascii_digit).count() >= 2;
        let severity = if counted { Severity::High } else { Severity::Medium };
        sink.report(Report::new(hit.place.clone(), "says that agents are registered by machine").severity(severity));
    }
}

/// A name that is a bare word and a number: the word and the number.
fn serial(name: &str) -> Option<(String, String)> {
    let name = name.to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name.get(stem.len()..)?.to_owned();
    let stem = stem.trim_end_matches([' ', '-', '_', '#']).to_owned();
    let bare = matches!(stem.as_str(), "agent" | "bot" | "node" | "worker" | "service" | "assistant" | "ai" | "test")
        || ["agent", "bot", "node", "worker"].iter().any(|word| stem.ends_with(word));
    (!number.is_empty() && bare).then_some((stem, number))
}

fn identifier<'c>(card: &Card<'c>) -> Option<&'c str> {
    card.get("id").or_else(|| card.get("agentId")).and_then(Node::as_str)
}
