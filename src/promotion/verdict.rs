//! The decision behind a link: a verification summary that passed, about the same step, policy and place.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Link;
use super::chain::Refusal;
use crate::attest::SignedBy;
use crate::attest::predicate::{Summary, SummaryResult};
use crate::digest::Digest;
use crate::policy::{Policy, Stage, Transition, described};

/// How much earlier than its decision a link may say that it was made: clocks differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A verified decision about an artifact.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Of the bundle: what links name it by.
    pub bundle: Digest,
    pub by: SignedBy,
    pub summary: Summary,
}

impl Verdict {
    /// The step that was decided on.
    pub fn step(&self) -> Option<Transition> {
        let step = self.summary.extensions.get(Summary::PROMOTION)?;
        let stage = |name: &str| step.get(name).and_then(Value::as_str)?.parse::<Stage>().ok();
        Some(Transition { from: stage("from")?, to: stage("to")? })
    }

    pub fn is_passed(&self) -> bool {
        self.summary.verification_result == SummaryResult::Passed
    }

    /// Whether a link may rest on it.
    pub(super) fn supports(&self, link: &Link, policy: &Policy) -> Result<(), Refusal> {
        let refuse = |detail: String| Err(Refusal::Verdict { detail });
        let summary = &self.summary;
        let step = Transition { from: link.from.unwrap_or(Stage::Draft), to: link.to };
        if !policy.may_decide(&self.by, step) {
            return refuse(format!("its verdict is signed by {}, who may not decide this step", described(&self.by)));
        }
        if summary.verifier.id != policy.verifier() {
            return refuse(format!("its verdict is by the verifier `{}`", summary.verifier.id));
        }
        if !self.is_passed() {
            return refuse("its verdict is FAILED".to_owned());
        }
        if summary.resource_uri != link.resource_uri {
            return refuse(format!("its verdict is for `{}`", summary.resource_uri));
        }
        if summary.policy.digest.get("sha256") != Some(&link.policy.digest.hex()) {
            return refuse("its verdict is by another policy".to_owned());
        }
        if self.step() != Some(step) || !summary.verified_levels.contains(&link.to.level()) {
            return refuse(format!("its verdict is not about {step}"));
        }
        let Ok(decided) = summary.time_verified.parse::<Timestamp>() else {
            return refuse("its verdict has no time".to_owned());
        };
        if decided.duration_since(link.time) > SKEW {
            return refuse(format!("its verdict was given later, on {decided}"));
        }
        let expires = summary.extensions.get(Summary::EXPIRES).map(|expires| expires.as_str().map(str::parse));
        match expires {
            None => Ok(()),
            Some(Some(Ok(expires))) if link.time <= expires => Ok(()),
            Some(_) => refuse("its verdict had expired".to_owned()),
        }
    }
}
