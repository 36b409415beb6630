//! The text orders an act that people are not to hear of.

use super::Heuristic;
use crate::analyze::intent::{
    ADDRESS, ALTER, APPROVAL, DAMAGE, DECEIT, FALSIFY, FUTURE, GRANT, HUSHED, Intent, KEPT, LOOSE, MEMORY, PACKAGE,
    POWER, PRIVATE, RISK, SECRET, SEND, TELL, WRITE, denied, report, said,
};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "covert-act",
        title: "the text orders an act that people are not to hear of",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "An honest step needs no hiding; what nobody hears of, nobody can stop.",
        fix: "Let the model say what it does, and ask before acts with consequences.",
        taxonomy: "ASI09, LLM01",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(SEND), said(SECRET | PRIVATE)],
        near: &[said(KEPT | DECEIT)],
        message: "data is handed over and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(SEND), said(ADDRESS)],
        near: &[said(KEPT | DECEIT), said(SECRET | PRIVATE)],
        message: "data is handed over and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(DAMAGE)],
        near: &[said(KEPT | FALSIFY | DECEIT), said(WRITE | ALTER | RISK)],
        message: "damage is done and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(POWER), said(GRANT)],
        near: &[said(KEPT | DECEIT | FUTURE)],
        message: "power is taken and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(WRITE), said(MEMORY)],
        near: &[said(KEPT | DECEIT)],
        message: "memory or a rule file is changed and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(PACKAGE | LOOSE), said(HUSHED | KEPT), said(ALTER | LOOSE)],
        near: &[said(PACKAGE)],
        message: "a package is swapped and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(RISK), said(APPROVAL).or(denied(APPROVAL)), said(KEPT)],
        near: &[denied(TELL | APPROVAL)],
        message: "an act with consequences is ordered and people are not to hear of it",
        ..Intent::BASE
    },
    Intent {
        here: &[said(DECEIT), said(KEPT)],
        near: &[said(SEND | WRITE | ALTER | RISK)],
        message: "a false account is ordered",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
