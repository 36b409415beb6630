//! The text has results changed against the facts.

use super::Heuristic;
use crate::analyze::intent::{ALTER, DECEIT, FALSIFY, FIGURE, Intent, KEPT, OMIT, RARE, REGARDLESS, report, said};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "results-falsified",
        title: "the text has results changed against the facts",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user decides by numbers and findings that somebody else chose.",
        fix: "Report what was found.",
        taxonomy: "ASI09, LLM09",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(FALSIFY), said(FIGURE)],
        near: &[said(REGARDLESS | KEPT | RARE | DECEIT)],
        message: "results are bent whatever the facts are",
        ..Intent::BASE
    },
    Intent {
        here: &[said(ALTER | OMIT), said(FIGURE)],
        near: &[said(REGARDLESS | RARE), said(KEPT | FALSIFY | DECEIT)],
        message: "results are changed and people are not to see it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(ALTER | OMIT), said(FIGURE), said(KEPT | DECEIT)],
        message: "results are changed and people are not to see it",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
