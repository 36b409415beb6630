//! What gates read: a case after verification, as one document. `proofmark policy input` prints it, and Rego is given it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::{Case, History, Need, Subject};
use super::evidence::{Accepted, Evidence, Rejected};
use super::gate::fields::Field;
use super::predicate::Kind;
use super::{Policy, Transition};
use crate::attest::SignedBy;
use crate::attest::predicate::Provenance;
use crate::digest::Digest;
use crate::eval::Time;

/// The schema of [`Input`].
pub const SCHEMA: &str = "https://proofmark.dev/policy-input/v1";

/// What gates read, and all that they read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// Always `https://proofmark.dev/policy-input/v1`.
    pub schema: String,
    /// The only clock there is.
    pub now: Time,
    pub policy: PolicyName,
    pub subject: Subject,
    /// As the user named it.
    pub reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    #[cfg_attr(test, schemars(with = "String"))]
    pub transition: Transition,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Verified statements about the subject, by whom the policy trusts; sorted by the digests of their bundles.
    #[serde(default)]
    pub statements: Vec<Said>,
    /// Signatures in the artifact itself that hold.
    #[serde(default)]
    pub signatures: Vec<Signature>,
    /// Evidence that does not count, and why.
    #[serde(default)]
    pub rejected: Vec<Rejected>,
    /// `null` where nobody has looked.
    #[serde(default)]
    pub dependencies: Option<Vec<Need>>,
    #[serde(default)]
    pub authors: BTreeSet<String>,
    /// What whoever promotes says: `reason`, `alternative`, `sunset`, `advisory`.
    #[serde(default)]
    pub fields: BTreeMap<Field, String>,
}

/// The policy that the input was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyName {
    pub name: String,
    #[cfg_attr(test, schemars(with = "String"))]
    pub digest: Digest,
}

/// A verified statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Said {
    /// SHA-256 of the bundle.
    #[cfg_attr(test, schemars(with = "String"))]
    pub bundle: Digest,
    /// `scan`, `bom`, `provenance`, `eval`, `approval`, `vsa`, or the URI of another predicate.
    pub kind: String,
    pub predicate_type: String,
    pub signer: Signature,
    /// When a trusted service first saw the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Time>,
    /// When it was made, by its own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Time>,
    pub predicate: Value,
}

/// Somebody who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signature {
    /// For people: a key, or an identity and who vouches for it.
    pub name: String,
    /// Identities of the policy that this is.
    #[serde(default)]
    pub identities: BTreeSet<String>,
    /// The person it is; absent for machines, and for whom the people file does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The SLSA build level that its builds are believed to have.
    #[serde(default)]
    pub build_level: u8,
    /// Of a signature in the artifact itself: what kind it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

impl Input {
    /// What gates read of a case.
    pub fn of(policy: &Policy, case: &Case) -> Self {
        let mut rejected = case.evidence.rejected().to_vec();
        let statements = said(policy, &case.evidence, case.subject.digest, &mut rejected);
        let signatures = case.evidence.inner().iter().map(|inner| {
            let mut signature = Signature::of(policy, inner.by());
            signature.form = Some(inner.form().to_owned());
            signature
        });
        let needs = |dependency: &super::case::Dependency| Need {
            name: dependency.name.clone(),
            digest: dependency.digest,
            via: dependency.via.clone(),
            stage: dependency.stage,
            head: dependency.head,
            statements: dependency
                .digest
                .map(|digest| said(policy, &dependency.evidence, digest, &mut Vec::new()))
                .unwrap_or_default(),
        };
        let authors = authors(&statements, &case.authors);
        Self {
            schema: SCHEMA.to_owned(),
            now: Time(case.now),
            policy: PolicyName { name: policy.name().to_owned(), digest: policy.digest() },
            subject: case.subject.clone(),
            reference: case.reference.clone(),
            kind: case.kind.clone(),
            resource: case.resource.clone(),
            transition: case.transition,
            history: case.history.clone(),
            signatures: signatures.collect(),
            statements,
            rejected,
            dependencies: case.dependencies.as_ref().map(|all| all.iter().map(needs).collect()),
            authors,
            fields: case.fields.clone(),
        }
    }
}

