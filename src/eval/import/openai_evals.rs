//! `OpenAI` evals: the lines of `oaieval`'s local recorder. <https://github.com/openai/evals>

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Kind;
use crate::eval::input::{has, read as shape};
use crate::eval::run::{Measure, Run, rate};
use crate::eval::{Benchmark, Category, Direction, Input, Interval, Metric, Reason, Samples, Time};

const NAME: &str = "openai-evals";

#[derive(Deserialize)]
struct Spec {
    completion_fns: Vec<String>,
    eval_name: String,
    #[serde(default)]
    base_eval: Option<String>,
    #[serde(default)]
    split: Option<String>,
    #[serde(default)]
    run_config: RunConfig,
    run_id: String,
    #[serde(default)]
    created_at: Option<String>,
}

#[derive(Deserialize, Default)]
struct RunConfig {
    #[serde(default)]
    max_samples: Option<u64>,
}

/// Shares of samples; of all of them more is better.
const RATES: &[&str] = &["accuracy", "f1_score", "f1", "precision", "recall", "includes", "match", "score"];
/// Metrics of which less is better.
const LOWER: &[&str] = &["error_rate", "attack_success_rate", "refusal_rate", "invalid_rate"];

pub(super) fn kind(input: &Input) -> Option<Kind> {
    let first = input.lines().first()?;
    (has(first, &["spec"]) && has(&first["spec"], &["completion_fns", "eval_name"])).then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let mut specs = input.lines().iter().filter(|line| has(line, &["spec"]));
    let spec: Spec = shape(NAME, &specs.next().unwrap_or(&Value::Null)["spec"])?;
    let other = |line: &&Value| line["run_id"].as_str().is_some_and(|id| id != spec.run_id);
    if specs.next().is_some() || input.lines().iter().any(|line| other(&line)) {
        return Err(Reason::Mixed("its events are of different runs".to_owned()));
    }
    let reports: Vec<&Map<String, Value>> =
        input.lines().iter().filter_map(|line| line["final_report"].as_object()).collect();
    let report = match reports.as_slice() {
        [] => return Err(Reason::Truncated("it has no `final_report`".to_owned())),
        [report] => *report,
        _ => return Err(Reason::Mixed("it has several final reports".to_owned())),
    };
    let mut run = Run::new(NAME, None, "https://github.com/openai/evals");
    run.started = spec.created_at.as_deref().and_then(Time::parse);
    run.finished = input.lines().iter().filter_map(|line| Time::parse(line["created_at"].as_str()?)).max();
    if let Some(most) = spec.run_config.max_samples {
        run.flaws.push(Reason::Partial(format!("`max_samples` is {most}")));
    }
    if spec.completion_fns.iter().any(|name| name == "dummy") {
        run.flaws.push(Reason::TestTarget("the completion function is `dummy`".to_owned()));
    }
    let samples = |kind: Option<&str>| -> BTreeSet<&str> {
        let events = input.lines().iter().filter(|line| kind.is_none_or(|kind| line["type"] == kind));
        events.filter_map(|line| line["sample_id"].as_str()).collect()
    };
    let (all, failed) = (samples(None), samples(Some("error")));
    let samples = Samples::new((all.len() - failed.len()) as u64, 0, failed.len() as u64);
    run.measures.extend(measures(&spec, report, samples));
    Ok(run)
}

fn measures(spec: &Spec, report: &Map<String, Value>, samples: Samples) -> Vec<Measure> {
    // It is spelled so.
    let spread = report.get("boostrap_std").or_else(|| report.get("bootstrap_std")).and_then(Value::as_f64);
    let model = spec.completion_fns.join(", ");
    let measure = |(name, value): (&String, &Value)| {
        let lower = LOWER.contains(&name.as_str());
        let score = value.as_f64().filter(|_| samples.scored > 0)?;
        if !lower && !RATES.contains(&name.as_str()) {
            return None;
        }
        let direction = if lower { Direction::Lower } else { Direction::Higher };
        let metric = if (0.0..=1.0).contains(&score) {
            rate(name, direction)
        } else {
            Metric { name: name.clone(), scorer: None, direction, unit: None }
        };
        let benchmark = Benchmark {
            name: spec.base_eval.clone().unwrap_or_else(|| spec.eval_name.clone()),
            version: Some(spec.eval_name.clone()),
            suite: spec.split.clone(),
            task_hash: None,
        };
        let mut measure = Measure::score(Category::Functional, benchmark, metric, score, samples);
        let spread = spread.filter(|_| name == "accuracy");
        measure.intervals.extend(spread.and_then(|error| Interval::of_standard_error(score, error)));
        Some(measure.of_model(Some(&model)))
    };
    report.iter().filter_map(measure).collect()
}
