//! The JSON report, `https://proofmark.dev/report/v1`. Its structs are the format; the scanner's own types may change.

use std::io::{self, Write};

use camino::Utf8PathBuf;
use serde::Serialize;

use super::{Report, encode};
use crate::artifact::ArtifactKind;
use crate::digest::Digest;
use crate::finding::{Finding, Fingerprint, Gap, GapReason, Related, Verdict};
use crate::judge;
use crate::rule::{Confidence, RuleId, Severity, Taxonomy};
use crate::scan::{Suppressed, Suppression};
use crate::source::{Limits, Provenance, Skipped};
use crate::text::Location;

/// The name of the format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/report/v1";

/// What a scan found: the answer of `proofmark scan --format json`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Report"))]
struct JsonReport<'a> {
    schema: &'static str,
    tool: Tool<'a>,
    sources: Vec<Source<'a>>,
    artifacts: Vec<Artifact<'a>>,
    findings: Vec<JsonFinding<'a>>,
    gaps: Vec<JsonGap<'a>>,
    suppressed: Vec<JsonSuppressed<'a>>,
    accepted_gaps: Vec<AcceptedGap<'a>>,
    skipped: &'a [Skipped],
    /// What a model said, where one was asked. Findings that it raised and gaps that it left stand with all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    judge: Option<&'a judge::Said>,
    summary: Summary,
    verdict: Verdict,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Tool<'a> {
    name: &'static str,
    version: &'static str,
    rules: Rules<'a>,
    /// The configuration that applied, as it was named; `null` without one.
    config: Option<&'a str>,
    limits: &'a Limits,
    /// Findings at or above it are a no.
    fail_on: Severity,
    /// Findings below it are counted in `summary.hidden` and not listed.
    min_severity: Severity,
    /// The model that was asked about the artifacts, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    judge: Option<&'a judge::Setup>,
    /// The share of a sweep that this is the report of: `2/8`. Rules about several artifacts saw no other share.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    /// The number of shares that `proofmark merge` made this report of.
    #[serde(skip_serializing_if = "Option::is_none")]
    shards: Option<u64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Rules<'a> {
    #[cfg_attr(test, schemars(with = "String"))]
    digest: Digest,
    count: usize,
    disabled: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Source<'a> {
    #[serde(flatten)]
    provenance: &'a Provenance,
    files: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Artifact<'a> {
    id: &'a str,
    kind: ArtifactKind,
    name: &'a str,
    #[cfg_attr(test, schemars(with = "String"))]
    path: &'a Utf8PathBuf,
    #[cfg_attr(test, schemars(with = "String"))]
    digest: Digest,
    files: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Finding"))]
struct JsonFinding<'a> {
    rule: &'a RuleId,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    artifact: &'a str,
    location: &'a Location,
    excerpt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decoded: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Related]>::is_empty")]
    related: &'a [Related],
    fingerprint: &'a Fingerprint,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxonomy: Option<&'a Taxonomy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Gap"))]
struct JsonGap<'a> {
    #[cfg_attr(test, schemars(with = "String"))]
    path: &'a Utf8PathBuf,
    reason: GapReason,
    detail: &'a str,
}

/// A finding that does not count, and why.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Suppressed"))]
struct JsonSuppressed<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    /// The last day on which it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    finding: JsonFinding<'a>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AcceptedGap<'a> {
    #[serde(flatten)]
    gap: JsonGap<'a>,
    accepted: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    artifacts: usize,
    findings: usize,
    /// Findings that are not listed, by severity.
    hidden: usize,
    gaps: usize,
    suppressed: usize,
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    encode::pretty(&document(report), out)
}

fn document<'a>(report: &Report<'a>) -> JsonReport<'a> {
    let (outcome, engine) = (report.outcome, report.engine);
    JsonReport {
        schema: SCHEMA,
        tool: Tool {
            name: "proofmark",
            version: env!("CARGO_PKG_VERSION"),
            rules: Rules {
                digest: engine.digest(),
                count: engine.catalogue().len(),
                disabled: engine.disabled().collect(),
            },
            config: report.config,
            limits: &engine.limits,
            fail_on: report.fail_on,
            min_severity: report.min_severity,
            judge: outcome.judged.as_ref().map(|judged| &judged.by),
            shard: outcome.shard.map(|shard| shard.to_string()),
            shards: None,
        },
        sources: outcome.sources.iter().map(|s| Source { provenance: &s.provenance, files: s.files }).collect(),
        artifacts: outcome
            .artifacts
            .iter()
            .map(|a| Artifact {
                id: &a.id,
                kind: a.kind,
                name: &a.name,
                path: &a.path,
                digest: a.digest,
                files: a.files,
            })
            .collect(),
        findings: report.findings().map(|found| finding(report, found)).collect(),
        gaps: outcome.gaps.iter().map(gap).collect(),
        suppressed: outcome.suppressed.iter().map(|hidden| suppressed(report, hidden)).collect(),
        accepted_gaps: outcome
            .accepted
            .iter()
            .map(|accepted| AcceptedGap { gap: gap(&accepted.gap), accepted: &accepted.reason })
            .collect(),
        skipped: &outcome.skipped,
        judge: outcome.judged.as_ref().map(|judged| &judged.said),
        summary: Summary {
            artifacts: outcome.artifacts.len(),
            findings: report.findings().count(),
            hidden: report.hidden(),
            gaps: outcome.gaps.len(),
            suppressed: outcome.suppressed.len(),
            critical: report.count(Severity::Critical),
            high: report.count(Severity::High),
            medium: report.count(Severity::Medium),
            low: report.count(Severity::Low),
            info: report.count(Severity::Info),
        },
        verdict: report.verdict(),
    }
}

fn gap(gap: &Gap) -> JsonGap<'_> {
    JsonGap { path: &gap.path, reason: gap.reason, detail: &gap.detail }
}

fn suppressed<'a>(report: &Report<'a>, hidden: &'a Suppressed) -> JsonSuppressed<'a> {
    let (reason, owner, expires) = match &hidden.by {
        Suppression::Baseline => (None, None, None),
        Suppression::Waiver { reason, owner, expires } => {
            (Some(reason.as_str()), Some(owner.as_str()), Some(expires.to_string()))
        }
    };
    let finding = finding(report, &hidden.finding);
    JsonSuppressed { kind: hidden.by.name(), reason, owner, expires, finding }
}

fn finding<'a>(report: &Report<'a>, found: &'a Finding) -> JsonFinding<'a> {
    let meta = report.engine.catalogue().get(found.rule.as_str());
    JsonFinding {
        rule: &found.rule,
        severity: found.severity,
        confidence: found.confidence,
        message: &found.message,
        artifact: &found.artifact,
        location: &found.location,
        excerpt: &found.excerpt.matched,
        decoded: found.excerpt.decoded.as_deref(),
        related: &found.related,
        fingerprint: &found.fingerprint,
        taxonomy: meta.map(|meta| &meta.taxonomy),
        fix: meta.map(|meta| meta.fix.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<JsonReport<'static>>("report-v1", SCHEMA);
    }
}
