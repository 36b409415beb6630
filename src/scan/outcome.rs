//! What a scan found, before anybody decides how to show it.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::{Accepted, Shard, Suppressed};
use crate::artifact::{Artifact, ArtifactKind};
use crate::digest::Digest;
use crate::finding::{Finding, Gap, Verdict};
use crate::judge::Judged;
use crate::rule::Severity;
use crate::source::{Provenance, Skipped};

/// Everything a scan found.
#[derive(Debug, Default)]
pub struct Outcome {
    pub sources: Vec<SourceSummary>,
    /// Sorted by path.
    pub artifacts: Vec<ArtifactSummary>,
    /// Sorted by path, span and rule.
    pub findings: Vec<Finding>,
    /// Sorted by path.
    pub gaps: Vec<Gap>,
    pub skipped: Vec<Skipped>,
    /// Findings that do not count, sorted as the others.
    pub suppressed: Vec<Suppressed>,
    /// Gaps that do not count.
    pub accepted: Vec<Accepted>,
    /// The share of the work that this is the outcome of.
    pub shard: Option<Shard>,
    /// What a model said, where one was asked. What it raised and what it did not answer stand above.
    pub judged: Option<Judged>,
    /// What an earlier report did not hand on.
    pub unlisted: Unlisted,
}

/// Findings of which no more is known than that they were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unlisted {
    pub count: usize,
    /// One of them, or more, is a no.
    pub fails: bool,
}

/// A source that was scanned.
#[derive(Debug, Clone)]
pub struct SourceSummary {
    pub provenance: Provenance,
    /// Files found in it.
    pub files: usize,
}

/// What remains of an artifact once it is analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactSummary {
    pub id: String,
    pub kind: ArtifactKind,
    pub name: String,
    pub path: Utf8PathBuf,
    pub digest: Digest,
    pub files: usize,
}

impl ArtifactSummary {
    pub fn new(artifact: &Artifact) -> Self {
        Self {
            id: artifact.id(),
            kind: artifact.kind,
            name: artifact.name.clone(),
            path: artifact.path.clone(),
            digest: artifact.digest,
            files: artifact.files.iter().filter(|file| !file.packed).count(),
        }
    }
}

impl Outcome {
    /// Puts findings and gaps in their order, each once.
    pub(super) fn order(&mut self) {
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        self.findings.dedup_by(|a, b| a.fingerprint == b.fingerprint && a.location == b.location);
        self.gaps.sort();
        self.gaps.dedup();
    }

    /// What a model thinks of a finding, on one line, where one was asked.
    pub fn opinion(&self, finding: &Finding) -> Option<String> {
        let judged = self.judged.as_ref()?;
        Some(judged.sentence(judged.opinion(&finding.fingerprint)?))
    }

    /// The answer, where findings at or above `fail_on` are a no.
    pub fn verdict(&self, fail_on: Severity) -> Verdict {
        Verdict::of(self.fails(fail_on), !self.gaps.is_empty())
    }

    /// Whether there is a finding at or above `fail_on`.
    pub fn fails(&self, fail_on: Severity) -> bool {
        self.unlisted.fails || self.findings.iter().any(|finding| finding.severity >= fail_on)
    }
}
