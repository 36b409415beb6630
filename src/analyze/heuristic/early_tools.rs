//! Tools that want to be called before everything else.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "early-tools",
        title: "a tool demands to be called before all others",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "The tool sees every task first, and its answer steers all that follows.",
        fix: "Say when the tool is useful; name the one tool of the same server that needs its result.",
        ..StaticMeta::BASE
    },
    check,
};

static OWN: Pattern = Pattern::new(
    r"(?i)^[^.\n]{0,40}\b(?:(?:of|in|from|on|with|by|to|on) (?:this|the) (?:\w+ )?(?:server|mcp|toolset|api|session|project|workspace|database)|this (?:mcp|server|toolset)|listed here|above|below)\b|^s? (?:provided|offered) (?:by|here)",
);

/// It speaks of the tools of others, too.
static OTHERS: Pattern = Pattern::caseless(
    r"^[^.\n]{0,60}\b(?:of|by|from|on|at) (?:(?:any|all|the|every|each) )?(?:other|connected|further|remaining) (?:connected |mcp |active )?servers?\b|^[^.\n]{0,60}\b(?:whichever|whatever|regardless of the) server\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("before-all-else") {
        let Some(region) = context.region(hit) else { continue };
        let after = if hit.coding.is_some() { "" } else { region.text.get(hit.range.end..).unwrap_or_default() };
        // An order among the tools of one server is documentation.
        if OWN.is_match(after) {
            continue;
        }
        let report = Report::new(hit.place.clone(), RULE.meta.title);
        let report = if OTHERS.is_match(after) { report.severity(Severity::High) } else { report };
        sink.report(match hit.coding {
            Some(coding) => report.decoded(coding, hit.text.clone()),
            None => report,
        });
    }
}
