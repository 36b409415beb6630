//! Reports as Cisco's scanners write them, for programs that start those scanners and read what they print: the members
//! that they read, with their names and meanings. Severities and rules are our own.

mod a2a;
mod mcp;
mod skill;

use std::io::{self, Write};

use serde::Serialize;

pub use a2a::{Card, card};
pub use mcp::{Item, Listed, tools};
pub use skill::{Skill, skill};

use super::{Report, encode};
use crate::finding::Finding;
use crate::rule::{Framework, RuleMeta, Severity};

/// Writes such a report. It begins at the start of a line, which is where its readers look for it.
pub fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    encode::pretty(report, out)
}

/// Severities are in upper case there, and what is clean is `SAFE`.
fn severity(worst: Option<Severity>) -> String {
    worst.map_or_else(|| "SAFE".to_owned(), |severity| severity.name().to_uppercase())
}

fn worst<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<Severity> {
    findings.into_iter().map(|finding| finding.severity).max()
}

/// Whether something is safe there: it has no finding that is high or critical.
fn is_safe(worst: Option<Severity>) -> bool {
    worst.is_none_or(|severity| severity < Severity::High)
}

fn meta<'a>(report: &Report<'a>, finding: &Finding) -> Option<&'a RuleMeta> {
    report.engine.catalogue().get(finding.rule.as_str())
}

/// The class of a threat in their spelling: `PROMPT INJECTION`.
fn threat(report: &Report<'_>, finding: &Finding) -> String {
    let name = meta(report, finding).map_or("unknown", |meta| meta.threat.name());
    name.replace('-', " ").to_uppercase()
}

/// The code of their taxonomy, 2.0.0.
fn subtechnique<'a>(report: &Report<'a>, finding: &Finding) -> Option<&'a str> {
    meta(report, finding)?.taxonomy.0.get(&Framework::CiscoAisubtech)?.iter().next().map(String::as_str)
}
