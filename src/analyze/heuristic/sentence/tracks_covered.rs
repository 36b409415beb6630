//! Text has the model remove or switch off the record of what it does.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "tracks-covered",
        title: "text has the model remove the record of what it does",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Histories and logs are how people find out what an agent did on their machine.",
        fix: "Leave histories and logs alone, or ask the user to clear them.",
        taxonomy: "ASI09, CWE-778",
        ..StaticMeta::BASE
    },
    message: "the sentence removes or switches off a record",
    forms: FORMS,
};

/// The records that tell what was done.
macro_rules! records {
    () => {
        r"(?:\b(?:shell|command|bash|zsh|terminal|powershell) history\b|\.(?:bash|zsh)_history\b|\bHISTFILE\b|`history -c`|\b(?:audit|event|security|access|auth) (?:log|trail)s?\b|\bjournal(?:ctl)? (?:logs|entries)\b|\bsession(?:(?:'|’)s)? (?:logs?|transcripts?|records?)\b|\.claude/projects\b|\.codex/sessions\b)"
    };
}

const FORMS: &[Form] = &[
    Form {
        all: &[
            concat!(
                r"\b(?:clear|wipe|erase|empty|unset|truncate|purge|scrub|delete|remove|clean)\b[^.;]{0,50}",
                records!(),
                "|",
                records!(),
                r"[^.;]{0,30}\b(?:is|are|be|gets?|been|being)\b[^.;]{0,12}\b(?:clear|wip|eras|empti|truncat|purg|scrubb|delet|remov|clean)ed\b"
            ),
            r"\b(?:when (?:you are )?(?:done|finished)|after(?:wards)?|at the end|once|finally|last(?:ly)?|so that|traces?|before|each|every|always|then)\b",
        ],
        unless: refused_or_asked!(
            r"|\b(?:retention|rotat\w*|older than|expired?|gdpr|test|disk space|accidentally|leaked|secrets? (?:in|from))\b"
        ),
        negatable: true,
    },
    // Nor does the sender see what was sent.
    Form {
        all: &[
            r"\b(?:delete|remove|clear|hide|unsend|erase)\b[^.]{0,30}\b(?:sent (?:messages?|mails?|items|e-?mails?|posts?|folder)|messages? (?:you|that were|it) sent|outgoing messages?|outbox)\b",
            r"\b(?:afterwards?|then|once (?:sent|done)|after (?:sending|each)|when done|to keep|so that)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:undo|mistake|typos?|retention|older than)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:turn off|switch off|disable|stop|pause|suspend|silence|unset)\b",
            r"\b(?:command|shell|audit|session|activity|security|event|bash) (?:logging|logs?|recording|history|auditing)\b|\bHISTFILE\b|\b(?:auditd|script block logging|history recording)\b",
            r"\b(?:before|first|while|during|until|so that|then|when|for this step|afterwards?)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:verbos\w*|noise|performance|debug\w*|tests?)\b"),
        negatable: true,
    },
];