impl Input {
    /// Where consumers get the artifact from; its digest where it is served from nowhere yet.
    pub(super) fn place(&self) -> String {
        self.resource.clone().unwrap_or_else(|| format!("urn:proofmark:artifact:{}", self.subject.digest))
    }
}

/// Who wrote the source: who is known to have, and whom provenance names.
pub(super) fn authors(statements: &[Said], known: &BTreeSet<String>) -> BTreeSet<String> {
    let built = statements.iter().filter(|said| said.kind == Kind::Provenance.name());
    built.flat_map(|said| Provenance::authors(&said.predicate)).chain(known.iter().cloned()).collect()
}

/// Statements about `subject`. The verifier has compared the subjects; a case that mixes up artifacts is caught here.
fn said(policy: &Policy, evidence: &Evidence, subject: Digest, rejected: &mut Vec<Rejected>) -> Vec<Said> {
    let mut list = Vec::new();
    for accepted in evidence.accepted() {
        let statement = accepted.statement().content();
        let hex = subject.hex();
        if statement.subject.iter().any(|named| named.digest.get("sha256") == Some(&hex)) {
            list.push(Said::of(policy, accepted));
        } else {
            rejected.push(Rejected {
                digest: accepted.bundle(),
                name: accepted.bundle().to_string(),
                check: "subject-mismatch".to_owned(),
                reason: format!("no subject of the statement is {subject}"),
                claims: Some(Kind::of(&statement.predicate_type, &statement.predicate).name().to_owned()),
            });
        }
    }
    list
}

impl Said {
    fn of(policy: &Policy, accepted: &Accepted) -> Self {
        let verified = accepted.statement();
        let statement = verified.content();
        let kind = Kind::of(&statement.predicate_type, &statement.predicate);
        Self {
            bundle: accepted.bundle(),
            stated: stated(&kind, &statement.predicate),
            kind: kind.name().to_owned(),
            predicate_type: statement.predicate_type.clone(),
            signer: Signature::of(policy, verified.by()),
            // The earliest: a later one may have been added by anybody.
            signed: verified.times().iter().min().copied().map(Time),
            predicate: statement.predicate.clone(),
        }
    }

    pub(super) fn is_by(&self, identities: &[String]) -> bool {
        identities.iter().any(|identity| self.signer.identities.contains(identity))
    }
}

impl Signature {
    fn of(policy: &Policy, by: &SignedBy) -> Self {
        Self {
            name: super::described(by),
            identities: policy.identities_of(by),
            person: policy.person(by),
            build_level: policy.build_level(by),
            form: None,
        }
    }
}

/// When a statement was made, by its own word: each predicate has a member for it.
pub(super) fn stated(kind: &Kind, predicate: &Value) -> Option<Time> {
    let at = |pointer: &str| predicate.pointer(pointer).and_then(Value::as_str).and_then(Time::parse);
    match kind {
        Kind::Scan => at("/proofmark_scan/finishedOn"),
        Kind::Bom => at("/metadata/timestamp").or_else(|| at("/creationInfo/created")),
        Kind::Provenance => at("/runDetails/metadata/finishedOn").or_else(|| at("/runDetails/metadata/startedOn")),
        // The oldest: one new record does not make the others new.
        Kind::Eval => {
            let records = predicate.get("records").and_then(Value::as_array)?;
            let times: Option<Vec<Time>> =
                records.iter().map(|record| record.get("finished")?.as_str().and_then(Time::parse)).collect();
            times?.into_iter().min()
        }
        Kind::Approval => at("/decidedOn"),
        Kind::Vsa => at("/timeVerified"),
        Kind::Other(_) => at("/createdOn").or_else(|| at("/timestamp")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Input>("policy-input-v1", SCHEMA);
    }
}
