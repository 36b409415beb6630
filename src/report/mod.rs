//! How an outcome is written: one file per format.

mod beside;
pub mod bom;
mod catalogue;
pub mod cisco;
pub mod drift;
mod earlier;
mod encode;
mod eval;
mod github;
mod gitlab;
mod grouped;
mod html;
mod json;
mod junit;
mod markdown;
mod merge;
pub mod promotion;
mod sarif;
mod text;
mod timeline;
mod words;

use std::collections::BTreeSet;
use std::io::{self, Write};

pub use beside::Beside;
pub use catalogue::catalogue;
pub use earlier::Earlier;
pub use encode::pretty as pretty_json;
pub use eval::{evaluation_json, evaluations_json, evaluations_text};
pub use merge::{Error as MergeError, Merged, merge};
pub use timeline::{Event, EventKind, Standing, Timeline};
pub use words::sentence;

use crate::analyze::Engine;
use crate::finding::{Finding, Verdict};
use crate::rule::Severity;
use crate::scan::Outcome;

/// A format that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// All of it, for programs.
    Json,
    /// For code scanning, of GitHub and others.
    Sarif,
    /// For the comment of a pull request.
    Markdown,
    /// Annotations of a workflow of GitHub Actions.
    Github,
    /// GitLab's code quality.
    Gitlab,
    /// GitLab's security report.
    GitlabSast,
    /// For CI systems that show test results.
    Junit,
    /// One file for people with a browser.
    Html,
}

impl Format {
    pub const ALL: &[Self] = &[
        Self::Text,
        Self::Json,
        Self::Sarif,
        Self::Markdown,
        Self::Github,
        Self::Gitlab,
        Self::GitlabSast,
        Self::Junit,
        Self::Html,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::GitlabSast => "gitlab-sast",
            Self::Junit => "junit",
            Self::Html => "html",
        }
    }

    /// Whether it shows the inventory of [`Beside`].
    pub const fn shows_inventory(self) -> bool {
        matches!(self, Self::Html)
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
        self.outcome.findings.len() - self.findings().count() + self.outcome.unlisted.count
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

/// Writes a report of what a scan found and nothing beside it.
pub fn write(format: Format, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_with(format, report, &Beside::default(), out)
}

/// Writes a report with what is known beside the scan, in formats that have a place for it.
pub fn write_with(format: Format, report: &Report<'_>, beside: &Beside<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Markdown => markdown::write(report, out),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write_quality(report, out),
        Format::GitlabSast => gitlab::write_sast(report, beside, out),
        Format::Junit => junit::write(report, beside, out),
        Format::Html => html::write(report, beside, out),
    }
}
