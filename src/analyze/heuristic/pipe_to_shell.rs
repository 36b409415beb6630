//! Text from the network goes straight to an interpreter.

use super::Heuristic;
use crate::analyze::guard::{is_documented, is_negated};
use crate::analyze::origin::{Origin, named_addresses};
use crate::analyze::{Context, Hit, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "pipe-to-shell",
        title: "text from the network is run unseen",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "Whoever controls the address, or the way to it, runs code on this machine and can change it at any time.",
        fix: "Install a package by exact version, or download a file, verify its digest, and only then run it.",
        references: &["https://attack.mitre.org/techniques/T1105/"],
        taxonomy: "LLM03, ASI04, CWE-494",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("remote-script") {
        if is_spoken_of(context, hit) {
            continue;
        }
        let (severity, message) = match Origin::within(context.artifact, &command(context, hit)) {
            Origin::Local => continue,
            Origin::Known => (Severity::Low, "an installer of a known project is run unseen"),
            Origin::Own => (Severity::Low, "an installer of the project itself is run unseen"),
            Origin::Open => (Severity::Medium, "text from an address that is not fixed is run"),
            Origin::Unknown if hit.coding.is_none() && is_advice(context, &hit.place) => {
                (Severity::Medium, "a document has its reader run text from an address of unknown owner")
            }
            Origin::Unknown => (Severity::High, "text from an address of unknown owner is run"),
            Origin::Anonymous => (Severity::Critical, "text from an address that nobody answers for is run"),
        };
        let mut report = Report::new(hit.place.clone(), message).severity(severity).specimen(hit.specimen);
        if let Some(coding) = hit.coding {
            report = report.decoded(coding, hit.text.clone());
        }
        sink.report(report);
    }
}

/// Bytes before a command in a document in which its reader may be pressed.
const LEAD: usize = 500;

/// Words with which attackers have a command run before anybody asks what for.
static PRESSED: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:prerequisites?|mandatory|must (?:first|be|run|install|have)|before (?:you|using|running|any|anything)|otherwise|will not work|won't work",
    r"|immediately|always run|first run|silently|do not ask|without asking)\b",
));

/// Whether a place stands in a document for people, such as the README of a package, that says how something is
/// installed and presses nobody. The text of a skill itself is an order to the model.
pub(super) fn is_advice(context: &Context<'_>, place: &Place) -> bool {
    let read = |kind| matches!(kind, RegionKind::Document | RegionKind::Readme);
    let document = context.artifact.regions.iter().any(|region| region.file == place.file && read(region.kind));
    let Some(file) = context.artifact.file(place.file).filter(|_| document) else { return false };
    let from = file.text().floor_char_boundary(place.span.start.saturating_sub(LEAD));
    file.text().get(from..place.span.start).is_some_and(|lead| !PRESSED.is_match(lead))
}

/// What was matched, to the end of its line: the address may follow.
fn command(context: &Context<'_>, hit: &Hit<'_>) -> String {
    let region = context.region(hit).filter(|_| hit.coding.is_none());
    let rest = region.and_then(|region| region.text.get(hit.range.end..)).and_then(|rest| rest.lines().next());
    let mut command = hit.text.clone();
    // Only where the match itself names none: what else stands on the line may belong to another command.
    if !command.contains("://") {
        command.extend(rest.unwrap_or_default().chars().take(200));
    }
    if Origin::of(&command) == Origin::Open
        && let Some(region) = region
    {
        for address in named_addresses(&region.text, &command) {
            command.push(' ');
            command.push_str(address);
        }
    }
    command
}

/// Whether prose warns of the command. Scripts are not asked: a word in a comment must not excuse a command.
pub(super) fn is_spoken_of(context: &Context<'_>, hit: &Hit<'_>) -> bool {
    let Some(region) = context.region(hit) else { return false };
    let prose = !matches!(region.kind, RegionKind::Script | RegionKind::HookCommand | RegionKind::ConfigCommand);
    prose
        && hit.coding.is_none()
        && (is_documented(region, hit.range.start) || is_negated(&region.text, hit.range.start))
}
