//! Gates in Rego: no network, no files, no clock but `input.now`, and a quarter of a second.

use std::num::NonZeroU32;
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde::Deserialize;

use super::Asked;
use crate::policy::decision::Status;
use crate::policy::model::Custom;

/// How long a module may think.
const LIMIT: Duration = Duration::from_millis(250);
/// Bytes of what a module may be asked about: every value of it is held several times.
const MAX_INPUT: usize = 8 << 20;
/// Denials that are listed, at most.
const MAX_DENIALS: usize = 50;

/// What a module says.
#[derive(Debug, Deserialize)]
struct Denial {
    id: String,
    msg: String,
    /// For readers: every denial denies.
    #[serde(default)]
    severity: Option<String>,
}

/// Asks a module. What cannot be evaluated is an error, and an error is no pass.
pub(super) fn ask(asked: &mut Asked<'_>, gate: &Custom) {
    let id = format!("PMG-{}", gate.id);
    match denials(asked, gate) {
        Err(reason) => {
            asked.say(&id, Status::Error, format!("`{}` could not be evaluated: {reason}", gate.rego));
        }
        Ok(denials) if denials.is_empty() => {
            asked.say(&id, Status::Pass, format!("`{}` denies nothing", gate.rego));
        }
        Ok(denials) => {
            for Denial { id: own, msg, severity } in denials.into_iter().take(MAX_DENIALS) {
                let severity = severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
                asked.say(&id, Status::Fail, format!("{own}{severity}: {msg}"));
            }
        }
    }
}

fn denials(asked: &Asked<'_>, gate: &Custom) -> Result<Vec<Denial>, String> {
    let module = asked.policy.module(&gate.id).ok_or("it was not read")?;
    let input = serde_json::to_string(asked.input).map_err(|error| error.to_string())?;
    if input.len() > MAX_INPUT {
        return Err(format!("the input has {} bytes; the limit is {MAX_INPUT}", input.len()));
    }
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    engine.set_execution_timer_config(ExecutionTimerConfig { limit: LIMIT, check_interval: NonZeroU32::MIN });
    let package = engine.add_policy(gate.rego.clone(), module.to_owned()).map_err(|error| first(&error.to_string()))?;
    if package != "data.proofmark.custom" {
        return Err(format!("its package is `{package}`; write `package proofmark.custom`"));
    }
    engine.set_input(Value::from_json_str(&input).map_err(|error| first(&error.to_string()))?);
    // A module without `deny` would deny nothing, and so would one that misspells it.
    let answer =
        engine.eval_rule("data.proofmark.custom.deny".to_owned()).map_err(|error| first(&error.to_string()))?;
    let text = answer.to_json_str().map_err(|error| first(&error.to_string()))?;
    serde_json::from_str(&text).map_err(|_| "`deny` does not hold objects with `id` and `msg`".to_owned())
}

/// The first line of a message: regorus draws the source below it.
fn first(message: &str) -> String {
    let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let errors = |line: &&str| line.starts_with("error:");
    lines.clone().find(errors).or_else(|| lines.next()).unwrap_or_default().chars().take(300).collect()
}
