//! The text plants trust or orders in memory or rule files.

use super::Heuristic;
use crate::analyze::intent::{
    APPROVAL, DECEIT, FUTURE, Intent, KEPT, MEMORY, PRESUMED, REGARDLESS, TRUST, WRITE, denied, report, said,
};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

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

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
