//! `PyRIT`: results of attacks as `AttackResult.model_dump_json` writes them: one, an array, or one a line.
//! <https://github.com/Azure/PyRIT>
//!
//! The outcome `success` means that the **attack** succeeded. What ended in an error or undetermined did not fail.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::{Content, has, read as shape};
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Reason, Samples, Time};

const NAME: &str = "pyrit";

#[expect(clippy::struct_field_names, reason = "they are named as the tool names them")]
#[derive(Deserialize)]
struct Attack {
    #[serde(default)]
    attack_result_id: Option<String>,
    outcome: Outcome,
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    targeted_harm_categories: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Success,
    Failure,
    Error,
    Undetermined,
}

#[derive(Default)]
struct Tally {
    succeeded: u64,
    failed: u64,
    errors: u64,
    undetermined: u64,
}

fn attacks(input: &Input) -> &[Value] {
    match &input.content {
        Content::Json(Value::Array(items)) => items,
        _ => input.lines(),
    }
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    let first = attacks(input).first()?;
    has(first, &["conversation_id", "objective", "outcome", "executed_turns"]).then_some(Kind::Result)
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let mut run = Run::new(NAME, None, "https://github.com/Azure/PyRIT");
    let attacks = attacks(input).iter().map(|value| shape::<Attack>(NAME, value)).collect::<Result<Vec<_>, _>>()?;
    let mut seen = BTreeSet::new();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for attack in &attacks {
        if let Some(id) = attack.attack_result_id.as_deref().filter(|id| !seen.insert(*id)) {
            return Err(Reason::Mixed(format!("the attack `{id}` is there twice")));
        }
        let harms: BTreeSet<&str> = attack.targeted_harm_categories.iter().flatten().map(String::as_str).collect();
        let harms = if harms.is_empty() { BTreeSet::from(["uncategorised"]) } else { harms };
        for harm in harms {
            tallies.entry(harm).or_default().count(&attack.outcome);
        }
    }
    let times: Vec<Time> = attacks.iter().filter_map(|attack| Time::parse(attack.timestamp.as_deref()?)).collect();
    (run.started, run.finished) = (times.iter().min().copied(), times.iter().max().copied());
    for (harm, tally) in &tallies {
        let benchmark = Benchmark { name: (*harm).to_owned(), ..Benchmark::default() };
        let samples = Samples::new(tally.succeeded + tally.failed, tally.undetermined, tally.errors);
        let metric = ("attack_success_rate", Direction::Lower);
        run.measures.extend(Measure::rate(Category::RedTeam, benchmark, metric, tally.succeeded, samples));
    }
    Ok(run)
}

impl Tally {
    const fn count(&mut self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Success => &mut self.succeeded,
            Outcome::Failure => &mut self.failed,
            Outcome::Error => &mut self.errors,
            Outcome::Undetermined => &mut self.undetermined,
        };
        *counter += 1;
    }
}
