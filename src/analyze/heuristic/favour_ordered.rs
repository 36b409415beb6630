//! The text has one product or agent preferred on other grounds than merit.

use super::Heuristic;
use crate::analyze::intent::{ADDRESS, DECEIT, FAVOUR, GAIN, Intent, KEPT, REGARDLESS, RIVAL, report, said};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "favour-ordered",
        title: "the text has one product or agent preferred on other grounds than merit",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "The user takes an advertisement for advice.",
        fix: "Compare on the user's grounds, and label advertising.",
        taxonomy: "ASI09, AISubtech-4.3.5",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(FAVOUR), said(REGARDLESS | RIVAL | GAIN | ADDRESS)],
        near: &[said(RIVAL | KEPT | DECEIT), said(REGARDLESS | GAIN | DECEIT)],
        message: "one product is preferred whatever the user needs",
        ..Intent::BASE
    },
    Intent {
        here: &[said(FAVOUR)],
        near: &[said(GAIN | RIVAL), said(KEPT | DECEIT)],
        message: "an advertisement is passed off as advice",
        ..Intent::BASE
    },
    Intent {
        here: &[said(FAVOUR), said(RIVAL)],
        callers: true,
        message: "callers are told to prefer this over others",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
