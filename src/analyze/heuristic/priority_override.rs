//! A card gives itself a rank.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::agent_card::cards;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, Value, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "priority-override",
        title: "a card gives itself a rank above others",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Routers that read the member prefer the agent over all others, whatever the task is.",
        fix: "Leave ranking to the reader; A2A has no such member.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "ASI02, AISubtech-4.3.5",
        ..StaticMeta::BASE
    },
    check,
};

/// Above what anybody would need to order a handful of agents.
const EXTREME: f64 = 900.0;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for card in cards(context.artifact) {
        let mut found = Vec::new();
        card.node.walk(&card.at, &mut |at, node| {
            // What describes a parameter describes the caller's input.
            if !["/properties", "/parameters", "chema"].iter().any(|part| at.contains(part)) {
                found.extend(ranks(node).map(|(name, value, severity)| (pointer(at, name), name, value, severity)));
            }
        });
        for (at, name, node, severity) in found {
            let message = format!("`{name}` puts the agent before others");
            sink.report(Report::new(Place::new(card.file, node.span).at(at), message).severity(severity));
        }
    }
}

/// Members that rank, with how far they go.
fn ranks(node: &Node) -> impl Iterator<Item = (&str, &Node, Severity)> {
    node.members().iter().filter_map(|member| {
        let name = member.name.text.as_str();
        let plain = name.to_lowercase().replace(['_', '-'], "");
        let ranking = plain.contains("priorit")
            || plain.contains("precedence")
            || matches!(plain.as_str(), "weight" | "boost" | "routingweight" | "routingscore" | "rankingscore");
        let severity = ranking.then(|| degree(&member.value)).flatten()?;
        Some((name, &member.value, severity))
    })
}

fn degree(node: &Node) -> Option<Severity> {
    let number = match &node.value {
        Value::Number(text) => text.parse::<f64>().ok(),
        Value::String(text) => {
            let word = text.text.trim().to_lowercase();
            if matches!(
                word.as_str(),
                "highest" | "maximum" | "max" | "absolute" | "override" | "infinity" | "infinite"
            ) {
                return Some(Severity::Medium);
            }
            word.parse().ok()
        }
        _ => None,
    }?;
    match number.abs() {
        degree if degree >= EXTREME => Some(Severity::High),
        degree if degree > 100.0 => Some(Severity::Medium),
        _ => None,
    }
}
