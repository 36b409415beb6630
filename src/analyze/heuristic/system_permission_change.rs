//! The mode or owner of a system file is changed.

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "system-permission-change",
        title: "a tool changes the mode of a system file",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "A program with the set-user-id bit, or a writable password file, makes every user root.",
        fix: "Leave modes of system files alone.",
        taxonomy: "CWE-732",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Mode && event.sink != "os.utime") {
        let Some(path) = event.texts.iter().find(|text| is_system(text)) else { continue };
        let message = format!("`{}` changes `{path}`", event.sink);
        sink.report(event.report(context.artifact, None, message));
    }
}

fn is_system(path: &str) -> bool {
    ["/etc/passwd", "/etc/shadow", "/etc/sudoers", "/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/"]
        .iter()
        .any(|start| path.starts_with(start))
}
