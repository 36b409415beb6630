//! mcp-scanner: an array with an element for each tool.

use camino::Utf8PathBuf;
use serde::Serialize;
use serde_json::Value;

use super::{is_safe, severity, subtechnique, threat, worst};
use crate::finding::Finding;
use crate::report::Report;

/// A listing of tools, as it was captured.
#[derive(Debug, Clone)]
pub struct Listed {
    pub path: Utf8PathBuf,
    /// Names and descriptions, in the order of the listing.
    pub tools: Vec<(String, String)>,
}

/// A tool, or the server itself.
#[derive(Debug, Serialize)]
pub struct Item {
    status: &'static str,
    is_safe: bool,
    findings: Analyzers,
    tool_name: String,
    tool_description: String,
    #[serde(rename = "item_type")]
    kind: &'static str,
}

/// What each analyzer says; ours goes by the name of the one whose place it takes.
#[derive(Debug, Serialize)]
struct Analyzers {
    yara_analyzer: Said,
}

#[derive(Debug, Serialize)]
struct Said {
    severity: String,
    threat_names: Vec<String>,
    threat_summary: String,
    total_findings: usize,
    mcp_taxonomies: Vec<Code>,
    /// The rules that fired: not read by anybody yet, and what a person needs to find out more.
    rules: Vec<String>,
}

#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Code {
    scanner_category: String,
    aisubtech: String,
}

impl Listed {
    /// Reads the tools of a captured listing; nothing where it is none.
    pub fn read(path: Utf8PathBuf, bytes: &[u8]) -> Option<Self> {
        let listing: Value = serde_json::from_slice(bytes).ok()?;
        let text = |tool: &Value, name: &str| tool.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let tools = listing.get("tools")?.as_array()?;
        Some(Self { path, tools: tools.iter().map(|tool| (text(tool, "name"), text(tool, "description"))).collect() })
    }

    /// Whether a finding is about the tool at `index`.
    fn is_about(&self, index: usize, finding: &Finding) -> bool {
        let own = format!("/tools/{index}");
        let pointer = finding.location.pointer.as_deref().unwrap_or_default();
        let rest = pointer.strip_prefix(&own);
        finding.location.path == self.path && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Item {
    pub const fn is_safe(&self) -> bool {
        self.is_safe
    }
}

/// Every tool of some listings; findings about no tool are those of an element of their own.
pub fn tools(report: &Report<'_>, listings: &[Listed]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rest: Vec<&Finding> = report.outcome.findings.iter().collect();
    for listing in listings {
        for (index, (name, description)) in listing.tools.iter().enumerate() {
            let own: Vec<&Finding>;
            (own, rest) = rest.into_iter().partition(|finding| listing.is_about(index, finding));
            items.push(item(report, &own, name.clone(), description.clone(), "tool"));
        }
    }
    if !rest.is_empty() {
        let description = "what the server says of itself, and how it behaves".to_owned();
        items.push(item(report, &rest, "(server)".to_owned(), description, "instructions"));
    }
    items
}

fn item(
    report: &Report<'_>,
    findings: &[&Finding],
    tool_name: String,
    tool_description: String,
    kind: &'static str,
) -> Item {
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        texts
    };
    let worst = worst(findings.iter().copied());
    let threat_names = sorted(findings.iter().map(|finding| threat(report, finding)).collect());
    let plural = if threat_names.len() == 1 { "threat" } else { "threats" };
    let threat_summary = if findings.is_empty() {
        "No threats detected".to_owned()
    } else {
        format!("Detected {} {plural}: {}", threat_names.len(), threat_names.join(", ").to_lowercase())
    };
    let code = |finding: &&Finding| {
        let aisubtech = subtechnique(report, finding)?.to_owned();
        Some(Code { scanner_category: threat(report, finding), aisubtech })
    };
    let mut mcp_taxonomies: Vec<Code> = findings.iter().filter_map(code).collect();
    mcp_taxonomies.sort();
    mcp_taxonomies.dedup();
    let said = Said {
        severity: severity(worst),
        threat_names,
        threat_summary,
        total_findings: findings.len(),
        mcp_taxonomies,
        rules: sorted(findings.iter().map(|finding| finding.rule.as_str().to_owned()).collect()),
    };
    Item {
        status: "completed",
        is_safe: is_safe(worst),
        findings: Analyzers { yara_analyzer: said },
        tool_name,
        tool_description,
        kind,
    }
}
