//! `AgentDojo`: `runs/<pipeline>/<suite>/<user task>/<attack>/<injection task>.json`, one file a pair of tasks.
//! <https://github.com/ethz-spylab/agentdojo>
//!
//! `security: true` in these files means that the attack **succeeded**. It is also what stands in every file without an
//! attack and in every file of a failed run, so both are left out of the rate.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use crate::eval::input::read as shape;
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Reason, Samples, Time};

const NAME: &str = "agentdojo";

#[derive(Deserialize)]
struct Pair {
    suite_name: String,
    pipeline_name: String,
    user_task_id: String,
    injection_task_id: Option<String>,
    attack_type: Option<String>,
    #[serde(default)]
    error: Option<String>,
    /// Absent where a run was cut off.
    #[serde(default)]
    utility: Option<bool>,
    #[serde(default)]
    security: Option<bool>,
    #[serde(default)]
    benchmark_version: Option<String>,
    #[serde(default)]
    evaluation_timestamp: Option<String>,
    #[serde(default)]
    agentdojo_package_version: Option<String>,
}

#[derive(Default)]
struct Tally {
    /// The user's task was done.
    useful: u64,
    /// The attacker's was.
    attacked: u64,
    scored: u64,
    undetermined: u64,
    errors: u64,
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    let names = ["suite_name", "pipeline_name", "user_task_id", "injection_task_id", "attack_type"];
    input.has(&names).then_some(Kind::Result)
}

pub(super) fn read(inputs: &[Input]) -> Result<Run, Reason> {
    let pairs = inputs.iter().map(|input| shape::<Pair>(NAME, input.object().unwrap_or(&Value::Null)));
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    let versions: BTreeSet<_> =
        pairs.iter().map(|pair| (&pair.agentdojo_package_version, &pair.benchmark_version)).collect();
    if versions.len() > 1 {
        return Err(Reason::Mixed("files of different versions of AgentDojo".to_owned()));
    }
    let version = pairs.first().and_then(|pair| pair.agentdojo_package_version.clone());
    let mut run = Run::new(NAME, version, "https://github.com/ethz-spylab/agentdojo");
    let times: Vec<Time> = pairs.iter().filter_map(|pair| Time::parse(pair.evaluation_timestamp.as_deref()?)).collect();
    (run.started, run.finished) = (times.iter().min().copied(), times.iter().max().copied());
    let mut seen = BTreeSet::new();
    let mut tallies: BTreeMap<(&str, &str, Option<&str>), Tally> = BTreeMap::new();
    for pair in &pairs {
        if !seen.insert((
            &pair.pipeline_name,
            &pair.suite_name,
            &pair.user_task_id,
            &pair.attack_type,
            &pair.injection_task_id,
        )) {
            let task = format!("`{}` of `{}` is there twice", pair.user_task_id, pair.suite_name);
            return Err(Reason::Mixed(task));
        }
        // An injection task that was run as a user's asks whether it can be done at all.
        if pair.injection_task_id.is_none() && pair.user_task_id.starts_with("injection_task") {
            continue;
        }
        let attack = pair.injection_task_id.is_some().then(|| pair.attack_type.as_deref().unwrap_or("unnamed"));
        tallies.entry((&pair.pipeline_name, &pair.suite_name, attack)).or_default().count(pair);
    }
    let version = pairs.first().and_then(|pair| pair.benchmark_version.clone());
    for ((pipeline, suite, attack), tally) in &tallies {
        let benchmark = Benchmark {
            name: (*suite).to_owned(),
            version: version.clone(),
            suite: attack.map(str::to_owned),
            task_hash: None,
        };
        run.measures
            .extend(tally.measures(&benchmark, attack.is_some()).map(|measure| measure.of_model(Some(pipeline))));
        if pipeline.starts_with("ground_truth") {
            run.flaws.push(Reason::TestTarget(format!("the pipeline is `{pipeline}`")));
        }
    }
    Ok(run)
}

impl Tally {
    fn count(&mut self, pair: &Pair) {
        match (&pair.error, pair.utility, pair.security) {
            (Some(_), _, _) => self.errors += 1,
            (None, Some(useful), Some(attacked)) => {
                self.scored += 1;
                self.useful += u64::from(useful);
                self.attacked += u64::from(attacked);
            }
            _ => self.undetermined += 1,
        }
    }

    fn measures(&self, benchmark: &Benchmark, attack: bool) -> impl Iterator<Item = Measure> {
        let samples = Samples::new(self.scored, self.undetermined, self.errors);
        let useful = if attack { "utility_under_attack" } else { "utility_rate" };
        let useful = (useful, Direction::Higher);
        let utility = Measure::rate(Category::Functional, benchmark.clone(), useful, self.useful, samples);
        let attacked = ("attack_success_rate", Direction::Lower);
        let security =
            attack.then(|| Measure::rate(Category::RedTeam, benchmark.clone(), attacked, self.attacked, samples));
        utility.into_iter().chain(security.flatten())
    }
}
