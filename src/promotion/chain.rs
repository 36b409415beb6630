//! The state of an artifact, computed from its links.
//!
//! Stages are a total order and every link is a decision of its own about one immutable digest, so the state is the
//! highest stage of all links whose ancestors are there: merging views is commutative and idempotent, two promoters who
//! race leave a fork and the same state, and whoever withholds links can only lower it. What must not be lowered, a
//! revocation, needs memory: links that were seen before, and signed statements of what the heads are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::Link;
use crate::attest::SignedBy;
use crate::digest::Digest;
use crate::policy::Stage;

/// How far the clocks of services that date signatures may be apart.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A link whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Of the signed statement: what `previous` names.
    pub id: Digest,
    /// The manifest that it is about.
    pub subject: Digest,
    pub link: Link,
    pub by: SignedBy,
    /// When a trusted service saw the signature, at the earliest.
    pub seen: Option<Timestamp>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub subject: Digest,
    /// Where the artifact is pulled from.
    pub resource: &'a str,
    /// Links that were there before.
    pub remembered: &'a BTreeSet<Digest>,
    /// What is known of the heads from elsewhere.
    pub claims: &'a [Claim],
    /// How old the newest claim may be; nothing, where none is needed.
    pub max_head_age: Option<SignedDuration>,
    pub now: Timestamp,
}

/// Somebody's signed word on what the heads were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub heads: Vec<Digest>,
    pub time: Timestamp,
    pub expires: Timestamp,
}

/// Why a link does not count. The state is computed without it, and it is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    #[error("it is about {found}")]
    Subject { found: Digest },
    #[error("it is for `{found}`")]
    Resource { found: String },
    #[error("it was decided by the policy {found}, which is not trusted")]
    Policy { found: Digest },
    #[error("`{found}` may not take this step")]
    Signer { found: String },
    #[error("{detail}")]
    Verdict { detail: String },
    #[error("{detail}")]
    Field { detail: String },
}

impl Refusal {
    /// The name of the check.
    pub const fn check(&self) -> &'static str {
        match self {
            Self::Subject { .. } => "subject",
            Self::Resource { .. } => "resource",
            Self::Policy { .. } => "policy",
            Self::Signer { .. } => "signer",
            Self::Verdict { .. } => "verdict",
            Self::Field { .. } => "field",
        }
    }
}

/// What is wrong with a link that everything else says is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Defect {
    #[error("a chain starts at `draft`, with a revocation, or not at all")]
    Start,
    #[error("its number is not the next one")]
    Sequence,
    #[error("it does not start where its predecessors end")]
    From,
    #[error("no step leads there")]
    Step,
    #[error("it was signed before what it follows")]
    Time,
}

/// Whether the chain can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// There is no link.
    Unlinked,
    Whole,
    /// There are several heads. The state is the same for all who see them.
    Forked,
    /// A link follows one that is not there.
    Incomplete {
        link: Digest,
        missing: Digest,
    },
    /// Somebody who may sign links has signed one that cannot be.
    Invalid {
        link: Digest,
        defect: Defect,
    },
    /// A link that was there before is not there now.
    Rollback {
        missing: Digest,
    },
    /// Somebody who may sign links says that there is one more.
    Withheld {
        missing: Digest,
    },
    /// Nobody says that these are the heads, or did so too long ago.
    Stale {
        last: Option<Timestamp>,
    },
}

impl Standing {
    /// The name of the check that failed; nothing, where the state holds.
    pub const fn check(&self) -> Option<&'static str> {
        match self {
            Self::Unlinked | Self::Whole | Self::Forked => None,
            Self::Incomplete { .. } => Some("incomplete-chain"),
            Self::Invalid { .. } => Some("invalid-chain"),
            Self::Rollback { .. } => Some("rollback"),
            Self::Withheld { .. } => Some("withheld-link"),
            Self::Stale { .. } => Some("stale-head"),
        }
    }

    /// In a word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unlinked => "unlinked",
            Self::Whole => "whole",
            Self::Forked => "forked",
            _ => "broken",
        }
    }

    /// What is wrong, in a sentence.
    pub fn describe(&self) -> String {
        match self {
            Self::Unlinked => "nobody has promoted it".to_owned(),
            Self::Whole => "every link is there".to_owned(),
            Self::Forked => "several links follow the same one; the next promotion joins them".to_owned(),
            Self::Incomplete { link, missing } => format!("{link} follows {missing}, which is not there"),
            Self::Invalid { link, defect } => format!("{link} cannot be: {defect}"),
            Self::Rollback { missing } => format!("{missing} was there before and is not there now"),
            Self::Withheld { missing } => format!("a signed head statement names {missing}, which is not there"),
            Self::Stale { last: None } => "no head statement says that these are the newest links".to_owned(),
            Self::Stale { last: Some(time) } => format!("the newest head statement is of {time} and no longer holds"),
        }
    }
}

