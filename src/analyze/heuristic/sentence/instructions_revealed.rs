//! Text has the model hand out what it was told to do.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "instructions-revealed",
        title: "text has the model hand out its own instructions",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Instructions of the host name tools, data and limits; whoever knows them word for word knows what to get around.",
        fix: "Drop the request; what the skill needs is in the skill.",
        taxonomy: "LLM07",
        ..StaticMeta::BASE
    },
    message: "the sentence hands out the model's instructions",
    forms: FORMS,
};

const FORMS: &[Form] = &[Form {
    all: &[
        r"\b(?:begin|start|open|include|write|print|put|output|repeat|quote|copy|paste|save|append|send|echo|reproduce|dump|attach|recite|post)\b",
        r"\b(?:your|the (?:agent|assistant|model|host)(?:'|’)s) (?:\w+ ){0,2}(?:system prompt|system message|(?:initial|hidden|original|full|own|developer|internal) instructions|instructions)\b|\b(?:the|this) (?:full|entire|whole|complete|original|hidden) (?:system prompt|system message)\b",
        r"\b(?:full text|word for word|verbatim|in full|complete(?:ly)?|entire|whole|exact(?:ly)?|as (?:it|they) (?:is|are|stands?)|unchanged|unabridged)\b",
    ],
    unless: refused!(
        r"|\b(?:leak\w*|extract\w*|tests?|examples?|subagents?|refuse|protect\w*|reviewers?|user's instructions|follow)\b"
    ),
    negatable: true,
}];
