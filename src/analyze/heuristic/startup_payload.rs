//! What a script has run later, by shells, schedulers, desktops or git, is a payload.

use super::Heuristic;
use crate::analyze::flow::{Event, Source, is_startup};
use crate::analyze::origin::Origin as Owner;
use crate::analyze::payload::{Payload, payload};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-payload",
        title: "a payload is put where the machine runs it later",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Persistence,
        why: "It runs with every terminal, login, commit or hour, long after the artifact did its work or was removed.",
        fix: "Leave start-up files, schedules and keys to the user; say what to add and how to undo it.",
        references: &["https://attack.mitre.org/techniques/T1546/", "https://attack.mitre.org/techniques/T1053/"],
        taxonomy: "CWE-506",
        ..StaticMeta::BASE
    },
    check,
};

/// A program that is started from a place where anyone may write.
static SHARED_PLACE: Pattern = Pattern::new(
    r#"(?:^|[;&|]|\*|@reboot|@hourly|@daily|@login|ExecStart=|Exec=|<string>|\b(?:sh|bash|python3?|node|nohup|exec|setsid))\s*["']?(?:/tmp/|/var/tmp/|/dev/shm/)"#,
);

/// Shell code that changes what others of the user's commands do.
static TAKEOVER: Pattern = Pattern::new(
    r"\bLD_PRELOAD=|\bDYLD_INSERT_LIBRARIES=|\balias\s+(?:sudo|su|ssh|git|npm|pip|curl)=|\b(?:sudo|su|ssh)\s*\(\)\s*\{",
);

static KEY: Pattern = Pattern::new(r"\b(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3})\s+AAAA");

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.is_stored_in_file()) {
        let Some(target) = event.targets.iter().find(|target| is_startup(target)) else { continue };
        let Some((severity, what)) = judge(event, target) else { continue };
        let origin = event.from(&[Source::Network, Source::Decoded]);
        let message = format!("{what} is put into `{}` by `{}`", target.replace('\u{1}', "…"), event.sink);
        sink.report(event.report(artifact, origin, message).severity(severity));
    }
}

/// How bad it is that an event's data ends up where it does, and what the data is.
fn judge(event: &Event, target: &str) -> Option<(Severity, String)> {
    if let Some(origin) = event.from(&[Source::Network]) {
        let severity = match Owner::of(&origin.label.replace('…', "$")) {
            Owner::Local | Owner::Known => return None,
            Owner::Open => Severity::Medium,
            Owner::Own | Owner::Unknown => Severity::High,
            Owner::Anonymous => Severity::Critical,
        };
        return Some((severity, origin.describe()));
    }
    if let Some(origin) = event.from(&[Source::Decoded]) {
        return Some((Severity::High, origin.describe()));
    }
    let key = target.contains("authorized_keys");
    event.texts.iter().find_map(|text| match payload(text) {
        _ if key => KEY.is_match(text).then(|| (Severity::High, "a key that may log in".to_owned())),
        Some(found @ (Payload::ReverseShell | Payload::Exfiltration)) => {
            Some((Severity::Critical, format!("code that {}", found.describe())))
        }
        Some(found) if found.is_hostile() => Some((Severity::High, format!("code that {}", found.describe()))),
        _ if SHARED_PLACE.is_match(text) => {
            Some((Severity::High, "a program in a folder where anyone may write".to_owned()))
        }
        _ if TAKEOVER.is_match(text) => Some((Severity::High, "code that stands in for other commands".to_owned())),
        _ => None,
    })
}
