//! A hook, helper or task does what no formatter does.

use super::Heuristic;
use crate::analyze::payload::{Payload, payload};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "hook-payload",
        title: "a command that the host runs by itself carries a payload",
        severity: Severity::Critical,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "Hooks, helpers and tasks run with the user's rights as soon as the project is opened or a tool is used; nobody is asked.",
        fix: "Keep to commands of the project that work offline, and leave installation to the user.",
        references: &["https://nvd.nist.gov/vuln/detail/CVE-2025-59536"],
        taxonomy: "ASI10",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hook in &context.artifact.facts.hooks {
        let Some(found) = payload(&hook.command) else { continue };
        let contained = hook.is_contained();
        let severity = match found {
            Payload::DownloadAndRun if contained => Severity::Low,
            _ if found.is_hostile() => Severity::Critical,
            Payload::Forwarding => Severity::High,
            _ if contained => continue,
            _ => Severity::Medium,
        };
        let event = if hook.event.is_empty() { "a hook" } else { &hook.event };
        sink.report(Report::new(hook.place.clone(), format!("`{event}` {}", found.describe())).severity(severity));
    }
}
