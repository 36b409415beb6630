//! Text has the model give a verdict on what it is not to look at.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "unexamined-verdict",
        title: "text has the model pass what it has not looked at",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "A review, test or audit that nobody made is worse than none: people rely on it.",
        fix: "Report what was looked at, and what was not.",
        taxonomy: "ASI09, LLM09",
        ..StaticMeta::BASE
    },
    message: "the sentence gives a verdict without a look",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:report|say|state|answer|conclude|approve|mark|list|return|give|write|sign off|pass|accept|merge)\w*\b",
            r"\blgtm\b|\b(?:no (?:findings|issues|problems|vulnerabilities|concerns)|clean|approved?|passed|passing|safe|green|verified|success\w*|looks good)\b",
            r"\b(?:without (?:even )?(?:open|read|look|runn|inspect|review|check|execut|scann)\w*|(?:do not|don(?:'|’)t|never|instead of|rather than) (?:open|read|look|run|inspect|review|check|execut|scann?|download)(?:ing)?\b|even (?:if|when|though) (?:\w+ ){0,3}(?:not|n(?:o|(?:'|’))t|never) (?:\w+ )?(?:run|read|opened|looked|checked|reviewed|executed|scanned|inspected)|unread\b|unseen\b|not been (?:run|read|opened|checked|reviewed))",
            r"\b(?:diffs?|changes?|code|files?|tests?|pull requests?|commits?|scans?|checks?|reviews?|report|branch|package|patch(?:es)?)\b",
        ],
        unless: r"\b(?:do not|don(?:'|’)t|never|must not|cannot|can(?:'|’)t|should not|no one should|avoid|rather than) (?:ever )?(?:report|say|state|answer|conclude|approve|mark|list|return|give|write|sign|pass|accept|merge|claim|assume|declare|call)\w*|\b(?:red flags?|anti-?patterns?|rationali[sz]ation|mistakes?|wrong|bad|unless|until|dishonest|lying|smells?)\b|✗|❌|\bwithout (?:read|look|runn|check|review)\w+ (?:is|means|does|counts)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:skip|exempt|exclude|ignore|leave out|pass over|wave through)\b",
            r"\b(?:checks?|scans?|review|audits?|inspection|findings?|vulnerabilit\w+)\b",
            r"\b(?:list|mark|report|count|show|record|treat|present|label)\b[^.]{0,40}\b(?:as|to be) (?:clean|safe|passed|reviewed|verified|secure|trusted|compliant|resolved)\b",
        ],
        unless: refused!(
            r"|\b(?:false positives?|generated|node_modules|lock ?files?|already|tests?|duplicates?|unless|user (?:asks|wants))\b"
        ),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:record|count|list|mark|report|treat|class|show)\w*\b[^.]{0,20}\b(?:reviewed|clean|passed|safe|verified|false)\b",
            r"\b(?:whatever|regardless of what|no matter what) (?:the |any |a )?(?:scanner|tool|check|report|linter|audit|test)s? (?:says?|finds?|reports?|shows?)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not)\b",
        negatable: true,
    },
];
