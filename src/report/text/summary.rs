//! The end of a text report: artifacts, sums, verdict.

use std::cmp::Reverse;
use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};

use super::{BOLD, DIM, painted, style};
use crate::finding::{Finding, Verdict};
use crate::report::Report;
use crate::report::grouped;
use crate::report::words::{because, counted, cut, judged, levels, path, sums, weakened};
use crate::rule::Severity;
use crate::scan::ArtifactSummary;
use crate::text::visible_line;

/// With more artifacts than this, clean ones are only counted.
const MAX_CLEAN: usize = 20;
/// Rows at most: whoever has more findings reads them by machine.
const MAX_ROWS: usize = 100;
/// Characters of a name in the table.
const MAX_NAME: usize = 48;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.outcome.artifacts.len() > 1 {
        table(report, out)?;
    }
    for clause in weakened(report).into_iter().chain(judged(report)) {
        writeln!(out, "{}", painted(&clause, DIM, report.color))?;
    }
    writeln!(out, "{}", painted(&sums(report), BOLD, report.color))?;
    writeln!(out, "{}", verdict(report))
}

fn verdict(report: &Report<'_>) -> String {
    let style = match report.verdict() {
        Verdict::Pass => anstyle::AnsiColor::Green.on_default().bold(),
        Verdict::Fail => style(Severity::High),
        Verdict::Incomplete => style(Severity::Medium),
    };
    let because = because(report);
    let because = if because.is_empty() { because } else { format!(" ({because})") };
    format!("verdict: {}{because}", painted(report.verdict().name(), style, report.color))
}

/// Artifacts by severity: what is flagged, and the clean ones where they are few.
fn table(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(&ArtifactSummary, Vec<&Finding>)> =
        report.outcome.artifacts.iter().map(|artifact| (artifact, Vec::new())).collect();
    let index: std::collections::HashMap<&str, usize> =
        report.outcome.artifacts.iter().enumerate().map(|(at, artifact)| (artifact.id.as_str(), at)).collect();
    for finding in report.findings() {
        if let Some((_, found)) = index.get(finding.artifact.as_str()).and_then(|at| rows.get_mut(*at)) {
            found.push(finding);
        }
    }
    let all = rows.len();
    if all > MAX_CLEAN {
        rows.retain(|(_, found)| !found.is_empty());
    }
    let clean = all - rows.len();
    // A stable sort: the same severity stays in the order of paths.
    rows.sort_by_key(|(_, found)| Reverse(found.iter().map(|finding| finding.severity).max()));
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["WORST", "KIND", "NAME", "PATH", "FINDINGS"]);
    for (artifact, found) in rows.iter().take(MAX_ROWS) {
        let worst = found.iter().map(|finding| finding.severity).max();
        table.add_row([
            worst.map_or("-", Severity::name).to_owned(),
            artifact.kind.name().to_owned(),
            cut(&visible_line(&artifact.name), MAX_NAME).into_owned(),
            path(&artifact.path).into_owned(),
            if found.is_empty() { "-".to_owned() } else { levels(|severity| grouped::count(found, severity)) },
        ]);
    }
    if !rows.is_empty() {
        for line in table.lines() {
            writeln!(out, "{}", line.trim())?;
        }
    }
    if rows.len() > MAX_ROWS {
        writeln!(out, "and {} more", counted(rows.len() - MAX_ROWS, "flagged artifact"))?;
    }
    if clean > 0 {
        writeln!(out, "{}", painted(&format!("and {clean} without findings"), DIM, report.color))?;
    }
    writeln!(out)
}
