//! Inspect: logs as `.json`, and as `.eval`, which is a ZIP archive. <https://inspect.aisi.org.uk/eval-logs.html>
//!
//! One record a scorer and metric. Two scorers may call the same answers all wrong and all right, so a policy has to
//! name the one it means.

use camino::Utf8Path;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Kind;
use crate::eval::input::{Content, read as shape};
use crate::eval::run::{Measure, Run, rate};
use crate::eval::{Benchmark, Category, Direction, Input, Interval, Metric, Reason, Samples, Time, json};

const NAME: &str = "inspect_ai";

#[derive(Deserialize)]
struct Log {
    version: u64,
    status: String,
    #[serde(default)]
    invalidated: bool,
    eval: Eval,
    /// Absent where the run failed.
    #[serde(default)]
    results: Option<Results>,
    #[serde(default)]
    stats: Stats,
}

#[derive(Deserialize)]
struct Eval {
    task: String,
    #[serde(default)]
    task_version: Value,
    model: String,
    #[serde(default)]
    created: Option<String>,
    #[serde(default)]
    config: Config,
    #[serde(default)]
    packages: Map<String, Value>,
    #[serde(default)]
    metadata: Option<Map<String, Value>>,
}

#[derive(Deserialize, Default)]
struct Config {
    /// A number, or a range.
    #[serde(default)]
    limit: Value,
}

#[derive(Deserialize)]
struct Results {
    total_samples: u64,
    completed_samples: u64,
    #[serde(default)]
    scores: Vec<Score>,
}

#[derive(Deserialize)]
struct Score {
    name: String,
    #[serde(default)]
    reducer: Option<String>,
    #[serde(default)]
    scored_samples: Option<u64>,
    #[serde(default)]
    unscored_samples: Option<u64>,
    #[serde(default)]
    metrics: Map<String, Value>,
}

#[derive(Deserialize, Default)]
struct Stats {
    #[serde(default)]
    started_at: Option<String>,
    #[serde(default)]
    completed_at: Option<String>,
}

/// Metrics that say how far others may be off.
const SPREADS: &[&str] = &["stderr", "std", "var", "bootstrap_stderr"];
/// Metrics of which less is better; of all others Inspect's own are better the higher they are.
const LOWER: &[&str] = &["attack_success_rate", "asr", "error_rate", "toxicity", "hallucination_rate"];

pub(super) fn kind(input: &Input) -> Option<Kind> {
    if let Content::Archive(files) = &input.content {
        let known = |name: &str| files.contains_key(Utf8Path::new(name));
        return (known("header.json") || known("_journal/start.json")).then_some(Kind::Result);
    }
    input.has(&["version", "status", "eval", "plan"]).then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let log: Log = match &input.content {
        Content::Archive(files) => {
            let header = files.get(Utf8Path::new("header.json"));
            let header = header.ok_or_else(|| Reason::Truncated("it has no `header.json`".to_owned()))?;
            let text = std::str::from_utf8(header).map_err(|error| Reason::malformed(NAME, error.to_string()))?;
            shape(NAME, &json::parse(text).map_err(|message| Reason::malformed(NAME, message))?)?
        }
        _ => shape(NAME, input.object().unwrap_or(&Value::Null))?,
    };
    if log.version != 2 {
        return Err(Reason::Version { format: NAME, version: log.version.to_string() });
    }
    if log.invalidated {
        return Err(Reason::Invalidated);
    }
    let results = log.results.as_ref().filter(|_| log.status == "success");
    let results = results.ok_or_else(|| Reason::Failed(log.status.clone()))?;
    if results.completed_samples < results.total_samples {
        let (done, all) = (results.completed_samples, results.total_samples);
        return Err(Reason::Truncated(format!("{done} of {all} samples were completed")));
    }
    let version = log.eval.packages.get(NAME).and_then(Value::as_str).map(str::to_owned);
    let mut run = Run::new(NAME, version, "https://inspect.aisi.org.uk");
    run.format_version = Some(log.version.to_string());
    run.started = log.stats.started_at.as_deref().or(log.eval.created.as_deref()).and_then(Time::parse);
    run.finished = log.stats.completed_at.as_deref().and_then(Time::parse);
    if log.eval.model.starts_with("mockllm/") {
        run.flaws.push(Reason::TestTarget(format!("the model is `{}`", log.eval.model)));
    }
    if !log.eval.config.limit.is_null() {
        run.flaws.push(Reason::Partial(format!("`limit` is {}", log.eval.config.limit)));
    }
    for score in &results.scores {
        run.measures.extend(measures(&log.eval, score, results.completed_samples));
    }
    Ok(run)
}

fn measures(eval: &Eval, score: &Score, completed: u64) -> Vec<Measure> {
    let value = |name: &str| score.metrics.get(name)?["value"].as_f64();
    let stated = eval.metadata.as_ref().and_then(|metadata| Category::named(metadata.get("category")?.as_str()?));
    let unscored = score.unscored_samples.unwrap_or_default();
    let scored = score.scored_samples.unwrap_or_else(|| completed.saturating_sub(unscored));
    let version = match &eval.task_version {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let benchmark = Benchmark { name: eval.task.clone(), version, ..Benchmark::default() };
    let scorer = score.reducer.as_ref().map_or_else(|| score.name.clone(), |by| format!("{}/{by}", score.name));
    let names = score.metrics.keys().filter(|name| !SPREADS.contains(&name.as_str()));
    let measure = |name: &String| {
        let number = value(name).filter(|_| scored > 0)?;
        let direction = if LOWER.contains(&name.as_str()) { Direction::Lower } else { Direction::Higher };
        let share = matches!(name.as_str(), "accuracy" | "mean") || direction == Direction::Lower;
        let metric = if share && (0.0..=1.0).contains(&number) {
            rate(name, direction)
        } else {
            Metric { name: name.clone(), scorer: None, direction, unit: None }
        };
        let samples = Samples::new(scored, unscored, 0);
        let mut measure =
            Measure::score(stated.unwrap_or(Category::Functional), benchmark.clone(), metric, number, samples);
        measure.intervals.extend(value("stderr").and_then(|error| Interval::of_standard_error(number, error)));
        Some(measure.by(&scorer).of_model(Some(&eval.model)))
    };
    names.filter_map(measure).collect()
}
