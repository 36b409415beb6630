//! The text report: findings as a compiler shows them, then what could not be read, then the sums.

mod block;
mod gaps;
mod summary;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Report;
use crate::rule::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut told = BTreeSet::new();
    for block in block::blocks(report) {
        // What a rule is about needs saying once.
        let first = told.insert(block.rule());
        writeln!(out, "{}\n", block.render(report, first))?;
    }
    gaps::write(report, out)?;
    summary::write(report, out)
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HELP: Style = AnsiColor::BrightCyan.on_default().bold();

const fn style(severity: Severity) -> Style {
    match severity {
        Severity::Critical | Severity::High => AnsiColor::BrightRed.on_default().bold(),
        Severity::Medium | Severity::Low => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::BrightBlue.on_default().bold(),
    }
}

fn painted(text: &str, style: Style, color: bool) -> Cow<'_, str> {
    if color { format!("{style}{text}{style:#}").into() } else { text.into() }
}
