//! JSON reports read back, so that every other format can be written of them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::Report;
use super::merge::{Error, Merged};
use crate::analyze::{self, Engine};
use crate::finding::{Excerpt, Finding, Fingerprint, Gap, Line, Related};
use crate::judge::{Judged, Said, Setup};
use crate::rule::{Confidence, RuleId, Severity};
use crate::scan::{Accepted, ArtifactSummary, Outcome, SourceSummary, Suppressed, Suppression, Unlisted};
use crate::source::{Limits, Provenance, Skipped};
use crate::text::Location;

/// What a report was made of, as far as it says so: source lines around a match are not in it.
pub struct Earlier {
    pub outcome: Outcome,
    /// The rules that the report was made with.
    pub engine: Engine,
    fail_on: Severity,
    min_severity: Severity,
    config: Option<String>,
}

impl Earlier {
    /// The report again; `color` says whether whoever reads text understands ANSI colours.
    pub fn report(&self, color: bool) -> Report<'_> {
        Report {
            outcome: &self.outcome,
            engine: &self.engine,
            fail_on: self.fail_on,
            config: self.config.as_deref(),
            min_severity: self.min_severity,
            color,
        }
    }
}

#[derive(Deserialize)]
struct Document {
    tool: Tool,
    sources: Vec<Source>,
    artifacts: Vec<ArtifactSummary>,
    findings: Vec<Found>,
    gaps: Vec<Gap>,
    suppressed: Vec<Hidden>,
    accepted_gaps: Vec<AcceptedGap>,
    skipped: Vec<Skipped>,
    judge: Option<Said>,
    summary: Summary,
}

#[derive(Deserialize)]
struct Tool {
    rules: Rules,
    config: Option<String>,
    limits: Limits,
    fail_on: Severity,
    min_severity: Severity,
    judge: Option<Setup>,
}

#[derive(Deserialize)]
struct Rules {
    digest: String,
    disabled: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(flatten)]
    provenance: Provenance,
    files: usize,
}

#[derive(Deserialize)]
struct Found {
    rule: RuleId,
    severity: Severity,
    confidence: Confidence,
    message: String,
    artifact: String,
    location: Location,
    excerpt: String,
    decoded: Option<String>,
    #[serde(default)]
    related: Vec<Related>,
    fingerprint: Fingerprint,
}

#[derive(Deserialize)]
struct Hidden {
    reason: Option<String>,
    owner: Option<String>,
    expires: Option<Date>,
    finding: Found,
}

#[derive(Deserialize)]
struct AcceptedGap {
    #[serde(flatten)]
    gap: Gap,
    accepted: String,
}

#[derive(Deserialize)]
struct Summary {
    hidden: usize,
}

impl Merged {
    /// Reads the report back. `packs` are the rules of the user that it was made with, by name and source: what a rule
    /// is about stands with the rule, and of other rules it would be wrong.
    pub fn read_back(self, packs: Vec<(String, String)>) -> Result<Earlier, Error> {
        let failed = self.failed;
        let document: Document = serde_json::from_value(self.document).map_err(Error::Unreadable)?;
        let Tool { rules, config, limits, fail_on, min_severity, judge } = document.tool;
        let mut engine = Engine::new(analyze::Options { packs, limits, ..analyze::Options::default() })?;
        if engine.digest().to_string() != rules.digest {
            return Err(Error::OtherRules);
        }
        engine.disable(rules.disabled)?;
        let findings: Vec<Finding> = document.findings.into_iter().map(Finding::from).collect();
        let listed = findings.iter().any(|finding| finding.severity >= fail_on);
        let outcome = Outcome {
            sources: document
                .sources
                .into_iter()
                .map(|one| SourceSummary { provenance: one.provenance, files: one.files })
                .collect(),
            artifacts: document.artifacts,
            findings,
            gaps: document.gaps,
            skipped: document.skipped,
            suppressed: document.suppressed.into_iter().map(Suppressed::from).collect(),
            accepted: document
                .accepted_gaps
                .into_iter()
                .map(|one| Accepted { gap: one.gap, reason: one.accepted })
                .collect(),
            shard: None,
            judged: judge.zip(document.judge).map(|(by, said)| Judged { by, said }),
            unlisted: Unlisted { count: document.summary.hidden, fails: failed && !listed },
        };
        Ok(Earlier { outcome, engine, fail_on, min_severity, config })
    }
}

impl From<Found> for Finding {
    fn from(found: Found) -> Self {
        let start = found.location.start.line;
        let line = |(at, text): (usize, &str)| Line {
            number: start + at,
            before: String::new(),
            matched: text.to_owned(),
            after: String::new(),
        };
        let lines = found.excerpt.lines().enumerate().map(line).collect();
        Self {
            rule: found.rule,
            severity: found.severity,
            confidence: found.confidence,
            message: found.message,
            artifact: found.artifact,
            location: found.location,
            excerpt: Excerpt { matched: found.excerpt, decoded: found.decoded, lines },
            related: found.related,
            fingerprint: found.fingerprint,
        }
    }
}

impl From<Hidden> for Suppressed {
    fn from(hidden: Hidden) -> Self {
        let by = match (hidden.reason, hidden.owner, hidden.expires) {
            (Some(reason), Some(owner), Some(expires)) => Suppression::Waiver { reason, owner, expires },
            _ => Suppression::Baseline,
        };
        Self { finding: hidden.finding.into(), by }
    }
}
