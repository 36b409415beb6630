//! What a scan says: findings, and the gaps in what it could see.

mod excerpt;
mod fingerprint;
mod gap;
mod redact;
mod verdict;

use serde::{Deserialize, Serialize};

pub use excerpt::{Excerpt, Line};
pub use fingerprint::Fingerprint;
pub use gap::{Gap, GapReason};
pub use redact::{redact, shown};
pub use verdict::Verdict;

use crate::rule::{Confidence, RuleId, Severity};
use crate::text::Location;

/// One thing that a rule found in one place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleId,
    pub severity: Severity,
    pub confidence: Confidence,
    /// What was found here; the rule's title unless there is more to say.
    pub message: String,
    /// The id of the artifact.
    pub artifact: String,
    pub location: Location,
    pub excerpt: Excerpt,
    /// Other places that belong to the finding, such as the source of a flow.
    pub related: Vec<Related>,
    /// Set once all findings of the artifact are known.
    pub fingerprint: Fingerprint,
}

/// A place that helps to understand a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Related {
    pub message: String,
    pub location: Location,
}

impl Finding {
    /// By path, span and rule: the order of every report.
    pub fn order(&self) -> impl Ord + '_ {
        (&self.location.path, self.location.start.byte, self.location.end.byte, &self.rule, &self.message)
    }
}
