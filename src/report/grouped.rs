//! Findings by artifact and by rule, the worst first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::Report;
use crate::finding::Finding;
use crate::rule::Severity;
use crate::scan::ArtifactSummary;

/// An artifact and the findings to show in it.
pub(super) struct Flagged<'a> {
    /// `None` where no artifact of the outcome has the id that its findings name.
    pub(super) artifact: Option<&'a ArtifactSummary>,
    /// Never empty.
    pub(super) findings: Vec<&'a Finding>,
}

/// Findings of one rule in one artifact.
pub(super) struct OfRule<'a> {
    pub(super) rule: &'a str,
    /// Never empty, in the order of the report.
    pub(super) findings: Vec<&'a Finding>,
}

/// The artifacts with findings to show, the worst first, then in the order of the report.
pub(super) fn by_artifact<'a>(report: &Report<'a>) -> Vec<Flagged<'a>> {
    let artifacts: HashMap<&str, (usize, &ArtifactSummary)> =
        report.outcome.artifacts.iter().enumerate().map(|(at, one)| (one.id.as_str(), (at, one))).collect();
    let mut flagged: BTreeMap<(usize, &str), Flagged<'a>> = BTreeMap::new();
    for finding in report.findings() {
        let known = artifacts.get(finding.artifact.as_str());
        let key = (known.map_or(usize::MAX, |(at, _)| *at), finding.artifact.as_str());
        let artifact = known.map(|(_, artifact)| *artifact);
        let entry = flagged.entry(key).or_insert_with(|| Flagged { artifact, findings: Vec::new() });
        entry.findings.push(finding);
    }
    let mut flagged: Vec<_> = flagged.into_values().collect();
    flagged.sort_by_key(|one| Reverse(worst(&one.findings)));
    flagged
}

/// The same findings by rule, the worst first, then in the order of the report.
pub(super) fn by_rule<'a>(findings: &[&'a Finding]) -> Vec<OfRule<'a>> {
    let mut groups: Vec<OfRule<'a>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for &finding in findings {
        let at = *known.entry(finding.rule.as_str()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.findings.push(finding),
            None => groups.push(OfRule { rule: finding.rule.as_str(), findings: vec![finding] }),
        }
    }
    groups.sort_by_key(|group| Reverse(worst(&group.findings)));
    groups
}

/// The highest severity; `Info` of none.
pub(super) fn worst(findings: &[&Finding]) -> Severity {
    findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info)
}

/// How many findings have a severity.
pub(super) fn count(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}
