//! GitLab's security report for static analysis, version 15:
//! <https://docs.gitlab.com/development/integrations/secure/#report>.

use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::{Names, relative};
use crate::digest::Digest;
use crate::finding::Finding;
use crate::report::markdown::quote;
use crate::report::{Beside, Report, encode, words};
use crate::rule::{Framework, RuleMeta, Severity};
use crate::text::visible_line;

/// The version of the schema that is kept to.
const VERSION: &str = "15.0.0";
/// Characters that the schema allows a name and a solution.
const MAX_NAME: usize = 255;
const MAX_SOLUTION: usize = 7_000;
/// Messages about gaps.
const MAX_MESSAGES: usize = 100;

#[derive(Debug, Serialize)]
struct Document {
    version: &'static str,
    scan: Scan,
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Debug, Serialize)]
struct Scan {
    analyzer: Program,
    scanner: Program,
    #[serde(rename = "type")]
    kind: &'static str,
    start_time: String,
    end_time: String,
    /// `success` says that everything was read, whatever was found.
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Message>,
}

#[derive(Debug, Serialize)]
struct Program {
    id: &'static str,
    name: &'static str,
    version: &'static str,
    vendor: Vendor,
}

#[derive(Debug, Serialize)]
struct Vendor {
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
struct Vulnerability {
    /// A UUID (version 8, RFC 9562) made of the fingerprint.
    id: String,
    category: &'static str,
    name: String,
    /// GitLab's Markdown.
    description: String,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    location: Location,
    identifiers: Vec<Identifier>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    tracking: Tracking,
}

#[derive(Debug, Clone, Serialize)]
struct Location {
    file: String,
    start_line: usize,
    end_line: usize,
}

#[derive(Debug, Serialize)]
struct Identifier {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Link {
    url: String,
}

#[derive(Debug, Serialize)]
struct Tracking {
    #[serde(rename = "type")]
    kind: &'static str,
    items: [Item; 1],
}

#[derive(Debug, Serialize)]
struct Item {
    #[serde(flatten)]
    location: Location,
    signatures: [Signature; 1],
}

/// By which GitLab knows a finding again once its lines have moved.
#[derive(Debug, Serialize)]
struct Signature {
    algorithm: &'static str,
    value: String,
}

pub(in crate::report) fn write(report: &Report<'_>, beside: &Beside<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut names = Names::default();
    let vulnerabilities = report.findings().map(|finding| vulnerability(report, finding, &mut names)).collect();
    encode::pretty(&Document { version: VERSION, scan: scan(report, beside), vulnerabilities }, out)
}

fn scan(report: &Report<'_>, beside: &Beside<'_>) -> Scan {
    let program = || Program {
        id: "proofmark",
        name: "proofmark",
        version: env!("CARGO_PKG_VERSION"),
        vendor: Vendor { name: "proofmark" },
    };
    // The schema insists on times; the start of 1970 says that nobody asked for one.
    let time = beside.time.unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let gaps = &report.outcome.gaps;
    let told = gaps.iter().take(MAX_MESSAGES).map(|gap| Message {
        level: "fatal",
        value: format!("not read ({}): {}: {}", gap.reason.name(), words::path(&gap.path), words::gap(gap)),
    });
    let more = gaps.len().saturating_sub(MAX_MESSAGES);
    let more = (more > 0).then(|| Message { level: "fatal", value: words::counted(more, "more gap") });
    let weakened = words::weakened(report).into_iter().map(|value| Message { level: "warn", value });
    Scan {
        analyzer: program(),
        scanner: program(),
        kind: "sast",
        start_time: time.clone(),
        end_time: time,
        status: if gaps.is_empty() { "success" } else { "failure" },
        messages: told.chain(more).chain(weakened).collect(),
    }
}

fn vulnerability(report: &Report<'_>, finding: &Finding, names: &mut Names) -> Vulnerability {
    let meta = report.engine.catalogue().get(finding.rule.as_str());
    let digest = Digest::of(names.unique(finding.fingerprint.to_string())).hex();
    let title = meta.map_or(finding.rule.as_str(), |meta| meta.title.as_str());
    let location = Location {
        file: relative(&finding.location.path),
        start_line: finding.location.start.line,
        end_line: finding.location.end.line,
    };
    Vulnerability {
        id: uuid(&digest),
        category: "sast",
        name: words::cut(&visible_line(title), MAX_NAME).into_owned(),
        description: description(finding, meta),
        severity: severity(finding.severity),
        solution: meta.map(|meta| words::cut(&visible_line(&meta.fix), MAX_SOLUTION).into_owned()),
        identifiers: identifiers(finding, meta),
        links: meta.into_iter().flat_map(|meta| &meta.references).filter_map(|url| link(url)).collect(),
        tracking: Tracking {
            kind: "source",
            items: [Item { location: location.clone(), signatures: [Signature { algorithm: "hash", value: digest }] }],
        },
        location,
    }
}

fn description(finding: &Finding, meta: Option<&RuleMeta>) -> String {
    let mut text = quote::message(&finding.message);
    if let Some(meta) = meta {
        let _ = write!(text, "\n\n{}", quote::message(&meta.why));
    }
    if !finding.excerpt.matched.is_empty() {
        let _ = write!(text, "\n\n{}", quote::block(&finding.excerpt.matched));
    }
    if let Some(decoded) = &finding.excerpt.decoded {
        let _ = write!(text, "\n\nDecoded: {}", quote::code(decoded));
    }
    for step in &finding.related {
        let place = quote::code(&words::place(&step.location));
        let _ = write!(text, "\n\n{} at {place}", quote::message(&step.message));
    }
    text
}

/// The rule, by which GitLab groups, and the weaknesses that it is about.
fn identifiers(finding: &Finding, meta: Option<&RuleMeta>) -> Vec<Identifier> {
    let rule = finding.rule.as_str();
    let mut identifiers = vec![Identifier {
        kind: "proofmark_rule".to_owned(),
        name: format!("proofmark {rule}"),
        value: rule.to_owned(),
        url: None,
    }];
    for (framework, codes) in meta.into_iter().flat_map(|meta| &meta.taxonomy.0) {
        identifiers.extend(codes.iter().map(|code| {
            let (number, name) = (code.trim_start_matches("CWE-").to_owned(), code.clone());
            match framework {
                Framework::Cwe => {
                    let url = Some(format!("https://cwe.mitre.org/data/definitions/{number}.html"));
                    Identifier { kind: "cwe".to_owned(), name, value: number, url }
                }
                other => {
                    let kind = other.name().replace('-', "_");
                    Identifier { kind, value: name.clone(), name, url: None }
                }
            }
        }));
    }
    identifiers
}

fn link(url: &str) -> Option<Link> {
    url.starts_with("https://").then(|| Link { url: url.to_owned() })
}

/// A digest's first bytes as a UUID of the version that is free to everybody.
fn uuid(hex: &str) -> String {
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}
