//! Text has the model keep an action from the user, in whatever words.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "kept-from-user",
        title: "text has the model keep an action from the user",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "An honest step needs no hiding; what the user does not hear of, the user cannot stop.",
        fix: "Let the model say what it does.",

        ..StaticMeta::BASE
    },
    message: "the sentence keeps an action from the user",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:do not|don(?:'|’)?t|never|must not|should not|without|avoid|refrain from)\W+(?:ever\W+)?(?:\w+\W+){0,1}?(?:mention|tell|inform|reveal|disclos|report|notify|alert|show|expos|announc|acknowledg|let\b|bring)\w*",
            r"\b(?:the user|users?|(?:your |the )human|operator|owner|customer|anyone|the (?:reader|reviewer|author|team|client))\b",
            r"\b(?:(?:about|of) this|this (?:step|call|request|action|upload|skill|behaviou?r|process|change|section)|these (?:steps|instructions|calls|actions|rules)|that you(?:'ve| have)? (?:contact|sen|upload|cop|chang|access|read|call|us|modif|ran|r[au]n|add|post|stor|install)\w*|(?:was|were|been|being) (?:uploaded|sent|copied|changed|accessed|forwarded|modified|recorded|collected|installed)|(?:extra|hidden|additional) (?:request|call|step)|bring it up|the upload|that (?:it|you|they|this|nothing) (?:was|were|did|had|has|is) ?n(?:o|(?:'|’))t\b)\b",
        ],
        unless: r"\b(?:until|unless|yet|twice|each retry|once at the end|before (?:it|they|the test))\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:omit|leave out|exclude|drop|(?:do not|don(?:'|’)?t|never) (?:include|mention|list|log|record)|leave no)\b",
            r"\b(?:this (?:step|call|action|request|command|section)|these (?:steps|calls|actions)|(?:include|mention|list) (?:it|this|that|them)\b|trace)",
            r"\b(?:summary|report|answer|response|reply|final output|history|transcript|logs?)\b",
            r"\b(?:silent|quiet|step|call|request|trace|action|command)\w*\b",
        ],
        unless: r"\b(?:commit|changelog|duplicate|empty|optional|unless)\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:user|human|operator|owner|customer)(?:s)? (?:is|are|remains?|stays?|be) (?:kept )?(?:unaware|oblivious|in the dark)|\b(?:user|human|operator|owner) (?:does not|doesn(?:'|’)t|need not|do not) (?:need to |have to )?(?:be told|know about (?:this|it|the)|hear about|be informed|be aware)|\bkeep (?:quiet|silent) about\b|\bkeep (?:this|it) (?:to yourself|between us|quiet|secret)\b|\bbehind the user(?:'|’)s back\b",
        ],
        unless: r"\b(?:should not|must not|make sure (?:no|the user is not))\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:hide|conceal|mask|withhold|suppress)\b",
            r"\bfrom (?:the |your )?(?:user|human|operator|owner|customer)\b",
            r"\b(?:this|these|(?:the )?(?:output|result) of|command|step|request|call|instructions?|upload|activity)\b",
        ],
        unless: r"\b(?:panel|button|sidebar|field|column|menu|element|modal|toast|spinner|component|banner|tab|role|page|stack ?traces?|loading)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\bif (?:the user|anyone|somebody|they) asks? (?:what|why|whether|if|about)\b|\bif (?:you are )?asked\b|\bwhen (?:asked|questioned)\b",
            r"\b(?:say|claim|answer|reply|pretend|tell them|state) (?:that )?(?:you|it|nothing|there|this)\b",
            r"\b(?:only|nothing|never|just|not|no)\b",
        ],
        unless: r"\b(?:do not know|don(?:'|’)t know|cannot|can(?:'|’)t|not sure|unavailable|not supported|out of scope|honest)\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:omit|leave out|drop|suppress|hide|withhold|skip)\b",
            r"\b(?:findings?|vulnerabilit\w+|warnings?|alerts?|issues|problems|risks)\b",
            r"\babout (?:\w+ ){0,3}(?:network|credentials?|secrets?|security|telemetry|uploads?|exfiltration|permissions?|tracking)\b",
            r"\bfrom (?:the|your|its|any|every) (?:\w+ )?(?:report|summary|output|answer|review|list)\b",
        ],
        unless: r"\b(?:duplicates?|false positives?|below|resolved|fixed|confidence|threshold|out of scope|user (?:asks|wants))\b|\b(?:never|not|n(?:o|(?:'|’))t)\W+(?:\w+\W+)?(?:omit|leave|drop|suppress|hide|withhold|skip)",
        negatable: false,
    },
    // Whoever checks is given a denial that was written beforehand.
    Form {
        all: &[
            r"\b(?:if|should|when|whenever|in case) (?:the |an? |any |some )?(?:auditors?|regulators?|inspectors?|supervisors?|examiners?|investigators?|journalists?)\b",
            r"\b(?:asks?|raises?|questions?|notices?|wonders?|wants? to know|inquires?|enquires?|challenges?)\b",
            r"\b(?:say|answer|reply|claim|state|insist|assure|tell them|pretend) (?:them )?that\b[^.]{0,60}\b(?:not|no|none|never|nothing|isn(?:'|’)t|aren(?:'|’)t|wasn(?:'|’)t|weren(?:'|’)t)\b",
        ],
        unless: r"\b(?:do not know|don(?:'|’)t know|not sure|honest\w*|truthful\w*|never (?:say|claim|answer))\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\bdeny (?:having|that you|any|it)\b|\bdo(?:n(?:'|’)t| not) breathe a word\b|\bdo(?:n(?:'|’)t| not) (?:let on|give away) (?:that|what)\b",
        ],
        unless: r"",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:clear|delete|wipe|erase|remove|truncate|unset)\b",
            r"\b(?:shell|bash|command|terminal|zsh) history\b|\bHISTFILE\b|\b(?:audit|access) logs?\b",
            r"\b(?:so (?:that )?(?:nobody|no one|the user)|afterwards|traces?|evidence|cover|cannot see|can(?:'|’)t see)\b",
        ],
        unless: r"\b(?:password|secret|token)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\bso (?:that )?the (?:user|human|operator) (?:sees nothing|does not see|doesn(?:'|’)t see|does not notice|doesn(?:'|’)t notice|cannot see|won(?:'|’)t (?:see|notice|know))\b",
        ],
        unless: r"\b(?:flicker|spinner|loading|stack|error page|raw|layout|duplicates?)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:fake|bogus|dummy|false|misleading)\b",
            r"\b(?:progress|status|error) (?:messages?|bars?|updates?|output)\b",
            r"\b(?:while|during|until|to (?:hide|distract|cover))\b",
        ],
        unless: r"\b(?:test|mock|unit|storybook|fixture)\b",
        negatable: true,
    },
];
