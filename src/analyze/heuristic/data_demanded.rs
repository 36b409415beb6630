//! Private data goes out under a pretext or to a stranger.

use super::Heuristic;
use crate::analyze::intent::{
    ADDRESS, AGENT, CONTENTS, DUTY, Intent, KEPT, PRIVATE, REGARDLESS, SECRET, SEND, SUPPLY, report, said,
};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "data-demanded",
        title: "private data goes out under a pretext or to a stranger",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "Secrets and conversations end up with whoever runs the receiving end.",
        fix: "Send nothing private; where a service needs data, name the service and let the user switch it on.",
        taxonomy: "LLM02, ASI02",
        ..StaticMeta::BASE
    },
    check,
};

const INTENTS: &[Intent] = &[
    Intent {
        here: &[said(SEND), said(SECRET), said(ADDRESS)],
        near: &[said(DUTY | KEPT | REGARDLESS)],
        message: "secrets go to an address outside",
        ..Intent::BASE
    },
    Intent {
        here: &[said(SEND), said(ADDRESS)],
        near: &[said(SECRET | PRIVATE), said(DUTY)],
        message: "private data goes out under a pretext",
        ..Intent::BASE
    },
    Intent {
        here: &[said(SEND), said(ADDRESS), said(PRIVATE)],
        near: &[said(KEPT)],
        message: "private data goes out unseen",
        ..Intent::BASE
    },
    Intent {
        here: &[said(CONTENTS), said(SECRET)],
        near: &[said(SUPPLY | SEND | KEPT)],
        callers: true,
        message: "callers are asked for what secret files hold",
        ..Intent::BASE
    },
    Intent {
        here: &[said(SEND | SUPPLY), said(PRIVATE), said(AGENT)],
        callers: true,
        message: "callers are asked for what only they and the user should know",
        ..Intent::BASE
    },
    Intent {
        here: &[said(SEND | SUPPLY), said(SECRET)],
        callers: true,
        message: "callers are asked for secrets",
        ..Intent::BASE
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report(context, sink, INTENTS);
}
