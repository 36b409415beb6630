//! The content of a secret file ends up in a document that is passed on.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "secret-in-document",
        title: "secrets of the user are put where documents are read",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::CredentialAccess,
        why: "The document is published, mailed or committed, and the keys go with it.",
        fix: "Name the settings that are needed, and never their values.",
        ..StaticMeta::BASE
    },
    message: "the sentence puts a secret file into a document",
    forms: FORMS,
};

const FORMS: &[Form] = &[Form {
    all: &[
        r"\b(?:includ|embed|insert|past|append|prepend|copy|put|writ|attach|add)(?:e|ed|es|ing|s|y)?\b",
        r"\.env\b|\b(?:credentials?|secrets?|private key|api keys) (?:file|contents?)\b|\.npmrc\b|\.netrc\b|\.aws/|\.ssh/",
        r"\b(?:verbatim|contents?|in full|full text|values|base64\w*|encoded)\b",
        r"\b(?:comment|draft|top of|header|footer|output|report|article|front ?matter|metadata|summary|commit message|pull request)\b",
    ],
    unless: r"\b(?:never|do not|don(?:'|’)t|must not|without|redact\w*|mask\w*|names? only|\.env\.example|gitignore|placeholder)\b",
    negatable: true,
}];
