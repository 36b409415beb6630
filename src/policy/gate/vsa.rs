//! The decision about the stage before.

use serde::{Deserialize, Serialize};

use super::super::{Age, Stage};
use super::Asked;
use crate::attest::predicate::{Summary, SummaryResult};
use crate::digest::Digest;
use crate::policy::Transition;
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::Kind;

/// The decision that has to be there already.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Before {
    /// The stage that it has to have been about.
    pub(in crate::policy) stage: Stage,
    /// Who may have signed it; those who may sign decisions where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
}

/// Asks for the decision about the stage before: passed, by this verifier, under a policy that counts, for this place.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &Before) {
    const ID: &str = "PMG-VSA";
    let step = Transition::to(rule.stage, Stage::Draft);
    let signers: Vec<String> =
        if rule.signer.is_empty() { asked.policy.deciders(step).into_iter().collect() } else { rule.signer.clone() };
    let command = Kind::Vsa.command(&asked.input.reference, rule.stage, asked.policy.file());
    let all = asked.statements(&Kind::Vsa, &signers);
    let mut reasons = Vec::new();
    for said in all {
        match holds(asked, rule, said) {
            Ok(()) => {
                let message = format!("{} decided that it is `{}`", said.signer.name, rule.stage);
                asked.say(ID, Status::Pass, message).with([said.bundle]);
                return;
            }
            Err(reason) => reasons.push(format!("that of {}: {reason}", said.signer.name)),
        }
    }
    reasons.sort();
    reasons.dedup();
    let message = if reasons.is_empty() {
        asked.why_none(&Kind::Vsa, &signers)
    } else {
        format!("no decision says that it is `{}`: {}", rule.stage, reasons.join("; "))
    };
    asked.say(ID, Status::Fail, message).fix(command);
}

fn holds(asked: &Asked<'_>, rule: &Before, said: &Said) -> Result<(), String> {
    let summary: Summary =
        serde_json::from_value(said.predicate.clone()).map_err(|_| "it is of no known form".to_owned())?;
    if !summary.verified_levels.contains(&rule.stage.level()) {
        return Err(format!("it says {}", summary.verified_levels.join(", ")));
    }
    if summary.verification_result != SummaryResult::Passed {
        return Err("it says that it failed".to_owned());
    }
    if summary.verifier.id != asked.policy.verifier() {
        return Err(format!("it is by the verifier `{}`", summary.verifier.id));
    }
    let policy = summary.policy.digest.get("sha256").and_then(|hex| format!("sha256:{hex}").parse::<Digest>().ok());
    if !policy.is_some_and(|digest| asked.policy.accepted().contains(&digest)) {
        return Err("it was decided under another policy".to_owned());
    }
    let place = asked.input.place();
    if summary.resource_uri != place {
        return Err(format!("it is for `{}`, and not for `{place}`", summary.resource_uri));
    }
    asked.fresh(asked.when(said), rule.max_age)
}
