//! A script runs a command that bundled content carries, and the content asks for it.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::script::place;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "command-from-content",
        title: "a script runs a command that stands in content",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "Whoever writes the ticket, mail or document decides what runs on the user's machine.",
        fix: "Show commands that content carries to the user, and run none of them.",
        taxonomy: "ASI05",
        ..StaticMeta::BASE
    },
    check,
};

/// A member that holds a command, read from a record.
static MEMBER: Pattern = Pattern::caseless(
    r#"(?:\[|\.get\()\s{0,2}["'](?P<member>[a-z_]{0,24}(?:command|cmd|shell|script_line|exec)[a-z_]{0,12})["']"#,
);
static RUNS: Pattern = Pattern::caseless(
    r"\bsubprocess\.(?:run|call|Popen|check_)|\bos\.(?:system|popen)\(|\bexec(?:Sync|File|FileSync)?\(|\bspawn(?:Sync)?\(",
);
/// Content that asks to be run, rather than a list of commands that a tool offers.
static ASKS: Pattern = Pattern::caseless(
    r"\b(?:run|running|execute|executing|invoke|invoking)\b (?:\w+ ){0,3}(?:command|script|line|snippet)s?\b[^.\n]{0,60}\b(?:exactly|verbatim|as (?:provided|given|written|shown|is)|in th(?:is|e) (?:ticket|issue|mail|message|document|note|page|record|comment)|below)\b",
);

/// Members of one script that are looked for in content.
const MAX_MEMBERS: usize = 20;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let content = || context.artifact.regions.iter().filter(|region| region.kind == RegionKind::Data);
    let Some(request) = content().find_map(|region| Some((region, ASKS.find(&region.text)?))) else { return };
    for script in context.regions(RegionKind::Script).filter(|region| !context.artifact.is_test(region.file)) {
        if !RUNS.is_match(&script.text) {
            continue;
        }
        let mut members =
            MEMBER.groups_iter(&script.text, ["member"]).filter_map(|(_, [member])| member).take(MAX_MEMBERS);
        let name = |member: &Range<usize>| script.text.get(member.clone()).unwrap_or_default();
        let carried = |name: &str| {
            content().any(|region| {
                region.text.contains(&format!("\"{name}\""))
                    || region.pointer.as_deref().is_some_and(|pointer| pointer.split('/').any(|part| part == name))
            })
        };
        let Some(member) = members.find(|member| carried(name(member))) else { continue };
        let message = format!("`{}` of bundled content is run as a command", name(&member));
        let report = Report::new(place(script, member), message)
            .related(place(request.0, request.1.clone()), "the content asks for it");
        sink.report(report);
    }
}
