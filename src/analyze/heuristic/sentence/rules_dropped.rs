//! Text takes the model out of its rules, in whatever words.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "rules-dropped",
        title: "text takes the model out of the rules it was given",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "A model that believes its rules are gone does what the text says next.",
        fix: "Say what the artifact does; leave policy to the host.",

        ..StaticMeta::BASE
    },
    message: "the sentence takes the model out of its rules",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:ignore|disregard|forget|drop|abandon|discard|stop (?:following|obeying)|(?:do|must|should|need) ?n[o']t (?:follow|obey)|no longer (?:follow|obey|bound)|cancel(?:led|ed)?|override|bypass|suspend|set aside|supersedes?|are (?:cancelled|void|revoked))\b",
            r"\b(?:previous|prior|earlier|came before|given before|preceding|original|developer|safety|former|host|system prompt|old)\b",
            r"\b(?:instructions?|guidance|directives?|system prompt|guidelines|safety (?:checks|measures|rules|filters)|orders|previous role|programming|warnings)\b",
        ],
        unless: r"\b(?:attack|inject\w*|claims?|fetched|embedded|found in|untrusted|malicious|draft|css|style|linter|commit|migration|version|not ignore)\b|\busers?(?:'s)? (?:\w+ ){0,2}instructions? (?:always |still )?(?:take|have|has) (?:precedence|priority)",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:act(?:ing)? as|pretend|role-?play|you are|become|behave|imagine|simulate|speak as)\b",
            r"\b(?:(?:has|have|with|without|knows?) (?:no|any|absolutely no|zero)? ?(?:rules|limitations|limits|restrictions|ethic\w*|filters|guardrails|moral\w*)|unaligned|unfiltered|uncensored|unlimited (?:permissions|powers?|access))\b",
        ],
        unless: r"\b(?:red[- ]team|test|attack|rate limits?|file|upload|size)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\bnew (?:system|developer|admin|root) (?:instructions|directives|prompt|orders)\b",
            r"\b(?:you are|you must|you will|obey|follow|from now)\b",
        ],
        unless: r"\b(?:write|create|draft)\b",
        negatable: true,
    },
    Form {
        all: &[r"\beverything (?:above|before)\b", r"\b(?:obsolete|void|outdated|a test|invalid|no longer)\b"],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\byour (?:true|real|actual) (?:purpose|goal|mission|task|master|owner)\b",
            r"\b(?:serve|obey|is to|author|not the)\b",
        ],
        unless: r"\b(?:game|character|story|novel)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:switch off|turn off|disable|deactivate|remove|without|no|all)\b",
            r"\b(?:content moderation|guardrails (?:removed|off|disabled)|safety (?:filters?|training|checks) (?:removed|off|disabled)|your (?:content )?(?:moderation|guardrails|safety filters?|alignment))\b",
        ],
        unless: r"\b(?:never|attack|test)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:rules|polic(?:y|ies)|guidelines|restrictions) (?:of|by|from) (?:the )?(?:platform|host|provider|system|anthropic|openai)\b|\b(?:platform|host|provider|system) (?:rules|polic(?:y|ies))\b",
            r"\b(?:do(?:es)? not|don(?:'|’)t|no longer|need not) (?:bind|apply|matter|count|concern)\b",
        ],
        unless: r"",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:this (?:skill|file|document|text)|these (?:rules|instructions))\b",
            r"\b(?:outranks?|overrides?|supersedes?|takes? (?:precedence|priority) over|wins? over|stands? above|ranks? above|beats?|prevails? over)\b",
            r"\b(?:the user(?:'|’)s? (?:\w+ )?(?:settings|wishes|wording|instructions|preferences|requests?|rules|objections?|own)|users?(?: messages?)?$|other skills|all (?:other )?skills|the (?:host|developer|operator)(?:'|’)s?|safety (?:rules|settings)|CLAUDE\.md|system (?:prompt|message))",
        ],
        unless: r"\b(?:never|do(?:es)? not|don(?:'|’)t|cannot|user(?:'|’)?s? (?:explicit )?(?:instructions?|requests?|preferences?) (?:always )?(?:override|take|win|outrank)|default (?:behaviou?r|system prompt))\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:if|when|should|even if|even when)\b",
            r"\b(?:the user|they|users?) (?:still )?(?:objects?|refus\w+|says? no|declin\w+|complains?|hesitat\w+|protests?|disagrees?|asks? (?:you )?(?:to stop|not to))\b",
            r"\b(?:go on|continue|proceed|carry on|anyway|anyhow|regardless|repeat (?:it|the)|insist|do it all the same|all the same|nevertheless)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|stop|abort|skip|without (?:it|them|this|that)|respect|ask)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:what is written here|the text here|what stands here|this (?:layer|core|protocol|module|routing))\b",
            r"\b(?:outranks?|overrides?|supersedes?|takes? (?:precedence|priority) over|wins? over|stands? above|ranks? above|prevails? over)\b",
            r"\b(?:skills?|project files?|wishes|requests?|instructions|user|chat|system|settings)\b",
        ],
        unless: r"\b(?:never|do(?:es)? not|don(?:'|’)t|cannot|default)\b",
        negatable: true,
    },
];
