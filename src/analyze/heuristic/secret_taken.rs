//! Secrets of the user are read and carried off, or asked for under a pretext.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "secret-taken",
        title: "text has the model take the user's secrets",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "The secret leaves its store and stands where others can read it.",
        fix: "Use the agent of the key store; never read or ask for the value.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    message: "the sentence takes the user's secrets",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:read|open|look for|search for|search|find|locate|extract|pass|include|grab|collect|copy|cat|load|get|fetch|dump|print|take)\b",
            r"~/\.ssh|\.aws/credentials|gh/hosts\.yml|\bprivate keys?\b|\b(?:browser|chrome|firefox|safari)(?:(?:'|’)s)? (?:profile|cookies|passwords)|\bcookies from\b|/etc/(?:passwd|shadow)\b|\bkeychain\b|\.netrc\b|\.git-credentials|saved passwords|\.kube/config|\.npmrc\b|\s\.env\b",
            r"\b(?:include|reply|remember|for later|later use|context|argument|parameter|send|answer|response|session continuity|add (?:them|it)|attach|paste|upload|post|report|to the log|base64|encode)\b",
        ],
        unless: r"\b(?:public keys?|ssh -i|authorized_keys|never|do not|don(?:'|’)t|must not|rotate|revoke|gitignore|commit|vault|exclude|redact|load_dotenv|dotenv)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:ask|request|prompt|get|obtain|collect|demand)\b",
            r"\b(?:bank|wallet|login|e-?mail account|account|card|icloud|google)(?:(?:'|’)s)? (?:\w+ )?(?:passwords?|private keys?|pin|number|security code|details|credentials)\b",
            r"\b(?:verify|friendly|identity|so (?:that )?the|to sign|unlock|continue|restore|confirm|validate|routine)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|oauth|reset|api)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:export|extract|copy|dump|list|save)\b",
            r"\b(?:saved|stored) (?:logins|passwords)|\bbrowser(?:'|’)s (?:saved )?(?:logins|passwords|cookies)\b",
        ],
        unless: r"\b(?:never|user asks|import)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:print|dump|echo|log|output|list)\b",
            r"\b(?:all|every|the full|complete) (?:environment variables|env vars|environment)\b",
            r"\b(?:log|appear|output|reply|response|report|file|send|include)\b",
        ],
        unless: r"\b(?:names|missing|masked|redact|without values)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:search|look|scan|check|read|find|open)\b",
            r"\b(?:inbox|e-?mails?|mailbox|sms|messages)\b",
            r"\b(?:password reset|reset mails?|verification codes?|one-time codes?|2fa codes?|otp|login codes?|magic links?)\b",
        ],
        unless: r"\b(?:never|user asks|asked)\b",
        negatable: true,
    },
];
