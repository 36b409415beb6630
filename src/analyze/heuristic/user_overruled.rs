//! The text puts itself above the user or the system.

use super::Heuristic;
use crate::analyze::intent::{ABOVE, COMPEL, Intent, RANK, REFUSE, denied, report, said};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "user-overruled",
        title: "the text puts itself above the user or the system",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "A model that follows it works for the author and no longer for the user.",
        fix: "Leave the order of instructions to the host.",
        taxonomy: "ASI01, LLM01",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(ABOVE), said(RANK)],
        message: "the text puts itself above the user or the system",
        ..Intent::BASE
    },
    Intent {
        here: &[said(REFUSE), said(COMPEL).or(denied(COMPEL))],
        message: "the text forbids to refuse",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
