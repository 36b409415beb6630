//! What a store says of an artifact: everything about it is verified, then its chain is walked.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::chain::{Claim, Question, Refusal, State, Step, walk};
use super::verdict::Verdict;
use super::{Error, Head, Link, head, link};
use crate::attest::{SignedBy, Statement};
use crate::digest::Digest;
use crate::policy::{self, Accepted, Evidence, Policy, Rejected, Stage, Transition, Trust, described};
use crate::store::{self, Store};

const SUMMARY: &str = "https://slsa.dev/verification_summary/v1";

/// An artifact, and where it is.
#[derive(Clone)]
pub struct Place<'a> {
    pub store: &'a dyn Store,
    /// Its manifest.
    pub subject: Digest,
    /// As people call it.
    pub name: String,
    /// Where consumers pull it from.
    pub resource: String,
}

/// The history of an artifact, and all evidence about it.
#[derive(Debug, Clone)]
pub struct History {
    /// What holds, and what does not and why.
    pub evidence: Evidence,
    pub state: State,
    /// Every decision that was signed by whom the policy trusts, FAILED ones, too; the oldest first.
    pub verdicts: Vec<Verdict>,
    /// What is a link, a decision or a head statement by its type, and is none.
    pub malformed: Vec<Rejected>,
    /// The newest head statement.
    pub head: Option<Head>,
}

/// Verifies everything that a store has about an artifact.
pub fn gather(store: &dyn Store, subject: Digest, name: &str, trust: &Trust<'_>) -> Result<Evidence, Error> {
    let pieces = store::statements(store, subject)?;
    let subject = store::subject(name, subject);
    Ok(policy::sort_pieces(&pieces, &subject, trust))
}

/// The places that links are for, whether they count or not.
pub fn resources(evidence: &Evidence) -> BTreeSet<String> {
    let statements = evidence.accepted().iter().map(|accepted| accepted.statement().content());
    let links = statements.filter(|statement| statement.predicate_type == link::TYPE);
    links.filter_map(|link| link.predicate.get("resourceUri")?.as_str().map(str::to_owned)).collect()
}

/// Reads the history of an artifact, where `resource` is pulled from, out of what was verified. `remembered` are links
/// that were there before.
pub fn history(
    subject: Digest,
    resource: &str,
    evidence: Evidence,
    trust: &Trust<'_>,
    remembered: &BTreeSet<Digest>,
) -> History {
    let mut reading = Reading::default();
    for accepted in evidence.accepted() {
        reading.take(accepted, subject);
    }
    let Reading { steps, verdicts, heads, malformed } = reading;
    let trusted: Vec<&Head> = heads
        .iter()
        .filter(|(head, by)| head.resource_uri == resource && may_lead(trust.policy, by))
        .map(|(head, _)| head)
        .collect();
    let claims: Vec<Claim> = trusted.iter().map(|head| head.claim()).collect();
    let question = Question {
        subject,
        resource,
        remembered,
        claims: &claims,
        max_head_age: trust.policy.state().max_head_age.map(policy::Age::duration),
        now: trust.now,
    };
    let state = walk(steps, &question, |step| admit(step, trust.policy, &verdicts));
    let mut verdicts: Vec<Verdict> = verdicts.into_values().collect();
    verdicts.sort_by(|a, b| (&a.summary.time_verified, a.bundle).cmp(&(&b.summary.time_verified, b.bundle)));
    let head = trusted.into_iter().max_by_key(|head| head.time).cloned();
    History { evidence, state, verdicts, malformed, head }
}

/// Whether somebody may say what the newest links are: whoever may sign one.
pub(super) fn may_lead(policy: &Policy, by: &SignedBy) -> bool {
    let revocation = Transition { from: Stage::Draft, to: Stage::Revoked };
    Transition::steps().chain([revocation]).any(|step| policy.may_decide(by, step))
}

/// Whether a link counts: by whom, by which policy, on what verdict.
fn admit(step: &Step, policy: &Policy, verdicts: &BTreeMap<Digest, Verdict>) -> Result<(), Refusal> {
    let link = &step.link;
    if !policy.accepted().contains(&link.policy.digest) {
        return Err(Refusal::Policy { found: link.policy.digest });
    }
    let allowed = if link.to == Stage::Draft {
        // Whoever may take any step may start.
        Transition::steps().any(|step_to| policy.may_decide(&step.by, step_to))
    } else {
        policy.may_decide(&step.by, Transition { from: link.from.unwrap_or(Stage::Draft), to: link.to })
    };
    if !allowed {
        return Err(Refusal::Signer { found: described(&step.by) });
    }
    if matches!(link.to, Stage::Draft | Stage::Revoked) {
        return Ok(());
    }
    let missing = |detail: String| Refusal::Verdict { detail };
    let named = link.verdict.ok_or_else(|| missing("it names no verdict".to_owned()))?.digest;
    let verdict = verdicts.get(&named).ok_or_else(|| missing(format!("its verdict {named} is not there")))?;
    verdict.supports(link, policy)
}

/// Statements by what they are.
#[derive(Default)]
struct Reading {
    steps: Vec<Step>,
    verdicts: BTreeMap<Digest, Verdict>,
    heads: Vec<(Head, SignedBy)>,
    malformed: Vec<Rejected>,
}

impl Reading {
    fn take(&mut self, accepted: &Accepted, subject: Digest) {
        let verified = accepted.statement();
        let by = verified.by().clone();
        match verified.content().predicate_type.as_str() {
            link::TYPE => {
                let Some(link) = self.parse::<Link>(accepted) else { return };
                let seen = verified.times().iter().min().copied();
                self.steps.push(Step { id: id(verified.content()), subject, link, by, seen });
            }
            SUMMARY => {
                let Some(summary) = self.parse(accepted) else { return };
                let bundle = accepted.bundle();
                self.verdicts.insert(bundle, Verdict { bundle, by, summary });
            }
            head::TYPE => {
                let Some(head) = self.parse(accepted) else { return };
                self.heads.push((head, by));
            }
            _ => {}
        }
    }

    /// What a statement says, if it is about one artifact and of its form.
    fn parse<P: DeserializeOwned>(&mut self, accepted: &Accepted) -> Option<P> {
        let statement = accepted.statement().content();
        let read = if statement.subject.len() == 1 {
            P::deserialize(&statement.predicate).map_err(|error| error.to_string())
        } else {
            Err(format!("it has {} subjects", statement.subject.len()))
        };
        read.map_err(|reason| {
            self.malformed.push(Rejected {
                digest: accepted.bundle(),
                name: accepted.bundle().to_string(),
                check: "malformed".to_owned(),
                reason,
                claims: Some(statement.predicate_type.clone()),
            });
        })
        .ok()
    }
}

/// What a link is called: the digest of its statement in canonical form, which is what we sign. The same statement is
/// the same link, whoever packs its signature anew.
pub(super) fn id(statement: &Statement<Value>) -> Digest {
    // A statement that was read can be written.
    Digest::of(serde_json_canonicalizer::to_vec(statement).unwrap_or_default())
}
