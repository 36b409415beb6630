//! A tool's argument becomes part of a command line.

use std::cell::LazyCell;

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

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
    let exposed = LazyCell::new(|| is_exposed(context));
    for event in context.flows.events.iter().filter(|event| event.handler) {
        let Some(origin) = event.from(&[Source::Argument, Source::Password]) else { continue };
        let announced = event.is_whole() && Claim::Commands.is_made(artifact, event);
        let severity = match event.kind {
            // A shell for whoever asks for it is one thing, a shell for the whole network another.
            SinkKind::Shell if event.checked || (announced && !*exposed) => Severity::Medium,
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

/// Whether a server answers other machines and asks nobody who they are.
fn is_exposed(context: &Context<'_>) -> bool {
    let scripts = || context.regions(RegionKind::Script).map(|region| region.text.as_str());
    scripts().any(|text| EVERYWHERE.is_match(text)) && !scripts().any(|text| ASKS_WHO.is_match(text))
}

static EVERYWHERE: Pattern = Pattern::new(concat!(
    r#"(?:\bhost(?:name)?["']?\s{0,2}[:=]\s{0,2}|\.listen\([^)\n]{0,60},\s{0,3}|--host[= ]|\bbind\w{0,10}["']?\s{0,2}[:=(]{1,2}\s{0,2})["'`]?0\.0\.0\.0\b"#,
    r#"|\.(?:Start|ListenAndServe)\("(?:0\.0\.0\.0)?:[0-9]"#,
));
static ASKS_WHO: Pattern = Pattern::caseless(r"auth|bearer|api[_-]?key|jwt|token|password|secret");

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
