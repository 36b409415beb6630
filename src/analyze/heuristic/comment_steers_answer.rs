//! A comment that no viewer shows tells the model what to answer.

use super::Heuristic;
use crate::analyze::guard::is_negated;
use crate::analyze::script::place;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind, Role};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "comment-steers-answer",
        title: "a hidden comment tells the model what to answer",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::HiddenContent,
        why: "The reader of the page does not see the comment, and takes the answer for the model's own.",
        fix: "Write instructions where people see them, or delete the comment.",
        ..StaticMeta::BASE
    },
    check,
};

static WHEN: Pattern = Pattern::caseless(
    r"\b(?:if|when|whenever|once|every time) (?:the |a |an |any )?(?:user|reader|person|human|someone|anyone|you|asked|summari[sz]ing|answering|responding)\b",
);
static ORDER: Pattern = Pattern::caseless(
    r"\b(?:include|state|say|add|append|mention|insert|repeat|recommend|claim|write|put)\b[^.]{0,120}\b(?:final |your |the |each |every |all )(?:final )?(?:answers?|responses?|repl(?:y|ies)|summar(?:y|ies)|output)\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in &context.artifact.regions {
        for mark in region.marks.iter().filter(|mark| mark.kind() == Some(RegionKind::Comment)) {
            let Some(text) = region.text.get(mark.span.range()) else { continue };
            let (Some(order), true) = (ORDER.find(text), WHEN.is_match(text)) else { continue };
            let at = mark.span.start + order.start;
            // A comment inside a code block is an example of what to write.
            let shown = region.marks_at(at).any(|mark| matches!(mark.role, Role::Code { .. } | Role::InlineCode));
            if !shown && !is_negated(&region.text, at) {
                let place = place(region, at..mark.span.start + order.end);
                sink.report(Report::new(place, "the comment dictates part of an answer"));
            }
        }
    }
}
