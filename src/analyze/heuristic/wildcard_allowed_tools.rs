//! A skill or command asks for any tool or any command.

use super::Heuristic;
use super::wildcard_permission::judge;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::GrantKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "wildcard-allowed-tools",
        title: "`allowed-tools` grants a tool without a limit",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "While the skill is active its text, and what it makes the agent read, can run anything without a question.",
        fix: "Name the commands that the skill needs, such as `Bash(git:*)`.",
        references: &["https://agentskills.io/specification"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for grant in context.artifact.facts.grants.iter().filter(|grant| grant.kind == GrantKind::AllowedTool) {
        let Some((message, severity)) = judge(&grant.text) else { continue };
        // A bare `Bash` is what most skills write; a star is a decision.
        let severity = match severity {
            Severity::High => Severity::Medium,
            _ => Severity::Low,
        };
        sink.report(Report::new(grant.place.clone(), format!("`{}` {message}", grant.text)).severity(severity));
    }
}
