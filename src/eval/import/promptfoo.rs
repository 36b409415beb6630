//! promptfoo: `promptfoo eval -o out.json`, version 3 of its results. <https://www.promptfoo.dev/docs/configuration/outputs/>
//!
//! For each provider: the share of tests that passed, the same for each named metric, and for each red-team plugin and
//! strategy the share of attacks that succeeded. promptfoo's `score` is a weighted sum and may exceed 1; it is not used.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::{has, read as shape};
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Reason, Samples, Time};

const NAME: &str = "promptfoo";

#[derive(Deserialize)]
struct File {
    results: Results,
    #[serde(default)]
    config: Config,
    #[serde(default)]
    metadata: Metadata,
}

#[expect(clippy::struct_field_names, reason = "they are named as the tool names them")]
#[derive(Deserialize)]
struct Results {
    version: u64,
    #[serde(default)]
    timestamp: Option<String>,
    results: Vec<Row>,
    stats: Stats,
}

/// Nothing else of it is read: it may hold keys.
#[derive(Deserialize, Default)]
struct Config {
    #[serde(default)]
    description: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(default)]
    promptfoo_version: Option<String>,
    #[serde(default)]
    evaluation_created_at: Option<String>,
    #[serde(default)]
    exported_at: Option<String>,
}

#[derive(Deserialize)]
struct Stats {
    successes: u64,
    failures: u64,
    #[serde(default)]
    errors: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    success: bool,
    /// 0 none, 1 an assertion, 2 an error.
    #[serde(default)]
    failure_reason: u64,
    provider: Provider,
    #[serde(default)]
    grading_result: Option<Grading>,
    #[serde(default)]
    test_case: TestCase,
}

#[derive(Deserialize)]
struct Provider {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Grading {
    #[serde(default)]
    component_results: Option<Vec<Component>>,
}

#[derive(Deserialize)]
struct Component {
    pass: bool,
    #[serde(default)]
    assertion: Option<Assertion>,
}

#[derive(Deserialize)]
struct Assertion {
    #[serde(default)]
    metric: Option<String>,
}

#[derive(Deserialize, Default)]
struct TestCase {
    #[serde(default)]
    metadata: Option<Attack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attack {
    #[serde(default)]
    plugin_id: Option<String>,
    #[serde(default)]
    strategy_id: Option<String>,
}

/// What came of the tests of one kind.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    errors: u64,
}

/// What is counted together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Group<'a> {
    All,
    Metric(&'a str),
    Attack(&'a str, Option<&'a str>),
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    if input.has(&["evalId", "results"]) || input.object().is_some_and(|file| has(&file["results"], &["stats"])) {
        return Some(Kind::Result);
    }
    let row = has(input.lines().first()?, &["gradingResult", "testCase", "success"]);
    row.then_some(Kind::Evidence("rows without the head of the run"))
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let value = input.object().unwrap_or(&Value::Null);
    let version = value.pointer("/results/version").unwrap_or(&Value::Null);
    if version.as_u64() != Some(3) {
        return Err(Reason::Version { format: NAME, version: version.to_string() });
    }
    let file: File = shape(NAME, value)?;
    let stats = &file.results.stats;
    let mut run = Run::new(NAME, file.metadata.promptfoo_version, "https://www.promptfoo.dev");
    run.format_version = Some(file.results.version.to_string());
    let started = file.metadata.evaluation_created_at.or(file.results.timestamp);
    run.started = started.as_deref().and_then(Time::parse);
    run.finished = file.metadata.exported_at.as_deref().and_then(Time::parse);
    let mut tallies: BTreeMap<(&str, Group<'_>), Tally> = BTreeMap::new();
    let mut sum = Tally::default();
    for row in &file.results.results {
        let provider = row.provider.id.as_str();
        sum.count(row, row.success);
        for (group, passed) in groups(row) {
            tallies.entry((provider, group)).or_default().count(row, passed);
        }
    }
    if (sum.passed, sum.failed, sum.errors) != (stats.successes, stats.failures, stats.errors) {
        return Err(Reason::Truncated("its rows are not those that its statistics count".to_owned()));
    }
    let description = file.config.description.filter(|text| !text.trim().is_empty());
    let name = description.as_deref().unwrap_or(NAME);
    for ((provider, group), tally) in &tallies {
        let test = *provider == "echo" || provider.starts_with("promptfoo:echo");
        let flaw = test.then(|| Reason::TestTarget(format!("the provider is `{provider}`")));
        run.flaws.extend(flaw.filter(|_| *group == Group::All));
        run.measures.extend(tally.measure(name, group).map(|measure| measure.of_model(Some(provider))));
    }
    Ok(run)
}

/// What a test counts for, and whether it passed that.
fn groups(row: &Row) -> Vec<(Group<'_>, bool)> {
    let mut groups = vec![(Group::All, row.success)];
    let mut metrics: BTreeMap<&str, bool> = BTreeMap::new();
    let components = row.grading_result.iter().filter_map(|grading| grading.component_results.as_ref()).flatten();
    for component in components {
        let metric = component.assertion.as_ref().and_then(|assertion| assertion.metric.as_deref());
        if let Some(metric) = metric {
            *metrics.entry(metric).or_insert(true) &= component.pass;
        }
    }
    groups.extend(metrics.into_iter().map(|(metric, passed)| (Group::Metric(metric), passed)));
    let attack = row.test_case.metadata.as_ref();
    if let Some((plugin, attack)) = attack.and_then(|attack| Some((attack.plugin_id.as_deref()?, attack))) {
        groups.push((Group::Attack(plugin, attack.strategy_id.as_deref()), row.success));
    }
    groups
}

impl Tally {
    fn count(&mut self, row: &Row, passed: bool) {
        let counter = match (row.failure_reason, passed) {
            (2, _) => &mut self.errors,
            (_, true) => &mut self.passed,
            (_, false) => &mut self.failed,
        };
        *counter += 1;
    }

    fn measure(&self, name: &str, group: &Group<'_>) -> Option<Measure> {
        let samples = Samples::new(self.passed + self.failed, 0, self.errors);
        let benchmark = |name: &str, suite: Option<&str>| Benchmark {
            name: name.to_owned(),
            suite: suite.map(str::to_owned),
            ..Benchmark::default()
        };
        let passed = ("pass_rate", Direction::Higher);
        match group {
            Group::All => Measure::rate(Category::Functional, benchmark(name, None), passed, self.passed, samples),
            Group::Metric(metric) => {
                let measure = Measure::rate(Category::Functional, benchmark(name, None), passed, self.passed, samples);
                measure.map(|measure| measure.by(metric))
            }
            Group::Attack(plugin, strategy) => {
                let succeeded = ("attack_success_rate", Direction::Lower);
                Measure::rate(Category::RedTeam, benchmark(plugin, *strategy), succeeded, self.failed, samples)
            }
        }
    }
}
