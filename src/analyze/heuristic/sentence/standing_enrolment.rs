//! Text enrols the machine for later runs once a harmless first task is done.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "standing-enrolment",
        title: "text enrols the machine for later runs once the first task is done",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "The first run looks like all there is; what it registers comes back without anybody asking for it.",
        fix: "Let the user decide whether something runs again, before it is registered.",
        ..StaticMeta::BASE
    },
    message: "the sentence registers something that comes back later",
    forms: FORMS,
};

const FORMS: &[Form] = &[Form {
    all: &[
        r"\b(?:after|once|as soon as) (?:the|a|an|your|its|this|that)? ?(?:first|initial)\b",
        r"\b(?:register|enrol\w*|install|activate|schedule|arm|launch|plant|start|set up|create|spawn|enable|leave)\b",
        r"\b(?:heartbeat|daemon|cron|background (?:job|task|agent)|listener|watcher|beacon|check-?ins?|recurring|resume|call-?backs?)\b",
    ],
    unless: r"\b(?:ask\w*|confirm\w*|consent|opt(?:s|ed)? in|user (?:agrees|wants|approves)|offer|if the user|never|do not)\b",
    negatable: true,
}];
