//! The findings of one rule in one artifact, folded.

use std::fmt::Write as _;

use super::quote::{block, code, html, message};
use crate::finding::Finding;
use crate::report::grouped::{self, OfRule};
use crate::report::{Report, words};

/// Places shown with their source; of more, only where they are.
const MAX_SHOWN: usize = 3;
/// Further places that are named.
const MAX_NAMED: usize = 10;
/// Steps of a flow.
const MAX_STEPS: usize = 8;

pub(super) fn section(report: &Report<'_>, group: &OfRule<'_>) -> String {
    let meta = report.engine.catalogue().get(group.rule);
    let worst = grouped::worst(&group.findings);
    let (first, count) = (group.findings.first().copied(), group.findings.len());
    let place = first.map_or_else(String::new, |finding| words::place(&finding.location));
    let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    let mut text = format!(
        "\n<details>\n<summary><b>{worst}</b> <code>{}</code> at <code>{}</code>{more}</summary>\n\n",
        html(group.rule),
        html(&place)
    );
    for finding in group.findings.iter().take(MAX_SHOWN) {
        text.push_str(&one(finding));
        if let Some(words) = report.outcome.opinion(finding) {
            let _ = write!(text, "**Judge:** {}\n\n", message(&words));
        }
    }
    let rest = group.findings.get(MAX_SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let named: Vec<_> = rest.iter().take(MAX_NAMED).map(|finding| code(&words::place(&finding.location))).collect();
        let ellipsis = if rest.len() > MAX_NAMED { ", …" } else { "" };
        let _ = write!(text, "and {} more at {}{ellipsis}\n\n", rest.len(), named.join(", "));
    }
    if let Some(meta) = meta {
        let codes: Vec<_> = meta.taxonomy.codes().map(code).collect();
        let (why, fix) = (message(&meta.why), message(&meta.fix));
        let _ = write!(text, "**Why:** {why}\n\n**Fix:** {fix}\n\n{}\n", codes.join(" "));
    }
    text.push_str("\n</details>\n");
    text
}

/// A place: what was found, where, its source and what belongs to it.
fn one(finding: &Finding) -> String {
    let place = code(&words::place(&finding.location));
    let scale = format!("{} severity, {} confidence", finding.severity, finding.confidence);
    let mut text = format!("**Found:** {} ({scale}) at {place}\n\n", message(&finding.message));
    let lines = &finding.excerpt.lines;
    if !lines.is_empty() {
        let width = lines.last().map_or(1, |line| line.number.to_string().len());
        let source = lines
            .iter()
            .map(|line| format!("{:>width$} | {}{}{}\n", line.number, line.before, line.matched, line.after));
        let _ = write!(text, "{}\n\n", block(&source.collect::<String>()));
    }
    if let Some(decoded) = &finding.excerpt.decoded {
        let _ = write!(text, "Decoded: {}\n\n", code(decoded));
    }
    for (at, step) in finding.related.iter().take(MAX_STEPS).enumerate() {
        let place = code(&words::place(&step.location));
        let _ = writeln!(text, "{}. {} at {place}", at + 1, message(&step.message));
    }
    match finding.related.len() {
        0 => {}
        all if all > MAX_STEPS => {
            let _ = write!(text, "\nand {} more steps\n\n", all - MAX_STEPS);
        }
        _ => text.push('\n'),
    }
    text
}
