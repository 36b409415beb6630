//! a2a-scanner: an object about one agent card.

use serde::Serialize;

use super::{meta, subtechnique, threat};
use crate::finding::Finding;
use crate::report::Report;
use crate::rule::Severity;
use crate::text::Location;

/// An agent card.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    target_name: String,
    target_type: &'static str,
    status: &'static str,
    analyzers: &'a [String],
    findings: Vec<Found<'a>>,
    total_findings: usize,
    high_severity_count: usize,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    severity: String,
    summary: &'a str,
    threat_name: String,
    scanner_category: String,
    aisubtech: &'a str,
    description: &'a str,
    /// The one whose place we take.
    analyzer: &'static str,
    details: Details<'a>,
}

#[derive(Debug, Serialize)]
struct Details<'a> {
    rule_name: &'a str,
    sample: &'a str,
    field_location: &'a str,
    location: &'a Location,
}

/// The report about a card; `analyzers` are those that were asked for.
pub fn card<'a>(report: &Report<'a>, analyzers: &'a [String]) -> Card<'a> {
    let findings: Vec<Found<'a>> = report.outcome.findings.iter().map(|finding| found(report, finding)).collect();
    Card {
        target_name: report.outcome.artifacts.first().map(|card| card.name.clone()).unwrap_or_default(),
        target_type: "agent_card",
        status: "completed",
        analyzers,
        total_findings: findings.len(),
        high_severity_count: report.outcome.findings.iter().filter(|f| f.severity >= Severity::High).count(),
        findings,
    }
}

fn found<'a>(report: &Report<'a>, finding: &'a Finding) -> Found<'a> {
    Found {
        severity: finding.severity.name().to_uppercase(),
        summary: &finding.message,
        threat_name: threat(report, finding),
        scanner_category: threat(report, finding),
        aisubtech: subtechnique(report, finding).unwrap_or_default(),
        description: meta(report, finding).map_or("", |meta| meta.why.as_str()),
        analyzer: "Yara",
        details: Details {
            rule_name: finding.rule.as_str(),
            sample: &finding.excerpt.matched,
            field_location: finding.location.pointer.as_deref().unwrap_or_default(),
            location: &finding.location,
        },
    }
}
