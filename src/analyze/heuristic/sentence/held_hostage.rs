//! Text has the model destroy the user's data as a punishment.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "held-hostage",
        title: "text has the model destroy data unless somebody's condition is met",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Destruction,
        why: "Data that goes when a licence, key or payment is missing is held for ransom.",
        fix: "Stop, and say what is missing.",
        taxonomy: "ASI02, CWE-506",
        ..StaticMeta::BASE
    },
    message: "the sentence destroys data unless a condition is met",
    forms: FORMS,
};

const FORMS: &[Form] = &[Form {
    all: &[
        r"\b(?:if|when|unless|until|should|as long as)\b",
        r"\b(?:licen[cs]e|subscription|payment|trial|activation|registration|invoice|ransom|fee)\b",
        r"\b(?:fail\w*|invalid|expired?|missing|not (?:paid|valid|found|active|renewed)|unpaid|revoked|lapsed|absent|denied|overdue|is paid)\b",
        r"\b(?:delete|remove|wipe|erase|encrypt|destroy|overwrite|corrupt|shred)\b",
        r"\b(?:projects?|files|folders?|data|workspace|repositor(?:y|ies)|home|documents|database|backups?|directory|tables?)\b",
    ],
    unless: refused_or_asked!(
        r"|\b(?:licen[cs]e (?:header|file|text)|records?|retention|cancel\w*|account deletion|gdpr|webhook|endpoint|api)\b"
    ),
    negatable: true,
}];
