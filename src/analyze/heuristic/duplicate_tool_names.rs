//! Tools of one server that a client cannot tell apart.

use std::collections::HashMap;

use super::Heuristic;
use crate::analyze::views::fold;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Tool;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::is_invisible;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "duplicate-tool-names",
        title: "two tools of one server have the same name, or names that look the same",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ToolPoisoning,
        why: "Which of the two a client calls is chance or the attacker's choice; the description that was approved may belong to the other.",
        fix: "Give every tool a name of its own.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut seen: HashMap<(usize, &str, String), &Tool> = HashMap::new();
    // Tools found in source are told apart by their code.
    for tool in
        context.artifact.facts.tools.iter().filter(|tool| tool.handler.is_none() && tool.place.pointer.is_some())
    {
        let (file, list) = tool.list();
        let Some(first) = seen.get(&(file, list, folded(&tool.name))) else {
            seen.insert((file, list, folded(&tool.name)), tool);
            continue;
        };
        let same = first.name == tool.name;
        let (severity, message) = match () {
            () if same && first.description == tool.description => (Severity::Low, "is listed twice"),
            () if same => (Severity::High, "is listed twice, and says different things"),
            () if tool.name.is_ascii() && first.name.is_ascii() => {
                (Severity::Medium, "differs from another name in case alone")
            }
            () => (Severity::High, "only looks like the name of another tool"),
        };
        let report = Report::new(tool.place.clone(), format!("the tool `{}` {message}", tool.name)).severity(severity);
        sink.report(report.related(first.place.clone(), "the other one"));
    }
}

/// What a reader takes the name for.
pub(in crate::analyze) fn folded(name: &str) -> String {
    let seen = name.chars().filter(|c| !is_invisible(*c));
    // Letter by letter: the table of confusables takes `1` for `l` and `m` for `rn`, and tools do count with digits.
    seen.map(|c| if c.is_ascii() { c.to_string() } else { fold(c) }).collect::<String>().to_lowercase()
}
