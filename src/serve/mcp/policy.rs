//! `check_policy`: is a policy sound, and what does it ask?

use std::path::Path;

use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

use super::quote::{CAUTION, first, quote};
use super::roots::Roots;
use crate::policy::{Policy, Transition};
use crate::source::read_bytes;

/// Mistakes of one answer, at most.
const MOST: usize = 40;
/// Characters of one quotation.
const LENGTH: usize = 200;
/// Bytes of a policy, or of a file that it names, at most.
const MAX_FILE: u64 = 1 << 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Arguments {
    /// A promotion policy, absolute or relative to the first folder that may be read.
    path: String,
}

/// Whether a policy is sound.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Answer {
    sound: bool,
    caution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Summary>,
    mistakes: Vec<MistakeAnswer>,
    /// How many mistakes are not listed here.
    not_listed: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Summary {
    name: String,
    /// What verification summaries name it by.
    digest: String,
    verifier: String,
    /// `enforce`, or `audit`, which never lets anything pass.
    mode: &'static str,
    /// Who may sign the decision about each step that can be taken.
    steps: Vec<Step>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct Step {
    step: String,
    signed_by: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct MistakeAnswer {
    path: String,
    line: usize,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// Reads a policy, and the files that it names where those may be read, too.
pub(super) fn check(roots: &Roots, arguments: &Arguments) -> Result<Answer, String> {
    let place = roots.find(&arguments.path)?;
    let full = place.root.join(&place.path);
    if !full.is_file() {
        return Err("it is no file".to_owned());
    }
    let bytes = read_bytes(&full, MAX_FILE).map_err(|error| quote(&error.to_string(), LENGTH))?;
    let beside = full.parent().unwrap_or(Path::new(""));
    let mut files = |name: &str| {
        let named = beside.join(name);
        let place = roots.find(named.to_str().ok_or("its name is not UTF-8")?)?;
        read_bytes(&place.root.join(place.path), MAX_FILE).map_err(|error| error.to_string())
    };
    let read = Policy::read(&place.path, &bytes, &mut files);
    let (policy, mistakes) = match read {
        Ok(policy) => (Some(told(&policy)), Vec::new()),
        Err(mistakes) => (None, mistakes.list),
    };
    let (mistakes, not_listed) = first(mistakes, MOST, |mistake| MistakeAnswer {
        path: quote(mistake.location.path.as_str(), LENGTH),
        line: mistake.location.start.line,
        message: quote(&mistake.message, LENGTH),
        help: mistake.help.map(|help| quote(&help, LENGTH)),
    });
    Ok(Answer { sound: policy.is_some(), caution: CAUTION, policy, mistakes, not_listed })
}

fn told(policy: &Policy) -> Summary {
    let step = |step: Transition| {
        let signed_by: Vec<String> = policy.deciders(step).iter().map(|name| quote(name, LENGTH)).collect();
        (!signed_by.is_empty()).then(|| Step { step: step.to_string(), signed_by })
    };
    Summary {
        name: quote(policy.name(), LENGTH),
        digest: policy.digest().to_string(),
        verifier: quote(policy.verifier(), LENGTH),
        mode: policy.mode().name(),
        steps: Transition::steps().filter_map(step).collect(),
    }
}
