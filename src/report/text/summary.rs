//! The end of a text report: artifacts, sums, verdict.

use std::cmp::Reverse;
use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};

use super::{BOLD, DIM, counted, painted, style};
use crate::finding::{Finding, Verdict};
use crate::report::Report;
use crate::rule::Severity;
use crate::scan::{ArtifactSummary, Suppression};
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
    let skipped = report.outcome.skipped.len();
    if skipped > 0 {
        let text = format!("{} left out on purpose; read them with `--no-ignore`", counted(skipped, "folder"));
        writeln!(out, "{}", painted(&text, DIM, report.color))?;
    }
    let disabled: Vec<_> = report.engine.disabled().map(visible_line).collect();
    if !disabled.is_empty() {
        writeln!(out, "disabled: {}", disabled.join(", "))?;
    }
    let (suppressed, accepted) = (report.outcome.suppressed.len(), report.outcome.accepted.len());
    if suppressed > 0 {
        let waived = report.outcome.suppressed.iter().filter(|hidden| hidden.by != Suppression::Baseline).count();
        let text = format!(
            "{} suppressed: {} by baseline, {waived} by waiver",
            counted(suppressed, "finding"),
            suppressed - waived
        );
        writeln!(out, "{}", painted(&text, DIM, report.color))?;
    }
    if accepted > 0 {
        writeln!(out, "{}", painted(&format!("{} accepted", counted(accepted, "gap")), DIM, report.color))?;
    }
    if report.hidden() > 0 {
        let text = format!("{} below {} not shown", counted(report.hidden(), "finding"), report.min_severity);
        writeln!(out, "{}", painted(&text, DIM, report.color))?;
    }
    writeln!(out, "{}", painted(&sums(report), BOLD, report.color))?;
    writeln!(out, "{}", verdict(report))
}

/// The sums and the verdict on one line, for whoever reads the report itself elsewhere.
pub fn sentence(report: &Report<'_>) -> String {
    format!("{}; {}", sums(report), report.verdict().name())
}

/// `3 findings in 2 of 14 artifacts: 1 critical, 2 high`
fn sums(report: &Report<'_>) -> String {
    let (total, found) = (report.outcome.artifacts.len(), report.findings().count());
    if found == 0 {
        return format!("no findings in {}", counted(total, "artifact"));
    }
    let place = if total == 1 { String::new() } else { format!(" in {} of {total} artifacts", report.flagged().len()) };
    format!("{}{place}: {}", counted(found, "finding"), levels(|severity| report.count(severity)))
}

/// `1 critical, 2 high`: the worst first, and none that did not occur.
fn levels(count: impl Fn(Severity) -> usize) -> String {
    let worst_first = Severity::ALL.iter().rev().map(|severity| (count(*severity), severity));
    let parts: Vec<_> = worst_first.filter(|(n, _)| *n > 0).map(|(n, severity)| format!("{n} {severity}")).collect();
    parts.join(", ")
}

fn verdict(report: &Report<'_>) -> String {
    let failed = report.outcome.findings.iter().any(|finding| finding.severity >= report.fail_on);
    let because = format!("findings at or above {}", report.fail_on);
    let (severity, reason) = match report.verdict() {
        Verdict::Pass => (None, String::new()),
        Verdict::Fail => (Some(Severity::High), format!(" ({because})")),
        Verdict::Incomplete => {
            let gaps = counted(report.outcome.gaps.len(), "gap");
            let and = if failed { format!(", and {because}") } else { String::new() };
            (Some(Severity::Medium), format!(" ({gaps} in what could be read{and})"))
        }
    };
    let name = report.verdict().name();
    let green = anstyle::AnsiColor::Green.on_default().bold();
    format!("verdict: {}{reason}", painted(name, severity.map_or(green, style), report.color))
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
            name(artifact),
            visible_line(if artifact.path.as_str().is_empty() { "." } else { artifact.path.as_str() }).into_owned(),
            if found.is_empty() {
                "-".to_owned()
            } else {
                levels(|severity| found.iter().filter(|finding| finding.severity == severity).count())
            },
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

fn name(artifact: &ArtifactSummary) -> String {
    let shown = visible_line(&artifact.name);
    if shown.chars().count() <= MAX_NAME {
        return shown.into_owned();
    }
    format!("{}…", shown.chars().take(MAX_NAME - 1).collect::<String>())
}
