//! An order waits for a rare moment.

use super::Heuristic;
use crate::analyze::intent::{
    ALTER, DAMAGE, DECEIT, FALSIFY, Intent, KEPT, PRESUMED, RARE, RISK, SEND, WHEN, report, said,
};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "dormant-order",
        title: "an order waits for a rare moment",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Behaviour that waits for a date, a phrase or for nobody to watch is made to pass reviews.",
        fix: "Remove the condition, or do in every case what is documented.",
        taxonomy: "ASI01, LLM01",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[Intent {
    here: &[said(WHEN), said(RARE)],
    near: &[said(ALTER | SEND | DAMAGE | FALSIFY | RISK), said(KEPT | FALSIFY | DAMAGE | DECEIT | PRESUMED)],
    message: "an order waits for a rare moment",
    ..Intent::BASE
}];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
