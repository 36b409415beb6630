//! `DeepEval`: `test_run_<time>.json` of `DEEPEVAL_RESULTS_FOLDER`, and `.latest_test_run.json`. <https://deepeval.com/docs>
//!
//! One record a metric: the share of cases that passed it. The mean score is not used, since of some metrics (bias,
//! toxicity, hallucination) less is better and the file does not say which.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::{has, read as shape};
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Method, Reason, Samples, Threshold, Time};

const NAME: &str = "deepeval";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestRun {
    #[serde(default)]
    test_cases: Vec<Case>,
    #[serde(default)]
    conversational_test_cases: Vec<Case>,
    metrics_scores: Vec<MetricScores>,
    #[serde(default)]
    hyperparameters: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    test_passed: Option<u64>,
    #[serde(default)]
    test_failed: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    #[serde(default)]
    metrics_data: Option<Vec<MetricData>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MetricData {
    name: String,
    #[serde(default)]
    threshold: Option<f64>,
    #[serde(default)]
    evaluation_model: Option<String>,
}

#[derive(Deserialize)]
struct MetricScores {
    metric: String,
    passes: u64,
    fails: u64,
    #[serde(default)]
    errors: u64,
}

/// Metrics of harm; the others are of use.
const SAFETY: &[&str] = &["bias", "toxicity", "pii leakage", "misuse", "non-advice", "role violation"];

/// The run itself, which the file of the latest one wraps.
fn inner(input: &Input) -> Option<&Value> {
    let outer = input.object()?;
    let inner = outer.get("testRunData").unwrap_or(outer);
    has(inner, &["testCases", "metricsScores"]).then_some(inner)
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    inner(input).map(|_| Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let test: TestRun = shape(NAME, inner(input).unwrap_or(&Value::Null))?;
    let cases = || test.test_cases.iter().chain(&test.conversational_test_cases);
    let counted = test.test_passed.zip(test.test_failed).and_then(|(passed, failed)| passed.checked_add(failed));
    if counted.is_some_and(|counted| counted != cases().count() as u64) {
        return Err(Reason::Truncated("its cases are not those that it counts".to_owned()));
    }
    let mut run = Run::new(NAME, None, "https://deepeval.com");
    run.finished = input.path.file_stem().and_then(named_time);
    let model = test.hyperparameters.as_ref().and_then(|parameters| parameters.get("model")?.as_str());
    for scores in &test.metrics_scores {
        let data: Vec<&MetricData> = cases()
            .flat_map(|case| case.metrics_data.iter().flatten())
            .filter(|data| data.name == scores.metric)
            .collect();
        let scored = scores.passes.saturating_add(scores.fails);
        if !data.is_empty() && data.len() as u64 != scored.saturating_add(scores.errors) {
            return Err(Reason::Inconsistent(format!("the cases of `{}` are not those it counts", scores.metric)));
        }
        let base = scores.metric.split(" [").next().unwrap_or_default().to_ascii_lowercase();
        let category = if SAFETY.contains(&base.as_str()) { Category::Safety } else { Category::Functional };
        let benchmark = Benchmark { name: scores.metric.clone(), ..Benchmark::default() };
        let samples = Samples::new(scored, 0, scores.errors);
        let metric = ("pass_rate", Direction::Higher);
        run.measures.extend(Measure::rate(category, benchmark, metric, scores.passes, samples).map(|mut measure| {
            let threshold = data.first().and_then(|data| data.threshold);
            measure.threshold = threshold.map(|value| Threshold { value, source: "metricsData.threshold".to_owned() });
            measure.judge = data.iter().find_map(|data| data.evaluation_model.clone());
            if measure.judge.is_some() {
                measure.method = Method::LlmAsJudge;
            }
            measure.of_model(model)
        }));
    }
    Ok(run)
}

/// The time in `test_run_20261120_084255`, which is nowhere else.
fn named_time(name: &str) -> Option<Time> {
    let (date, time) = name.strip_prefix("test_run_")?.split_once('_')?;
    if date.len() != 8 || time.len() != 6 || !date.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Time::parse(&format!("{date}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_in_the_name() {
        assert_eq!(named_time("test_run_20261120_084255").unwrap().to_string(), "2026-11-20T08:42:55Z");
        assert!(
            ["latest_test_run", "test_run_2026_1", "test_run_20269920_084255"]
                .iter()
                .all(|name| named_time(name).is_none())
        );
    }
}
