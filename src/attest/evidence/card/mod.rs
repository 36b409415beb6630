//! Signatures of A2A agent cards: JSON web signatures over a canonical form of the card.
//! <https://a2a-protocol.org/latest/specification/#84-agent-card-signing>

mod canonical;
mod jws;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;

use crate::attest::MAX_DOCUMENT;
use crate::attest::verify::{Content, Policy, Proof, SignedBy, Warning};
use crate::attest::{Failure, Subject};
use crate::text::strict::{self, Names};

/// Signatures of one card, at most.
const MAX_SIGNATURES: usize = 16;

/// An agent card with signatures.
#[derive(Debug, Clone)]
pub struct Card {
    /// Without its signatures.
    card: Value,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, Deserialize)]
struct Signature {
    protected: String,
    signature: String,
}

/// The protected header. `jku` is where the signer says that its key is: whoever believes that believes anybody.
#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Vec<String>,
}

impl Card {
    /// The card in a file, if it is one and carries signatures.
    pub fn find(bytes: &[u8]) -> Result<Option<Self>, Failure> {
        let Ok(Value::Object(mut card)) = serde_json::from_slice::<Value>(bytes) else { return Ok(None) };
        if !["signatures", "skills", "capabilities"].iter().all(|name| card.contains_key(*name)) {
            return Ok(None);
        }
        strict::check(bytes, Names::Exact, MAX_DOCUMENT)?;
        let signatures = card.remove("signatures").unwrap_or_default();
        let signatures: Vec<Signature> = serde_json::from_value(signatures)
            .map_err(|error| Failure::Malformed { detail: format!("`signatures`: {error}") })?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(Failure::Unsupported { detail: format!("more than {MAX_SIGNATURES} signatures") });
        }
        Ok((!signatures.is_empty()).then(|| Self { card: Value::Object(card), signatures }))
    }

    /// Verifies that one of the signatures is by a key of the policy. What it does not cover is a warning.
    pub(in crate::attest) fn verify(&self, policy: &Policy, subject: Option<&Subject>) -> Result<Proof, Failure> {
        if policy.keys().next().is_none() {
            return Err(Failure::Material { found: "a key", expected: policy.trusts() });
        }
        if policy.require_log {
            return Err(Failure::NotLogged);
        }
        if policy.max_age.is_some() {
            return Err(Failure::NoTime);
        }
        let forms = canonical::forms(&self.card);
        let mut failure = Failure::Signature;
        for signature in &self.signatures {
            let (header, bytes) = match header(signature) {
                Ok(read) => read,
                Err(reason) => {
                    failure = reason;
                    continue;
                }
            };
            for form in &forms {
                let message = format!("{}.{}", signature.protected, BASE64URL_NOPAD.encode(&form.bytes));
                let verified = policy.keys().find(|key| jws::verifies(key, &header.alg, message.as_bytes(), &bytes));
                let Some(key) = verified else { continue };
                let name = subject.map_or("agent card", |subject| subject.name.as_str()).to_owned();
                let content = Content::File { name, form: form.name };
                let by = SignedBy::Key { id: key.id() };
                return Ok(
                    Proof::new(content, by, Vec::new()).with_warnings(form.uncovered.iter().map(warning).collect())
                );
            }
        }
        Err(failure)
    }
}

fn warning(pointer: impl AsRef<str>) -> Warning {
    let pointer = pointer.as_ref();
    Warning {
        check: "uncovered-member",
        message: format!("the signature does not cover `{pointer}`: anybody could have added it"),
    }
}

fn header(signature: &Signature) -> Result<(Header, Vec<u8>), Failure> {
    let malformed = |detail: String| Failure::Malformed { detail };
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| malformed(error.to_string()));
    let header: Header = strict::parse(&decode(&signature.protected)?, Names::Exact, MAX_DOCUMENT)?;
    // A header that has to be understood and is not must be refused (RFC 7515, 4.1.11).
    if let Some(name) = header.crit.first() {
        return Err(Failure::Unsupported { detail: format!("the header parameter `{name}`") });
    }
    if !jws::ALGORITHMS.contains(&header.alg.as_str()) {
        return Err(Failure::Unsupported { detail: format!("the algorithm `{}`", header.alg) });
    }
    Ok((header, decode(&signature.signature)?))
}
