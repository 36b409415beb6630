//! Evidence in every form that the field writes: read into the few that are verified.

mod card;
mod cosign;
mod mcpb;
pub(super) mod oms;
mod pep740;

use std::collections::BTreeMap;

use serde_json::Value;

pub use card::Card;
pub use cosign::Attestation;
pub use mcpb::Mcpb;

use super::{Bundle, Envelope, Failure, MAX_DOCUMENT};
use crate::text::strict::{self, Names};

/// Pieces of evidence in one file, at most.
const MAX_PIECES: usize = 1_000;

/// One thing that somebody signed.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// A Sigstore bundle: cosign's, GitHub's, npm's, PyPI's, OpenSSF model signing's, ours.
    Bundle(Box<Bundle>),
    /// A bare DSSE envelope: `.intoto.jsonl`, cosign's attestations of old.
    Envelope(Envelope),
    /// One of cosign's attestations of old, in the log by its digest.
    Attestation(Box<Attestation>),
    /// The signatures in an A2A agent card.
    Card(Box<Card>),
    /// The signature behind an MCP bundle.
    Mcpb(Box<Mcpb>),
}

impl Evidence {
    /// What it is, for people.
    pub const fn form(&self) -> &'static str {
        match self {
            Self::Bundle(_) => "Sigstore bundle",
            Self::Envelope(_) => "DSSE envelope",
            Self::Attestation(_) => "cosign attestation",
            Self::Card(_) => "agent card signature",
            Self::Mcpb(_) => "MCPB signature",
        }
    }

    /// The envelope around what is said, where something is.
    pub fn envelope(&self) -> Option<&Envelope> {
        match self {
            Self::Bundle(bundle) => bundle.envelope(),
            Self::Envelope(envelope) => Some(envelope),
            Self::Attestation(attestation) => Some(&attestation.envelope),
            Self::Card(_) | Self::Mcpb(_) => None,
        }
    }

    /// The type of what is said, where something is; nobody has verified it.
    pub fn predicate_type(&self) -> Option<String> {
        self.envelope()?.predicate_type()
    }

    /// Reads a file of evidence: one document, or one a line.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, Failure> {
        if bytes.len() > MAX_DOCUMENT {
            return Err(Failure::TooLarge { limit: MAX_DOCUMENT });
        }
        let found = match strict::check(bytes, Names::Fold, MAX_DOCUMENT) {
            Ok(()) => document(bytes, 0)?,
            // Several documents do not parse as one; then each line has to.
            Err(strict::JsonError::Malformed(_)) if lines(bytes).count() > 1 => {
                let mut found = Vec::new();
                for line in lines(bytes) {
                    strict::check(line, Names::Fold, MAX_DOCUMENT)?;
                    found.extend(document(line, 0)?);
                    if found.len() > MAX_PIECES {
                        return Err(Failure::Unsupported { detail: format!("more than {MAX_PIECES} documents") });
                    }
                }
                found
            }
            Err(error) => return Err(error.into()),
        };
        if found.is_empty() {
            return Err(Failure::Unsupported { detail: "no evidence in it".to_owned() });
        }
        Ok(found)
    }

    /// Reads an attestation as cosign keeps it in a layer of an image: an envelope, and annotations of the layer.
    pub fn annotated(layer: &[u8], annotations: &BTreeMap<String, String>) -> Result<Self, Failure> {
        cosign::evidence(layer, annotations)
    }

    /// The signatures that an artifact carries in itself: in an agent card, behind an MCP bundle.
    pub fn within(bytes: &[u8]) -> Result<Vec<Self>, Failure> {
        if let Some(mcpb) = Mcpb::find(bytes)? {
            return Ok(vec![Self::Mcpb(Box::new(mcpb))]);
        }
        Ok(Card::find(bytes)?.map(|card| Self::Card(Box::new(card))).into_iter().collect())
    }

    /// Whether a file looks like evidence rather than like an artifact.
    pub fn is(bytes: &[u8]) -> bool {
        let first = lines(bytes).next().unwrap_or_default();
        let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        let document = parse(bytes).or_else(|| parse(first));
        document.is_some_and(|document| {
            let has = |name: &str| document.get(name).is_some();
            has("verificationMaterial")
                || has("attestation_bundles")
                || (has("payloadType") && has("payload"))
                || (has("verification_material") && has("envelope"))
                || document.get("attestations").is_some_and(|all| all.pointer("/0/bundle").is_some())
        })
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty())
}

/// Reads one document, which is known to be unambiguous.
fn document(bytes: &[u8], depth: usize) -> Result<Vec<Evidence>, Failure> {
    const MAX_NESTING: usize = 3;
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| Failure::Malformed { detail: error.to_string() })?;
    let has = |name: &str| value.get(name).is_some();
    if has("verificationMaterial") || has("mediaType") {
        return Ok(vec![Evidence::Bundle(Box::new(Bundle::parse(bytes)?))]);
    }
    if has("payloadType") {
        return Ok(vec![Evidence::Envelope(Envelope::parse(bytes)?)]);
    }
    if has("verification_material") {
        return Ok(vec![Evidence::Bundle(Box::new(pep740::bundle(&value)?))]);
    }
    // npm's and GitHub's answers hold bundles; PyPI's hold publishers, which hold attestations.
    let inner = ["attestations", "attestation_bundles"].iter().find_map(|name| value.get(name)).unwrap_or(&value);
    let Some(list) = inner.as_array().filter(|list| list.len() <= MAX_PIECES && depth < MAX_NESTING) else {
        let inner = value.get("bundle").filter(|_| depth < MAX_NESTING);
        let inner = inner.ok_or(Failure::Unsupported { detail: "no form of evidence that is known".to_owned() })?;
        return document(&write(inner)?, depth + 1);
    };
    let mut found = Vec::new();
    for item in list {
        found.extend(document(&write(item)?, depth + 1)?);
        if found.len() > MAX_PIECES {
            return Err(Failure::Unsupported { detail: format!("more than {MAX_PIECES} documents") });
        }
    }
    Ok(found)
}

fn write(value: &Value) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| Failure::Malformed { detail: error.to_string() })
}
