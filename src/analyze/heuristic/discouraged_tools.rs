//! Descriptions that talk the model out of using the tools of others.

use std::collections::HashSet;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Tool;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "discouraged-tools",
        title: "a tool tells the model not to use a tool of another server",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "Calls that were meant for a tool that the user trusts go to this server instead.",
        fix: "Say what the tool does, and leave the choice to the model and the user.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let tools = &context.artifact.facts.tools;
    let mut known: HashSet<String> = tools.iter().map(|tool| plain(&tool.name)).collect();
    known.extend(tools.iter().flat_map(Tool::parameters).map(|parameter| plain(parameter.name)));
    for hit in context.hits("tool-discouraged") {
        let words = hit.text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
        let named = words.rev().find(|word| word.contains('_') || word.chars().skip(1).any(char::is_uppercase));
        if let Some(named) = named.filter(|named| !known.contains(&plain(named))) {
            sink.report(Report::new(
                hit.place.clone(),
                format!("the model is told not to use `{named}`, which is none of this server's"),
            ));
        }
    }
}

/// A name without what spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}
