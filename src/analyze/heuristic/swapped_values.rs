//! What a pattern finds in a text is replaced by a constant of the same kind.

use super::Heuristic;
use super::foreign_package_index::is_known;
use crate::analyze::flow::{PACKAGES, SinkKind};
use crate::analyze::script::documented;
use crate::analyze::{Context, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

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

/// Words with which documentation says that packages come from elsewhere.
static MOVED: Pattern =
    Pattern::caseless(r"\bmirror|\bregistr(?:y|ies)\b|\bprox(?:y|ies)\b|\bartifactory\b|\bnexus\b|\bindex[- ]url\b");

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Store) {
        let constant = event.texts.first().map_or("", String::as_str);
        let message = match event.sink.as_str() {
            "swapped" if event.targets.iter().any(|target| target == PACKAGES) => {
                if is_usual(constant) || documented(context, &MOVED) {
                    continue;
                }
                format!("packages are taken from `{constant}` instead of their registry")
            }
            "swapped" => format!("what is found in the text becomes `{constant}`"),
            "payee" => "what is paid goes to an account in the code and not to the one that is named".to_owned(),
            _ => continue,
        };
        sink.report(event.report(context.artifact, None, message));
    }
}

/// Whether projects take their packages from an address, as far as the world knows.
fn is_usual(address: &str) -> bool {
    Address::parse(address).is_none_or(|address| {
        matches!(address.kind(), HostKind::Loopback | HostKind::Private) || is_known(&address.host)
    })
}
