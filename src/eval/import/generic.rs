//! Results of any other tool, in a form of our own: `schemas/eval-results-v1.schema.json`.

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::read as shape;
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Input, Interval, Method, Metric, Provider, Reason, Samples, Threshold, Time};

const SCHEMA: &str = "https://proofmark.dev/eval-results/v1";

/// Results for `proofmark eval import`, of a tool that it does not know.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct EvalResults {
    /// Always `https://proofmark.dev/eval-results/v1`.
    schema: String,
    provider: Provider,
    /// Whether the run came to its end; an unfinished one is refused.
    completed: bool,
    /// The digest of what was evaluated, `sha256:…`, where the tool knows it.
    #[serde(default)]
    subject: Option<String>,
    /// The model under test.
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    started: Option<Time>,
    #[serde(default)]
    finished: Option<Time>,
    results: Vec<EvalResult>,
}

/// One metric of one benchmark.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct EvalResult {
    category: Category,
    benchmark: Benchmark,
    metric: Metric,
    score: f64,
    samples: Samples,
    /// The tool's own; a metric with the unit `rate` gets a Wilson interval besides.
    #[serde(default)]
    interval: Option<Interval>,
    #[serde(default)]
    threshold: Option<f64>,
    #[serde(default)]
    method: Option<Method>,
    /// The model that judged.
    #[serde(default)]
    judge: Option<String>,
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    (input.object()?["schema"] == SCHEMA).then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let results: EvalResults = shape("eval-results", input.object().unwrap_or(&Value::Null))?;
    if results.schema != SCHEMA {
        return Err(Reason::Version { format: "eval-results", version: results.schema });
    }
    if !results.completed {
        return Err(Reason::Truncated("`completed` is false".to_owned()));
    }
    let mut run = Run::new(&results.provider.name, None, "");
    run.provider = results.provider;
    (run.started, run.finished, run.subject) = (results.started, results.finished, results.subject);
    for result in results.results {
        run.measures.extend(measure(result)?.map(|measure| measure.of_model(results.model.as_deref())));
    }
    Ok(run)
}

fn measure(result: EvalResult) -> Result<Option<Measure>, Reason> {
    let wrong = |what: &str| Err(Reason::Inconsistent(format!("{what} of `{}`", result.benchmark.name)));
    let Samples { total, scored, undetermined, errors } = result.samples;
    if Samples::new(scored, undetermined, errors).total != total {
        return wrong("the samples do not add up");
    }
    if result.metric.unit.as_deref() == Some("rate") && !(0.0..=1.0).contains(&result.score) {
        return wrong("a rate is not between 0 and 1");
    }
    let outside = |interval: &Interval| {
        !(interval.lower <= result.score && result.score <= interval.upper && (0.0..1.0).contains(&interval.level))
    };
    if result.interval.as_ref().is_some_and(outside) {
        return wrong("the interval does not hold the score");
    }
    if scored == 0 {
        return Ok(None);
    }
    let mut measure = Measure::score(result.category, result.benchmark, result.metric, result.score, result.samples);
    measure.intervals.extend(result.interval);
    measure.threshold = result.threshold.map(|value| Threshold { value, source: "threshold".to_owned() });
    measure.method = result.method.unwrap_or(Method::Automated);
    measure.judge = result.judge;
    Ok(Some(measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_read::<EvalResults>("eval-results-v1", SCHEMA);
    }
}
