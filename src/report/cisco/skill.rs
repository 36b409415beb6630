//! skill-scanner: an object about one skill.

use serde::Serialize;

use super::{is_safe, meta, severity, subtechnique, worst};
use crate::artifact::ArtifactKind;
use crate::finding::Finding;
use crate::report::Report;

/// A skill.
#[derive(Debug, Serialize)]
pub struct Skill<'a> {
    #[serde(rename = "skill_name")]
    name: String,
    #[serde(rename = "skill_path")]
    path: &'a str,
    is_safe: bool,
    max_severity: String,
    findings_count: usize,
    findings: Vec<Found<'a>>,
    analyzers_used: [&'static str; 1],
    scan_status: &'static str,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    id: &'a str,
    rule_id: &'a str,
    category: String,
    severity: String,
    title: &'a str,
    description: &'a str,
    file_path: &'a str,
    line_number: usize,
    snippet: &'a str,
    remediation: &'a str,
    /// The one whose place we take.
    analyzer: &'static str,
    metadata: Metadata<'a>,
}

#[derive(Debug, Serialize)]
struct Metadata<'a> {
    aisubtech: Option<&'a str>,
}

/// The report about a skill in the folder that was named as `path`.
pub fn skill<'a>(report: &Report<'a>, path: &'a str) -> Skill<'a> {
    let outcome = report.outcome;
    let skill = outcome.artifacts.iter().find(|artifact| artifact.kind == ArtifactKind::Skill);
    let worst = worst(&outcome.findings);
    let folder = skill.map_or("", |skill| skill.path.as_str());
    Skill {
        name: skill.map(|skill| skill.name.clone()).unwrap_or_default(),
        path,
        is_safe: is_safe(worst),
        max_severity: severity(worst),
        findings_count: outcome.findings.len(),
        findings: outcome.findings.iter().map(|finding| found(report, finding, folder)).collect(),
        analyzers_used: ["static"],
        scan_status: "completed",
    }
}

fn found<'a>(report: &Report<'a>, finding: &'a Finding, folder: &str) -> Found<'a> {
    let meta = meta(report, finding);
    let path = &finding.location.path;
    Found {
        id: finding.fingerprint.as_str(),
        rule_id: finding.rule.as_str(),
        category: meta.map_or_else(String::new, |meta| meta.threat.name().replace('-', "_")),
        severity: finding.severity.name().to_uppercase(),
        title: meta.map_or("", |meta| meta.title.as_str()),
        description: &finding.message,
        file_path: path.strip_prefix(folder).unwrap_or(path).as_str(),
        line_number: finding.location.start.line,
        snippet: &finding.excerpt.matched,
        remediation: meta.map_or("", |meta| meta.fix.as_str()),
        analyzer: "static",
        metadata: Metadata { aisubtech: subtechnique(report, finding) },
    }
}
