//! A tool's argument becomes a path that nothing confines.

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-path",
        title: "a tool uses an argument as a path without a check",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "Whoever steers the model reads or changes files outside of what the tool is for.",
        fix: "Resolve the path and refuse it unless it lies in the folder that the tool is for.",
        taxonomy: "CWE-22",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler && !event.checked) {
        let entry = event.from(&[Source::Entry]);
        let given = || event.from(&[Source::Argument, Source::File, Source::Named, Source::Kept]);
        let Some(origin) = entry.or_else(given) else { continue };
        let confined = is_confined(event);
        let recursive = event.sink.ends_with("rmtree") || event.sink.ends_with("RemoveAll");
        let undeclared = || !Claim::Removal.is_made(artifact, event);
        let (severity, what) = match event.kind {
            SinkKind::Mode if !confined => (Severity::Medium, "the path whose mode, owner or times change"),
            SinkKind::Mode => (Severity::High, "the path whose mode, owner or times change"),
            SinkKind::Unpack if Source::FILES.contains(&origin.source) => {
                (Severity::Medium, "unpacked, whatever its size and wherever its entries point")
            }
            SinkKind::Write if entry.is_some() && confined => {
                (Severity::High, "a name in an archive that becomes the path that is written, `..` included")
            }
            _ if Source::FILES.contains(&origin.source) => continue,
            // Python's own reader of such archives keeps their entries below the folder.
            SinkKind::Unpack if event.sink.starts_with("zipfile.") => (Severity::Medium, "an archive that is unpacked"),
            SinkKind::Unpack => (Severity::High, "an archive that is unpacked, wherever its entries point"),
            SinkKind::Delete if confined || (recursive && (!event.led || undeclared())) => {
                (Severity::High, "the path that is deleted")
            }
            SinkKind::Delete => (Severity::Medium, "the path that is deleted"),
            SinkKind::Read | SinkKind::Write if confined && event.started && event.resolved => {
                (Severity::Medium, "a path that only has to start like a folder, as the names of others beside it do")
            }
            SinkKind::Read if confined => (Severity::High, "the path that is read, `..` included"),
            SinkKind::Write if confined => (Severity::High, "the path that is written, `..` included"),
            SinkKind::Read => (Severity::Medium, "the path that is read"),
            SinkKind::Write => (Severity::Medium, "the path that is written"),
            _ => continue,
        };
        let message = format!("{} is {what} (`{}`)", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}

/// Whether a path was meant to stay in a folder of the program's own.
///
/// A folder before the argument says so, or a look at how it starts; not where the caller names the folder and the
/// program what lies in it.
fn is_confined(event: &Event) -> bool {
    let inside = format!("/{HOLE}");
    event.texts.iter().any(|text| text.contains(&inside)) && (!event.led || event.started)
}
