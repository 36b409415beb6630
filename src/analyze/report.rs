//! How rules report: a place and words become a finding with location and excerpt.

use std::collections::HashMap;

use super::specimen::Specimen;
use super::views::Coding;
use crate::artifact::{Artifact, Place};
use crate::finding::{Excerpt, Finding, Fingerprint, Related};
use crate::rule::{Confidence, RuleId, RuleMeta, Severity};

/// What a rule has to say about one place.
#[derive(Debug, Clone)]
pub struct Report {
    place: Place,
    message: String,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    secret: bool,
    decoded: Option<(Coding, String)>,
    specimen: Option<Specimen>,
    related: Vec<(Place, String)>,
}

impl Report {
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            place,
            message,
            severity: None,
            confidence: None,
            secret: false,
            decoded: None,
            specimen: None,
            related: Vec::new(),
        }
    }

    /// Instead of the rule's own severity, where the combination of signals says so.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    #[must_use]
    pub const fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// The place holds a secret: show its first characters only.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The text was read behind an encoding.
    #[must_use]
    pub fn decoded(mut self, coding: Coding, text: impl Into<String>) -> Self {
        self.decoded = Some((coding, text.into()));
        self
    }

    /// The place may hold what nothing runs: then the finding is less severe, or none.
    #[must_use]
    pub const fn specimen(mut self, specimen: Option<Specimen>) -> Self {
        self.specimen = specimen;
        self
    }

    /// Another place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push((place, message.into()));
        self
    }
}

/// The findings of one artifact, and which of them stand in the same file.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    /// Indices by rule and file.
    places: HashMap<(RuleId, usize), Vec<usize>>,
}

impl Findings {
    /// Adds what rules found in files where they had found nothing.
    pub(super) fn add_unknown(&mut self, others: Self) {
        let Self { list, places } = others;
        let new = places.into_iter().filter(|(place, _)| !self.places.contains_key(place)).collect::<Vec<_>>();
        let mut list: Vec<Option<Finding>> = list.into_iter().map(Some).collect();
        for (place, indices) in new {
            for finding in indices.into_iter().filter_map(|index| list.get_mut(index)?.take()) {
                self.places.entry(place.clone()).or_default().push(self.list.len());
                self.list.push(finding);
            }
        }
    }
}

/// Collects the findings of one rule in one artifact.
#[derive(Debug)]
pub struct Sink<'a> {
    artifact: &'a Artifact,
    rule: &'a RuleMeta,
    findings: &'a mut Findings,
}

/// Findings of one rule in one file, at most; a file of a thousand hits needs no thousand lines.
const MAX_PER_FILE: usize = 20;

impl<'a> Sink<'a> {
    /// A sink for one rule.
    pub(super) fn new(artifact: &'a Artifact, rule: &'a RuleMeta, findings: &'a mut Findings) -> Self {
        Self { artifact, rule, findings }
    }

    /// Adds a finding, unless the rule has already reported the same place.
    pub fn report(&mut self, report: Report) {
        let limit = report.specimen.map(|specimen| (specimen, specimen.severity()));
        if matches!(limit, Some((_, None))) {
            return;
        }
        let Some(file) = self.artifact.file(report.place.file) else { return };
        let here = self.findings.places.entry((self.rule.id.clone(), report.place.file)).or_default();
        if here.len() >= MAX_PER_FILE {
            return;
        }
        let location = file.locate(report.place.span, report.place.pointer);
        let mut earlier = here.iter().filter_map(|index| self.findings.list.get(*index));
        let overlaps = |finding: &Finding| {
            let (a, b) = (&finding.location, &location);
            a.start.byte < b.end.byte.max(b.start.byte + 1) && b.start.byte < a.end.byte.max(a.start.byte + 1)
        };
        if earlier.any(overlaps) {
            return;
        }
        here.push(self.findings.list.len());
        let excerpt = if report.secret { Excerpt::secret } else { Excerpt::new }(file, report.place.span);
        let mut severity = report.severity.unwrap_or(self.rule.severity);
        let mut message = report.message;
        let excerpt = match report.decoded {
            None => excerpt,
            Some((coding, text)) => {
                // Whoever hides it knows that it would not stand in the open.
                severity = if severity >= Severity::Medium { severity.raised() } else { severity };
                message = format!("{message} (hidden behind {})", coding.describe());
                excerpt.with_decoded(&text)
            }
        };
        if let Some((specimen, Some(most))) = limit {
            severity = severity.min(most);
            message = format!("{message}, {}", specimen.describe());
        }
        let related = report.related.into_iter().filter_map(|(place, message)| {
            let file = self.artifact.file(place.file)?;
            Some(Related { message, location: file.locate(place.span, place.pointer) })
        });
        self.findings.list.push(Finding {
            rule: self.rule.id.clone(),
            severity,
            confidence: report.confidence.unwrap_or(self.rule.confidence),
            message,
            artifact: self.artifact.id(),
            location,
            excerpt,
            related: related.collect(),
            fingerprint: Fingerprint::default(),
        });
    }
}
