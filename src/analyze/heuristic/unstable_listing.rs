//! A server lists other definitions when it is asked again.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unstable-listing",
        title: "a server lists other definitions when it is asked again",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ToolPoisoning,
        why: "What the user reviewed and approved is not what the model reads a moment later.",
        fix: "Describe tools and prompts with constants; announce a change of the list and give it a new version.",
        taxonomy: "ASI04",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let changes = context.artifact.facts.sessions.iter().flat_map(|session| &session.changes);
    // Resources come and go as data does.
    for change in changes.filter(|change| matches!(change.list.as_str(), "tools" | "prompts")) {
        let what = change.list.trim_end_matches('s');
        let (how, severity) = match change.change.as_str() {
            "changed" => ("is described in other words", None),
            "added" => ("was not there before", Some(Severity::Medium)),
            _ => ("is gone", Some(Severity::Medium)),
        };
        let report =
            Report::new(change.place.clone(), format!("the {what} `{}` {how} when it is listed again", change.name));
        sink.report(match severity {
            Some(severity) => report.severity(severity),
            None => report,
        });
    }
}
