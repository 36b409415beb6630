//! Whom a policy trusts: keys, and identities that an OIDC issuer vouches for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Glob;
use super::people::People;
use crate::attest::{Claim, Pattern, PublicKey, SignedBy, Signer};

/// Somebody, under a name of the policy's. Any of its forms does.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Identity {
    /// A workflow, a service or a person that an issuer vouches for.
    #[serde(default)]
    pub(super) oidc: Option<Oidc>,
    /// Whoever has a key.
    #[serde(default)]
    pub(super) key: Option<Key>,
    /// Several of them under one name.
    #[serde(default)]
    pub(super) any: Vec<Self>,
    /// The SLSA build level that builds by this identity are believed to have; 2 for identities, 1 for keys where it is
    /// left out.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 1, max = 3)))]
    pub(super) slsa_build: Option<u8>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Oidc {
    /// The whole URL of the issuer; no pattern.
    #[cfg_attr(test, schemars(with = "crate::policy::form::AbsoluteUri"))]
    pub(super) issuer: String,
    /// Whom the issuer vouches for. `*` stays within a segment.
    #[cfg_attr(test, schemars(with = "crate::policy::form::Pattern"))]
    pub(super) subject: Glob,
    /// Groups of the people file, any of which the signer has to be in. Certificates name no groups.
    #[serde(default)]
    pub(super) groups: Vec<String>,
    /// What the certificate has to say of the CI job, such as `source-repository-ref: refs/heads/main`.
    #[serde(default)]
    pub(super) claims: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Key {
    /// A public key in PEM, relative to the policy.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::RelativePath>"))]
    pub(super) file: Option<String>,
    /// The SHA-256 of the public key (SubjectPublicKeyInfo, DER): 64 hexadecimal digits, or base64 as bundles write it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::KeyId>"))]
    pub(super) sha256: Option<String>,
    /// Whose key it is, where approvals are counted.
    #[serde(default)]
    pub(super) person: Option<String>,
}

/// A form of an identity, with its key at hand.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Key { id: String, key: Option<PublicKey>, person: Option<String>, level: u8 },
    Oidc { oidc: Oidc, level: u8 },
}

impl Form {
    /// As the verifier takes it; `None` for a key that only its digest is known of.
    pub(super) fn signer(&self) -> Option<Signer> {
        match self {
            Self::Key { key, .. } => key.clone().map(Signer::Key),
            Self::Oidc { oidc, .. } => Some(Signer::Identity {
                identity: oidc.subject.pattern(),
                issuer: Some(Pattern::Exact(oidc.issuer.clone())),
                claims: oidc
                    .claims
                    .iter()
                    .map(|(name, value)| Claim { name: name.clone(), value: value.clone() })
                    .collect(),
            }),
        }
    }

    /// Whether it is this form that signed.
    pub(super) fn is(&self, by: &SignedBy, people: Option<&People>) -> bool {
        match (self, by) {
            (Self::Key { id, .. }, SignedBy::Key { id: found }) => id == found,
            (Self::Oidc { oidc, .. }, SignedBy::Identity { identity, issuer, claims }) => {
                let claimed = |(name, value): (&String, &String)| claims.iter().any(|(n, v)| n == name && v == value);
                issuer.as_deref() == Some(oidc.issuer.as_str())
                    && oidc.subject.matches(identity)
                    && oidc.claims.iter().all(claimed)
                    && (oidc.groups.is_empty() || people.is_some_and(|people| people.is_in(by, &oidc.groups)))
            }
            _ => false,
        }
    }

    pub(super) const fn level(&self) -> u8 {
        match self {
            Self::Key { level, .. } | Self::Oidc { level, .. } => *level,
        }
    }
}

/// A signer as people recognise it.
pub fn described(by: &SignedBy) -> String {
    match by {
        SignedBy::Key { id } => format!("key {id}"),
        SignedBy::Identity { identity, issuer: Some(issuer), .. } => format!("{identity} ({issuer})"),
        SignedBy::Identity { identity, issuer: None, .. } => identity.clone(),
        SignedBy::Authority { subject } => subject.clone(),
    }
}
