//! Several JSON reports as one: the shares of a sweep, or scans of different sources.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::encode;
use crate::analyze;
use crate::artifact::ArtifactKind;
use crate::finding::{GapReason, Verdict};
use crate::judge::Said;
use crate::rule::Severity;

/// The published schema of what is read.
const SCHEMA: &str = include_str!("../../schemas/report-v1.schema.json");

/// Why reports cannot be made one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("`{path}` is no report: {message}")]
    NoReport { path: String, message: String },
    #[error("`{path}` was made with other rules, limits or settings than the first report")]
    OtherTool { path: String },
    #[error("`{path}` is no share of the same sweep as the first report")]
    OtherSweep { path: String },
    #[error("the share {shard} is there twice")]
    Twice { shard: String },
    #[error("the share {shard} is missing")]
    Missing { shard: String },
    #[error("the reports were made with other rules than those at hand")]
    OtherRules,
    #[error("the reports cannot be read back")]
    Unreadable(#[source] serde_json::Error),
    #[error(transparent)]
    Rules(#[from] analyze::Error),
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NoReport { .. } => Some("give what `proofmark scan --format json` wrote".into()),
            Self::OtherTool { .. } => Some("scan all parts with one version of proofmark and the same flags".into()),
            Self::OtherSweep { .. } => Some("give every share of one sweep, and nothing else".into()),
            Self::Twice { .. } => Some("give each report once".into()),
            Self::Missing { shard } => Some(format!("scan it with `--shard {shard}`").into()),
            Self::OtherRules => Some(
                "use the version of proofmark that made them, and the same `--rules`; `--format json` needs no rules"
                    .into(),
            ),
            Self::Unreadable(_) => None,
            Self::Rules(error) => error.help(),
        }
    }
}

/// Reports that were made one.
#[derive(Debug)]
pub struct Merged {
    pub(super) document: Value,
    pub verdict: Verdict,
    /// One of the reports, or more, is a no.
    pub(super) failed: bool,
}

impl Merged {
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        encode::pretty(&self.document, out)
    }
}

/// Makes one report of several, each with the path that names it in errors. The order of shares does not matter.
pub fn merge(reports: &[(String, String)]) -> Result<Merged, Error> {
    let mut documents = Vec::with_capacity(reports.len());
    for (path, text) in reports {
        documents.push((path.as_str(), read(path, text)?));
    }
    let sweep = sweep(&mut documents)?;
    let mut tool = documents.first().map(|(_, first)| first["tool"].clone()).unwrap_or_default();
    if let Some((path, _)) = documents.iter().find(|(_, document)| document["tool"] != tool) {
        return Err(Error::OtherTool { path: (*path).to_owned() });
    }
    if let (Some(of), Some(tool)) = (sweep, tool.as_object_mut()) {
        tool.insert("shards".to_owned(), of.into());
    }
    let all = |name: &str| {
        let lists = documents.iter().filter_map(|(_, document)| document.get(name).and_then(Value::as_array));
        let mut list: Vec<Value> = lists.flatten().cloned().collect();
        unique(&mut list);
        list
    };
    let mut findings = all("findings");
    findings.sort_by_cached_key(place);
    let mut artifacts = all("artifacts");
    artifacts.sort_by_cached_key(|artifact| (text(artifact, "path"), kind(artifact)));
    let mut gaps = all("gaps");
    gaps.sort_by_cached_key(gap);
    let mut suppressed = all("suppressed");
    suppressed.sort_by_cached_key(|hidden| place(&hidden["finding"]));
    let mut accepted = all("accepted_gaps");
    accepted.sort_by_cached_key(gap);
    let failed = documents.iter().any(|(_, document)| document["verdict"] == "fail");
    let verdict = Verdict::of(failed, !gaps.is_empty());
    let hidden = documents.iter().filter_map(|(_, document)| document.pointer("/summary/hidden")?.as_u64()).sum();
    let summary = summary(&artifacts, &findings, hidden, gaps.len(), suppressed.len());
    let judge = judge(&documents, &findings)?;
    let mut document = json!({
        "schema": documents.first().map(|(_, first)| first["schema"].clone()),
        "tool": tool,
        "sources": all("sources"),
        "artifacts": artifacts,
        "findings": findings,
        "gaps": gaps,
        "suppressed": suppressed,
        "accepted_gaps": accepted,
        "skipped": all("skipped"),
        "judge": judge,
        "summary": summary,
        "verdict": verdict.name(),
    });
    if let Some(members) = document.as_object_mut()
        && members.get("judge").is_some_and(Value::is_null)
    {
        members.shift_remove("judge");
    }
    Ok(Merged { document, verdict, failed })
}

