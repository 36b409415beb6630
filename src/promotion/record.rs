//! Decisions and steps, signed and kept beside the artifact.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::chain::Standing;
use super::history::{History, Place, may_lead};
use super::link::Named;
use super::{Error, Head, Link};
use crate::attest::{Bundle, Predicate, SignedBy, Signing, Statement};
use crate::digest::Digest;
use crate::policy::{self, Decision, Field, Kind, Policy, Raw, Stage, Transition, Trust, described};
use crate::store;

/// What was signed and kept.
#[derive(Debug)]
pub struct Recorded {
    /// The bundle of the decision; nothing, where the step rests on none.
    pub verdict: Option<Digest>,
    /// The links that no other follows now; nothing, where no step was taken.
    pub heads: Option<BTreeSet<Digest>>,
}

/// Signs a decision, FAILED ones too, and the step that it allows.
pub fn promote(
    place: &Place<'_>,
    trust: &Trust<'_>,
    history: &History,
    decision: &Decision,
    fields: BTreeMap<Field, String>,
    signing: &Signing,
) -> Result<Recorded, Error> {
    sound(history, trust.policy)?;
    let step = decision.transition;
    let allowed = |by: &SignedBy| trust.policy.may_decide(by, step);
    let pen = Pen { place, trust, signing, step, allowed: &allowed };
    let verdict = pen.sign(decision.summary(&history.state.heads))?;
    let link = |from, to, seq, previous: Vec<Digest>, verdict, approvals, fields| Link {
        from,
        to,
        seq,
        previous,
        resource_uri: place.resource.clone(),
        policy: Named { digest: trust.policy.digest() },
        verdict,
        time: trust.now,
        approvals,
        fields,
    };
    let kept = pen.keep(verdict.bundle)?;
    let mut recorded = Recorded { verdict: Some(kept.digest), heads: None };
    if !decision.is_passed() {
        return Ok(recorded);
    }
    let (mut previous, mut next) = (history.state.heads.clone(), history.state.next);
    if previous.is_empty() {
        let start = link(None, Stage::Draft, 0, Vec::new(), None, Vec::new(), BTreeMap::new());
        previous = vec![pen.link(start)?];
        next = 1;
    }
    let verdict = Some(Named { digest: kept.digest });
    let step_link = link(Some(step.from), step.to, next, previous, verdict, counted(history, decision), fields);
    recorded.heads = Some([pen.link(step_link)?].into());
    Ok(recorded)
}

/// Signs that an artifact must not be used, whatever its stage and whatever is missing of its history.
pub fn revoke(
    place: &Place<'_>,
    trust: &Trust<'_>,
    history: &History,
    fields: BTreeMap<Field, String>,
    signing: &Signing,
) -> Result<Recorded, Error> {
    let state = &history.state;
    let from = state.steps.iter().map(|step| step.link.to).max();
    let step = Transition { from: from.unwrap_or(Stage::Draft), to: Stage::Revoked };
    let unsaid: Vec<&str> = trust.policy.unsaid_of_revocation(&fields).into_iter().map(Field::name).collect();
    if !unsaid.is_empty() {
        return Err(Error::Unsaid { fields: unsaid.join(", "), flags: format!("--{} TEXT", unsaid.join(" TEXT --")) });
    }
    let allowed = |by: &SignedBy| trust.policy.may_decide(by, step);
    let link = Link {
        from,
        to: Stage::Revoked,
        seq: state.next,
        previous: state.heads.clone(),
        resource_uri: place.resource.clone(),
        policy: Named { digest: trust.policy.digest() },
        verdict: None,
        time: trust.now,
        approvals: Vec::new(),
        fields,
    };
    let head = Pen { place, trust, signing, step, allowed: &allowed }.link(link)?;
    Ok(Recorded { verdict: None, heads: Some([head].into()) })
}

