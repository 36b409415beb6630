//! The changes as programs read them, `https://proofmark.dev/diff/v1`.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8PathBuf;
use serde::Serialize;

use super::Drift;
use crate::finding::{Finding, Fingerprint, GapReason};
use crate::lock::{Bump, Change, ChangeClass, Line, SchemaChange, Subject};
use crate::report::encode;
use crate::rule::{Confidence, RuleId, Severity};
use crate::text::Location;

/// The name of the format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/diff/v1";

/// What changed: the answer of `proofmark diff --format json`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Diff"))]
struct JsonDrift<'a> {
    schema: &'static str,
    /// What was compared with, as it was named.
    old: &'a str,
    changes: Vec<JsonChange<'a>>,
    gaps: Vec<JsonGap<'a>>,
    /// The rules are not those of the lock: a finding may be new because they are.
    other_rules: bool,
    /// Changes by class.
    summary: BTreeMap<&'static str, usize>,
    /// `same`, `drift` or `incomplete`.
    verdict: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Change"))]
struct JsonChange<'a> {
    class: ChangeClass,
    severity: Severity,
    subject: &'a Subject,
    message: &'a str,
    /// What the words were and are.
    #[serde(skip_serializing_if = "<[Line]>::is_empty")]
    text: &'a [Line],
    #[serde(rename = "schema", skip_serializing_if = "<[SchemaChange]>::is_empty")]
    schemas: &'a [SchemaChange],
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a Bump>,
    /// What is found now and was not when it was agreed to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<NewFinding<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NewFinding<'a> {
    rule: &'a RuleId,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    location: &'a Location,
    excerpt: &'a str,
    fingerprint: &'a Fingerprint,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Gap"))]
struct JsonGap<'a> {
    #[cfg_attr(test, schemars(with = "String"))]
    path: &'a Utf8PathBuf,
    reason: GapReason,
    detail: &'a str,
}

/// The document.
pub fn drift_json(drift: &Drift<'_>) -> io::Result<Vec<u8>> {
    let count = |class: &ChangeClass| (class.name(), drift.comparison.count(*class));
    let mut out = Vec::new();
    encode::pretty(
        &JsonDrift {
            schema: SCHEMA,
            old: drift.old,
            changes: drift.comparison.changes.iter().map(change).collect(),
            gaps: drift.gaps.iter().map(|g| JsonGap { path: &g.path, reason: g.reason, detail: &g.detail }).collect(),
            other_rules: drift.comparison.other_rules,
            summary: ChangeClass::ALL.iter().map(count).filter(|(_, count)| *count > 0).collect(),
            verdict: drift.verdict(),
        },
        &mut out,
    )?;
    Ok(out)
}

fn change(change: &Change) -> JsonChange<'_> {
    JsonChange {
        class: change.class,
        severity: change.class.severity(),
        subject: &change.subject,
        message: &change.message,
        text: &change.text,
        schemas: &change.schema,
        version: change.bump.as_ref(),
        findings: change.findings.iter().map(finding).collect(),
    }
}

fn finding(found: &Finding) -> NewFinding<'_> {
    NewFinding {
        rule: &found.rule,
        severity: found.severity,
        confidence: found.confidence,
        message: &found.message,
        location: &found.location,
        excerpt: &found.excerpt.matched,
        fingerprint: &found.fingerprint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<JsonDrift<'static>>("diff-v1", SCHEMA);
    }
}
