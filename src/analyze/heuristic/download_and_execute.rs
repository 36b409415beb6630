//! What the network answers is run.

use super::Heuristic;
use crate::analyze::flow::{SinkKind, Source};
use crate::analyze::origin::Origin as Owner;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "download-and-execute",
        title: "code from the network is run",
        severity: Severity::Critical,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "Whoever controls the address decides after every review what runs on the machine.",
        fix: "Ship the code with the artifact, or pin it by digest and check that before running it.",
        taxonomy: "CWE-494",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let Some(origin) = event.from(&[Source::Network]) else { continue };
        // A pipe in a document is read with its text by `pipe-to-shell`.
        if event.in_document && context.hits("remote-script").any(|hit| hit.place.touches(&event.place)) {
            continue;
        }
        let severity = match event.kind {
            // An expression that is evaluated may be careless; statements that are run are meant to be code.
            SinkKind::Eval if event.sink == "eval" => Severity::High,
            SinkKind::Eval => Severity::Critical,
            SinkKind::Shell if event.is_whole() => Severity::Critical,
            SinkKind::Load | SinkKind::Dropped => Severity::High,
            SinkKind::Process if event.is_whole() && !event.shell => Severity::High,
            SinkKind::Shell => Severity::Medium,
            _ => continue,
        };
        // Scripts install programs; whose they are decides.
        let severity = match Owner::of(&origin.label.replace('…', "$")) {
            _ if !event.shell => severity,
            Owner::Local | Owner::Known => continue,
            Owner::Open => severity.min(Severity::Medium),
            Owner::Unknown => severity.min(Severity::High),
            Owner::Anonymous => severity,
        };
        let message = format!("{} is run by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
    let started = context.flows.events.iter().filter(|e| matches!(e.kind, SinkKind::Shell | SinkKind::Process));
    for event in started.filter(|event| !event.shell && !event.in_document) {
        let Some(address) = event.texts.iter().find_map(|text| installed(text)) else { continue };
        let severity = match Owner::of(address) {
            Owner::Anonymous => Severity::High,
            Owner::Unknown => Severity::Medium,
            Owner::Local | Owner::Known | Owner::Open => continue,
        };
        let message = format!("a package from `{address}` is installed by `{}`", event.sink);
        sink.report(event.report(artifact, None, message).severity(severity));
    }
}

/// The address that a command line installs a package from.
fn installed(command: &str) -> Option<&str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let verb = words.windows(2).position(|pair| {
        matches!(pair, [program, "install" | "add" | "i"] if matches!(program.rsplit('/').next(), Some("pip" | "pip3" | "npm" | "pnpm" | "yarn" | "gem" | "uv" | "cargo")))
    })?;
    let is_address = |word: &&str| word.contains("://") && !word.starts_with('-');
    // Behind an option stands an index or a proxy.
    let named = |pair: &[&str]| match pair {
        [before, _] => {
            matches!(*before, "-q" | "-U" | "-y" | "--quiet" | "--upgrade" | "--no-deps" | "--user")
                || !before.starts_with('-')
        }
        _ => false,
    };
    let mut pairs = words.get(verb + 1..)?.windows(2).filter(|pair| named(pair));
    pairs.find_map(|pair| pair.get(1).copied().filter(is_address))
}
