//! Code that reads all environment variables also sends data.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "environment-theft",
        title: "code reads the whole environment and sends data",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "API keys and tokens live in environment variables; whoever receives them can use them.",
        fix: "Read the variables that are needed by their names, and say what is sent where.",
        references: &["https://attack.mitre.org/techniques/T1082/"],
        taxonomy: "AML.T0086, CWE-200",
        ..StaticMeta::BASE
    },
    check,
};

/// Bytes between reading and sending, at most: further apart, they are likely two concerns.
const REACH: usize = 2500;

/// A copy of the environment that a child process gets goes nowhere.
const HANDED_DOWN: &[&str] =
    &["subprocess", "Popen", "spawn(", "exec.Command", "cmd.Env", "StdioServerParameters", "env=env"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("environment-read-whole") {
        let Some(region) = context.region(hit) else { continue };
        let start = region.text.floor_char_boundary(hit.range.start.saturating_sub(200));
        let end = region.text.floor_char_boundary((hit.range.end + 400).min(region.text.len()));
        let around = region.text.get(start..end).unwrap_or_default();
        if HANDED_DOWN.iter().any(|word| around.contains(word)) {
            continue;
        }
        let reach = if hit.kind == RegionKind::Script { REACH } else { 500 };
        let send = context.hits("network-send").find(|send| {
            send.region == hit.region && send.kind == hit.kind && send.range.start.abs_diff(hit.range.start) < reach
        });
        if let Some(send) = send {
            let message = "the whole environment is read and data is sent";
            sink.report(Report::new(hit.place.clone(), message).related(send.place.clone(), "sent here"));
        }
    }
}
