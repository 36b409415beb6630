//! Evaluation records as the server has them (`internal/model/eval.go`, whatever its schema says). It knows neither what
//! was evaluated by digest nor how many samples there were, so each record says which signed bundle it is from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::eval::{Direction, Evaluation, Record};
use crate::policy::{Evidence, Kind, described};

/// A record that is attached to a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eval {
    category: String,
    #[serde(default)]
    provider: Option<Named>,
    benchmark: Named,
    #[serde(default)]
    evaluator: Evaluator,
    results: Results,
    #[serde(default)]
    context: Option<Context>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Named {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suite: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Evaluator {
    /// Who signed.
    #[serde(default)]
    name: String,
    #[serde(default, rename = "type")]
    method: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Results {
    /// From 0 to 1, where higher is better.
    overall_score: f64,
    #[serde(default)]
    metrics: Option<BTreeMap<String, Metric>>,
    #[serde(default)]
    per_task: Option<Vec<Task>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Metric {
    value: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(default)]
    higher_is_better: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Task {
    #[serde(default, rename = "taskId")]
    id: String,
    #[serde(default)]
    score: f64,
    /// The only free text that the server keeps.
    #[serde(default)]
    detail: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    completed_at: Option<String>,
}

/// The records in verified evidence that the server can hold, and the names of those that it cannot: what is no rate.
pub fn measured(evidence: &Evidence) -> (Vec<Eval>, Vec<String>) {
    let (mut evals, mut left) = (Vec::new(), Vec::new());
    for accepted in evidence.accepted() {
        let statement = accepted.statement().content();
        if Kind::of(&statement.predicate_type, &statement.predicate) != Kind::Eval {
            continue;
        }
        let Ok(evaluation) = Evaluation::parse(&statement.predicate.to_string()) else {
            left.push(format!("{} cannot be read", accepted.bundle()));
            continue;
        };
        let by = described(accepted.statement().by());
        for record in &evaluation.records {
            match record.normalized {
                Some(score) => evals.push(Eval::new(record, score, accepted.bundle(), &by)),
                None => left.push(format!("{} of {} is no rate", record.metric.name, record.benchmark.name)),
            }
        }
    }
    (evals, left)
}

impl Eval {
    fn new(record: &Record, score: f64, bundle: Digest, by: &str) -> Self {
        let benchmark = &record.benchmark;
        let metric = Metric {
            value: record.score,
            unit: record.metric.unit.clone(),
            higher_is_better: Some(record.metric.direction == Direction::Higher),
        };
        let scorer = record.metric.scorer.as_ref().map(|scorer| format!(" scorer={scorer}")).unwrap_or_default();
        let task = Task {
            id: benchmark.name.clone(),
            score,
            detail: format!("bundle={bundle} metric={}{scorer} samples={}", record.metric.name, record.samples.scored),
        };
        let time = |time: &Option<crate::eval::Time>| time.as_ref().map(|time| time.0.to_string());
        Self {
            category: record.category.name().to_owned(),
            provider: Some(Named {
                name: record.provider.name.clone(),
                version: record.provider.version.clone(),
                url: record.provider.url.clone(),
                suite: None,
            }),
            benchmark: Named {
                name: benchmark.name.clone(),
                version: benchmark.version.clone(),
                suite: benchmark.suite.clone(),
                url: None,
            },
            evaluator: Evaluator { name: by.to_owned(), method: record.method.name().to_owned() },
            results: Results {
                overall_score: score,
                metrics: Some([(record.metric.name.clone(), metric)].into()),
                per_task: Some(vec![task]),
            },
            context: Some(Context { started_at: time(&record.started), completed_at: time(&record.finished) }),
        }
    }

    /// Whether this is the record that `other` is, by the bundle that it is from.
    pub fn is(&self, other: &Self) -> bool {
        let detail = |eval: &Self| eval.results.per_task.iter().flatten().map(|task| task.detail.clone()).next();
        detail(self) == detail(other)
            && self.benchmark.name == other.benchmark.name
            && self.benchmark.suite == other.benchmark.suite
    }
}
