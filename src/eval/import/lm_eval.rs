//! lm-evaluation-harness: `results_<time>.json`. <https://github.com/EleutherAI/lm-evaluation-harness>
//!
//! One record a task, metric and filter. Groups are left out: their rows count those of their tasks again.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Kind;
use crate::eval::input::{has, read as shape};
use crate::eval::run::{Measure, Run, rate};
use crate::eval::{Benchmark, Category, Direction, Input, Interval, Metric, Reason, Samples, Time};

const NAME: &str = "lm-eval";

#[derive(Deserialize)]
struct File {
    results: BTreeMap<String, Map<String, Value>>,
    #[serde(default)]
    group_subtasks: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    groups: BTreeMap<String, Value>,
    #[serde(default)]
    versions: BTreeMap<String, Value>,
    #[serde(default)]
    higher_is_better: BTreeMap<String, BTreeMap<String, Option<bool>>>,
    #[serde(rename = "n-samples", default)]
    samples: BTreeMap<String, Counts>,
    config: Config,
    #[serde(default)]
    date: Option<f64>,
    #[serde(default)]
    lm_eval_version: Option<String>,
    #[serde(default)]
    task_hashes: BTreeMap<String, Value>,
    #[serde(default)]
    model_name: Option<String>,
    /// Seconds, as text.
    #[serde(default)]
    total_evaluation_time_seconds: Value,
}

#[derive(Deserialize)]
struct Counts {
    original: u64,
    effective: u64,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    model: Option<String>,
    /// An object, or `name=value,…`.
    #[serde(default)]
    model_args: Value,
    #[serde(default)]
    limit: Value,
}

/// Metrics that are shares of samples, or means of such.
const RATES: &[&str] = &[
    "acc",
    "acc_norm",
    "acc_mutual_info",
    "exact_match",
    "em",
    "f1",
    "mc1",
    "mc2",
    "pass@1",
    "pass_at_1",
    "likelihood_diff",
];

pub(super) fn kind(input: &Input) -> Option<Kind> {
    if input.has(&["results", "configs", "versions", "n-shot"]) {
        return Some(Kind::Result);
    }
    has(input.lines().first()?, &["doc_id", "doc_hash", "filtered_resps"]).then_some(Kind::Evidence("samples"))
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let file: File = shape(NAME, input.object().unwrap_or(&Value::Null))?;
    let url = "https://github.com/EleutherAI/lm-evaluation-harness";
    let mut run = Run::new(NAME, file.lm_eval_version.clone(), url);
    run.started = file.date.and_then(Time::from_seconds);
    let seconds = &file.total_evaluation_time_seconds;
    let seconds = seconds.as_f64().or_else(|| seconds.as_str()?.parse().ok());
    run.finished = file.date.zip(seconds).and_then(|(start, seconds)| Time::from_seconds(start + seconds));
    if file.config.model.as_deref() == Some("dummy") {
        run.flaws.push(Reason::TestTarget("the model is `dummy`".to_owned()));
    }
    if !file.config.limit.is_null() {
        run.flaws.push(Reason::Partial(format!("`limit` is {}", file.config.limit)));
    }
    let model = model(&file);
    let is_group = |name: &String| {
        file.groups.contains_key(name) || file.group_subtasks.get(name).is_some_and(|tasks| !tasks.is_empty())
    };
    for (task, values) in file.results.iter().filter(|(name, _)| !is_group(name)) {
        let counts = file.samples.get(task);
        let Some(counts) = counts else {
            return Err(Reason::malformed(NAME, format!("`n-samples` has no `{task}`")));
        };
        if counts.effective < counts.original {
            let detail = format!("{} of {} samples of `{task}`", counts.effective, counts.original);
            run.flaws.push(Reason::Partial(detail));
        }
        let measures = values.iter().filter_map(|(key, value)| measure(&file, task, key, value.as_f64()?, counts));
        run.measures.extend(measures.map(|measure| measure.of_model(model.as_deref())));
    }
    Ok(run)
}

/// The backend and the weights; the name alone may be random.
fn model(file: &File) -> Option<String> {
    let args = &file.config.model_args;
    let among = |text: &str| {
        let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| matches!(name.trim(), "pretrained" | "model")).map(|(_, v)| v.trim().to_owned()).next()
    };
    let named = args["pretrained"].as_str().or_else(|| args["model"].as_str()).map(str::to_owned);
    let weights = named.or_else(|| among(args.as_str()?));
    match (&file.config.model, weights) {
        (Some(backend), Some(weights)) => Some(format!("{backend}/{weights}")),
        (Some(backend), None) => Some(backend.clone()),
        (None, weights) => weights.or_else(|| file.model_name.clone()),
    }
}

/// `key` is `metric,filter`. A metric of which the task does not say which way is better measures nothing.
fn measure(file: &File, task: &str, key: &str, value: f64, counts: &Counts) -> Option<Measure> {
    let (name, filter) = key.split_once(',')?;
    let higher = (*file.higher_is_better.get(task)?.get(name)?)?;
    if name.ends_with("_stderr") || counts.effective == 0 {
        return None;
    }
    let direction = if higher { Direction::Higher } else { Direction::Lower };
    let metric = if RATES.contains(&name) && (0.0..=1.0).contains(&value) {
        rate(name, direction)
    } else {
        Metric { name: name.to_owned(), scorer: None, direction, unit: None }
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let benchmark = Benchmark {
        name: task.to_owned(),
        version: file.versions.get(task).filter(|version| !version.is_null()).map(text),
        suite: None,
        task_hash: file.task_hashes.get(task).and_then(Value::as_str).map(str::to_owned),
    };
    let samples = Samples::new(counts.effective, 0, 0);
    let mut measure = Measure::score(Category::Functional, benchmark, metric, value, samples);
    // Where it cannot be told, it is "N/A".
    let error = file.results.get(task)?.get(&format!("{name}_stderr,{filter}")).and_then(Value::as_f64);
    measure.intervals.extend(error.and_then(|error| Interval::of_standard_error(value, error)));
    Some(if filter == "none" { measure } else { measure.by(filter) })
}
