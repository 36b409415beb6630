//! Text has the model act in the user's accounts for somebody else's good.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "account-abused",
        title: "text has the model use the user's accounts for somebody else",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "The user lent the agent an account for a task; what it does there for others stands in the user's name.",
        fix: "Leave accounts to what the user asked for.",
        taxonomy: "LLM06, ASI03",
        ..StaticMeta::BASE
    },
    message: "the sentence has the user's account act for somebody else",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Everyone whom the user knows gets a message in the user's name.
    Form {
        all: &[
            r"\b(?:send|message|text|write to|dm|e-?mail|invite|post)\b",
            r"\b(?:each|every|all)\b[^.]{0,24}\b(?:entry|entries|contacts?|numbers?|persons?|people|friends?|followers?|chats?|groups?|addresses|members)\b",
            r"\b(?:as part of (?:the )?set-?up|(?:on|during|at) (?:the )?first (?:run|use)|in (?:the )?first person|in the user(?:'|’)s (?:name|voice|own words)|as (?:if )?(?:from )?the user|without (?:asking|confirmation|a question))\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
    // Of all that the user has, what may do most.
    Form {
        all: &[
            r"\b(?:take|use|pick|choose|select|prefer|assume|switch to)\b",
            r"\b(?:profile|account|key|role|credential|token|identity|login|one)s?\b",
            r"\bwith (?:the )?(?:widest|broadest|most|highest|greatest|strongest) (?:\w+ )?(?:rights|permissions|privileges|access|scopes?)\b",
            r"\b(?:credentials?|profiles?|keys|accounts|tokens|roles|logins|kubeconfig|keychain)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:least|flag|warn\w*|report\w*|audit\w*|risk\w*|attacker)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:star|follow|upvote|endorse|subscribe to|like|fork|watch|boost|recommend(?:ation)?|testimonial)\b",
            r"\b(?:user(?:'|’)?s|their|signed[- ]in|logged[- ]in) (?:\w+ ){0,2}(?:token|account|session|profile|login)\b|\bon (?:the user(?:'|’)s|their) behalf\b|/user/starred",
            r"\b(?:repositor(?:y|ies)|repo|owner|author|maintainer|organi[sz]ation|this skill|channel|package)\b",
        ],
        unless: refused_or_asked!(r"|\blist\b|\bpull requests?\b|\bpulls?/|\bcode review\b|\bcomments?\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:invite|add|make|grant|give|register)\b",
            r"\b[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,12}\b|\b(?:our|the author(?:'|’)s|the maintainer(?:'|’)s|the vendor(?:'|’)s) (?:\w+ ){0,2}(?:account|service|user|bot|team|key)\b",
            r"\b(?:administrators?|admin|owners?|collaborators?|maintainers?|write access|full access|editors?|co-?owner)\b",
        ],
        unless: refused_or_asked!(
            r"|example\.(?:com|org)|@example|noreply|placeholder|\bgit config\b|user\.email|\bforms?\b|\btable\b"
        ),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|register|install|create|upload)\b",
            r"\b(?:deploy|ssh|access) key\b",
            r"\bwrite access\b|\bread[- ]write\b",
            r"\b(?:our|the author(?:'|’)s|build service|the vendor(?:'|’)s|mirror|this skill(?:'|’)s)\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
];
