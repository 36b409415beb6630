//! A policy file as it is written: every key, and no other.
//!
//! The JSON Schema in `schemas/` is made of these types, and files are checked against it before they are read into them;
//! the comments here are what the schema and its readers see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::gate::approvals::Approvals;
use super::gate::attestations::Attestation;
use super::gate::bom::BomRules;
use super::gate::dependencies::DependencyRules;
use super::gate::evals::{EvalBinding, EvalRule};
use super::gate::fields::{After, Fields};
use super::gate::findings::Findings;
use super::gate::signatures::SignatureRules;
use super::gate::vsa::Before;
use super::identity::Identity;
use super::{Age, Glob, Stage, Transition};
use crate::digest::Digest;

/// What has to be true before an artifact goes from one stage to the next.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Document {
    #[serde(rename = "apiVersion")]
    pub(super) api_version: ApiVersion,
    pub(super) kind: Kind,
    pub(super) metadata: Metadata,
    /// Whether a failure stops the promotion, or is only written down.
    #[serde(default)]
    pub(super) mode: Mode,
    /// What the policy is for; anything where it is left out.
    #[serde(default)]
    pub(super) applies: Applies,
    /// Who decides, as summaries name it.
    pub(super) verifier: VerifierId,
    /// Which times count for ages.
    #[serde(default)]
    pub(super) time: TimeSource,
    /// Whom the policy trusts, by names of its own.
    pub(super) identities: BTreeMap<String, Identity>,
    /// Which signers are one person.
    #[serde(default)]
    pub(super) people: Option<PeopleFile>,
    /// The stages, for readers: they cannot be changed.
    #[serde(default)]
    pub(super) stages: Vec<Stage>,
    #[serde(default)]
    pub(super) immutability: Option<Immutability>,
    /// What every step asks, whatever it asks beside.
    #[serde(default)]
    pub(super) always: Requirements,
    /// What each step asks, by its name, such as `draft->evaluated`. A step that is not here cannot be taken.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Requirements>"))]
    pub(super) transitions: BTreeMap<Transition, Requirements>,
    /// Who may end it all.
    #[serde(default)]
    pub(super) revoke: Option<Revoke>,
    /// Policies whose decisions count beside those of this one, by digest: its earlier versions, most of all.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::Sha256>"))]
    pub(super) accepts: Vec<Digest>,
    /// How the history is kept.
    #[serde(default)]
    pub(super) state: State,
    /// Gates in Rego.
    #[serde(default)]
    pub(super) custom: Vec<Custom>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum ApiVersion {
    #[serde(rename = "proofmark.dev/policy/v1")]
    V1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum Kind {
    PromotionPolicy,
}

/// What people call the policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Metadata {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub(super) name: String,
    /// A number that grows.
    #[serde(default)]
    pub(super) version: Option<u64>,
    /// Who answers for it.
    #[serde(default)]
    pub(super) owner: Option<String>,
    #[serde(default)]
    pub(super) description: Option<String>,
}

/// Whether a policy stops anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A failure is a no.
    #[default]
    Enforce,
    /// Failures are listed and stop nothing; nothing is ever said to have passed.
    Audit,
}

impl Mode {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
        }
    }
}

/// Which artifacts a policy is for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Applies {
    /// Kinds of artifacts, such as `skill`; all where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::ArtifactKind>"))]
    pub(super) kinds: Vec<String>,
    /// Where artifacts are served from, such as `oci://ghcr.io/acme/**`; anywhere where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::Pattern>"))]
    pub(super) resources: Vec<Glob>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct VerifierId {
    /// A URI that is yours. Consumers trust summaries by it and by who signed them.
    #[cfg_attr(test, schemars(with = "crate::policy::form::AbsoluteUri"))]
    pub(super) id: String,
}

/// Which times count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(super) enum TimeSource {
    /// A trusted service's where there is one, otherwise what the signed statement says itself.
    #[default]
    Stated,
    /// Only those of a transparency log or a timestamping authority.
    Trusted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PeopleFile {
    /// Relative to the policy.
    #[cfg_attr(test, schemars(with = "crate::policy::form::RelativePath"))]
    pub(super) file: String,
}

/// From when on an artifact may not change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Immutability {
    /// From this stage on, the digest is that of the history.
    #[serde(default = "Immutability::from")]
    pub(super) digest_from: Stage,
    #[serde(default)]
    pub(super) refs: Refs,
}

impl Immutability {
    const fn from() -> Stage {
        Stage::Evaluated
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Refs {
    /// The artifact has to be named by its digest.
    DigestOnly,
    /// A tag may name it; what it stood for is what is decided on.
    #[default]
    Any,
}

/// What a step asks. Every part that is there has to hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Requirements {
    /// Who may sign the decision.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(super) by: Vec<String>,
    /// Statements that have to be there.
    #[serde(default)]
    pub(super) attestations: Vec<Attestation>,
    /// What a scan may have found.
    #[serde(default)]
    pub(super) findings: Option<Findings>,
    /// What has to have been measured.
    #[serde(default)]
    pub(super) evals: Vec<EvalRule>,
    /// What measurements have to be about, beside the digest.
    #[serde(default)]
    pub(super) eval_binding: Option<EvalBinding>,
    /// What has to be known about its parts.
    #[serde(default)]
    pub(super) bom: Option<BomRules>,
    /// How far what it needs has to be.
    #[serde(default)]
    pub(super) dependencies: Option<DependencyRules>,
    /// Who has to agree.
    #[serde(default)]
    pub(super) approvals: Option<Approvals>,
    /// The decision about the stage before.
    #[serde(default)]
    pub(super) vsa: Option<Before>,
    /// Signatures that artifacts carry in themselves.
    #[serde(default)]
    pub(super) signatures: Option<SignatureRules>,
    /// What whoever promotes has to say.
    #[serde(default)]
    pub(super) fields: Option<Fields>,
    /// A day that has to have come.
    #[serde(default)]
    pub(super) after: Option<After>,
}

/// Who may revoke, and what they have to say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Revoke {
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(super) by: Vec<String>,
    #[serde(default)]
    pub(super) fields: Option<Fields>,
}

/// How the history of an artifact is kept and believed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct State {
    /// How old the signed word that nothing newer is known may be; where it is left out, none is asked for.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub max_head_age: Option<Age>,
    /// What two next steps at once mean.
    #[serde(default)]
    pub on_fork: OnFork,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum OnFork {
    /// The furthest stage counts, and the fork is reported.
    #[default]
    Note,
    /// Nothing goes on until somebody has looked.
    Deny,
}

/// A gate in Rego: `package proofmark.custom`, `deny contains {"id", "msg", "severity"}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Custom {
    /// What the gate is called: `PMG-` is put before it.
    #[cfg_attr(test, schemars(regex(pattern = r"^[A-Z][A-Z0-9-]{1,31}$")))]
    pub(super) id: String,
    /// The module, relative to the policy.
    #[cfg_attr(test, schemars(with = "crate::policy::form::RelativePath"))]
    pub(super) rego: String,
    /// Of the module. Another module is a mistake.
    #[cfg_attr(test, schemars(with = "crate::policy::form::Sha256"))]
    pub(super) digest: Digest,
    /// The steps that it is asked at; all where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::Step>"))]
    pub(super) on: Vec<Transition>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_authored::<Document>("policy-v1", "https://proofmark.dev/policy/v1");
    }
}
