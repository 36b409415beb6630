//! Policies: what has to be true of an artifact before it goes from one stage to the next.
//!
//! A decision has two phases that cannot be reordered. [`sort`] turns what lies beside an artifact into verified
//! statements by whom the policy trusts, and says why the rest does not count; [`decide`] asks every gate over the verified
//! ones only. Both are pure: time, files and histories are in the [`Case`].

mod age;
mod case;
mod check;
mod decision;
mod evidence;
mod explain;
#[cfg(test)]
mod form;
mod gate;
mod glob;
mod identity;
mod input;
mod model;
mod people;
#[expect(clippy::module_inception, reason = "it is the policy")]
mod policy;
mod predicate;
mod read;
mod ready;
mod rehearsal;
mod stage;
mod waiver;

pub use age::Age;
pub use case::{Case, Dependency, History, Need, Subject};
pub use decision::{Decision, DecisionResult, GateOutcome, Status};
pub use evidence::{Accepted, Evidence, Inner, Raw, Rejected, Trust, sort, sort_pieces};
pub use explain::StepWords;
pub use gate::fields::Field;
pub use glob::Glob;
pub use identity::described;
pub use input::{Input, PolicyName, SCHEMA as INPUT_SCHEMA, Said, Signature};
pub use model::{Mode, OnFork, State};
pub use policy::{Files, Policy};
pub use predicate::Kind;
pub use ready::Ready;
pub use rehearsal::{Expected, ExpectedResult, Rehearsal, Rehearsals};
pub use stage::{Stage, Transition};

/// Decides a case: every gate of the step, over what was verified.
pub fn decide(policy: &Policy, case: &Case) -> Decision {
    let input = Input::of(policy, case);
    let (gates, levels) = gate::ask(policy, &input);
    Decision::new(policy, &input, gates, levels)
}
