//! What a pattern finds in a text is replaced by a constant of the same kind.

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "swapped-values",
        title: "accounts or addresses in a text are replaced by one that stands in the code",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user pays, writes or connects to whoever chose the constant.",
        fix: "Pass the text on as it is; where it has to be redacted, put a mark in the place.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Store) {
        let message = match event.sink.as_str() {
            "swapped" => {
                format!("what is found in the text becomes `{}`", event.texts.first().map_or("", String::as_str))
            }
            "payee" => "what is paid goes to an account in the code and not to the one that is named".to_owned(),
            _ => continue,
        };
        sink.report(event.report(context.artifact, None, message));
    }
}
