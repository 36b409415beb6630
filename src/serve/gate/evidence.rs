//! Evidence about what is to be registered: verification summaries, believed only once they are verified.

use jiff::Timestamp;
use serde_json::Value;

use super::verdict::{Asked, Verdict, repository_of, weigh};
use super::{Denial, Pointer};
use crate::attest::predicate::Summary;
use crate::attest::{self, Evidence, Failure, Policy, SignedBy, Subject, TrustedRoot};
use crate::digest::Digest;
use crate::store::{self, Layout};

/// Who is believed, and where evidence lies.
pub struct Trust {
    policy: Policy,
    root: TrustedRoot,
    /// Where evidence is looked up; without it, only what a payload brings along counts.
    pub store: Option<Layout>,
    /// Whether something without evidence may not be registered.
    pub required: bool,
    /// What is asked of summaries beside a signature.
    pub asked: Asked,
}

/// The evidence that a yes rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    pub subject: Digest,
    pub verifier: String,
    pub by: SignedBy,
}

/// A piece of evidence, and where it was found.
struct Piece {
    evidence: Evidence,
    names: Vec<Digest>,
    /// Whether the payload brought it along: then it has to hold.
    inline: bool,
}

impl Trust {
    /// Believes the signers of `policy` about verification summaries, and about nothing else.
    pub fn new(policy: Policy, root: TrustedRoot) -> Self {
        let policy = Policy { predicate_types: vec![Summary::TYPE.to_owned()], ..policy };
        Self { policy, root, store: None, required: false, asked: Asked::default() }
    }

    /// Whether the evidence that a payload names says that its subject has passed.
    pub(super) fn judge(&self, pointer: Option<&Pointer>, now: Timestamp) -> Result<Option<Grounds>, Denial> {
        let Some(pointer) = pointer else {
            let missing = "the payload names no evidence";
            return if self.required { Err(Self::missing(missing)) } else { Ok(None) };
        };
        let (subject, repository) = subject(pointer)?;
        let mut verdicts = Vec::new();
        let mut refused = None;
        for piece in self.pieces(pointer, subject)? {
            match self.verdict(&piece, subject, now) {
                Ok(verdict) => verdicts.push(verdict),
                Err(denial) if piece.inline => return Err(denial),
                Err(denial) => refused = Some(denial),
            }
        }
        let named = pointer.vsa.as_deref().map(str::parse::<Digest>).transpose();
        let named = named.map_err(|error| Denial::pointer(&format!("`vsa`: {error}")))?;
        let found = named.is_none_or(|named| verdicts.iter().any(|verdict| verdict.names.contains(&named)));
        if verdicts.is_empty() || !found {
            return Err(refused.unwrap_or_else(|| Self::missing(&format!("no summary about {subject}"))));
        }
        let best = weigh(verdicts, &self.asked, subject, repository, now)?;
        Ok(Some(Grounds { subject, verifier: best.summary.verifier.id, by: best.by }))
    }

    fn missing(reason: &str) -> Denial {
        let fix = "promote the artifact, and name its subject and its summary in `metadata.proofmark`";
        Denial::new("evidence-missing", fix, reason)
    }

    /// The bundles that a payload brings along, and those of the store.
    fn pieces(&self, pointer: &Pointer, subject: Digest) -> Result<Vec<Piece>, Denial> {
        let mut pieces = Vec::new();
        if let Some(bundle) = &pointer.bundle {
            let bytes = match bundle {
                Value::String(text) => text.clone().into_bytes(),
                other => other.to_string().into_bytes(),
            };
            for evidence in Evidence::read(&bytes).map_err(|failure| Denial::evidence(&failure))? {
                pieces.push(Piece { names: names(&evidence, Digest::of(&bytes)), evidence, inline: true });
            }
        }
        let Some(layout) = &self.store else { return Ok(pieces) };
        let unread = |reason: String| Denial::new("evidence-unread", "have the gate's store repaired", reason);
        let found = store::statements(layout, subject).map_err(|error| unread(error.to_string()))?;
        for store::Piece { digest, manifest, read } in found {
            // What cannot be read may be the no that came later.
            let evidence = read.map_err(|failure| unread(format!("{manifest}: {failure}")))?;
            let mut names = names(&evidence, digest);
            names.push(manifest);
            pieces.push(Piece { evidence, names, inline: false });
        }
        Ok(pieces)
    }

    fn verdict(&self, piece: &Piece, subject: Digest, now: Timestamp) -> Result<Verdict, Denial> {
        let about = Subject::digest(subject.to_string(), [("sha256".to_owned(), subject.hex())].into());
        let proof = attest::verify(&piece.evidence, Some(&about), &self.policy, &self.root, now);
        let refused = |failure: &Failure| Denial::evidence(failure);
        let statement = proof.map_err(|failure| refused(&failure))?.into_statement();
        let none = || refused(&Failure::Unsupported { detail: "no statement about the subject".to_owned() });
        Verdict::read(&statement.ok_or_else(none)?, piece.names.clone())
    }
}

fn names(evidence: &Evidence, bundle: Digest) -> Vec<Digest> {
    evidence.envelope().map(|envelope| Digest::of(&envelope.payload)).into_iter().chain([bundle]).collect()
}

/// The digest that a payload names, and the repository where it names one.
fn subject(pointer: &Pointer) -> Result<(Digest, Option<&str>), Denial> {
    let text = pointer.subject.as_deref().ok_or_else(|| Denial::pointer("`subject` is missing"))?;
    let (repository, digest) = text.rsplit_once('@').map_or((None, text), |(name, digest)| (Some(name), digest));
    let digest = digest.parse().map_err(|error| Denial::pointer(&format!("`subject`: {error}")))?;
    Ok((digest, repository.map(repository_of)))
}
