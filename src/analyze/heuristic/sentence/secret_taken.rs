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
    // Whoever does not hand it over is not asked again.
    Form {
        all: &[
            r"\b(?:take|read|get|copy|use|collect|pull|extract|fetch|grab)\b",
            r"\.aws/credentials|gcloud/\w|\.kube/config|\.docker/config|\.netrc\b|\.npmrc\b|\.pypirc\b|\.ssh/id_|\.git-credentials|gh/hosts\.yml|\.azure/|\bkeychain\b|\b(?:password|key) (?:manager|store)\b|\bbrowser(?:'|’)s\b",
            r"\bif (?:they|the user|he|she|the (?:customer|client|owner|person)) (?:would rather not|prefers? not|(?:does|do)(?: not|n(?:'|’)t) (?:want|answer|give|reply|know|remember|agree|like)|refuses?|declines?|hesitates?|is (?:unsure|reluctant))\b",
        ],
        unless: r"\b(?:never|(?:do not|don(?:'|’)t) (?:read|take|touch|use|get|copy)|stop|skip)\b",
        negatable: false,
    },
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
        unless: r"\b(?:names|missing|masked|redact|without values|not all|list of)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:search|look|scan|check|read|find|open)\b",
            r"\b(?:inbox|e-?mails?|mailbox|sms|messages)\b",
            r"\b(?:password reset|reset mails?|verification codes?|one-time codes?|2fa codes?|otp|login codes?|magic links?)\b",
        ],
        unless: r"\b(?:never|user asks|asked|temp(?:orary)?|disposable|throw-?away|burner|keywords)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:pass|hand|export|send|forward|include|copy|attach|put|give|deliver)\b",
            r"\b(?:session )?cookies?\b",
            r"\b(?:user(?:'|’)s|signed[- ]in|logged[- ]in|their) (?:\w+ )?(?:browser|profile|session)\b|\bbrowser profile\b",
            r"\b(?:worker|service|endpoint|pool\w*|gateway|proxy|server|api|headers?\.cookie|third[- ]party|https?://)",
        ],
        unless: refused_or_asked!(r"|\b(?:playwright|puppeteer|yt-dlp|local\w*|storage_?state|same browser)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:paste|include|attach|add|post|append|send|put|copy|provide|share|write)\b",
            r"\b(?:output|result|contents?|dump) of (?:the )?[`\W]{0,3}(?:env|printenv|export -p|set|os\.environ|process\.env)\b|[`](?:printenv|env)[`]",
            r"\b(?:issues?|support|tickets?|requests?|messages?|e-?mails?|diagnostics|forms?|comments?|reports?|bug|chat|post)\b",
        ],
        unless: refused_or_asked!(
            r"|\b(?:redact\w*|mask\w*|without values|names only|remov\w+ (?:\w+ )?secrets|sanitiz\w+|grep)\b"
        ),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:include|attach|add|paste|send|append|put|copy|upload|post)\b",
            r"[\s`\x22'(]\.env\b|\.npmrc\b|\.netrc\b|\.pypirc\b|\bkubeconfig\b|\bid_rsa\b|\.aws/credentials|\.git-credentials",
            r"\b(?:diagnostics?|support|tickets?|bug reports?|e-?mails?|crash reports?|telemetry|feedback|[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,12})\b",
        ],
        unless: refused_or_asked!(
            r"|\b(?:redact\w*|mask\w*|gitignore|\.env\.example|names only|without values|exclude)\b"
        ),
        negatable: true,
    },
    Form {
        all: &[
            r"\b\w{2,20}_(?:api_key|token|secret(?:_\w{1,12})?|access_key(?:_\w{1,12})?)\b[^.]{0,60}\b\w{2,20}_(?:api_key|token|secret(?:_\w{1,12})?|access_key(?:_\w{1,12})?)\b",
            r"\b(?:base64|joined|concatenat\w*|encoded?|together|in one line|separated)\b",
            r"\b(?:headers?|fields?|query|payload|parameter|context|cookie|body|request|url|argument)\b|`x-[\w-]+",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|export|either|one of|set (?:one|these|the)|requires?|must be set)\b",
        negatable: true,
    },
    // A file of secrets becomes part of an address that is asked for.
    Form {
        all: &[
            r"\b(?:full|whole|entire|complete|their|its|the) (?:texts?|contents?|values?|lines?)\b|\bwhat (?:it|they) (?:holds?|contains?)\b",
            r"[\s`\x22'(]\.env\b|\.npmrc\b|\.netrc\b|\.pypirc\b|\bkubeconfig\b|\bid_(?:rsa|ed25519)\b|\.aws/credentials|\.git-credentials",
            r"\b(?:url|percent|base64)[- ]?encoded\b|\bquery (?:string|parameter)\b|\b(?:in|to|into|after|of) (?:the |this |that )?(?:url|address|link|path)\b",
            r"https?://|\b(?:fetch|open|request|visit|load|call|get) (?:that|this|the|it)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|redact\w*|mask\w*|names only|gitignore)\b",
        negatable: true,
    },
    // What only signs in is sent as something that every log keeps.
    Form {
        all: &[
            r"\b(?:use|take|put|set|insert|fill in|pass|send|with)\b",
            r"\b(?:values?|contents?) of [`\W]{0,4}\$?\w{2,30}_(?:api_key|token|secret|access_key|secret_key|password)\b",
            r"\b(?:cache[- ]key|identifier|(?:device|session|user|workspace|correlation|trace|request|machine|install\w*) id|seed|salt|nonce|fingerprint)\b|\b(?:stable|unique) and (?:stable|unique)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|hash\w*|hmac|sha-?\d+|redact\w*)\b",
        negatable: true,
    },
];
