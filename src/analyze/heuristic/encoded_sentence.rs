//! Prose holds a sentence in an encoding that only a model would read.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "encoded-sentence",
        title: "a sentence stands encoded in text for the model",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "Whoever reviews the text sees a string of letters; the model decodes it and reads an order.",
        fix: "Write the sentence in the open.",
        references: &["https://genai.owasp.org/llmrisk/llm01-prompt-injection/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hidden in context.hidden {
        let report = Report::new(hidden.place.clone(), RULE.meta.title);
        sink.report(report.decoded(hidden.coding, hidden.text.clone()));
    }
}
