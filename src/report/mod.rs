//! How an outcome is written: one file per format.

mod json;

use std::io::{self, Write};

use crate::analyze::Engine;
use crate::rule::Severity;
use crate::scan::Outcome;

/// A format that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
}

impl Format {
    pub const ALL: &[Self] = &[Self::Json];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
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
}

/// Writes a report.
pub fn write(format: Format, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
    }
}
