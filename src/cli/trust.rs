//! Whom the user trusts.

use std::path::PathBuf;

use clap::Args;
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use pkcs8::der::pem::PemLabel as _;
use serde_json::Value;
use x509_cert::Certificate;

use super::services::{RootArgs, SigstoreArgs};
use super::{Error, Io};
use crate::attest::{self, Algorithm, Claim, KeyError, Pattern, Policy, PublicKey, Signer, TrustedRoot};
use crate::source::read_small;
use crate::text::strict::{self, Names};

/// Bytes of a key or certificate file, at most.
const MAX_FILE: u64 = 1 << 20;

#[derive(Debug, Args)]
#[command(next_help_heading = "Trust")]
pub(super) struct TrustArgs {
    /// A public key (PEM, JWK or JWK set) that may have signed; may be repeated.
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,

    /// The identity that may have signed, such as a workflow or an e-mail address.
    #[arg(long, value_name = "IDENTITY", conflicts_with = "certificate_identity_regexp")]
    certificate_identity: Option<String>,

    /// A regular expression for the whole identity.
    #[arg(long, value_name = "REGEX")]
    certificate_identity_regexp: Option<String>,

    /// Who vouches for the identity, such as `https://token.actions.githubusercontent.com`.
    #[arg(long, value_name = "URL", conflicts_with = "certificate_oidc_issuer_regexp")]
    certificate_oidc_issuer: Option<String>,

    /// A regular expression for the whole issuer.
    #[arg(long, value_name = "REGEX")]
    certificate_oidc_issuer_regexp: Option<String>,

    /// What the certificate has to say of the CI job, such as `source-repository-ref=refs/heads/main`.
    #[arg(long, value_name = "NAME=VALUE", value_parser = claim)]
    claim: Vec<Claim>,

    /// Root certificates (PEM) of a private authority, such as of a vendor of skills.
    #[arg(long, value_name = "FILE")]
    certificate_authority: Vec<PathBuf>,

    /// Accept no signature by a key that is in no transparency log.
    #[arg(long)]
    require_log: bool,

    /// Accept no signature that a trusted service saw more days ago.
    #[arg(long, value_name = "DAYS")]
    max_age: Option<u32>,
}

/// Whom the user trusts to have said what.
#[derive(Debug, Args)]
pub(super) struct AskedArgs {
    #[command(flatten)]
    trust: TrustArgs,

    /// The predicate that is meant; may be repeated. Other statements count for nothing, and one of each has to be there.
    #[arg(long, value_name = "URI", help_heading = "Trust")]
    predicate_type: Vec<String>,

    #[command(flatten)]
    root: RootArgs,
}

impl AskedArgs {
    /// Whether anything is asked for at all.
    pub(super) fn is_given(&self) -> bool {
        let TrustArgs { require_log, max_age, .. } = &self.trust;
        !self.trust.is_empty() || !self.predicate_type.is_empty() || *require_log || max_age.is_some()
    }

    /// The root to verify with.
    pub(super) fn root(&self, io: &Io<'_>) -> Result<TrustedRoot, Error> {
        self.root.root(io)
    }

    /// The predicates of which one each has to be there.
    pub(super) fn required(&self) -> &[String] {
        &self.predicate_type
    }

    /// A policy that believes whoever is named, and what is meant.
    pub(super) fn policy(&self, io: &Io<'_>) -> Result<Policy, Error> {
        Ok(Policy { predicate_types: self.predicate_type.clone(), ..self.trust.policy(&self.root.sigstore, io)? })
    }
}

fn claim(text: &str) -> Result<Claim, String> {
    let (name, value) = text.split_once('=').ok_or("is no `NAME=VALUE`")?;
    if !Claim::NAMES.contains(&name) {
        return Err(format!("`{name}` is none of {}", Claim::NAMES.join(", ")));
    }
    Ok(Claim { name: name.to_owned(), value: value.to_owned() })
}

impl TrustArgs {
    /// Whether nobody is named.
    pub(super) const fn is_empty(&self) -> bool {
        self.key.is_empty()
            && self.certificate_identity.is_none()
            && self.certificate_identity_regexp.is_none()
            && self.certificate_oidc_issuer.is_none()
            && self.certificate_oidc_issuer_regexp.is_none()
            && self.claim.is_empty()
            && self.certificate_authority.is_empty()
    }

