//! Evidence that outlives the tool: statements about artifacts, signed, and verified against a policy.
//!
//! A [`Statement`] says something (a [`Predicate`]) about subjects, which are digests. Signed, it is a [`Bundle`]: bytes
//! that are kept as they are, and what was read from them. Only [`verify`] makes a [`Verified`], and nothing above this
//! layer believes anything else.

mod artifact;
mod bundle;
mod envelope;
mod error;
pub mod evidence;
mod job;
mod key;
pub mod predicate;
mod shape;
mod sign;
mod signing;
mod sigstore;
mod statement;
mod verify;

pub use crate::text::strict::JsonError;
pub use artifact::{ArtifactFile, Subject};
pub use bundle::Bundle;
pub use envelope::{Envelope, EnvelopeSignature, pae};
pub use error::{Error, KeyError};
pub use evidence::Evidence;
pub use job::CiJob;
pub use key::{Algorithm, NewKey, PublicKey, SigningKey};
pub use predicate::Predicate;
pub use sign::sign;
pub use signing::{Identity, Signing};
pub use sigstore::{Instance, Services, Token, TrustedRoot, Tuf, sign_keyless, sign_raw};
pub use statement::{DigestSet, PAYLOAD_TYPE, ResourceDescriptor, STATEMENT_V01, STATEMENT_V1, Statement};
pub use verify::authority::certificates;
pub use verify::{Claim, Content, Failure, Pattern, Policy, Proof, SignedBy, Signer, Verified, Warning, verify};

/// Bytes of one signed document, at most.
pub const MAX_DOCUMENT: usize = 16 << 20;