/// What a model said in all reports together; all have asked the same one, as their `tool` says.
fn judge(documents: &[(&str, Value)], findings: &[Value]) -> Result<Option<Said>, Error> {
    let mut all: Option<Said> = None;
    for (_, document) in documents {
        if let Some(judge) = document.get("judge") {
            let said: Said = serde_json::from_value(judge.clone()).map_err(Error::Unreadable)?;
            all.get_or_insert_default().add(said);
        }
    }
    let name = |finding: &Value| text(finding, "fingerprint");
    let places: HashMap<String, usize> = findings.iter().enumerate().map(|(at, finding)| (name(finding), at)).collect();
    if let Some(said) = &mut all {
        said.order(|fingerprint| places.get(fingerprint.as_str()).copied());
    }
    Ok(all)
}

/// The counts of a report, in the order of its schema.
fn summary(artifacts: &[Value], findings: &[Value], hidden: u64, gaps: usize, suppressed: usize) -> Map<String, Value> {
    let mut summary = Map::new();
    for (name, count) in [
        ("artifacts", artifacts.len() as u64),
        ("findings", findings.len() as u64),
        ("hidden", hidden),
        ("gaps", gaps as u64),
        ("suppressed", suppressed as u64),
    ] {
        summary.insert(name.to_owned(), count.into());
    }
    for severity in Severity::ALL.iter().rev() {
        let count = findings.iter().filter(|finding| finding["severity"] == severity.name()).count();
        summary.insert(severity.name().to_owned(), count.into());
    }
    summary
}

fn read(path: &str, text: &str) -> Result<Value, Error> {
    let failed = |message: String| Error::NoReport { path: path.to_owned(), message };
    let document: Value = serde_json::from_str(text).map_err(|error| failed(error.to_string()))?;
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|error| failed(error.to_string()))?;
    let schema = jsonschema::validator_for(&schema).map_err(|error| failed(error.to_string()))?;
    let wrong = schema.iter_errors(&document).next().map(|error| {
        let message: String = error.to_string().chars().take(200).collect();
        format!("`{}`: {message}", error.instance_path())
    });
    wrong.map_or(Ok(document), |message| Err(failed(message)))
}

/// Takes the share out of every report; how many there are, if the reports are the shares of a sweep.
fn sweep(documents: &mut [(&str, Value)]) -> Result<Option<u64>, Error> {
    let mut seen = BTreeSet::new();
    let mut total = None;
    for (at, (path, document)) in documents.iter_mut().enumerate() {
        let shard = document["tool"].as_object_mut().and_then(|tool| tool.remove("shard"));
        let parts = shard.as_ref().and_then(Value::as_str).and_then(|shard| shard.split_once('/'));
        let share = parts.and_then(|(number, of)| Some((number.parse::<u64>().ok()?, of.parse::<u64>().ok()?)));
        let of = share.map(|(_, of)| of);
        if at == 0 {
            total = of;
        } else if total != of {
            return Err(Error::OtherSweep { path: (*path).to_owned() });
        }
        if let Some((number, of)) = share
            && !seen.insert(number)
        {
            return Err(Error::Twice { shard: format!("{number}/{of}") });
        }
    }
    match total.and_then(|of| Some((of, (1..=of).find(|number| !seen.contains(number))?))) {
        Some((of, missing)) => Err(Error::Missing { shard: format!("{missing}/{of}") }),
        None => Ok(total),
    }
}

/// Drops what is there already: every share lists what its sources were and what of them could not be read.
fn unique(list: &mut Vec<Value>) {
    let mut seen = BTreeSet::new();
    list.retain(|value| seen.insert(value.to_string()));
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn kind(artifact: &Value) -> Option<ArtifactKind> {
    serde_json::from_value(artifact["kind"].clone()).ok()
}

/// The order of findings: by path, span, rule and message.
fn place(finding: &Value) -> impl Ord + use<> {
    let location = &finding["location"];
    let byte = |end: &str| location.get(end).and_then(|end| end["byte"].as_u64()).unwrap_or_default();
    (text(location, "path"), byte("start"), byte("end"), text(finding, "rule"), text(finding, "message"))
}

/// The order of gaps: by path, reason and detail.
fn gap(gap: &Value) -> impl Ord + use<> {
    let reason: Option<GapReason> = serde_json::from_value(gap["reason"].clone()).ok();
    (text(gap, "path"), reason, text(gap, "detail"))
}
