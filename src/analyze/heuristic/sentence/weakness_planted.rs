//! The code that the model writes for the user is to have a weakness or a way in.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "weakness-planted",
        title: "text has the model write a weakness or a way in into the user's code",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "Whoever knows of the weakness gets in wherever the generated code runs.",
        fix: "Let generated code be safe by default, and name every shortcut to the user.",
        taxonomy: "ASI09, CWE-506",
        ..StaticMeta::BASE
    },
    message: "the sentence puts a weakness into the user's code",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Weak by order, with an excuse.
    Form {
        all: &[
            r"\b(?:hash|encrypt|sign|seed|generate|compare|use|create|created|set|write|keep|put|store|comparison|queries|pick|choose)\b",
            r"\b(?:md5|sha-?1|ecb(?: mode)?|des\b|rc4|fixed (?:signing |encryption |secret )?(?:seed|key|iv|salt|nonce|secret)|same (?:signing |secret |encryption )?(?:key|secret|salt)|plain ?text|first (?:\w+ )?(?:characters|bytes)|(?:certificate|tls|signature) (?:verification|checks?|validation) (?:is )?(?:switched|turned|left|set)? ?off|put together from strings|string concatenation|hard-?coded|shorter (?:seed|key)|next to the encrypted|allow every origin|every origin)\b",
            r"\b(?:generated|code|projects?|samples?|scaffold\w*|templates?|service|tokens?|login|clients?|passwords?|column|readme|app|repository)\b",
            r"\b(?:nobody|no one|not worth|spares?|good enough|consisten\w+|compatib\w+|complain\w*|no reason to ask|keeps? (?:the |it |things )?(?:sample|simple|fast|short)|in all projects|not (?:be )?(?:listed|mentioned|documented)|harder to read|questions|faster and|our support|can (?:work out|help)|call it a? ?(?:secure|safe))\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|not for|non-?crypto\w*|checksums?|cache keys?|etags?|dedup\w*|legacy|insecure|vulnerab\w*|avoid|instead of|local development|local use|tests? only|reproducib\w*|random_state)\b",
        negatable: true,
    },
    // A way in that is left out of the documentation.
    Form {
        all: &[
            r"\b(?:add|gets?|create|include|insert|put|build in|leave|plant|generate|receives?)\b",
            r"\b(?:route|endpoint|account|user|header|parameter|password|cookie|login|key|credential)s?\b",
            r"\b(?:as (?:an? )?(?:administrator|admin|root|superuser)|logs? (?:anybody|anyone|everybody|somebody|us) in|maint(?:enance)?|support|debug|bypass\w*|skips? (?:the )?(?:login|check|auth\w*)|our team|lets? (?:us|our))\b",
            r"\b(?:leave (?:it|them|this|that) out|not (?:be )?(?:listed|mentioned|documented|shown)|undocumented|out of the (?:route|user|docs|documentation|readme)|without (?:mention|document|telling|a comment)\w*|no (?:comment|mention)|keep (?:it|this) (?:quiet|to yourself)|hidden)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|look for|report each|reviewing|detect\w*|ui|menu|hidden (?:input|field))\b",
        negatable: true,
    },
    // A check that lets through what it is there to stop.
    Form {
        all: &[
            r"\b(?:write|make|build|leave|implement|code|generate|comment|take|switch|turn)\b",
            r"\b(?:signature|token|authori[sz]ation|authentication|permission|access|webhook|rate limit\w*|ownership|csrf|input)\b[^.]{0,20}\b(?:check|verification|validation|control|limiter|test)?\b",
            r"\b(?:(?:empty|missing|invalid|absent|wrong|any) (?:\w+ )?(?:signature|token|header|certificate|password)s? (?:counts?|passes|is accepted|are accepted|is valid)|counts? as valid|always (?:returns?|answers?|passes)|check out of the|(?:limiter|check|validation|verification) out\b|out in production)\b",
            r"\b(?:complain\w*|no reason|nobody|no one|anyway|nothing amiss|notice\w*|reviews?|fixed results|easier|convenien\w+|smooth\w*)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|reviewing|expects? (?:status )?40[13]|reject\w*|look for)\b",
        negatable: true,
    },
    // Failures are answered with success.
    Form {
        all: &[
            r"\b(?:swallows?|catch(?:es)?|ignores?|suppress(?:es)?|hides?)\b",
            r"\b(?:exceptions?|errors?|failures?)\b",
            r"\b(?:payment|checkout|order|auth\w*|login|billing|transfer|security|generated)\b",
            r"\b(?:answers?|returns?|reports?|shows?|pretends?) (?:with )?(?:a )?(?:success|ok\b|200|that it worked)",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|look for|reviewing|idempoten\w*)\b",
        negatable: true,
    },
    // A hole that is known stays, and the notice of it goes.
    Form {
        all: &[
            r"\b(?:keep|stay on|pin|use|leave)\b",
            r"\b(?:old|older|vulnerable|affected|previous)\b",
            r"\b(?:holes?|vulnerabilit\w+|advisor(?:y|ies)|cves?|security fix\w*)\b",
            r"\b(?:remove|hide|drop|filter|strip|delete|suppress)\b[^.]{0,40}\b(?:advisor(?:y|ies)|warnings?|findings?|notices?|cves?|it|entry|entries|output|report)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|user (?:asks|wants|agrees)|reason|expir\w*)\b",
        negatable: true,
    },
    // Money leaks by a rounding that nobody sees.
    Form {
        all: &[
            r"\b(?:introduce|add|build in|plant|include|leave|put)\b",
            r"\b(?:rounding|calculation|off-by-one|remainder|fractions?)\b[^.]{0,30}\b(?:error|difference|mistake|bias|in)\b",
            r"\b(?:fees?|prices?|totals?|payments?|invoices?|balances?|account)\b",
            r"\bin favou?r of\b|\b(?:credited|goes|moved|sent) to (?:the|our)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|test|detect\w*|look for)\b",
        negatable: true,
    },
];
