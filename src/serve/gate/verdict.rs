//! What verified summaries say of one artifact, all of them together.

use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::Value;

use super::Denial;
use crate::attest::predicate::{Summary, SummaryResult};
use crate::attest::{Failure, SignedBy, Statement, Verified};
use crate::digest::Digest;
use crate::policy::{Policy, Stage, Transition};

/// A summary that somebody trusted has signed.
pub(super) struct Verdict {
    pub(super) summary: Summary,
    time: Timestamp,
    /// The last moment at which it holds; always, without one.
    expires: Option<Timestamp>,
    /// The step that was decided on, where it is one of a promotion.
    step: Option<Transition>,
    pub(super) by: SignedBy,
    /// What it may be named by: the digests of its manifest, its bundle, its statement.
    pub(super) names: Vec<Digest>,
}

/// What is asked of summaries beside a signature.
#[derive(Debug, Default)]
pub struct Asked {
    /// The verifier that they have to come from.
    pub verifier: Option<String>,
    /// The policy that they have to be decisions of.
    pub policy: Option<Policy>,
    /// The stage that has to have been reached.
    pub stage: Option<Stage>,
}

impl Verdict {
    /// Reads a verified statement.
    pub(super) fn read(statement: &Verified<Statement>, names: Vec<Digest>) -> Result<Self, Denial> {
        let malformed = |detail: String| Denial::evidence(&Failure::Malformed { detail });
        let summary = Summary::deserialize(&statement.content().predicate).map_err(|e| malformed(e.to_string()))?;
        let time = |text: &str| text.parse::<Timestamp>().map_err(|error| malformed(error.to_string()));
        let expires = summary.extensions.get(Summary::EXPIRES).and_then(Value::as_str).map(time).transpose()?;
        let stage = |promotion: &Value, name: &str| {
            let stage = Stage::deserialize(promotion.get(name).unwrap_or(&Value::Null));
            stage.map_err(|error| malformed(format!("`{name}`: {error}")))
        };
        let step = match summary.extensions.get(Summary::PROMOTION) {
            Some(promotion) => Some(Transition { from: stage(promotion, "from")?, to: stage(promotion, "to")? }),
            None => None,
        };
        let (time, by) = (time(&summary.time_verified)?, statement.by().clone());
        Ok(Self { summary, time, expires, step, by, names })
    }

    fn passed(&self) -> bool {
        self.summary.verification_result == SummaryResult::Passed
    }

    fn to(&self) -> Option<Stage> {
        self.step.map(|step| step.to)
    }

    /// Whether the gate asks for decisions like this one, about what the payload names.
    fn meant(&self, asked: &Asked, subject: Digest, repository: Option<&str>) -> Result<(), String> {
        let Summary { verifier, resource_uri, policy, .. } = &self.summary;
        let own = asked.policy.as_ref().map(Policy::verifier);
        if let Some(expected) = asked.verifier.as_deref().or(own).filter(|expected| *expected != verifier.id) {
            return Err(format!("verifier: it comes from `{}`, and `{expected}` is meant", verifier.id));
        }
        if let Some(own) = &asked.policy {
            let by = policy.digest.get("sha256").map(String::as_str).unwrap_or_default();
            if !own.accepted().iter().any(|digest| digest.hex() == by) {
                return Err(format!("policy: it is a decision of `sha256:{by}`, and {} is meant", own.digest()));
            }
            if self.step.is_some_and(|step| !own.may_decide(&self.by, step)) {
                return Err("signer: the policy does not let this signer decide about the step".to_owned());
            }
        }
        // A summary for one repository says nothing of another: who may push there decides what is pulled from it.
        let nowhere = *resource_uri == format!("urn:proofmark:artifact:{subject}");
        match repository {
            Some(named) if !nowhere && repository_of(resource_uri) != named => {
                Err(format!("resource: it is about `{resource_uri}`, and the payload names `{named}`"))
            }
            _ => Ok(()),
        }
    }
}

/// Decides over all summaries about one artifact. Of each step the newest counts, so that a no that came later takes back
/// a yes; and an end of life takes back everything.
pub(super) fn weigh(
    verdicts: Vec<Verdict>,
    asked: &Asked,
    subject: Digest,
    repository: Option<&str>,
    now: Timestamp,
) -> Result<Verdict, Denial> {
    let (meant, others): (Vec<_>, Vec<_>) = verdicts
        .into_iter()
        .map(|one| (one.meant(asked, subject, repository), one))
        .partition(|(meant, _)| meant.is_ok());
    if meant.is_empty() {
        let reason = others.into_iter().find_map(|(meant, _)| meant.err());
        let reason = reason.unwrap_or_else(|| format!("no summary about {subject}"));
        return Err(Denial::new(
            "evidence-refused",
            "name evidence that the gate asks for, about what is registered",
            reason,
        ));
    }
    let mut newest: Vec<Verdict> = Vec::new();
    for (_, one) in meant {
        match newest.iter_mut().find(|known| known.to() == one.to()) {
            // At one moment, the no counts.
            Some(known) if (known.time, !known.passed()) < (one.time, !one.passed()) => *known = one,
            Some(_) => {}
            None => newest.push(one),
        }
    }
    if let Some(ended) = newest.iter().find(|one| one.passed() && one.to() > Some(Stage::Published)) {
        let stage = ended.to().map_or("", Stage::name);
        return Err(Denial::new("evidence-retired", "register its successor", format!("{subject} is {stage}")));
    }
    newest.sort_by_key(|one| std::cmp::Reverse((one.passed(), one.to(), one.time)));
    let best = newest.into_iter().next();
    let best =
        best.ok_or_else(|| Denial::new("evidence-missing", "promote it", format!("no summary about {subject}")))?;
    let id = &best.summary.verifier.id;
    if !best.passed() {
        let reason = format!("{id} says {subject} failed at {}", best.time);
        return Err(Denial::new("evidence-failed", "repair what its verification has found", reason));
    }
    if let Some(expired) = best.expires.filter(|expires| *expires < now) {
        let reason = format!("what {id} says of {subject} expired at {expired}");
        return Err(Denial::new("evidence-expired", "have the artifact verified anew", reason));
    }
    match asked.stage {
        Some(stage) if best.to() < Some(stage) => {
            let reached = best.to().map_or("no stage", Stage::name);
            let reason = format!("{subject} has reached {reached}, and {stage} is asked for");
            Err(Denial::new("evidence-stage", "promote it first", reason))
        }
        _ => Ok(best),
    }
}

/// The repository of a reference, without a scheme, a tag and a digest.
pub(super) fn repository_of(reference: &str) -> &str {
    let reference = reference.strip_prefix("oci://").unwrap_or(reference);
    let reference = reference.split('@').next().unwrap_or(reference);
    match reference.rsplit_once(':') {
        // The colon before a port is followed by a path.
        Some((name, tag)) if !tag.contains('/') => name,
        _ => reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_the_same_however_it_is_referred_to() {
        for text in [
            "oci://ghcr.io/acme/notes",
            "ghcr.io/acme/notes:1.0",
            "oci://ghcr.io/acme/notes:1.0@sha256:aa",
            "ghcr.io/acme/notes@sha256:aa",
        ] {
            assert_eq!(repository_of(text), "ghcr.io/acme/notes", "{text}");
        }
        assert_eq!(repository_of("localhost:5000/notes"), "localhost:5000/notes");
        assert_eq!(repository_of("localhost:5000/notes:1"), "localhost:5000/notes");
    }
}
