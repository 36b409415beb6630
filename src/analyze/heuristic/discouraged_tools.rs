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
        if let Some(name) = named(&hit.text).filter(|name| !known.contains(&plain(name))) {
            // A word of preference is advertisement; a ban is more.
            let banned = ["ever", "EVER", "o not", "O NOT", "on't", "top", "upersedes"]
                .iter()
                .any(|word| hit.text.contains(word));
            let message = format!("the model is told not to use `{name}`, which is none of this server's");
            let severity = if banned { Severity::Medium } else { Severity::Low };
            sink.report(Report::new(hit.place.clone(), message).severity(severity));
        }
    }
}

/// The name of a tool in a text, the last where there are several.
pub(super) fn named(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    words.rev().find(|word| word.contains('_') || word.chars().skip(1).any(char::is_uppercase))
}

/// A name without what spellings differ in.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}
