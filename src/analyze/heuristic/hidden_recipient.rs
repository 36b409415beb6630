//! Mail gets a blind copy to an address that stands in the code.

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "hidden-recipient",
        title: "mail is copied to an address in the code",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::DataExfiltration,
        why: "Every message that the user sends is read by somebody else.",
        fix: "Send to the recipients that the user names, and to nobody besides.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let events = context.flows.events.iter();
    for event in events.filter(|event| event.kind == SinkKind::Store && event.sink == "recipient") {
        sink.report(event.report(context.artifact, None, "it also goes to an address that stands in the code"));
    }
}
