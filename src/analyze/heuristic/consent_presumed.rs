//! The text takes the user's approval for given.

use super::Heuristic;
use crate::analyze::intent::{APPROVAL, DECEIT, FORBID, Intent, KEPT, POWER, PRESUMED, RISK, denied, report, said};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "consent-presumed",
        title: "the text takes the user's approval for given",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "The question to the user is the last check before something that cannot be undone.",
        fix: "Ask before acts with consequences.",
        taxonomy: "ASI09, ASI03",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(PRESUMED)],
        near: &[said(APPROVAL | RISK).or(denied(APPROVAL)), said(RISK | POWER)],
        unless: FORBID,
        message: "approval is taken for given",
        ..Intent::BASE
    },
    Intent {
        here: &[denied(APPROVAL)],
        near: &[said(RISK), said(PRESUMED | KEPT | DECEIT)],
        message: "an act with consequences is ordered without asking",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
