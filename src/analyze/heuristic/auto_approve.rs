//! Tools of a server run without asking.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::GrantKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "auto-approve",
        title: "tools of a server are approved in advance",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "An instruction in anything the agent reads can use these tools, and the user is not asked.",
        fix: "Approve tools that only read, by name; leave the rest to the user.",
        ..StaticMeta::BASE
    },
    check,
};

/// Parts of tool names that say the tool changes something or runs something.
const STRONG: &[&str] = &[
    "write", "delete", "remove", "exec", "run", "shell", "bash", "terminal", "command", "create", "update", "edit",
    "push", "merge", "send", "post", "upload", "deploy", "drop", "kill", "install", "move", "rename", "pay",
    "transfer", "eval", "query",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for grant in context.artifact.facts.grants.iter().filter(|grant| grant.kind == GrantKind::AutoApprove) {
        let pointer = grant.place.pointer.as_deref().unwrap_or_default();
        if pointer.contains("enabledMcpjsonServers") {
            let message = format!("the project starts its server `{}` without asking", grant.text);
            sink.report(Report::new(grant.place.clone(), message));
            continue;
        }
        let lower = grant.text.to_ascii_lowercase();
        let (message, severity) = if matches!(lower.as_str(), "*" | "all") {
            ("every tool of the server runs without asking".to_owned(), Severity::Medium)
        } else if STRONG.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word)) {
            (format!("`{}` changes or runs something, without asking", grant.text), Severity::Medium)
        } else {
            (format!("`{}` runs without asking", grant.text), Severity::Info)
        };
        sink.report(Report::new(grant.place.clone(), message).severity(severity));
    }
}
