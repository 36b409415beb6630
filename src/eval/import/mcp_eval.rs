//! mcp-eval: the report of `--json`. <https://github.com/lastmile-ai/mcp-eval>
//!
//! What an evaluator returned stands there as the text of a Python object; only `passed` is read.

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::read as shape;
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Reason, Samples};

const NAME: &str = "mcp-eval";

#[derive(Deserialize)]
struct Report {
    decorator_tests: Vec<Case>,
    dataset_reports: Vec<Dataset>,
}

#[expect(clippy::struct_field_names, reason = "they are named as the tool names them")]
#[derive(Deserialize)]
struct Dataset {
    dataset_name: String,
    #[serde(default)]
    task_name: Option<String>,
    summary: Summary,
    results: Vec<Case>,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
struct Summary {
    total_cases: u64,
    passed_cases: u64,
}

#[derive(Deserialize)]
struct Case {
    passed: bool,
    #[serde(default)]
    error: Option<String>,
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    input.has(&["decorator_tests", "dataset_reports", "summary"]).then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let report: Report = shape(NAME, input.object().unwrap_or(&Value::Null))?;
    let mut run = Run::new(NAME, None, "https://github.com/lastmile-ai/mcp-eval");
    for dataset in &report.dataset_reports {
        let passed = dataset.results.iter().filter(|case| case.passed).count() as u64;
        if (dataset.results.len() as u64, passed) != (dataset.summary.total_cases, dataset.summary.passed_cases) {
            let name = &dataset.dataset_name;
            return Err(Reason::Truncated(format!("the cases of `{name}` are not those that it counts")));
        }
        let suite = dataset.task_name.clone();
        let benchmark = Benchmark { name: dataset.dataset_name.clone(), suite, ..Benchmark::default() };
        let model = dataset.metadata.get("model").and_then(Value::as_str);
        run.measures.extend(measure(benchmark, &dataset.results).map(|measure| measure.of_model(model)));
    }
    let benchmark = Benchmark { name: "decorator_tests".to_owned(), ..Benchmark::default() };
    run.measures.extend(measure(benchmark, &report.decorator_tests));
    Ok(run)
}

fn measure(benchmark: Benchmark, cases: &[Case]) -> Option<Measure> {
    let errors = cases.iter().filter(|case| case.error.is_some()).count() as u64;
    let passed = cases.iter().filter(|case| case.passed && case.error.is_none()).count() as u64;
    let samples = Samples::new((cases.len() as u64).saturating_sub(errors), 0, errors);
    let metric = ("success_rate", Direction::Higher);
    Measure::rate(Category::Functional, benchmark, metric, passed, samples)
}
