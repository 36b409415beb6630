//! Annotations of a tool that its name or description gives the lie to.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, Pattern};
use std::ops::Range;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "contradicted-annotations",
        title: "a tool's annotations contradict its name or description",
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
    "add", "append", "approve", "create", "deploy", "edit", "install", "insert", "merge", "modify", "move", "patch",
    "post", "publish", "push", "put", "rename", "replace", "save", "send", "set", "transfer", "update", "upload",
    "write",
];
/// First words of names of what changes nothing where it is only asked: `run_query`.
const RUNS: &[&str] = &["exec", "execute", "run"];
static ASKS: Pattern =
    Pattern::caseless(r"quer(?:y|ies)|search|report|select|explain|analy[sz]|lint|check|audit|diagnos|benchmark");
static READS: Pattern = Pattern::caseless(r"\bread[- ]only\b|\brolled back\b|\bselect (?:statements?|queries) only\b");

/// Something of the user's is lost, said of the tool's own work.
static LOST: Pattern = Pattern::caseless(concat!(
    r"(?:^|[.!?;:\n] ?|\b(?:and|then|also|it|tool|which) )(?:then |also |afterwards |permanently )?",
    r"(?:deletes|erases|purges|wipes|truncates|empties|overwrites) (?:the|all|any|every|each|them|it|those|these|your|its)\b",
    r"|\b(?:is|are|gets?|will be) (?:then |also |afterwards |permanently )?(?:deleted|erased|purged|wiped|truncated|emptied)\b",
    r"|\b(?:is|are|gets?|will be) (?:then |also |afterwards |permanently )?(?:removed|dropped|moved) (?:away )?from (?:the|your|their|its)",
    r" (?:\w+ )?(?:table|database|disk|mailbox|inbox|queue|repository|repo|folder|directory|bucket|account|server|source|workspace|calendar|drive|store|vault|wallet)\b",
));
/// What is spoken of before and after it is no work of the tool: what others did, and how long things are kept.
static BEFORE: Pattern = Pattern::caseless(
    r"\b(?:that|which|who) $|\b(?:if|when|whenever|once|until|unless|after|before|whether|not|never|nothing|no|none|temp|temporary|cached?|duplicates?)\b[^.!?\n]{0,24}$",
);
static KEPT: Pattern = Pattern::caseless(
    r"^[^.!?\n]{0,24}\b(?:(?:after|within|every|in) (?:\d|an? |one|two|three|seven|the )|automatically|by (?:the|an?|retention|hand)\b|once\b|as soon as\b)",
);

/// Where a description says that its tool loses something.
fn loss(description: &str) -> Option<Range<usize>> {
    LOST.find_iter(description).find(|range| {
        let before = description.get(..range.start).unwrap_or_default();
        let after = description.get(range.end..).unwrap_or_default();
        !BEFORE.is_match(before) && !KEPT.is_match(after)
    })
}

/// First words of names that say that something is lost.
const DESTROYS: &[&str] = &[
    "delete",
    "destroy",
    "drop",
    "erase",
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

/// Disks that are formatted; texts are, too, and lose nothing.
static DISKS: Pattern = Pattern::caseless(r"^format.{0,20}(?:dis[ck]|drive|volume|partition|device|card|storage)");

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let Some(annotations) = &tool.annotations else { continue };
        let claims = |name: &str| annotations.get(name).and_then(Node::as_bool);
        let verb = verb(&tool.name);
        let destroys = DESTROYS.contains(&verb.as_str()) || DISKS.is_match(&tool.name);
        let writes = WRITES.contains(&verb.as_str())
            || (RUNS.contains(&verb.as_str()) && !ASKS.is_match(&tool.name) && !READS.is_match(&tool.description));
        let message = match () {
            () if claims("readOnlyHint") == Some(true) && (writes || destroys) => "says that it only reads",
            () if claims("readOnlyHint") == Some(true) && claims("destructiveHint") == Some(true) => {
                "says that it only reads, and that it destroys"
            }
            () if claims("destructiveHint") == Some(false) && destroys => "says that it destroys nothing",
            () if claims("readOnlyHint") == Some(true) => {
                let Some(range) = loss(&tool.description) else { continue };
                let lost = tool.description.get(range).unwrap_or_default();
                let message =
                    format!("`{}` says that it only reads, and that something is lost: \"{lost}\"", tool.name);
                let place =
                    Place { file: tool.place.file, span: annotations.span, pointer: tool.place.pointer.clone() };
                sink.report(Report::new(place, message).severity(Severity::High));
                continue;
            }
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
