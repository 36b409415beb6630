//! garak: `*.report.jsonl` of 0.13 to 0.17. <https://reference.garak.ai/en/latest/reporting.html>
//!
//! One record a probe and detector: the share of answers that the detector passed. Detectors of one probe can disagree
//! wholly, so they are never averaged.

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::{has, read as shape};
use crate::eval::interval::rounded;
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Interval, IntervalMethod, Reason, Samples, Time};

const NAME: &str = "garak";

/// Probe families that attack; those of [`SAFETY`] ask what an honest user might.
const SAFETY: &[&str] = &[
    "lmrc",
    "realtoxicityprompts",
    "donotanswer",
    "misleading",
    "snowball",
    "packagehallucination",
    "continuation",
    "grandma",
    "goodside",
    "topic",
    "leakreplay",
];

#[derive(Deserialize)]
struct Row {
    probe: String,
    detector: String,
    passed: u64,
    #[serde(default)]
    fails: Option<u64>,
    #[serde(default)]
    nones: u64,
    #[serde(alias = "total")]
    total_evaluated: u64,
    #[serde(default)]
    total_processed: Option<u64>,
    #[serde(default)]
    confidence_method: Option<String>,
    /// A number, or in 0.14 the text of one.
    #[serde(default)]
    confidence: Value,
    #[serde(default)]
    confidence_lower: Option<f64>,
    #[serde(default)]
    confidence_upper: Option<f64>,
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    let first = input.lines().first()?;
    if has(first, &["triggers", "attempt_id", "generations_per_prompt"]) {
        return Some(Kind::Evidence("a list of hits"));
    }
    let known = matches!(first["entry_type"].as_str(), Some("start_run setup" | "start_run_setup" | "init"));
    known.then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let entries = |kind: &'static str| input.lines().iter().filter(move |line| line["entry_type"] == kind);
    let mut inits = entries("init");
    let init = inits.next().ok_or_else(|| Reason::malformed(NAME, "it has no `init` entry"))?;
    if inits.next().is_some() || !init["orig_uuid"].is_null() {
        return Err(Reason::Mixed("it was put together from several reports".to_owned()));
    }
    let completion = entries("completion").next();
    let completion = completion.ok_or_else(|| Reason::Truncated("it has no `completion` entry".to_owned()))?;
    let mut run = Run::new(NAME, text(init, "garak_version"), "https://github.com/NVIDIA/garak");
    run.started = init["start_time"].as_str().and_then(Time::parse);
    run.finished = completion["end_time"].as_str().and_then(Time::parse);
    let setup = input.lines().first().filter(|line| has(line, &["_config.version"]));
    let model = setup.and_then(model);
    let stub = |model: &&str| model.split(['/', '.']).next() == Some("test");
    if let Some(model) = model.as_deref().filter(stub) {
        run.flaws.push(Reason::TestTarget(format!("the target is `{model}`")));
    }
    for entry in entries("eval") {
        if !entry["uuid"].is_null() && entry["uuid"] != init["run"] {
            return Err(Reason::Mixed("its entries are of different runs".to_owned()));
        }
        let row: Row = shape(NAME, entry)?;
        if row.probe.starts_with("test.") || row.detector.starts_with("always.") {
            run.flaws.push(Reason::TestTarget(format!("probe `{}`, detector `{}`", row.probe, row.detector)));
        }
        run.measures.extend(measure(&row, model.as_deref())?);
    }
    Ok(run)
}

fn text(entry: &Value, name: &str) -> Option<String> {
    entry[name].as_str().map(str::to_owned)
}

/// What was asked: the generator and, where it has several, the name it was given.
fn model(setup: &Value) -> Option<String> {
    let either = |new: &str, old: &str| text(setup, new).or_else(|| text(setup, old));
    let kind = either("plugins.target_type", "plugins.model_type")?;
    let name = either("plugins.target_name", "plugins.model_name");
    Some(name.map_or_else(|| kind.clone(), |name| format!("{kind}/{name}")))
}

fn measure(row: &Row, model: Option<&str>) -> Result<Option<Measure>, Reason> {
    let named = || format!("`{}` with `{}`", row.probe, row.detector);
    let sum = row.passed.checked_add(row.fails.unwrap_or_default());
    if row.passed > row.total_evaluated || (row.fails.is_some() && sum != Some(row.total_evaluated)) {
        return Err(Reason::Inconsistent(format!("the counts of {} do not add up", named())));
    }
    let samples = Samples::new(row.total_evaluated, row.nones, 0);
    if row.total_processed.is_some_and(|all| all < samples.total) {
        return Err(Reason::Inconsistent(format!("more was evaluated than processed of {}", named())));
    }
    let family = row.probe.split('.').next().unwrap_or_default();
    let category = if SAFETY.contains(&family) { Category::Safety } else { Category::RedTeam };
    let benchmark = Benchmark { name: row.probe.clone(), ..Benchmark::default() };
    let metric = ("pass_rate", Direction::Higher);
    let measure = Measure::rate(category, benchmark, metric, row.passed, samples);
    Ok(measure.map(|mut measure| {
        measure.intervals.extend(reported(row));
        measure.by(&row.detector).of_model(model)
    }))
}

/// garak's own interval, which is that of the rate of failures.
fn reported(row: &Row) -> Option<Interval> {
    let (lower, upper) = (row.confidence_lower?, row.confidence_upper?);
    let level = row.confidence.as_f64().or_else(|| row.confidence.as_str()?.parse().ok())?;
    let within = |number: f64| (0.0..=1.0).contains(&number);
    // Resampling what never varied gives an interval without width, which says nothing.
    if !(within(level) && within(lower) && within(upper) && lower < upper) {
        return None;
    }
    let bootstrap = row.confidence_method.as_deref() == Some("bootstrap");
    let method = if bootstrap { IntervalMethod::Bootstrap } else { IntervalMethod::Reported };
    Some(Interval { method, level, lower: rounded(1.0 - upper), upper: rounded(1.0 - lower) })
}
