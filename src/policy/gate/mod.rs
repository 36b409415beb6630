//! Gates: what a policy can ask, one file each, with the keys that ask for it.

pub(super) mod approvals;
pub(super) mod attestations;
mod binding;
pub(super) mod bom;
mod bom_parts;
#[cfg(feature = "rego")]
mod custom;
pub(super) mod dependencies;
pub(super) mod evals;
pub(super) mod fields;
pub(super) mod findings;
pub(super) mod signatures;
mod step;
pub(super) mod vsa;
mod when;

use std::collections::{BTreeMap, BTreeSet};

use super::Stage;
use super::decision::{GateOutcome, Status};
use super::input::{Input, Said};
use super::policy::Policy;
use super::predicate::Kind;
use crate::digest::Digest;

/// What gates are asked with, and what they have said.
pub(super) struct Asked<'a> {
    pub(super) policy: &'a Policy,
    pub(super) input: &'a Input,
    /// Levels that gates have established beside the stage, such as `SLSA_BUILD_LEVEL_2`.
    levels: BTreeSet<String>,
    outcomes: Vec<GateOutcome>,
}

/// Asks every gate of the step; what each said, and the levels that the artifact has if all are open.
pub(super) fn ask(policy: &Policy, input: &Input) -> (Vec<GateOutcome>, BTreeSet<String>) {
    let step = input.transition;
    let mut asked = Asked { policy, input, levels: [step.to.level()].into(), outcomes: Vec::new() };
    step::ask(&mut asked);
    if step.to == Stage::Revoked {
        let fields = policy.document().revoke.as_ref().and_then(|revoke| revoke.fields.as_ref());
        if let Some(rule) = fields {
            fields::ask(&mut asked, rule);
        }
        return (asked.outcomes, asked.levels);
    }
    for required in policy.requirements(step).into_iter().flatten() {
        required.attestations.iter().for_each(|rule| attestations::ask(&mut asked, rule));
        required.findings.iter().for_each(|rule| findings::ask(&mut asked, rule));
        required.evals.iter().for_each(|rule| evals::ask(&mut asked, rule));
        required.eval_binding.iter().for_each(|rule| binding::ask(&mut asked, rule, &required.evals));
        required.bom.iter().for_each(|rule| bom::ask(&mut asked, rule));
        required.dependencies.iter().for_each(|rule| dependencies::ask(&mut asked, rule));
        required.approvals.iter().for_each(|rule| approvals::ask(&mut asked, rule));
        required.vsa.iter().for_each(|rule| vsa::ask(&mut asked, rule));
        required.signatures.iter().for_each(|rule| signatures::ask(&mut asked, rule));
        required.fields.iter().for_each(|rule| fields::ask(&mut asked, rule));
        required.after.iter().for_each(|rule| fields::ask_after(&mut asked, *rule));
    }
    for gate in policy.document().custom.iter().filter(|gate| gate.on.is_empty() || gate.on.contains(&step)) {
        #[cfg(feature = "rego")]
        custom::ask(&mut asked, gate);
        #[cfg(not(feature = "rego"))]
        asked.say(&format!("PMG-{}", gate.id), Status::Error, "this build of proofmark reads no Rego");
    }
    (asked.outcomes, asked.levels)
}

impl<'a> Asked<'a> {
    /// Keeps what a gate said.
    pub(super) fn say(&mut self, id: &str, status: Status, message: impl Into<String>) -> Words<'_> {
        self.outcomes.push(GateOutcome {
            id: id.to_owned(),
            status,
            message: message.into(),
            evidence: BTreeSet::new(),
            remedy: None,
        });
        Words(self.outcomes.last_mut())
    }

    /// Verified statements of a kind by any of `signers`; by whomever the policy trusts where that is empty.
    fn statements(&self, kind: &Kind, signers: &[String]) -> Vec<&'a Said> {
        let by = |said: &&Said| {
            if signers.is_empty() { !said.signer.identities.is_empty() } else { said.is_by(signers) }
        };
        self.input.statements.iter().filter(|said| said.kind == kind.name()).filter(by).collect()
    }

    /// The newest statement of each signer. Those that do not say when they were made come before all others.
    fn newest<'s>(&self, said: &[&'s Said]) -> Vec<&'s Said> {
        let mut newest: BTreeMap<&str, &'s Said> = BTreeMap::new();
        for said in said.iter().copied() {
            let time = |said: &Said| self.when(said).map(|when| when.time);
            let slot = newest.entry(said.signer.name.as_str()).or_insert(said);
            if time(said) > time(slot) {
                *slot = said;
            }
        }
        newest.into_values().collect()
    }

    /// Why there is nothing of a kind that counts: what was there, and did not.
    fn why_none(&self, kind: &Kind, signers: &[String]) -> String {
        let mut reasons: Vec<String> = Vec::new();
        for said in self.input.statements.iter().filter(|said| said.kind == kind.name()) {
            reasons.push(format!("one is by {}, who is not asked for here", said.signer.name));
        }
        for rejected in self.input.rejected.iter().filter(|it| it.claims.as_deref() == Some(kind.name())) {
            reasons.push(format!("`{}` does not count: {}", rejected.name, rejected.reason));
        }
        let by = if signers.is_empty() { String::new() } else { format!(" by {}", signers.join(" or ")) };
        let none = format!("there is no `{}` statement{by}", kind.name());
        if reasons.is_empty() { none } else { format!("{none}: {}", reasons.join("; ")) }
    }

    /// The command that would make a statement of a kind.
    fn command(&self, kind: &Kind) -> String {
        kind.command(&self.input.reference, self.input.transition.to, self.policy.file())
    }
}

/// What else a gate says about its outcome.
pub(super) struct Words<'o>(Option<&'o mut GateOutcome>);

impl Words<'_> {
    /// The bundles that it rests on.
    pub(super) fn with(self, evidence: impl IntoIterator<Item = Digest>) -> Self {
        let Some(outcome) = self.0 else { return self };
        outcome.evidence.extend(evidence);
        Self(Some(outcome))
    }

    /// What would open the gate.
    pub(super) fn fix(self, remedy: impl Into<String>) -> Self {
        let Some(outcome) = self.0 else { return self };
        outcome.remedy = Some(remedy.into());
        Self(Some(outcome))
    }
}
