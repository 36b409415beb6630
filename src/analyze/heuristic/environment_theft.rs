//! Code that reads all environment variables also sends data.

use super::Heuristic;
use crate::analyze::{Context, Hit, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind};

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

/// Bytes after the start of a request in which its body stands.
const SENT: usize = 300;

/// A copy of the environment that a child process gets goes nowhere.
const HANDED_DOWN: &[&str] =
    &["subprocess", "Popen", "spawn(", "exec.Command", "cmd.Env", "StdioServerParameters", "env=env"];

/// A copy of the environment that gets a name.
static KEPT_AS: Pattern = Pattern::new(r"\b(?P<name>\w{1,40})(?:\s{0,2}:\s{0,2}[\w\[\], ]{1,40})?\s{0,2}=\s{0,2}$");

/// Whether the copy that a hit makes is what a child process gets, and no part of what is sent.
fn is_handed_down(region: &Region, hit: &Hit<'_>, send: &Hit<'_>) -> bool {
    let copy = hit.text.trim_start();
    let before = region.text.get(..hit.range.start + hit.text.len() - copy.len()).unwrap_or_default();
    let start = before.len().saturating_sub(100);
    let lead = before.get(before.ceil_char_boundary(start)..).unwrap_or_default();
    // The pattern may begin with the sign that gives the copy a name.
    let lead = if copy.starts_with('=') { format!("{lead}=") } else { lead.to_owned() };
    let Some((_, [Some(name)])) = KEPT_AS.groups_iter(&lead, ["name"]).last() else { return false };
    let Some(name) = lead.get(name) else { return false };
    let names = |text: &str| text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name);
    let end = region.text.floor_char_boundary((send.range.end + SENT).min(region.text.len()));
    let sent = region.text.get(send.range.start..end).unwrap_or_default();
    region.text.contains(&format!("env={name}")) && !names(sent)
}

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
        if let Some(send) = send.filter(|send| !is_handed_down(region, hit, send)) {
            let message = "the whole environment is read and data is sent";
            let report = Report::new(hit.place.clone(), message).specimen(hit.specimen);
            sink.report(report.related(send.place.clone(), "sent here"));
        }
    }
}
