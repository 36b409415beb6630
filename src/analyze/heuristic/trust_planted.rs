//! The text plants trust or orders in memory or rule files.

use super::Heuristic;
use crate::analyze::intent::{
    APPROVAL, DECEIT, FUTURE, Intent, KEPT, MEMORY, PRESUMED, REGARDLESS, TRUST, WRITE, denied, report, said,
};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind, Role};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "trust-planted",
        title: "the text plants trust or orders in memory or rule files",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "What is planted steers every later session, and nobody sees where it came from.",
        fix: "Show the user what should be remembered, and let the user write it down.",
        taxonomy: "ASI06, AML.T0080",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[Intent {
    here: &[said(WRITE), said(MEMORY)],
    near: &[said(FUTURE | REGARDLESS | KEPT | DECEIT), said(TRUST | PRESUMED).or(denied(APPROVAL))],
    message: "trust is planted where later sessions read it",
    ..Intent::BASE
}];

/// Files that agents read as rules, in small letters.
pub(super) const RULE_FILES: &[&str] = &[
    "claude.md",
    "agents.md",
    "gemini.md",
    "soul.md",
    "memory.md",
    "copilot-instructions",
    ".cursorrules",
    ".windsurfrules",
];

/// Has something believed or taken without a question.
static TAKEN: Pattern = Pattern::caseless(concat!(
    r"\b(?:pre-?approved|(?:is|are) (?:always )?(?:trusted|exempt)",
    r"|without (?:a )?(?:discussion|asking|review|confirmation|a question|questions|approval)",
    r"|(?:needs?|requires?) no (?:review|approval|confirmation|discussion)|(?:never|do not|don't) (?:flag|question|report|mention))\b",
));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
    for region in context.regions(RegionKind::SkillBody) {
        for block in region.marks.iter().filter(|mark| mark.role == Role::Planted) {
            let text = region.text.get(block.span.range()).unwrap_or_default();
            let Some(taken) = TAKEN.find(text) else { continue };
            let range = block.span.start + taken.start..block.span.start + taken.end;
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            let report = Report::new(place, "a block that goes into a rule file has something taken on trust");
            sink.report(report.severity(Severity::High));
        }
    }
}
