//! `cargo run --release --example detection -- FOLDER [--at LEVEL]`: how well the rules detect, over a labelled folder.
//!
//! FOLDER holds `manifest.jsonl`, one line an artifact: `{"path", "kind", "label"}`, with labels `malicious`,
//! `vulnerable`, `benign` or `unlabelled`. The first table is recall and alarms for each corpus; the second tells for
//! each rule on how many malicious and benign artifacts it fires, so that a rule that does more harm than good shows.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a report reads its labels and prints")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use comfy_table::{Table, presets};
use proofmark::analyze::{Engine, Options};
use proofmark::finding::Finding;
use proofmark::rule::Severity;
use proofmark::scan::{Silent, scan};
use proofmark::source::{self, Capture};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Row {
    path: String,
    kind: String,
    label: String,
}

impl Row {
    fn is_bad(&self) -> bool {
        matches!(self.label.as_str(), "malicious" | "vulnerable")
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("name a folder with a manifest.jsonl")?;
    let level = args.skip_while(|arg| arg != "--at").nth(1).unwrap_or_else(|| "high".to_owned());
    let level: Severity = level.parse()?;
    let folder = Path::new(&folder).canonicalize()?;
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl"))?;
    let rows: Vec<Row> = manifest.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;

    let engine = Engine::new(Options::default())?;
    let options = source::Options { limits: engine.limits, no_ignore: true };
    let tree = source::list(".", &folder, &options)?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let outcome = scan(&engine, &[Capture::local(".", tree)], jobs, &Silent);

    let by_path: BTreeMap<&str, usize> = rows.iter().enumerate().map(|(at, row)| (row.path.as_str(), at)).collect();
    let mut found: Vec<Vec<&Finding>> = rows.iter().map(|_| Vec::new()).collect();
    for finding in &outcome.findings {
        let owner = finding.location.path.ancestors().find_map(|path| by_path.get(path.as_str()));
        if let Some(list) = owner.and_then(|at| found.get_mut(*at)) {
            list.push(finding);
        }
    }
    println!("{}\n", corpora(&rows, &found));
    println!("{}", rules(&engine, &rows, &found, level));
    println!("\n{} artifacts, {} gaps", rows.len(), outcome.gaps.len());
    Ok(())
}

/// Recall (of malicious rows) or alarms (of the others), a line a corpus.
fn corpora(rows: &[Row], found: &[Vec<&Finding>]) -> Table {
    let mut cells: BTreeMap<(&str, &str, &str), [usize; 3]> = BTreeMap::new();
    for (row, findings) in rows.iter().zip(found) {
        let worst = findings.iter().map(|finding| finding.severity).max();
        let corpus = row.path.split('/').next().unwrap_or_default();
        for corpus in [corpus, "(all)"] {
            let [count, high, medium] = cells.entry((&row.kind, corpus, &row.label)).or_default();
            *count += 1;
            *high += usize::from(worst >= Some(Severity::High));
            *medium += usize::from(worst >= Some(Severity::Medium));
        }
    }
    let mut table = table(["kind", "corpus", "label", "artifacts", "at high", "at medium"]);
    for ((kind, corpus, label), [count, high, medium]) in cells {
        let share = |part: usize| format!("{part} ({:.1} %)", percent(part, count));
        table.add_row([kind, corpus, label, &count.to_string(), &share(high), &share(medium)]);
    }
    table
}

/// Artifacts on which each rule fires at or above a level.
fn rules(engine: &Engine, rows: &[Row], found: &[Vec<&Finding>], level: Severity) -> Table {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (row, findings) in rows.iter().zip(found) {
        let fired: BTreeSet<&str> =
            findings.iter().filter(|finding| finding.severity >= level).map(|finding| finding.rule.as_str()).collect();
        for rule in fired {
            let [bad, good, other] = counts.entry(rule).or_default();
            match row.label.as_str() {
                _ if row.is_bad() => *bad += 1,
                "benign" => *good += 1,
                _ => *other += 1,
            }
        }
    }
    let mut table = table(["rule", "malicious", "benign", "unlabelled", ""]);
    for rule in engine.catalogue().iter() {
        let [bad, good, other] = counts.get(rule.id.as_str()).copied().unwrap_or_default();
        let verdict = if good > bad { "does more harm than good" } else { "" };
        table.add_row([rule.id.as_str(), &bad.to_string(), &good.to_string(), &other.to_string(), verdict]);
    }
    table
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    table
}

#[expect(clippy::cast_precision_loss, reason = "counts of artifacts")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
