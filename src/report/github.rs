//! Workflow commands of GitHub Actions, which become annotations of the files of a commit.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>, with the escapes of the runner's
//! own toolkit (`@actions/core`).

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Report, words};
use crate::finding::Finding;
use crate::rule::Severity;
use crate::text::visible_line;

/// Annotations of one level that GitHub shows of one step.
const MAX_SHOWN: usize = 10;

/// One command.
struct Annotation {
    level: &'static str,
    properties: Vec<(&'static str, String)>,
    message: String,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report.findings().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    // Gaps come first: while there are any, the findings are not all.
    let all: Vec<Annotation> =
        gaps(report).chain(findings.into_iter().map(|finding| annotation(report, finding))).collect();
    for level in ["error", "warning", "notice"] {
        let of_level: Vec<_> = all.iter().filter(|one| one.level == level).collect();
        // The last one that GitHub shows says how many it does not.
        let room = if of_level.len() > MAX_SHOWN { MAX_SHOWN - 1 } else { MAX_SHOWN };
        for one in of_level.iter().take(room) {
            writeln!(out, "{}", command(one))?;
        }
        if of_level.len() > room {
            let left = words::counted(of_level.len() - room, &format!("more {level}"));
            let message = format!("{left} not shown here: GitHub shows {MAX_SHOWN} of a step");
            writeln!(out, "{}", command(&Annotation { level, properties: Vec::new(), message }))?;
        }
    }
    // No command is in these lines: all of their words are ours, or names of rules.
    for clause in words::weakened(report) {
        writeln!(out, "{clause}")?;
    }
    writeln!(out, "{}", words::sentence(report))
}

fn annotation(report: &Report<'_>, finding: &Finding) -> Annotation {
    let (start, end) = (finding.location.start, finding.location.end);
    let mut properties = vec![
        ("file", visible_line(finding.location.path.as_str()).into_owned()),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
    ];
    // GitHub takes columns of one line only.
    if start.line == end.line {
        properties.extend([("col", start.column.to_string()), ("endColumn", end.column.to_string())]);
    }
    properties.push(("title", format!("{} ({} severity)", finding.rule, finding.severity)));
    let mut message = visible_line(&finding.message).into_owned();
    if let Some(meta) = report.engine.catalogue().get(finding.rule.as_str()) {
        let _ = write!(message, "\n{}", visible_line(&meta.fix));
    }
    Annotation { level: level(finding.severity), properties, message }
}

fn gaps<'a>(report: &Report<'a>) -> impl Iterator<Item = Annotation> + use<'a> {
    report.outcome.gaps.iter().map(|gap| {
        let mut properties = Vec::new();
        if !gap.path.as_str().is_empty() {
            properties.push(("file", visible_line(gap.path.as_str()).into_owned()));
        }
        properties.push(("title", format!("not read: {}", gap.reason.name())));
        Annotation { level: "error", properties, message: format!("{}\n{}", words::gap(gap), gap.reason.help()) }
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn command(annotation: &Annotation) -> String {
    let properties = annotation.properties.iter().map(|(name, value)| format!("{name}={}", property(value)));
    let properties = properties.collect::<Vec<_>>().join(",");
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{}{space}{properties}::{}", annotation.level, data(&annotation.message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_starts_another() {
        let properties = vec![("file", "a,line=9::b%0A".to_owned()), ("title", "t".to_owned())];
        let one = Annotation { level: "error", properties, message: "x\r\n::stop-commands::y %".to_owned() };
        assert_eq!(command(&one), "::error file=a%2Cline=9%3A%3Ab%250A,title=t::x%0D%0A::stop-commands::y %25");
    }
}
