//! Markdown for the comment of a pull or merge request: sums first, findings folded, never longer than GitHub takes.

mod finding;
mod page;
pub(super) mod quote;

use std::fmt::Write as _;
use std::io::{self, Write};

use page::Page;
use quote::{html, prose};

use super::{Report, grouped, words};

/// GitHub refuses a longer comment. GitLab takes a million.
const MAX_CHARACTERS: usize = 65_536;
/// Rows of the table of artifacts.
const MAX_ROWS: usize = 50;
/// Gaps that are named.
const MAX_GAPS: usize = 20;
/// By this line a job finds its own comment again.
const MARK: &str = "<!-- proofmark -->";

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(report, MAX_CHARACTERS).as_bytes())
}

fn page(report: &Report<'_>, limit: usize) -> String {
    let mut page = Page::new(limit);
    page.add(&format!("{MARK}\n## proofmark: {}\n\n{}\n", report.verdict().name(), summary(report)));
    let weakened = words::weakened(report);
    if !weakened.is_empty() {
        let lines = weakened.iter().map(|clause| format!("- {}\n", quote::message(clause)));
        page.add(&format!("\nWhat this report leaves out:\n\n{}", lines.collect::<String>()));
    }
    gaps(report, &mut page);
    let flagged = grouped::by_artifact(report);
    if report.outcome.artifacts.len() > 1 {
        table(&flagged, &mut page);
    }
    let (mut left, mut full) = (report.findings().count(), false);
    for artifact in &flagged {
        for group in grouped::by_rule(&artifact.findings) {
            full |= !page.add(&finding::section(report, &group));
            if full {
                continue;
            }
            left -= group.findings.len();
        }
    }
    if left > 0 {
        let more = words::counted(left, "more finding");
        page.end(&format!("\n**{more} not shown here**: this comment is full. Other formats list all of them.\n"));
    }
    page.text
}

fn summary(report: &Report<'_>) -> String {
    let because = words::because(report);
    let because = if because.is_empty() { because } else { format!(": {because}") };
    format!("**{}**. Verdict **{}**{because}.", words::sums(report), report.verdict().name())
}

/// What could not be read comes before what was found: it is why there is no yes.
fn gaps(report: &Report<'_>, page: &mut Page) {
    let gaps = &report.outcome.gaps;
    if gaps.is_empty() {
        return;
    }
    let mut text = format!(
        "\n<details>\n<summary><b>{}</b> in what could be read</summary>\n\n",
        words::counted(gaps.len(), "gap")
    );
    for gap in gaps.iter().take(MAX_GAPS) {
        let reason = prose(&words::gap(gap));
        let _ = writeln!(text, "- {} **{}**: {reason}", quote::code(&words::path(&gap.path)), gap.reason.name());
    }
    if gaps.len() > MAX_GAPS {
        let _ = writeln!(text, "- and {} more", gaps.len() - MAX_GAPS);
    }
    text.push_str("\n</details>\n");
    page.add(&text);
}

/// The artifacts with findings, the worst first. Raw HTML, as bars in a Markdown table cannot be kept out of code.
fn table(flagged: &[grouped::Flagged<'_>], page: &mut Page) {
    if flagged.is_empty() {
        return;
    }
    let mut text = String::from("\n<table>\n<tr><th>worst</th><th>kind</th><th>artifact</th><th>findings</th></tr>\n");
    for one in flagged.iter().take(MAX_ROWS) {
        let (kind, name, path) = one
            .artifact
            .map_or(("", "", "."), |artifact| (artifact.kind.name(), artifact.name.as_str(), artifact.path.as_str()));
        let path = words::path(path.into());
        let row = [
            grouped::worst(&one.findings).name().to_owned(),
            kind.to_owned(),
            format!("<code>{}</code> <code>{}</code>", html(&words::cut(name, 80)), html(&path)),
            words::levels(|severity| grouped::count(&one.findings, severity)),
        ];
        let _ = writeln!(text, "<tr><td>{}</td></tr>", row.join("</td><td>"));
    }
    text.push_str("</table>\n");
    if flagged.len() > MAX_ROWS {
        let _ = write!(text, "\nand {} more artifacts with findings\n", flagged.len() - MAX_ROWS);
    }
    page.add(&text);
}
