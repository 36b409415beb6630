//! A tool or the script of a skill writes to cron, systemd, shell profiles and their kin.

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, is_startup};
use crate::analyze::script::documented;
use crate::analyze::{Context, Sink};
use crate::artifact::ArtifactKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-change",
        title: "a tool or script changes what the machine starts by itself",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "What is started with the machine stays when the artifact is gone.",
        fix: "Ask the user to set up the service, and say how to remove it.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let what = match event.kind {
            SinkKind::Write | SinkKind::Mode => event.texts.iter().find(|text| is_startup(text)),
            SinkKind::Shell | SinkKind::Process => event.texts.iter().find(|text| schedules(text)),
            _ => None,
        };
        let Some(what) = what.filter(|_| event.handler || is_of_skill(context, event)) else { continue };
        let severity = match Claim::Startup.is_made(artifact, event) {
            true if !event.handler => continue,
            false if event.handler => Severity::High,
            _ => Severity::Medium,
        };
        let shown: String = what.replace(HOLE, "…").chars().take(60).collect();
        let message = format!("`{}` changes what runs later: `{shown}`", event.sink);
        sink.report(event.report(artifact, None, message).severity(severity));
    }
    installed(context, sink);
}

/// Code of packages that are installed: whatever uses them runs it.
static INSTALLED: Pattern = Pattern::new(
    r"(?:^|/)(?:site|dist)-packages/(?:[^/].{0,200})?\.(?:py|pth|so)$|(?:^|/)node_modules/[^.].{0,200}\.(?:[cm]?js|node)$|(?:^|/)node_modules/[^.].{0,100}/package\.json$",
);

/// Words with which a skill says that it changes them.
static PATCHED: Pattern = Pattern::caseless(
    r"\bpatch|\bsite-packages\b|\bnode_modules\b|\binstalled (?:package|module|librar|copy)|\bvendor",
);

/// A script of a skill puts code into a package that is installed.
fn installed(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let written = context.flows.events.iter().filter(|event| event.is_stored_in_file() && event.is_of_script(artifact));
    for event in written.filter(|_| artifact.kind == ArtifactKind::Skill) {
        let Some(file) = event.targets.iter().find(|target| INSTALLED.is_match(target)) else { continue };
        if documented(context, &PATCHED) {
            return;
        }
        let shown: String = file.replace(HOLE, "…").chars().take(60).collect();
        let message = format!("`{}` changes the code of an installed package: `{shown}`", event.sink);
        sink.report(event.report(artifact, None, message));
    }
}

/// Words with which a skill says that something runs later.
static ANNOUNCED: Pattern = Pattern::caseless(
    r"\bsystemd|\bauto-?start|\blog-?in\b|\bstart-?up|\blaunch ?(?:agent|daemon|d\b)|\bcron|\bservices?\b|\bdaemons?\b|\bat boot\b|\bon boot\b|\bprofile|\.(?:bash|zsh)rc\b|\bhooks?\b|\bin the background\b|\bshell (?:config|settings|init)",
);

/// Whether a script of a skill writes a file, and neither a pattern nor the documentation tells of it.
fn is_of_skill(context: &Context<'_>, event: &Event) -> bool {
    let file = event.place.file;
    let told = |rule| context.hits(rule).any(|hit| hit.place.file == file);
    context.artifact.kind == ArtifactKind::Skill
        && event.kind == SinkKind::Write
        && event.is_of_script(context.artifact)
        && !["startup-entry", "shell-startup-changed", "shell-startup-payload"].into_iter().any(told)
        && !documented(context, &ANNOUNCED)
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
