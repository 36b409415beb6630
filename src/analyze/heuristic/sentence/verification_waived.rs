//! Text has certificates or checksums go unchecked.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "verification-waived",
        title: "text has certificates or checksums go unchecked",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "Whoever sits on the way reads and changes what is sent and installed, tokens included.",
        fix: "Add the authority's certificate to what the client trusts, and keep the checksums of the lock file.",
        taxonomy: "CWE-295",
        ..StaticMeta::BASE
    },
    message: "the sentence has certificates or checksums go unchecked",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // What was locked may change.
    Form {
        all: &[
            r"\b(?:take|remove|delete|strip|drop|leave out|cut|clear|erase)\b",
            r"\bintegrity\b[^.]{0,20}\b(?:lines?|fields?|hash(?:es)?|entr(?:y|ies)|values?|keys?|checksums?)\b|\b(?:checksums?|hashes|digests)\b",
            r"\block ?files?\b|\bpackage-lock\b|\byarn\.lock\b|\bpnpm-lock\b|\bpoetry\.lock\b|\bgo\.sum\b|\bcargo\.lock\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|regenerat\w*|re-?creat\w*|rebuild|merge conflicts?|detect\w*|flag\w*|warn\w*)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:set|export|add|pass|use|turn off|switch off|disable|run|call|skip|put|apply|prefix|append|always)\b",
            r"\bPYTHONHTTPSVERIFY\W{0,3}0|\bNODE_TLS_REJECT_UNAUTHORIZED\W{0,4}0|\bverify ?= ?False\b|\bsslverify\W{1,3}false\b|\bstrict-ssl\W{1,3}false\b|\b(?:tls|ssl|certificate) (?:certificate )?(?:verification|validation|checks?)\b|\bcurl -k\b|\bcurl --insecure\b|`-k`|--no-check-certificate\b|\bStrictHostKeyChecking\W{1,2}no\b|--trusted-host\b",
            r"\b(?:every|all|always|any|each|generated|production|tokens?|credentials?|keys?|billing|payments?|api|before|first|also|everywhere|carry on|so that)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|avoid|local\w*|127\.0\.0\.1|dev(?:elopment)?|tests?|testing|lab|only (?:if|when|for)|insecure|vulnerab\w*|risk\w*|flag\w*|warn\w*|detect\w*|bad|enable|require\w*|ensure|verify that|instead)\b|❌|✗",
        negatable: true,
    },
];