/// What a chain says.
#[derive(Debug, Clone)]
pub struct State {
    pub standing: Standing,
    /// Nothing, where it cannot be told.
    pub stage: Option<Stage>,
    /// The links that no other follows. Sorted.
    pub heads: Vec<Digest>,
    /// What the next link is numbered.
    pub next: u64,
    /// The links that count, by number and name.
    pub steps: Vec<Step>,
    /// The links that do not, by name.
    pub refused: Vec<(Digest, Refusal)>,
}

/// Computes the state. `admit` says why a link does not count: who signed it, by which policy and on what verdict; what
/// it is about and for is compared here.
pub fn walk(steps: Vec<Step>, question: &Question<'_>, admit: impl Fn(&Step) -> Result<(), Refusal>) -> State {
    let mut refused = Vec::new();
    let mut counted: BTreeMap<Digest, Step> = BTreeMap::new();
    for step in steps {
        match bound(&step, question).and_then(|()| admit(&step)) {
            Ok(()) => {
                counted.insert(step.id, step);
            }
            Err(refusal) => refused.push((step.id, refusal)),
        }
    }
    refused.sort_by_key(|(id, _)| *id);
    refused.dedup();
    let parents: BTreeSet<Digest> = counted.values().flat_map(|step| step.link.previous.iter().copied()).collect();
    let heads: Vec<Digest> = counted.keys().filter(|id| !parents.contains(id)).copied().collect();
    let highest = counted.values().map(|step| step.link.to).max();
    let standing = standing(&counted, &heads, question, highest == Some(Stage::Revoked));
    let stage = match (highest, standing.check()) {
        // What is said against an artifact holds, whatever else is missing.
        (Some(Stage::Revoked), _) => Some(Stage::Revoked),
        (stage, None) => Some(stage.unwrap_or(Stage::Draft)),
        (_, Some(_)) => None,
    };
    let next = counted.values().map(|step| step.link.seq).max().map_or(0, |seq| seq.saturating_add(1));
    let mut steps: Vec<Step> = counted.into_values().collect();
    steps.sort_by_key(|step| (step.link.seq, step.id));
    State { standing, stage, heads, next, steps, refused }
}

/// Whether a link is about what is asked.
fn bound(step: &Step, question: &Question<'_>) -> Result<(), Refusal> {
    if step.subject != question.subject {
        return Err(Refusal::Subject { found: step.subject });
    }
    if step.link.resource_uri != question.resource {
        return Err(Refusal::Resource { found: step.link.resource_uri.clone() });
    }
    Ok(())
}

fn standing(counted: &BTreeMap<Digest, Step>, heads: &[Digest], question: &Question<'_>, revoked: bool) -> Standing {
    if let Some(missing) = question.remembered.iter().find(|id| !counted.contains_key(id)) {
        return Standing::Rollback { missing: *missing };
    }
    for (id, step) in counted {
        let mut before = Vec::with_capacity(step.link.previous.len());
        for previous in &step.link.previous {
            match counted.get(previous) {
                Some(step) => before.push(step),
                None => return Standing::Incomplete { link: *id, missing: *previous },
            }
        }
        if let Some(defect) = defect(step, &before) {
            return Standing::Invalid { link: *id, defect };
        }
    }
    // Only news against an artifact is worth hiding, and this is the worst.
    if !revoked {
        let claimed = question.claims.iter().flat_map(|claim| &claim.heads);
        if let Some(missing) = claimed.copied().find(|id| !counted.contains_key(id)) {
            return Standing::Withheld { missing };
        }
        if let Some(age) = question.max_head_age.filter(|_| !counted.is_empty()) {
            let fresh = |claim: &Claim| claim.expires >= question.now && question.now.duration_since(claim.time) <= age;
            if !question.claims.iter().any(fresh) {
                return Standing::Stale { last: question.claims.iter().map(|claim| claim.time).max() };
            }
        }
    }
    match heads.len() {
        0 => Standing::Unlinked,
        1 => Standing::Whole,
        _ => Standing::Forked,
    }
}

/// What is wrong with a link, given all that it follows.
fn defect(step: &Step, before: &[&Step]) -> Option<Defect> {
    let link = &step.link;
    let next = before.iter().map(|step| step.link.seq).max().map_or(Some(0), |seq| seq.checked_add(1));
    if next != Some(link.seq) {
        return Some(Defect::Sequence);
    }
    if link.from != before.iter().map(|step| step.link.to).max() {
        return Some(if before.is_empty() { Defect::Start } else { Defect::From });
    }
    if link.to != Stage::Revoked && !follows(link.from, link.to) {
        return Some(if before.is_empty() { Defect::Start } else { Defect::Step });
    }
    let earliest = before.iter().filter_map(|step| step.seen).max();
    if let (Some(seen), Some(before)) = (step.seen, earliest)
        && before.duration_since(seen) > SKEW
    {
        return Some(Defect::Time);
    }
    None
}

/// Whether a step leads from one stage to another; revocations lead from everywhere.
fn follows(from: Option<Stage>, to: Stage) -> bool {
    from.map_or(Some(Stage::Draft), Stage::next) == Some(to)
}
