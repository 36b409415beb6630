//! How an outcome is written: one file per format.

pub mod bom;
mod catalogue;
pub mod drift;
mod encode;
mod eval;
mod json;
mod merge;
mod sarif;
mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};

pub use catalogue::catalogue;
pub use eval::{evaluation_json, evaluations_json, evaluations_text};
pub use merge::{Error as MergeError, Merged, merge};
pub use text::sentence;

use crate::analyze::Engine;
use crate::finding::{Finding, Verdict};
use crate::rule::Severity;
use crate::scan::Outcome;

/// A format that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Sarif,
}

impl Format {
    pub const ALL: &[Self] = &[Self::Text, Self::Json, Self::Sarif];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }
}

/// Everything that a format may show.
pub struct Report<'a> {
    pub outcome: &'a Outcome,
    pub engine: &'a Engine,
    /// Findings at or above it are a no.
    pub fail_on: Severity,
    /// The configuration file that applied, as it was named.
    pub config: Option<&'a str>,
    /// Findings below it are counted and not shown. The verdict does not depend on it.
    pub min_severity: Severity,
    /// Whether who reads text understands ANSI colours.
    pub color: bool,
}

impl<'a> Report<'a> {
    /// The findings to show, sorted by path, span and rule.
    pub fn findings(&self) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let least = self.min_severity;
        self.outcome.findings.iter().filter(move |finding| finding.severity >= least)
    }

    /// How many findings are not shown.
    pub fn hidden(&self) -> usize {
        self.outcome.findings.len() - self.findings().count()
    }

    pub fn verdict(&self) -> Verdict {
        self.outcome.verdict(self.fail_on)
    }

    /// How many shown findings have a severity.
    fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|finding| finding.severity == severity).count()
    }

    /// The ids of artifacts with findings to show.
    fn flagged(&self) -> BTreeSet<&'a str> {
        self.findings().map(|finding| finding.artifact.as_str()).collect()
    }
}

/// Writes a report.
pub fn write(format: Format, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, out),
    }
}
