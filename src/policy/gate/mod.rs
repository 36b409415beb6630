//! Gates: what a policy can ask, one file each, with the keys that ask for it.

pub(super) mod approvals;
pub(super) mod attestations;
pub(super) mod bom;
pub(super) mod dependencies;
pub(super) mod evals;
pub(super) mod fields;
pub(super) mod findings;
pub(super) mod signatures;
mod step;
pub(super) mod vsa;

use std::collections::BTreeSet;

use super::decision::{GateOutcome, Status};
use super::input::Input;
use super::policy::Policy;
use crate::digest::Digest;

/// What gates are asked with, and what they have said.
pub(super) struct Asked<'a> {
    pub(super) policy: &'a Policy,
    pub(super) input: &'a Input,
    outcomes: Vec<GateOutcome>,
}

/// Asks every gate of the step.
pub(super) fn ask(policy: &Policy, input: &Input) -> Vec<GateOutcome> {
    let mut asked = Asked { policy, input, outcomes: Vec::new() };
    step::ask(&mut asked);
    asked.outcomes
}

impl Asked<'_> {
    /// Keeps what a gate said.
    pub(super) fn say(&mut self, id: &str, status: Status, message: impl Into<String>) -> &mut GateOutcome {
        let index = self.outcomes.len();
        let outcome =
            GateOutcome { id: id.to_owned(), status, message: message.into(), evidence: BTreeSet::new(), remedy: None };
        self.outcomes.insert(index, outcome);
        #[expect(clippy::indexing_slicing, reason = "it was just put there")]
        &mut self.outcomes[index]
    }
}

impl GateOutcome {
    pub(super) fn with(&mut self, evidence: impl IntoIterator<Item = Digest>) -> &mut Self {
        self.evidence.extend(evidence);
        self
    }

    pub(super) fn fix(&mut self, remedy: impl Into<String>) -> &mut Self {
        self.remedy = Some(remedy.into());
        self
    }
}
