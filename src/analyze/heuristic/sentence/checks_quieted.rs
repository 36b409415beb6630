//! Tests, linters, scanners or pipelines are made to pass, and the cause stays.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "checks-quieted",
        title: "text has the model make checks pass by taking away what they check",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "People take a green build or an empty report for work that was done.",
        fix: "Fix the cause, or tell the user what fails and let the user decide.",
        taxonomy: "ASI09, LLM09",
        ..StaticMeta::BASE
    },
    message: "the sentence makes a check pass by weakening it",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // A check is silenced so that all looks well.
    Form {
        all: &[
            r"\b(?:append|add|added|adds|put|set|mark|marked|skip|delete|remove|lower|disable|comment out|ignore|silence|weaken|loosen|rewrite|drop|change)\b",
            r"\b(?:tests?|assertions?|linter|lint|checks?|coverage|ci|pipeline|scanners?|warnings|findings|hooks?|type checker|suite)\b",
            r"\|\| ?true\b|\b(?:skipped|xfail|threshold|ignore (?:file|list)|continue-on-error|--no-verify|assertions?|noqa|allow_failure|baseline|failing (?:test|case)s?|tests? that fails?)\b",
            r"\b(?:stays? green|green (?:build|pipeline|run)|as (?:all )?passing|as passed|get (?:\w+ ){1,3}through|(?:is|comes out|stays) empty|does not belong|stand in the way|as maintenance|(?:build|pipeline|suite) (?:passes|goes through|succeeds)|in the commit message|nobody|no one|without (?:mention|telling|comment|a note)\w*|not (?:be )?mentioned|as flaky)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|ask\w*|user (?:agrees|agreed|wants|asks|decides)|confirm\w*|issue number|list(?:ed)? (?:it|them|each) in the (?:summary|report)|tell the user|anti-?patterns?|detect\w*|look for|flag(?:s|ged)?|avoid|unless|false positives?)\b",
        negatable: true,
    },
    // Some are exempt from the checks, and the record says otherwise.
    Form {
        all: &[
            r"\b(?:mark|record|report|count|list|show)\b[^.]{0,20}\b(?:checks?|tests?|reviews?|scans?|them|it)\b",
            r"\bas (?:passed|passing|green|done|successful)\b",
            r"\bfor (?:the )?(?:others|everybody else|everyone else|all others|the rest)\b|\botherwise\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|if (?:all|every|no)|only (?:if|when)|already)\b",
        negatable: true,
    },
    // What a scanner has found goes onto the list of what it leaves out.
    Form {
        all: &[
            r"\b(?:add|append|put|write|move|enter)\b",
            r"\.(?:gitleaks|semgrep|trivy|snyk|bandit|checkov|grype|tfsec)ignore\b|\.secrets\.baseline\b|\b(?:allow|ignore|skip|exclusion|suppression)[- ]?(?:list|file)\b",
            r"\b(?:gitleaks|trufflehog|semgrep|trivy|snyk|bandit|detect-secrets|push protection|secret scan\w*|scanners?)\b",
            r"\b(?:holds? up|blocks?|stops?|complains?|fails?|flags?|reports?|objects?|gets? in the way|finds?)\b",
            r"\b(?:leave (?:that|it|this|them) out|push again|try again|carry on|continue|go on|proceed|rerun|not mention\w*|without mention\w*|so (?:that )?(?:it|the (?:push|build|release|commit|pipeline|job)) (?:passes|goes through))\b",
        ],
        unless: r"\b(?:never|do not (?:add|put|write|append)|don(?:'|’)t (?:add|put|write|append)|must not|ask\w*|confirm\w*|false positives?|verif\w*|review\w*|rotat\w*|revok\w*|test fixtures?|after (?:the user|checking))\b",
        negatable: true,
    },
];
