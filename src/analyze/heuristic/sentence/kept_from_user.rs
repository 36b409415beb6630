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
            r"\b(?:omit|leave (?:\w+ ){0,3}out|exclude|drop|(?:do not|don(?:'|’)?t|never) (?:include|mention|list|log|record)|leave no)\b",
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
            r"\bif (?:the user|anyone|somebody|someone|they) asks? (?:what|why|whether|if|about|which|how)\b|\bif (?:you are )?asked\b|\bwhen (?:asked|questioned)\b",
            r"\b(?:say|claim|answer|reply|pretend|tell them|state) (?:that )?(?:you|it|nothing|there|this|only|just)\b",
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
    // What is done is not to be spoken of.
    Form {
        all: &[
            r"\b(?:make|do|apply|perform|carry out|write|add|run|send|install|change|update)\b",
            r"\bwithout (?:announcing|mentioning|reporting|advertising|drawing attention to|pointing out|remarking on|commenting on) (?:it|this|that|them|the (?:change|edit|step|call|update|addition)s?)\b",
        ],
        unless: r"",
        negatable: true,
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
    // Nor is whoever asks to hear of it.
    Form {
        all: &[
            r"\b(?:if|when|where|whenever|should|in case) (?:the |an? |any |some )?\w+ (?:\w+ )?asks?\b[^.]{0,40}\b(?:whether|why|who|how|if|about one of|about (?:these|those|this|the (?:missing|ranking|choice|order)))\b",
            r"\b(?:the (?:reply|answer|response) is (?:that|simply|always)|(?:answer|reply|respond|say|state) that)\b",
            r"\b(?:alone|nothing|none|no (?:payment|influence|connection|such|findings?)|independent\w*|solely|purely|not paid)\b",
        ],
        unless: r"\b(?:honest\w*|truthful\w*|do(?:es)? not know|don(?:'|’)t know|not sure|could not|cannot|can(?:'|’)t|yet|in scope|not supported)\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\bdeny (?:having|that you|any (?:knowledge|part|involvement|such|contact|link)|it (?:if|when|to|even|and))\b|\bdo(?:n(?:'|’)t| not) breathe a word\b|\bdo(?:n(?:'|’)t| not) (?:let on|give away) (?:that|what)\b",
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
    Form {
        all: &[
            r"\b(?:no need|needn(?:'|’)t|need not|not necessary|no reason|unnecessary) (?:for you )?to (?:mention|tell|bring|raise|report|inform|disclose|discuss|explain|trouble|bother|note)\b",
            r"\b(?:this|it|that|the (?:\w+ ){0,2}(?:upload|sync|change|transfer|install\w*|request|copy|call|download|connection|step|forwarding|payment|charge|fee|redirect\w*|substitution|replacement))\b",
            r"\b(?:users?|human(?: partner)?s?|operators?|owner|customers?|anyone|team|reviewers?)\b",
        ],
        unless: r"\b(?:unless|until|again|twice|if (?:it|the|there|nothing|no)|when (?:it|the|there|nothing|no)|already|intermediate)\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:has|have|finds?|deserves?) no place in\b|\b(?:need|needs|must|should|shall|do|does) not (?:be )?(?:appear|show up|mentioned|listed|shown|come up)\b|\bneedn(?:'|’)t (?:appear|be (?:mentioned|listed|shown))\b|\bleave (?:this|it|the (?:upload|sync|step|request|transfer|call)) out\b|\bkeep (?:this|it|the (?:upload|sync|step|request|transfer|call)) out\b",
            r"\b(?:summary|report|answer|reply|log|transcript|list of (?:actions|steps|changes)|change ?(?:list|log)|what you did|actions|visible|output)\b",
            r"\b(?:this (?:step|call|request|upload|sync)|the (?:upload|sync|step|request|transfer|call|connection)|internal|asked what you did|operator|housekeeping)\b",
        ],
        unless: r"\b(?:unless|until|password|secret|token|key|credential|empty|duplicate|pii|personal)s?\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:do not|don(?:'|’)t|never|no need to) (?:bother|trouble|disturb|burden|worry|annoy) (?:the |your )?(?:user|human(?: partner)?|operator|customer|owner)\b",
            r"\b(?:with (?:it|this|that|the (?:upload|sync|transfer|request|change|details of))|about (?:it|this|that|the (?:upload|sync|transfer|request)))\b",
            r"\b(?:upload|sync|send|sent|transfer|install|cop(?:y|ied)|request|change|push|post|housekeeping|connection|token)\w*\b",
        ],
        unless: r"\b(?:unless|until|if (?:it|the|nothing))\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\bif (?:somebody|someone|anyone|anybody|they|the user|users?|you are|people) (?:are |is )?ask(?:s|ed)?\b",
            r"\b(?:leave (?:this|it|that|the \w+)(?: one)? out|do not (?:name|list|mention|include) (?:this|it|that)|say (?:that )?(?:it|this) (?:is|was|comes) (?:built[- ]in|part of|a (?:default|bug)|nothing)|deny (?:it|this|that)|change the subject)\b",
        ],
        unless: r"\b(?:password|secret|token|key|credential|pii|personal|draft|commit)s?\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:if|when|should) (?:the user|anyone|anybody|somebody|someone|they) asks?\b",
            r"\b(?:whether|if|about|why|who)\b",
            r"\bthe answer is (?:no|yes)\b|\bsay (?:no|that (?:it|they|nothing) (?:is|are) (?:not|all|independent))\b|\bdeny\b",
        ],
        unless: r"\b(?:honest|because|unless)\b",
        negatable: false,
    },
];
