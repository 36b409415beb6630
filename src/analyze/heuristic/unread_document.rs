//! A document is bundled whose text no reader here understands.

use super::Heuristic;
use crate::analyze::magic::Magic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unread-document",
        title: "a document is bundled whose text was not read",
        severity: Severity::Info,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "An agent that opens the document reads what no rule has looked at.",
        fix: "Bundle the text as Markdown, beside the document or in its place.",
        references: &["https://genai.owasp.org/llmrisk/llm01-prompt-injection/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let packages = &context.artifact.facts.packages;
    for (index, file) in context.artifact.files.iter().enumerate() {
        let what = match Magic::of(file) {
            Some(Magic::Pdf) if !packages.iter().any(|package| package.path == file.path && package.is_read()) => {
                "a PDF"
            }
            Some(Magic::Ole) if matches!(file.extension().as_str(), "doc" | "dot" | "xls" | "ppt" | "msg") => {
                "an old Office file"
            }
            _ => continue,
        };
        let message = format!("the text of {what} was not read");
        sink.report(Report::new(Place::new(index, Span::default()), message));
    }
}
