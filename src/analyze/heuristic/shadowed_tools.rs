//! Two servers of one listing that offer a tool of the same name.

use std::collections::HashMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Tool;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "shadowed-tools",
        title: "two servers offer tools whose names are the same or look the same",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "An agent that knows both may call the wrong one, with data that was meant for the other.",
        fix: "Prefix the names of tools with the name of their server.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut seen: HashMap<String, Vec<&Tool>> = HashMap::new();
    for tool in
        context.artifact.facts.tools.iter().filter(|tool| tool.handler.is_none() && tool.place.pointer.is_some())
    {
        let others = seen.entry(super::duplicate_tool_names::folded(&tool.name)).or_default();
        if let Some(other) = others.iter().find(|other| other.list() != tool.list()) {
            let severity = if other.name == tool.name { Severity::Low } else { Severity::High };
            let report = Report::new(tool.place.clone(), format!("another server offers a tool like `{}`", tool.name));
            sink.report(report.severity(severity).related(other.place.clone(), "the other one"));
        }
        others.push(tool);
    }
}
