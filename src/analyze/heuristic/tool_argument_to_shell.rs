//! A tool's argument becomes part of a command line.

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-shell",
        title: "a tool passes an argument to a shell",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Injection,
        why: "Whoever steers the model, such as a web page that it reads, runs commands on the machine of the user.",
        fix: "Pass a list of arguments without a shell, or quote each one.",
        taxonomy: "CWE-78",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler) {
        let Some(origin) = event.from(&[Source::Argument, Source::Password]) else { continue };
        let announced = event.is_whole() && Claim::Commands.is_made(artifact, event);
        let severity = match event.kind {
            SinkKind::Shell if event.checked || announced => Severity::Medium,
            SinkKind::Shell => Severity::High,
            SinkKind::Process if !event.checked && !announced && installs(event) => Severity::High,
            SinkKind::Process if event.is_whole() && !event.checked && !announced => Severity::Medium,
            _ => continue,
        };
        let what = if event.kind == SinkKind::Shell { "a shell" } else { "a process as the whole command" };
        let message = format!("{} reaches {what} through `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}

/// Whether a package manager installs what it is given, which runs the code of whoever published it.
fn installs(event: &Event) -> bool {
    event.spells(|text| {
        let words = text.split([' ', HOLE]).filter(|word| !word.is_empty() && !word.starts_with('-'));
        let words: Vec<&str> = words.map(|word| word.rsplit('/').next().unwrap_or(word)).collect();
        words.windows(2).any(|pair| {
            matches!(
                pair,
                ["pip" | "pip3" | "npm" | "pnpm" | "gem" | "cargo", "install"] | ["npm", "i"] | ["yarn", "add"]
            )
        })
    })
}
