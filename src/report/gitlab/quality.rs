//! GitLab's code quality report: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use std::io::{self, Write};

use serde::Serialize;

use super::{Names, relative};
use crate::digest::Digest;
use crate::finding::{Finding, Gap};
use crate::report::{Report, encode, words};
use crate::rule::Severity;
use crate::text::visible_line;

#[derive(Debug, Serialize)]
struct Issue {
    description: String,
    check_name: String,
    /// SHA-256 in hexadecimal; different for every issue.
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: usize,
}

pub(in crate::report) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut names = Names::default();
    let gaps = report.outcome.gaps.iter().map(of_gap);
    let mut issues: Vec<Issue> = gaps.chain(report.findings().map(of_finding)).collect();
    for issue in &mut issues {
        issue.fingerprint = Digest::of(names.unique(std::mem::take(&mut issue.fingerprint))).hex();
    }
    encode::pretty(&issues, out)
}

fn of_finding(finding: &Finding) -> Issue {
    Issue {
        description: visible_line(&finding.message).into_owned(),
        check_name: finding.rule.to_string(),
        fingerprint: finding.fingerprint.to_string(),
        severity: severity(finding.severity),
        location: Location {
            path: relative(&finding.location.path),
            lines: Lines { begin: finding.location.start.line },
        },
    }
}

/// What was not read stands beside what was found, as bad as what keeps a yes away.
fn of_gap(gap: &Gap) -> Issue {
    Issue {
        description: format!("not read: {}", words::gap(gap)),
        check_name: format!("gap-{}", gap.reason.name()),
        fingerprint: format!("{}\0{}\0{}", gap.reason.name(), gap.path, gap.detail),
        severity: severity(Severity::High),
        location: Location { path: relative(&gap.path), lines: Lines { begin: 1 } },
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
