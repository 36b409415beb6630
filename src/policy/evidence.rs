//! Phase one: bytes that lie beside an artifact become statements of somebody whom the policy trusts, or are rejected,
//! each with its reason. Nothing else reaches a gate.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Policy;
use crate::attest::{self, Content, Failure, PublicKey, SignedBy, Statement, TrustedRoot, Verified};
use crate::digest::Digest;
use crate::store::Piece;

/// Whom to believe, and when it is.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    pub policy: &'a Policy,
    /// Public keys at hand; only those that the policy names by their digest count.
    pub keys: &'a [PublicKey],
    pub root: &'a TrustedRoot,
    pub now: Timestamp,
}

/// A file of evidence as it was found.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The file, or the manifest in a store.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A statement that holds, and the digest of the bundle that it came in.
#[derive(Debug, Clone)]
pub struct Accepted {
    bundle: Digest,
    statement: Verified<Statement>,
}

/// A signature in the artifact itself that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    form: &'static str,
    by: SignedBy,
}

/// Evidence that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// Of the file.
    #[cfg_attr(test, schemars(with = "String"))]
    pub digest: Digest,
    /// Where it was found.
    pub name: String,
    /// The check that failed, such as `subject-mismatch`.
    pub check: String,
    pub reason: String,
    /// The predicate that it says it has, where that can be read; not verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
}

/// What was found about an artifact. Only [`sort`] fills it.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    accepted: Vec<Accepted>,
    inner: Vec<Inner>,
    rejected: Vec<Rejected>,
}

impl Accepted {
    /// The SHA-256 of the bundle's bytes.
    pub const fn bundle(&self) -> Digest {
        self.bundle
    }

    pub const fn statement(&self) -> &Verified<Statement> {
        &self.statement
    }
}

impl Inner {
    pub const fn form(&self) -> &'static str {
        self.form
    }

    pub const fn by(&self) -> &SignedBy {
        &self.by
    }
}

impl Evidence {
    /// Sorted by the digests of their bundles.
    pub fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    /// Signatures that the artifact carries in itself.
    pub fn inner(&self) -> &[Inner] {
        &self.inner
    }

    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    /// What was looked at, one after the other.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.accepted.extend(other.accepted);
        self.inner.extend(other.inner);
        self.rejected.extend(other.rejected);
        self.settle();
        self
    }

    fn settle(&mut self) {
        self.accepted.sort_by_key(|accepted| accepted.bundle);
        self.accepted.dedup_by_key(|accepted| accepted.bundle);
        self.rejected.sort();
        self.rejected.dedup();
    }
}

/// Verifies what was found about `subject`: who signed, and whether it is about this artifact.
pub fn sort(raw: &[Raw], subject: &attest::Subject, trust: &Trust<'_>) -> Evidence {
    let mut sorting = Sorting::new(subject, trust);
    for file in raw {
        let digest = Digest::of(&file.bytes);
        let pieces = match attest::Evidence::read(&file.bytes) {
            Ok(pieces) => pieces,
            Err(failure) => {
                sorting.found.rejected.push(Rejected::new(digest, &file.name, &failure, None));
                continue;
            }
        };
        let many = pieces.len() > 1;
        for (at, piece) in pieces.iter().enumerate() {
            let name = if many { format!("{}#{}", file.name, at + 1) } else { file.name.clone() };
            // Two bundles of one file are two pieces of evidence.
            let digest = match piece {
                attest::Evidence::Bundle(bundle) if many => Digest::of(bundle.bytes()),
                _ => digest,
            };
            sorting.add(piece, name, digest);
        }
    }
    let within = subject.bytes.as_deref().map(attest::Evidence::within);
    let own = Digest::of(subject.bytes.as_deref().unwrap_or_default());
    match within {
        Some(Ok(pieces)) => {
            for piece in &pieces {
                sorting.add(piece, subject.name.clone(), own);
            }
        }
        Some(Err(failure)) => sorting.found.rejected.push(Rejected::new(own, &subject.name, &failure, None)),
        None => {}
    }
    sorting.finish()
}

/// The same for what a store has about `subject`.
pub fn sort_pieces(pieces: &[Piece], subject: &attest::Subject, trust: &Trust<'_>) -> Evidence {
    let mut sorting = Sorting::new(subject, trust);
    for Piece { digest, manifest, read } in pieces {
        let name = manifest.to_string();
        match read {
            Ok(piece) => sorting.add(piece, name, *digest),
            Err(failure) => sorting.found.rejected.push(Rejected::new(*digest, &name, failure, None)),
        }
    }
    sorting.finish()
}

/// Pieces of evidence about a subject, one after the other.
struct Sorting<'a> {
    subject: &'a attest::Subject,
    trust: &'a Trust<'a>,
    trusted: attest::Policy,
    found: Evidence,
}

impl<'a> Sorting<'a> {
    fn new(subject: &'a attest::Subject, trust: &'a Trust<'a>) -> Self {
        let trusted = attest::Policy { signers: trust.policy.signers(trust.keys), ..attest::Policy::default() };
        Self { subject, trust, trusted, found: Evidence::default() }
    }

    fn add(&mut self, piece: &attest::Evidence, name: String, digest: Digest) {
        let found = &mut self.found;
        let proof = match attest::verify(piece, Some(self.subject), &self.trusted, self.trust.root, self.trust.now) {
            Ok(proof) => proof,
            Err(failure) => {
                found.rejected.push(Rejected::new(digest, &name, &failure, claimed(piece)));
                return;
            }
        };
        if let Content::File { form, .. } = proof.verified().content() {
            found.inner.push(Inner { form, by: proof.verified().by().clone() });
            return;
        }
        match proof.into_statement() {
            Some(statement) => found.accepted.push(Accepted { bundle: digest, statement }),
            None => found.rejected.push(Rejected {
                digest,
                name,
                check: "no-subject".to_owned(),
                reason: "it is not about the artifact".to_owned(),
                claims: claimed(piece),
            }),
        }
    }

    fn finish(mut self) -> Evidence {
        self.found.settle();
        self.found
    }
}

impl Rejected {
    fn new(digest: Digest, name: &str, failure: &Failure, claims: Option<String>) -> Self {
        Self { digest, name: name.to_owned(), check: failure.check().to_owned(), reason: failure.to_string(), claims }
    }
}

/// What an unverified envelope says that it holds: good for a hint, and for nothing else.
fn claimed(piece: &attest::Evidence) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(&piece.envelope()?.payload).ok()?;
    let predicate_type = value.get("predicateType")?.as_str()?;
    let kind = super::predicate::Kind::of(predicate_type, value.get("predicate").unwrap_or(&serde_json::Value::Null));
    Some(kind.name().chars().take(200).collect())
}
