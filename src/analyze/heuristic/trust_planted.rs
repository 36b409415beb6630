//! The text plants trust or orders in memory or rule files.

use super::Heuristic;
use crate::analyze::intent::{
    APPROVAL, DECEIT, FUTURE, Intent, KEPT, MEMORY, PRESUMED, REGARDLESS, TRUST, WRITE, denied, report, said,
};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

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

/// A block of text that goes into a rule file, and in it a line that has something believed or taken without a question.
static BLOCK: Pattern = Pattern::caseless(concat!(
    r"\b(?:append|add|write|put|insert|paste|place)\b[^\n]{0,160}(?:CLAUDE|AGENTS|GEMINI|SOUL|MEMORY)\.md[^\n]{0,160}\n\s{0,8}",
    r"```\w{0,12}\n(?:[^`\n]|`[^`\n]{0,80}`|\n){0,800}?(?P<trust>\b(?:pre-?approved|(?:is|are) (?:always )?(?:trusted|exempt)",
    r"|without (?:a )?(?:discussion|asking|review|confirmation|a question|questions|approval)",
    r"|(?:needs?|requires?) no (?:review|approval|confirmation|discussion)|(?:never|do not|don't) (?:flag|question|report|mention)))\b",
));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
    for region in context.regions(RegionKind::SkillBody) {
        for (_, [trust]) in BLOCK.groups_iter(&region.text, ["trust"]) {
            let Some(range) = trust else { continue };
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            let report = Report::new(place, "a block that goes into a rule file has something taken on trust");
            sink.report(report.severity(Severity::High));
        }
    }
}