/// Signs that these are the newest links, for as long as `lasts`.
pub fn attest_head(
    place: &Place<'_>,
    trust: &Trust<'_>,
    heads: &BTreeSet<Digest>,
    stage: Stage,
    lasts: SignedDuration,
    signing: &Signing,
) -> Result<Head, Error> {
    let head = Head {
        heads: heads.iter().copied().collect(),
        stage,
        resource_uri: place.resource.clone(),
        policy: Named { digest: trust.policy.digest() },
        time: trust.now,
        expires: trust.now.saturating_add(lasts).unwrap_or(trust.now),
    };
    let step = Transition { from: stage.previous().unwrap_or(Stage::Draft), to: stage };
    let pen = Pen { place, trust, signing, step, allowed: &|by| may_lead(trust.policy, by) };
    pen.keep(pen.sign(head.clone())?.bundle)?;
    Ok(head)
}

/// Refuses to go on from a history that cannot be relied on: a link that is missing may be the one that counts.
pub fn sound(history: &History, policy: &Policy) -> Result<(), Error> {
    let standing = &history.state.standing;
    match standing.check() {
        Some(check) => Err(Error::Broken { check, detail: standing.describe() }),
        None if *standing == Standing::Forked && policy.denies_forks() => {
            Err(Error::Broken { check: "fork", detail: standing.describe() })
        }
        None => Ok(()),
    }
}

/// Refuses to call links the newest where some are known to be missing. That nobody has said so lately is no reason.
pub fn renewable(history: &History) -> Result<(), Error> {
    match &history.state.standing {
        Standing::Stale { .. } => Ok(()),
        standing => match standing.check() {
            Some(check) => Err(Error::Broken { check, detail: standing.describe() }),
            None => Ok(()),
        },
    }
}

/// Approvals that a gate rests on.
fn counted(history: &History, decision: &Decision) -> Vec<Digest> {
    let used: BTreeSet<Digest> = decision.gates.iter().flat_map(|gate| gate.evidence.iter().copied()).collect();
    let accepted = history.evidence.accepted().iter().filter(|accepted| used.contains(&accepted.bundle()));
    let approvals = accepted.filter(|accepted| {
        let statement = accepted.statement().content();
        Kind::of(&statement.predicate_type, &statement.predicate) == Kind::Approval
    });
    approvals.map(policy::Accepted::bundle).collect()
}

/// A statement that is signed by somebody who may.
struct Signed {
    bundle: Bundle,
    id: Digest,
}

/// What statements about one step of an artifact are signed and kept with.
struct Pen<'a> {
    place: &'a Place<'a>,
    trust: &'a Trust<'a>,
    signing: &'a Signing,
    step: Transition,
    /// Whose signatures count.
    allowed: &'a dyn Fn(&SignedBy) -> bool,
}

impl Pen<'_> {
    /// Signs a statement. What nobody will believe is refused: it is read here as everybody else will.
    fn sign<P: Predicate>(&self, predicate: P) -> Result<Signed, Error> {
        let subject = store::subject(self.place.name.clone(), self.place.subject);
        let bundle = self.signing.sign(&Statement::new(subject.descriptors(), predicate))?;
        let raw = Raw { name: "the new statement".to_owned(), bytes: bundle.bytes().to_vec() };
        let found = policy::sort(&[raw], &subject, self.trust);
        let step = self.step;
        let deciders = || self.trust.policy.deciders(step).into_iter().collect::<Vec<_>>().join(", ");
        match (found.accepted(), found.rejected()) {
            ([only], []) if (self.allowed)(only.statement().by()) => {
                Ok(Signed { id: super::history::id(only.statement().content()), bundle })
            }
            ([only], _) => {
                let found = described(only.statement().by());
                Err(Error::Signer { found, step, deciders: deciders() })
            }
            (_, rejected) => {
                let reason = rejected.first().map(|rejected| rejected.reason.clone()).unwrap_or_default();
                Err(Error::Stranger { reason, step, deciders: deciders() })
            }
        }
    }

    fn keep(&self, bundle: Bundle) -> Result<store::Kept, Error> {
        Ok(store::keep(self.place.store, self.place.subject, bundle, self.trust.now)?)
    }

    /// Signs a link, keeps it, and says what those that follow call it.
    fn link(&self, link: Link) -> Result<Digest, Error> {
        let Signed { bundle, id } = self.sign(link)?;
        self.keep(bundle)?;
        Ok(id)
    }
}
