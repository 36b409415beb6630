//! in-toto test result v0.1: the verdict of a scan, and all that weakened it.
//! <https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md>

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Predicate;
use crate::analyze::Engine;
use crate::attest::statement::ResourceDescriptor;
use crate::finding::Verdict;
use crate::rule::Severity;
use crate::scan::{Outcome, Suppression};
use crate::source::{Limits, Skipped};

const TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// What tests said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    pub result: TestOutcome,
    /// What the tests were run with, by digest.
    pub configuration: Vec<ResourceDescriptor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_tests: Vec<String>,
    /// Rules with findings that are not severe enough to fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warned_tests: Vec<String>,
    /// Rules with findings that are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_tests: Vec<String>,
    /// What a policy needs to know of a scan beyond its verdict.
    #[serde(default, rename = "proofmark_scan", skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanDetail>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum TestOutcome {
    Passed,
    Warned,
    /// Also where not everything could be read: what is not known is no pass.
    Failed,
}

/// A scan, with everything that weakened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScanDetail {
    /// Of proofmark.
    pub version: String,
    #[cfg_attr(test, schemars(with = "String"))]
    pub verdict: Verdict,
    /// The report that the verdict sums up.
    pub report: ResourceDescriptor,
    /// Findings at or above it are a no.
    pub fail_on: Severity,
    pub artifacts: Vec<ScannedArtifact>,
    pub findings: Counts,
    /// Each finding, so that a policy can tell those that somebody answers for; sorted by fingerprint.
    #[serde(default)]
    pub found: Vec<Found>,
    pub gaps: Vec<Unread>,
    pub accepted_gaps: Vec<Unread>,
    pub suppressed: Vec<Waived>,
    pub disabled_rules: Vec<String>,
    pub skipped: Vec<Skipped>,
    pub limits: Limits,
    /// When the scan ended, by the word of whoever signs; RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<String>,
    /// The name of the configuration file; its digest is in `configuration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScannedArtifact {
    pub kind: String,
    pub name: String,
    pub path: String,
    /// As `sha256:<hex>`.
    pub digest: String,
}

/// How many findings there are, by severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    pub info: usize,
}

/// A finding, by what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Found {
    pub fingerprint: String,
    pub rule: String,
    pub severity: Severity,
    pub path: String,
}

/// Something that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unread {
    pub path: String,
    pub reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// A finding that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Waived {
    pub rule: String,
    pub path: String,
    pub fingerprint: String,
    pub severity: Severity,
    /// `baseline` or `waiver`.
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day on which it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// The files beside the outcome that a scan statement names.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The written report, by digest.
    pub report: ResourceDescriptor,
    /// The configuration that applied, by digest.
    pub config: Option<ResourceDescriptor>,
}

impl TestResult {
    /// The verdict of a scan.
    pub fn of_scan(outcome: &Outcome, engine: &Engine, fail_on: Severity, files: Report) -> Self {
        let verdict = outcome.verdict(fail_on);
        let (mut warned, mut failed) = (BTreeSet::new(), BTreeSet::new());
        for finding in &outcome.findings {
            let rule = finding.rule.as_str().to_owned();
            _ = if finding.severity >= fail_on { failed.insert(rule) } else { warned.insert(rule) };
        }
        let result = match verdict {
            Verdict::Pass if outcome.findings.is_empty() => TestOutcome::Passed,
            Verdict::Pass => TestOutcome::Warned,
            Verdict::Fail | Verdict::Incomplete => TestOutcome::Failed,
        };
        let rules = ResourceDescriptor {
            name: "rules".to_owned(),
            digest: [("sha256".to_owned(), engine.digest().hex())].into(),
            ..ResourceDescriptor::default()
        };
        let config = files.config.as_ref().map(|config| config.name.clone());
        Self {
            result,
            configuration: std::iter::once(rules).chain(files.config).collect(),
            url: None,
            passed_tests: Vec::new(),
            warned_tests: warned.into_iter().collect(),
            failed_tests: failed.into_iter().collect(),
            scan: Some(detail(outcome, engine, fail_on, files.report, config)),
        }
    }
}

fn detail(
    outcome: &Outcome,
    engine: &Engine,
    fail_on: Severity,
    report: ResourceDescriptor,
    config: Option<String>,
) -> ScanDetail {
    let unread = |gap: &crate::finding::Gap, detail: &str| Unread {
        path: gap.path.to_string(),
        reason: gap.reason.name().to_owned(),
        detail: detail.to_owned(),
    };
    let artifact = |artifact: &crate::scan::ArtifactSummary| ScannedArtifact {
        kind: artifact.kind.name().to_owned(),
        name: artifact.name.clone(),
        path: artifact.path.to_string(),
        digest: artifact.digest.to_string(),
    };
    ScanDetail {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        verdict: outcome.verdict(fail_on),
        report,
        fail_on,
        artifacts: outcome.artifacts.iter().map(artifact).collect(),
        findings: Counts::of(outcome),
        found: Found::all(outcome),
        gaps: outcome.gaps.iter().map(|gap| unread(gap, &gap.detail)).collect(),
        accepted_gaps: outcome.accepted.iter().map(|accepted| unread(&accepted.gap, &accepted.reason)).collect(),
        suppressed: outcome.suppressed.iter().map(Waived::new).collect(),
        disabled_rules: engine.disabled().map(str::to_owned).collect(),
        skipped: outcome.skipped.clone(),
        limits: engine.limits,
        finished_on: None,
        config,
    }
}

impl Counts {
    fn of(outcome: &Outcome) -> Self {
        let mut counts = Self::default();
        for finding in &outcome.findings {
            *match finding.severity {
                Severity::Critical => &mut counts.critical,
                Severity::High => &mut counts.high,
                Severity::Medium => &mut counts.medium,
                Severity::Low => &mut counts.low,
                Severity::Info => &mut counts.info,
            } += 1;
        }
        counts
    }
}

impl Found {
    fn all(outcome: &Outcome) -> Vec<Self> {
        let found = |finding: &crate::finding::Finding| Self {
            fingerprint: finding.fingerprint.to_string(),
            rule: finding.rule.as_str().to_owned(),
            severity: finding.severity,
            path: finding.location.path.to_string(),
        };
        let mut all: Vec<Self> = outcome.findings.iter().map(found).collect();
        all.sort();
        all
    }
}

impl Waived {
    fn new(suppressed: &crate::scan::Suppressed) -> Self {
        let finding = &suppressed.finding;
        let (reason, owner, expires) = match &suppressed.by {
            Suppression::Baseline => (None, None, None),
            Suppression::Waiver { reason, owner, expires } => {
                (Some(reason.clone()), Some(owner.clone()), Some(expires.to_string()))
            }
        };
        Self {
            rule: finding.rule.as_str().to_owned(),
            path: finding.location.path.to_string(),
            fingerprint: finding.fingerprint.to_string(),
            severity: finding.severity,
            kind: suppressed.by.name().to_owned(),
            reason,
            owner,
            expires,
        }
    }
}

impl Predicate for TestResult {
    fn predicate_type(&self) -> &str {
        TYPE
    }
}
