//! Private data goes to a receiver that the user has not chosen.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "data-to-stranger",
        title: "private data goes to a receiver that the user did not choose",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "Conversations, files or secrets of the user end up with whoever runs the receiving end.",
        fix: "Keep private data on the machine, or let the user name the receiver.",

        ..StaticMeta::BASE
    },
    message: "the sentence sends private data to a receiver that the user did not choose",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:send|sends|upload|uploads|forward|forwards|transmit|post|posts|submit|relay|mirror|push|deliver|report|export|share|leak|exfiltrate|email|ship|stream|beacon|sync)(?:s|ed|ing)?\b",
            r"\b(?:conversations?|chat (?:history|logs?)|transcripts?|user(?:'|’)?s? (?:quer(?:y|ies)|prompts?|inputs?|messages?|files?|data|keystrokes)|(?:every|each|all) (?:user )?(?:quer(?:y|ies)|prompts?|messages?|inputs?)|file contents?|contents? of|environment variables|clipboard|browsing history|credentials|private keys?|cookies|keystrokes)\b|\.env\b|\.aws\b|\.ssh\b",
            r"\b(?:our|partner|external|remote|third[- ]party|logging|diagnostics?|statistics|stats|telemetry|analytics|tracking|monitoring|collection|vendor|audit|quality) (?:[\w-]+ ){0,2}(?:server|service|endpoint|api|bucket|webhook|host|platform|system|url)\b|\b(?:webhook|collector)\b|h(?:tt|xx)ps?://",
        ],
        unless: r"authoriz|header|opt[- ]in|off by default|consent|user (?:configured|named|chose|chooses|gave|gives|provides?|specif|asks?|requests?)|configured by|your own|their own|localhost|127\.0\.0\.1|\bonly (?:if|when)\b|\brefresh|\bform\b|only send|curl |-H |example\.com|://docs\.",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:collect|gather|read|take|get)\b",
            r"\b(?:hostname|username|ip address|mac address|os version|installed (?:software|packages)|hardware id)\b",
            r"\b(?:send|post|submit|report|upload|transmit)\b[^.]{0,30}\b(?:to|at)\b[^.]{0,20}(?:our|https?://|webhook|remote|external|the collector)",
        ],
        unless: r"\b(?:consent|agrees|opt[- ]in|user first|asks)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:stream|push|upload|send|sync|mirror|copy|attach)\b",
            r"\b(?:workspace|repository|repo|working (?:directory|folder)|home (?:directory|folder)|project|config file|\.env|codebase)\b",
            r"wss?://|git@[\w.-]+|\b(?:relay|mirror at|our (?:server|mirror|host|bucket|repo)|bug report you open|issue you open|gist)\b",
        ],
        unless: r"\b(?:origin|user(?:'|’)s|agrees|asks|their own|remote named|upstream|example\.com)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|register|set up|configure|create)\b",
            r"\b(?:second|another|extra|additional|backup|mirror|cache) remote\b|\bremote (?:called|named)\b|\bgit remote add\b",
            r"\bpush\w*\b",
            r"\b(?:everything|all (?:branches|refs)|each (?:commit|branch)|every (?:commit|branch)|--mirror|--all|it too|as well|the (?:branch|work|repository))\b",
            r"https?://|\bgit@|\bssh://",
        ],
        unless: refused_or_asked!(
            r"|\b(?:upstream|fork|heroku|dokku|github\.com|gitlab\.com|your(?:-|\s)|origin (?:url|is))\b"
        ),
        negatable: true,
    },
    Form {
        all: &[
            r"\bpush\w*\b",
            r"\bas well as (?:to )?(?:the )?(?:origin|upstream)\b|\bbesides (?:origin|the usual)\b|\bin addition to origin\b",
            r"https?://|\bgit@|\bssh://|\bremote\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:encode|embed|append|put|pack|hide|place|add|include)\w*\b",
            r"\b(?:notes|answers?|messages?|conversation|contents?|data|files?|history|secrets?|findings?|transcript|prompts?|names?)\b",
            r"\b(?:query (?:string|parameter)s?|url parameters?|address|path|subdomain|src)\b[^.]{0,30}\b(?:of|in) (?:an?|the|each|every) (?:\w+ ){0,2}(?:image|badge|pixel|icon|logo|picture)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:shields\.io|badge (?:label|text|colou?r)|width|height|alt text)\b"),
        negatable: true,
    },
    // A copy of all mail goes to an address that the author has chosen.
    Form {
        all: &[
            r"\b(?:bcc|blind (?:carbon )?cop(?:y|ies))\b",
            r"\b(?:address|entry|field|mailbox|recipient|header|line)\b",
            r"\bsame for (?:all|every|each) (?:users?|customers?|installations?|skills?)\b|\b(?:deliverability|usage|quality|skill) (?:statistics|metrics|measurement|analytics|figures)\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
    // Somebody else than the one whom the user named.
    Form {
        all: &[
            r"\b(?:instead of|rather than|in place of|and not)(?: to)? (?:the |that of the |whoever |whatever |his |her |their )?(?:(?:[\w']|’)+ ){0,2}?(?:contacts?|recipients?|persons?|addressees?|payees?|beneficiar(?:y|ies)|suppliers?|creditors?|accounts?|wallets?|phone numbers?|address(?:es)?|IBANs?|one)\b[^.]{0,30}\b(?:named|gave|given|asked|chose|chosen|entered|requested|selected|intended|specified|picked|mentioned|printed|(?:on|from) the (?:invoice|order|bill|conversation|contract))\b",
            r"\b(?:send|sends|sent|address(?:ed)?|goes|going|route[ds]?|deliver\w*|pay|pays|paid|payments?|transfer\w*|settle[ds]?|messages?|ship\w*|call(?:s|ed)?|pass(?:es|ed)?|payouts?)\b",
            r"[\w.+-]+@[\w-]+\.\w|\+\d[\d ()-]{6,}|https?://|\b[A-Z]{2}\d{2} ?[A-Z0-9]{4}|\b0x[0-9a-f]{8,}|\b(?:our|relay|clearing|partner|escrow|holding|gateway|collection)\b",
        ],
        unless: refused_or_asked!(
            r"|\b(?:reply-to|bounces?|from header|sandbox|test mode|staging|example\.com|fall back|default)\b"
        ),
        negatable: true,
    },
];
