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
];
