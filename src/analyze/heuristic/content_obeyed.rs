//! Text gives the documents that a model works on the standing of instructions.

use std::sync::LazyLock;

use super::Heuristic;
use crate::analyze::clause::{Form, Forms};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
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
    check,
};

const GATE: &str = r"authoritative|canonical|ground truth|binding|as instructions|operational|mandatory|standing|system requirements|directives";

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:treat|regard|consider|accept|take|view)\b",
            r"\b(?:all|every|any|each|whatever)\b[^.]{0,30}\b(?:documents?|files?|sources?|pages?|content|notes|messages|comments|tickets|mails?)\b",
            r"\b(?:authoritative|canonical|ground truth|binding|as (?:fact|policy|true|instructions|orders|commands|directives))\b",
        ],
        unless: r"\b(?:never|do not|don['’]?t|untrusted|not (?:authoritative|canonical|binding)|official|user['’]s own|unless)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|append|carry|copy|include|promote|insert|transfer)\b",
            r"\b(?:(?:those|these|such|its|their|the|any) (?:\w+ )?(?:lines|notes|directives|remarks|instructions|statements|comments))\b",
            r"\b(?:operational|mandatory|binding|standing|system) (?:requirements?|instructions|rules|directives|policy|policies|orders)\b",
            r"\b(?:summary|summaries|output|report|answer|notes|section|plan)\b",
        ],
        unless: r"\b(?:never|do not|don['’]?t|user['’]s (?:own )?(?:requirements|rules)|as quotes?|regulat\w*|complian\w*)\b",
        negatable: true,
    },
];

static READY: LazyLock<Forms> = LazyLock::new(|| Forms::new(GATE, FORMS));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    READY.report(context, sink, "the sentence gives content the standing of instructions");
}