    /// A policy that believes whoever is named, whatever they say.
    pub(super) fn policy(&self, sigstore: &SigstoreArgs, io: &Io<'_>) -> Result<Policy, Error> {
        let mut signers = Vec::new();
        for path in &self.key {
            let text = read_small(&io.folder.join(path), MAX_FILE)?;
            signers.extend(keys(&text).map_err(attest::Error::Key)?.into_iter().map(Signer::Key));
        }
        let identity = pattern(self.certificate_identity.as_ref(), self.certificate_identity_regexp.as_ref())?;
        let issuer = pattern(self.certificate_oidc_issuer.as_ref(), self.certificate_oidc_issuer_regexp.as_ref())?;
        if self.certificate_authority.is_empty() {
            if let Some(identity) = identity {
                if issuer.is_none() && !sigstore.is_github() {
                    let why = "an identity means nothing without whoever vouches for it";
                    return Err(Error::Missing { option: "--certificate-oidc-issuer", why });
                }
                signers.push(Signer::Identity { identity, issuer, claims: self.claim.clone() });
            } else if issuer.is_some() || !self.claim.is_empty() {
                let why = "an issuer vouches for anybody";
                return Err(Error::Missing { option: "--certificate-identity", why });
            }
        } else {
            let mut roots = Vec::new();
            for path in &self.certificate_authority {
                let text = read_small(&io.folder.join(path), MAX_FILE)?;
                roots.extend(certificates(&text)?);
            }
            signers.push(Signer::Authority { roots, identity });
        }
        if signers.is_empty() {
            let why = "a signature proves something only where somebody is trusted";
            return Err(Error::Missing { option: "--key", why });
        }
        Ok(Policy {
            signers,
            predicate_types: Vec::new(),
            require_log: self.require_log,
            max_age: self.max_age.map(|days| SignedDuration::from_hours(i64::from(days) * 24)),
        })
    }
}

fn pattern(exact: Option<&String>, regex: Option<&String>) -> Result<Option<Pattern>, Error> {
    match (exact, regex) {
        (Some(text), _) => Ok(Some(Pattern::Exact(text.clone()))),
        (None, Some(text)) => match Pattern::regex(text) {
            Ok(pattern) => Ok(Some(pattern)),
            Err(_) => Err(Error::Value { value: text.clone(), expected: "regular expression" }),
        },
        (None, None) => Ok(None),
    }
}

fn certificates(text: &str) -> Result<Vec<Vec<u8>>, Error> {
    let wrong = |_| Error::Value { value: Certificate::PEM_LABEL.to_owned(), expected: "certificate in PEM" };
    attest::certificates(text.as_bytes()).map_err(wrong)
}

/// A key in PEM, or those of a JWK or a JWK set (RFC 7517).
fn keys(text: &str) -> Result<Vec<PublicKey>, KeyError> {
    if !text.trim_start().starts_with('{') {
        return PublicKey::from_pem(text).map(|key| vec![key]);
    }
    let document: Value =
        strict::parse(text.as_bytes(), Names::Exact, attest::MAX_DOCUMENT).map_err(|_| KeyError::Malformed)?;
    match document.get("keys").and_then(Value::as_array) {
        Some(all) => all.iter().map(jwk).collect(),
        None => jwk(&document).map(|key| vec![key]),
    }
}

fn jwk(key: &Value) -> Result<PublicKey, KeyError> {
    let text = |name: &str| key.get(name).and_then(Value::as_str).ok_or(KeyError::Malformed);
    let bytes = |name: &str| BASE64URL_NOPAD.decode(text(name)?.as_bytes()).map_err(|_| KeyError::Malformed);
    match (text("kty")?, text("crv").unwrap_or_default()) {
        ("EC", "P-256") => PublicKey::from_point(Algorithm::EcdsaP256, &[&[4], &*bytes("x")?, &*bytes("y")?].concat()),
        ("OKP", "Ed25519") => PublicKey::from_point(Algorithm::Ed25519, &bytes("x")?),
        _ => Err(KeyError::Unsupported),
    }
}
