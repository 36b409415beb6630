//! An object of a configuration gives the same name twice.

use std::collections::HashMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Member, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "duplicate-name",
        title: "a configuration gives the same name twice with different values",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "Readers disagree on which of the two counts: a reviewer sees one command, the client starts the other.",
        fix: "Remove one of them.",
        taxonomy: "CWE-436",
        ..StaticMeta::BASE
    },
    check,
};

/// Members that decide what runs or where data goes.
const DECISIVE: &[&str] = &["command", "args", "url", "serverUrl", "httpUrl", "hooks", "mcp_config", "permissions"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let kinds =
        [ArtifactKind::ClientConfig, ArtifactKind::AgentSettings, ArtifactKind::Plugin, ArtifactKind::Marketplace];
    for parsed in context.artifact.parsed.iter().filter(|parsed| kinds.contains(&parsed.kind)) {
        if parsed.document.notes.is_empty() {
            continue;
        }
        let Some(file) = context.artifact.file(parsed.file) else { continue };
        let text = |member: &Member| file.slice(member.value.span).to_owned();
        parsed.document.root.walk("", &mut |at, node| {
            let mut seen: HashMap<&str, &Member> = HashMap::new();
            for member in node.members() {
                let name = member.name.text.as_str();
                let Some(first) = seen.insert(name, member) else { continue };
                if text(first) == text(member) {
                    continue;
                }
                let place = Place::new(parsed.file, member.name.span()).at(pointer(at, name));
                let severity = if DECISIVE.contains(&name) { Severity::High } else { Severity::Medium };
                let earlier = Place::new(parsed.file, first.name.span());
                let report = Report::new(place, format!("`{name}` is given twice")).severity(severity);
                sink.report(report.related(earlier, "first given here"));
            }
        });
    }
}
