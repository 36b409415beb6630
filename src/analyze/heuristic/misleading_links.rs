//! Links whose text names another host than they lead to.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Role;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "misleading-links",
        title: "a link leads to another host than it says",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "Who reads the text trusts the host that is named there; agent and browser go where the target says.",
        fix: "Let the text of the link name its target.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in &context.artifact.regions {
        for mark in &region.marks {
            let Role::Link { target } = &mark.role else { continue };
            let Some(link) = region.text.get(mark.span.range()) else { continue };
            let text = link.strip_prefix('[').and_then(|rest| rest.split("](").next()).unwrap_or_default();
            let (Some(said), Some(meant)) = (host(text.trim_matches(['`', '*', ' '])), host(target)) else { continue };
            if site(&said) != site(&meant) {
                let place =
                    Place { file: region.file, span: region.span(mark.span.range()), pointer: region.pointer.clone() };
                sink.report(Report::new(place, format!("the link says {said} and leads to {meant}")));
            }
        }
    }
}

/// The host of a URL that is spelled out.
fn host(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .or(text.starts_with("www.").then_some(text))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_start_matches("www.");
    let named = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    named.then(|| host.to_lowercase())
}

/// The last two labels of a host: documentation and its project share them.
fn site(host: &str) -> String {
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    labels.join(".")
}
