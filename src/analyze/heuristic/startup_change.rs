//! A tool writes to cron, systemd, shell profiles and their kin.

use super::Heuristic;
use crate::analyze::flow::{Claim, HOLE, SinkKind, is_startup};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-change",
        title: "a tool changes what the machine starts by itself",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "What is started with the machine stays when the server is gone.",
        fix: "Ask the user to set up the service, and say how to remove it.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler) {
        let what = match event.kind {
            SinkKind::Write | SinkKind::Mode => event.texts.iter().find(|text| is_startup(text)),
            SinkKind::Shell | SinkKind::Process => event.texts.iter().find(|text| schedules(text)),
            _ => None,
        };
        let Some(what) = what else { continue };
        let severity = if Claim::Startup.is_made(artifact, event) { Severity::Medium } else { Severity::High };
        let shown: String = what.replace(HOLE, "…").chars().take(60).collect();
        let message = format!("`{}` changes what runs later: `{shown}`", event.sink);
        sink.report(event.report(artifact, None, message).severity(severity));
    }
}

/// Whether a command line installs something that runs later.
fn schedules(command: &str) -> bool {
    let words = [
        "| crontab -",
        "|crontab -",
        "systemctl enable",
        "launchctl load",
        "schtasks /create",
        "update-rc.d ",
        ".config/autostart/",
        "CurrentVersion\\Run",
    ];
    command.trim() == "crontab -" || words.iter().any(|word| command.contains(word))
}
