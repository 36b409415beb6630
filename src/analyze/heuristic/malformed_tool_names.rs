//! Names of tools outside what the specification allows.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "malformed-tool-names",
        title: "a tool's name is not one that the specification allows",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "Clients refuse such a tool, or rewrite its name so that it collides with another.",
        fix: "Use 1 to 128 letters, digits, `_`, `-` and `.`.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in context.artifact.facts.tools.iter().filter(|tool| tool.place.pointer.is_some()) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        if tool.name.is_empty() || tool.name.len() > 128 || !tool.name.chars().all(allowed) {
            sink.report(Report::new(tool.place.clone(), RULE.meta.title));
        }
    }
}
