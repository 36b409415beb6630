//! Records of evaluations: for programs, and as a table.

use std::fmt::Write as _;
use std::io;

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::encode;
use crate::eval::{Direction, Evaluation, Record};
use crate::text::visible_line;

/// Characters of a name in the table.
const MAX_NAME: usize = 40;

/// The records themselves, as a statement carries them.
pub fn evaluation_json(evaluation: &Evaluation) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    encode::pretty(evaluation, &mut out)?;
    Ok(out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    evaluations: &'a [Evaluation],
}

/// Many of them.
pub fn evaluations_json(evaluations: &[Evaluation]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    encode::pretty(&Document { schema: "https://proofmark.dev/eval-list/v1", evaluations }, &mut out)?;
    Ok(out)
}

/// A table for each subject.
pub fn evaluations_text(evaluations: &[Evaluation]) -> String {
    let mut text = String::new();
    for (index, evaluation) in evaluations.iter().enumerate() {
        let subject = &evaluation.subject;
        let space = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{space}{} {}", cut(&subject.name), subject.digest);
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header([
            "CATEGORY",
            "BENCHMARK",
            "METRIC",
            "SCORE",
            "BOUNDS",
            "SAMPLES",
            "MODEL",
            "FINISHED",
            "BY",
            "",
        ]);
        for record in &evaluation.records {
            table.add_row(row(record));
        }
        text.extend(table.lines().flat_map(|line| [line.trim().to_owned(), "\n".to_owned()]));
    }
    text
}

fn row(record: &Record) -> [String; 10] {
    let benchmark = [Some(&record.benchmark.name), record.benchmark.suite.as_ref()];
    let metric = [Some(&record.metric.name), record.metric.scorer.as_ref()];
    let joined =
        |parts: [Option<&String>; 2]| parts.into_iter().flatten().map(|part| cut(part)).collect::<Vec<_>>().join("/");
    let better = match record.metric.direction {
        Direction::Higher => "↑",
        Direction::Lower => "↓",
    };
    let bounds = record.lower_bound().zip(record.upper_bound());
    let unsaid = || "-".to_owned();
    [
        record.category.name().to_owned(),
        joined(benchmark),
        joined(metric),
        format!("{:.3} {better}", record.score),
        bounds.map_or_else(unsaid, |(lower, upper)| format!("{lower:.3}..{upper:.3}")),
        samples(record),
        record.model.as_deref().map_or_else(unsaid, cut),
        record.finished.map_or_else(unsaid, |time| time.to_string().chars().take(10).collect()),
        cut(&record.provider.name),
        remarks(record),
    ]
}

/// How many were scored, and of how many if that is not all.
fn samples(record: &Record) -> String {
    let samples = record.samples;
    if samples.scored == samples.total {
        samples.total.to_string()
    } else {
        format!("{} of {}", samples.scored, samples.total)
    }
}

/// What makes a record weaker than others.
fn remarks(record: &Record) -> String {
    let mut remarks: Vec<&str> = record.flaws.iter().map(|flaw| flaw.name()).collect();
    remarks.extend(record.self_asserted.then_some("self-asserted"));
    remarks.join(", ")
}

fn cut(name: &str) -> String {
    let shown = visible_line(name);
    if shown.chars().count() <= MAX_NAME {
        return shown.into_owned();
    }
    shown.chars().take(MAX_NAME - 1).chain(['…']).collect()
}
