//! Text gives the documents that a model works on the standing of instructions.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "content-obeyed",
        title: "text has the model obey the content that it works on",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Whoever writes a document that the model reads decides what the model takes for policy.",
        fix: "Treat content as data, and take orders from the user only.",
        ..StaticMeta::BASE
    },
    message: "the sentence gives content the standing of instructions",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:treat|regard|consider|accept|take|view)\b",
            r"\b(?:all|every|any|each|whatever)\b[^.]{0,30}\b(?:documents?|files?|sources?|pages?|content|notes|messages|comments|tickets|mails?)\b",
            r"\b(?:authoritative|canonical|ground truth|binding|as (?:fact|policy|true|instructions|orders|commands|directives))\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)?t|untrusted|not (?:authoritative|canonical|binding)|official|user(?:'|’)s own|unless)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|append|carry|copy|include|promote|insert|transfer)\b",
            r"\b(?:(?:those|these|such|its|their|the|any) (?:\w+ )?(?:lines|notes|directives|remarks|instructions|statements|comments))\b",
            r"\b(?:operational|mandatory|binding|standing|system) (?:requirements?|instructions|rules|directives|policy|policies|orders)\b",
            r"\b(?:summary|summaries|output|report|answer|notes|section|plan)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)?t|user(?:'|’)s (?:own )?(?:requirements|rules)|as quotes?|regulat\w*|complian\w*)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:run|execute|evaluate|eval)\b",
            r"\b(?:text|body|contents?|lines?|messages?|rest|part)\b",
            r"\bas (?:an? |the )?(?:\w+ )?(?:shell |terminal )?commands?\b|\bin (?:a|the) (?:shell|terminal)\b",
            r"\b(?:messages?|peer|channel|mails?|comments?|chat|posts?|tickets?|issues?|replies) (?:from|of|by|called|that|after|with)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)?t|untrusted|user(?:'|’)s own|confirm\w*|ask\w*|approv\w*|unless)\b",
        negatable: true,
    },
    // What comes from elsewhere is put above the rules of whoever works here.
    Form {
        all: &[
            r"\b(?:takes? (?:precedence|priority) over|overrides?|supersedes?|outranks?|prevails? over|wins? over)\b",
            r"\b(?:project|repositor(?:y|ies)|repo|workspace|team|organi[sz]ation|user)(?:(?:'|’)s)? (?:\w+ )?(?:rules|instructions|conventions|guidelines|policies)\b",
            r"\b(?:maintained|published|hosted|served|kept|updated) (?:\w+ )?(?:by|at|on)\b|\b(?:fetched|remote|downloaded|online) (?:\w+ )?(?:file|text|page|document|copy|version|playbook|rules|instructions)\b|https?://",
        ],
        unless: refused_or_asked!(r"|\b(?:lower|lowest|order of precedence|managed|administrators?)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:follow|carry out|execute|perform|work through|run)\b",
            r"\b(?:fetched|remote|online|hosted|downloaded|current|latest) (?:playbook|runbook|page|bulletin|feed|text|instructions|steps)\b|\b(?:playbook|bulletin|feed|web ?page|response|answer)(?:(?:'|’)s) (?:\w+ )?(?:steps|instructions|commands|tasks|orders|directives)\b",
            r"\bincluding (?:any |all |the )?(?:shell|terminal|system|bash|destructive|privileged)\b|\beven (?:if|when|where) (?:it|they|that|this)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:user(?:'|’)s|your team(?:'|’)s|references?/|bundled|local|dry[- ]run)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\bif (?:the|this|that|a|any) (?:\w+ )?(?:playbook|runbook|bulletin|document|text|response|answer|feed|notice|instructions?) (?:\w+ )?(?:asks?|requests?|demands?|wants?|requires?|calls?)\b",
            r"\b(?:credentials?|tokens?|passwords?|secrets?|api keys?|cookies?|log-?ins?|private keys?|exports?)\b",
            r"\b(?:provide|give|hand|supply|send|pass|paste) (?:it|them|that|those|one)\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
];
