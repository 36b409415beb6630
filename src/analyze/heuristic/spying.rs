//! Code that reads keys, clipboard, screen or microphone also sends data.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "spying",
        title: "code records what the user does and sends data",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "Passwords are among what a user types and copies.",
        fix: "Remove it; ask for the input that is needed.",
        references: &["https://attack.mitre.org/techniques/T1056/001/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("input-captured") {
        let send = context.hits("network-send").find(|send| send.region == hit.region && send.kind == hit.kind);
        if let Some(send) = send {
            let message = format!("`{}` records what the user does, and data is sent", hit.text.trim());
            sink.report(Report::new(hit.place.clone(), message).related(send.place.clone(), "sent here"));
        }
    }
}
