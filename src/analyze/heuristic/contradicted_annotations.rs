//! Annotations of a tool that its name gives the lie to.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Node;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "contradicted-annotations",
        title: "a tool's annotations contradict its name",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "Clients run tools without asking when they say that they only read; a tool that lies there acts unapproved.",
        fix: "Set `readOnlyHint` and `destructiveHint` to what the tool does.",
        references: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        ..StaticMeta::BASE
    },
    check,
};

/// First words of names that say that something is changed.
const WRITES: &[&str] = &[
    "add", "append", "approve", "create", "deploy", "edit", "exec", "execute", "install", "insert", "merge", "modify",
    "move", "patch", "post", "publish", "push", "put", "rename", "replace", "run", "save", "send", "set", "transfer",
    "update", "upload", "write",
];
/// First words of names that say that something is lost.
const DESTROYS: &[&str] = &[
    "delete",
    "destroy",
    "drop",
    "erase",
    "format",
    "kill",
    "overwrite",
    "purge",
    "remove",
    "reset",
    "terminate",
    "truncate",
    "uninstall",
    "wipe",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let Some(annotations) = &tool.annotations else { continue };
        let claims = |name: &str| annotations.get(name).and_then(Node::as_bool);
        let verb = verb(&tool.name);
        let (writes, destroys) = (WRITES.contains(&verb.as_str()), DESTROYS.contains(&verb.as_str()));
        let message = match () {
            () if claims("readOnlyHint") == Some(true) && (writes || destroys) => "says that it only reads",
            () if claims("readOnlyHint") == Some(true) && claims("destructiveHint") == Some(true) => {
                "says that it only reads, and that it destroys"
            }
            () if claims("destructiveHint") == Some(false) && destroys => "says that it destroys nothing",
            () => continue,
        };
        let place = Place { file: tool.place.file, span: annotations.span, pointer: tool.place.pointer.clone() };
        sink.report(Report::new(place, format!("`{}` {message}", tool.name)));
    }
}

/// The first word of a name in any case, in lower case.
fn verb(name: &str) -> String {
    let end = name.char_indices().skip(1).find(|(_, c)| !c.is_lowercase()).map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or_default().to_lowercase()
}
