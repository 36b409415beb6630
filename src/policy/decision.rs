//! What came of a case: a result, and each gate with what it saw, what is missing and what would supply it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Input, Mode, Policy, Subject, Transition};
use crate::attest::ResourceDescriptor;
use crate::attest::predicate::{self, Summary, SummaryResult, Verifier};
use crate::digest::Digest;

/// How a gate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Fail,
    /// It would have failed, and somebody answers for that.
    Waived,
    /// It asks nothing of this artifact.
    NotApplicable,
    /// It could not tell. That is no pass.
    Error,
}

impl Status {
    /// Whether the gate is open.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pass | Self::Waived | Self::NotApplicable)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Waived => "waived",
            Self::NotApplicable => "not-applicable",
            Self::Error => "error",
        }
    }
}

/// What one gate said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GateOutcome {
    /// Stable, such as `PMG-EVAL-SAFETY`. Two gates of one policy may share it.
    pub id: String,
    pub status: Status,
    pub message: String,
    /// Bundles that it rests on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(test, schemars(with = "BTreeSet<String>"))]
    pub evidence: BTreeSet<Digest>,
    /// The command that would supply what is missing, or what else to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DecisionResult {
    Passed,
    Failed,
    /// The policy only watches; `would_pass` says what it would have decided.
    #[serde(rename_all = "kebab-case")]
    Audit {
        would_pass: bool,
    },
}

/// A decision about a case. What is signed is its [`Decision::summary`].
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    pub result: DecisionResult,
    /// In the order of the policy.
    pub gates: Vec<GateOutcome>,
    pub subject: Subject,
    pub transition: Transition,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What the artifact is said to have reached; `FAILED` alone where it has not.
    pub levels: BTreeSet<String>,
    /// How many dependencies have reached each level; `None` where nobody has looked.
    #[serde(rename = "dependencyLevels", skip_serializing_if = "Option::is_none")]
    pub dependency_levels: Option<BTreeMap<String, u64>>,
    /// Every bundle that was looked at and holds.
    pub inputs: BTreeSet<Digest>,
    #[serde(rename = "policyDigest")]
    pub policy: Digest,
    pub mode: Mode,
    #[serde(skip)]
    verifier: String,
    #[serde(skip)]
    policy_uri: String,
    #[serde(skip)]
    place: String,
    #[serde(skip)]
    now: Timestamp,
}

impl Decision {
    pub(super) fn new(policy: &Policy, input: &Input, gates: Vec<GateOutcome>, levels: BTreeSet<String>) -> Self {
        let open = result_of(&gates);
        let result = match policy.mode() {
            Mode::Audit => DecisionResult::Audit { would_pass: open },
            Mode::Enforce if open => DecisionResult::Passed,
            Mode::Enforce => DecisionResult::Failed,
        };
        let dependency_levels = input.dependencies.as_ref().map(|needs| {
            let mut levels = BTreeMap::new();
            for stage in needs.iter().filter_map(|need| need.stage) {
                *levels.entry(stage.level()).or_insert(0) += 1;
            }
            levels
        });
        let levels = if result == DecisionResult::Passed { levels } else { ["FAILED".to_owned()].into() };
        Self {
            result,
            gates,
            subject: input.subject.clone(),
            transition: input.transition,
            resource: input.resource.clone(),
            levels,
            dependency_levels,
            inputs: input.statements.iter().map(|said| said.bundle).collect(),
            policy: policy.digest(),
            mode: policy.mode(),
            verifier: policy.verifier().to_owned(),
            policy_uri: policy.uri(),
            place: input.place(),
            now: input.now.0,
        }
    }

    /// Whether the artifact may go on. In audit mode it never may by this decision alone.
    pub fn is_passed(&self) -> bool {
        self.result == DecisionResult::Passed
    }

    /// Gates that are closed.
    pub fn closed(&self) -> impl Iterator<Item = &GateOutcome> {
        self.gates.iter().filter(|gate| !gate.status.is_open())
    }

    /// As a SLSA verification summary: what is signed and kept, failures included.
    ///
    /// `previous` are the links of the history that the decision continues.
    pub fn summary(&self, previous: &[Digest]) -> Summary {
        let digest_set = |digest: Digest| [("sha256".to_owned(), digest.hex())].into();
        let attestation = |digest: &Digest| ResourceDescriptor {
            uri: Some(format!("urn:proofmark:bundle:{digest}")),
            digest: digest_set(*digest),
            ..ResourceDescriptor::default()
        };
        let result = if self.is_passed() { SummaryResult::Passed } else { SummaryResult::Failed };
        let mut extensions = BTreeMap::new();
        let gates: Vec<_> = self.gates.iter().map(|gate| json!(gate)).collect();
        extensions.insert(Summary::GATES.to_owned(), json!(gates));
        extensions.insert(Summary::MODE.to_owned(), json!(self.mode.name()));
        let Transition { from, to } = self.transition;
        let previous: Vec<String> = previous.iter().map(ToString::to_string).collect();
        extensions.insert(Summary::PROMOTION.to_owned(), json!({"from": from, "to": to, "previous": previous}));
        Summary {
            verifier: Verifier {
                id: self.verifier.clone(),
                version: [("proofmark".to_owned(), env!("CARGO_PKG_VERSION").to_owned())].into(),
            },
            time_verified: self.now.to_string(),
            resource_uri: self.place.clone(),
            policy: predicate::Policy { uri: Some(self.policy_uri.clone()), digest: digest_set(self.policy) },
            input_attestations: self.inputs.iter().map(attestation).collect(),
            verification_result: result,
            verified_levels: self.levels.iter().cloned().collect(),
            dependency_levels: self.dependency_levels.clone(),
            slsa_version: Some("1.1".to_owned()),
            extensions,
        }
    }
}

/// Whether every gate is open. No gate at all is no yes.
pub(super) fn result_of(gates: &[GateOutcome]) -> bool {
    !gates.is_empty() && gates.iter().all(|gate| gate.status.is_open())
}
