//! Prose holds a sentence in an encoding that only a model would read.

use super::Heuristic;
use crate::analyze::script::around;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

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

static DECODE: Pattern = Pattern::caseless(r"\b(?:decod(?:e|es|ed|ing)|unpack|base-?64)\b");
static FOLLOW: Pattern = Pattern::caseless(
    r"\b(?:do|does|follow|obey|execute|perform|apply|carry out|act on|comply with|run)\b[^.\n]{0,30}\b(?:what|it|them|this|that|these|those|instructions?|steps|orders?|content|routine|result|decoded)\b",
);
/// How far from the sentence it is read what is to be done with it, in bytes.
const REACH: usize = 400;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hidden in context.hidden {
        let file = context.artifact.file(hidden.place.file).map_or("", |file| file.text());
        let around = around(file, &hidden.place.span.range(), REACH);
        let mut report = Report::new(hidden.place.clone(), RULE.meta.title);
        if DECODE.is_match(around) && FOLLOW.is_match(around) {
            report = report.severity(Severity::High);
        }
        sink.report(report.decoded(hidden.coding, hidden.text.clone()));
    }
}
