//! Who is trusted, and what else has to hold.

use jiff::SignedDuration;
use regex::Regex;

use super::Failure;
use crate::attest::PublicKey;

/// What evidence has to satisfy. There is no member that skips a signature.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Any of these may have signed.
    pub signers: Vec<Signer>,
    /// The predicates that are meant; any where it is empty.
    pub predicate_types: Vec<String>,
    /// Whether a signature by a key has to be in a transparency log, too. One by an identity always has.
    pub require_log: bool,
    /// How long ago a trusted service may have seen the signature.
    pub max_age: Option<SignedDuration>,
}

/// Somebody whose signature counts.
#[derive(Debug, Clone)]
pub enum Signer {
    /// Whoever has the key.
    Key(PublicKey),
    /// An identity that an OIDC issuer vouched for when it signed.
    Identity { identity: Pattern, issuer: Option<Pattern>, claims: Vec<Claim> },
    /// Whoever has a certificate of a private authority: its root certificates, in DER.
    Authority { roots: Vec<Vec<u8>>, identity: Option<Pattern> },
}

/// A text, or all texts of a form.
#[derive(Debug, Clone)]
pub enum Pattern {
    Exact(String),
    /// The whole text, never a part of it.
    Regex(Regex),
}

impl Pattern {
    /// A regular expression for the whole text: an unanchored one would let `evil.example/good.example` pass.
    pub fn regex(text: &str) -> Result<Self, regex::Error> {
        regex::RegexBuilder::new(&format!(r"\A(?:{text})\z")).size_limit(1 << 20).build().map(Self::Regex)
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(expected) => expected == text,
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

/// A claim about the CI job, as Fulcio copies it from the identity token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// As in [`Claim::NAMES`].
    pub name: String,
    pub value: String,
}

impl Claim {
    /// <https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md>
    pub const NAMES: &[&str] = &[
        "build-signer-uri",
        "build-signer-digest",
        "runner-environment",
        "source-repository-uri",
        "source-repository-digest",
        "source-repository-ref",
        "source-repository-identifier",
        "source-repository-owner-uri",
        "source-repository-owner-identifier",
        "build-config-uri",
        "build-config-digest",
        "build-trigger",
        "run-invocation-uri",
        "source-repository-visibility",
        "deployment-environment",
    ];
}

/// What a certificate says about whoever signed.
#[derive(Debug, Clone, Default)]
pub(in crate::attest) struct Claims<'a> {
    pub(in crate::attest) identity: Option<&'a str>,
    pub(in crate::attest) issuer: Option<&'a str>,
    /// By the names of [`Claim::NAMES`].
    pub(in crate::attest) job: Vec<(&'static str, &'a str)>,
}

impl Policy {
    /// The keys among the signers.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.signers.iter().filter_map(|signer| if let Signer::Key(key) = signer { Some(key) } else { None })
    }

    /// What the policy trusts, in words.
    pub(in crate::attest) fn trusts(&self) -> &'static str {
        match self.signers.first() {
            Some(Signer::Key(_)) => "keys",
            Some(Signer::Identity { .. }) => "identities",
            Some(Signer::Authority { .. }) => "private authorities",
            None => "nobody",
        }
    }

    /// Whether one of the identities that are trusted is that of `claims`. The failure is that of the one that fits
    /// best.
    pub(in crate::attest) fn identified(&self, claims: &Claims<'_>) -> Result<(), Failure> {
        let mut nearest = None;
        for signer in &self.signers {
            let Signer::Identity { identity, issuer, claims: expected } = signer else { continue };
            match fits(claims, identity, issuer.as_ref(), expected) {
                Ok(()) => return Ok(()),
                Err(failure) => {
                    let rank = |failure: &Failure| match failure {
                        Failure::Identity { .. } => 0,
                        Failure::Issuer { .. } => 1,
                        _ => 2,
                    };
                    if nearest.as_ref().is_none_or(|nearest| rank(nearest) < rank(&failure)) {
                        nearest = Some(failure);
                    }
                }
            }
        }
        Err(nearest.unwrap_or(Failure::Material { found: "a certificate", expected: self.trusts() }))
    }
}

fn fits(claims: &Claims<'_>, identity: &Pattern, issuer: Option<&Pattern>, expected: &[Claim]) -> Result<(), Failure> {
    if !claims.identity.is_some_and(|found| identity.matches(found)) {
        return Err(Failure::Identity { found: claims.identity.unwrap_or("nobody").to_owned() });
    }
    let issued = match (issuer, claims.issuer) {
        (Some(pattern), Some(found)) => pattern.matches(found),
        (None, None) => true,
        _ => false,
    };
    if !issued {
        return Err(Failure::Issuer { found: claims.issuer.unwrap_or("nobody").to_owned() });
    }
    for claim in expected {
        let found = claims.job.iter().find(|(name, _)| *name == claim.name).map(|(_, value)| *value);
        if found != Some(claim.value.as_str()) {
            let found = found.unwrap_or("not there").to_owned();
            return Err(Failure::ClaimMismatch { name: claim.name.clone(), found });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_for_the_whole_text() {
        let pattern = Pattern::regex(r"https://github\.com/acme/.*|x").unwrap();
        assert!(pattern.matches("https://github.com/acme/y"));
        assert!(!pattern.matches("https://evil.example/?https://github.com/acme/y"));
        assert!(!pattern.matches("xx"));
        assert!(!pattern.matches("x\n"));
    }
}
