//! So many tools, or so much text about them, that they crowd out everything else.

use std::collections::BTreeMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Tool;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "crowded-listing",
        title: "a server's tools take up much of the model's context",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "What is read at every turn costs money and attention, and pushes the user's words out of reach.",
        fix: "Offer fewer tools, describe them in a few sentences, or split the server.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        taxonomy: "LLM10, AISubtech-4.2.1",
        ..StaticMeta::BASE
    },
    check,
};

/// Tools of one server; several clients refuse more.
const MAX_TOOLS: usize = 128;
/// Bytes of their descriptions: some 25,000 tokens.
const MAX_BYTES: usize = 100_000;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut lists: BTreeMap<(usize, &str), (&Tool, usize, usize)> = BTreeMap::new();
    for tool in context.artifact.facts.tools.iter().filter(|tool| tool.handler.is_none()) {
        let (_, count, bytes) = lists.entry(tool.list()).or_insert((tool, 0, 0));
        *count += 1;
        *bytes += tool.description.len();
    }
    for (first, count, bytes) in lists.into_values() {
        if count > MAX_TOOLS || bytes > MAX_BYTES {
            let message = format!("{count} tools with {bytes} bytes of descriptions");
            sink.report(Report::new(first.place.clone(), message));
        }
    }
}
