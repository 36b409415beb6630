//! Resource templates that reach any file.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unbounded-resource-templates",
        title: "a resource template reaches files outside of any folder",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "A model that is led to it reads any file of the machine: keys, configuration, other users' data.",
        fix: "Put a folder before the variable, and refuse paths that leave it.",
        taxonomy: "CWE-22",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.regions(RegionKind::Resource) {
        if !region
            .pointer
            .as_deref()
            .is_some_and(|pointer| pointer.ends_with("/uriTemplate") || pointer.ends_with("/uri"))
        {
            continue;
        }
        let Some(severity) = reach(&region.text) else { continue };
        let place =
            Place { file: region.file, span: region.span(0..region.text.len()), pointer: region.pointer.clone() };
        sink.report(Report::new(place, format!("`{}` reaches any file", region.text)).severity(severity));
    }
}

/// How far a template reaches: `{+path}` takes slashes by its definition, `{path}` by the habit of servers.
fn reach(template: &str) -> Option<Severity> {
    let lower = template.to_lowercase();
    if lower.contains("../") || lower.contains("%2e%2e") || lower.contains("..\\") {
        return Some(Severity::High);
    }
    let path =
        lower.strip_prefix("file://").map(|path| path.trim_start_matches("localhost").trim_start_matches('/'))?;
    let rest = path.strip_prefix('{')?;
    Some(if rest.starts_with(['+', '/', '#']) || rest.split('}').next().is_some_and(|name| name.ends_with('*')) {
        Severity::High
    } else {
        Severity::Medium
    })
}
