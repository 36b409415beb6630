//! Which signers are one person, and which groups a person is in.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::attest::SignedBy;

/// The people file: two logins of one human count once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct People {
    people: BTreeMap<String, Person>,
}

/// Somebody, by the names that they sign with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Person {
    #[serde(default)]
    logins: Vec<Login>,
    /// SHA-256 of public keys: 64 hexadecimal digits, or base64 as bundles write it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::KeyId>"))]
    keys: Vec<String>,
    /// Names and addresses that commits are signed off with.
    #[serde(default)]
    emails: BTreeSet<String>,
    #[serde(default)]
    groups: BTreeSet<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Login {
    #[cfg_attr(test, schemars(with = "crate::policy::form::AbsoluteUri"))]
    issuer: String,
    subject: String,
}

impl People {
    /// Spells every key as bundles do.
    pub(super) fn normalized(mut self) -> Self {
        for key in self.people.values_mut().flat_map(|person| &mut person.keys) {
            if let Some(id) = super::read::key_id(key) {
                *key = id;
            }
        }
        self
    }

    /// Who signed.
    pub(super) fn person(&self, by: &SignedBy) -> Option<&str> {
        self.people.iter().find(|(_, person)| person.is(by)).map(|(name, _)| name.as_str())
    }

    pub(super) fn is_in(&self, by: &SignedBy, groups: &[String]) -> bool {
        self.people
            .values()
            .filter(|person| person.is(by))
            .any(|person| groups.iter().any(|g| person.groups.contains(g)))
    }

    /// Whether a name or an address is a person's, under any of their names.
    pub(super) fn named(&self, text: &str) -> Option<&str> {
        let mut all = self.people.iter();
        let is = |(name, person): &(&String, &Person)| {
            name.as_str() == text
                || person.emails.contains(text)
                || person.logins.iter().any(|login| login.subject == text)
        };
        all.find(is).map(|(name, _)| name.as_str())
    }

    /// Signers of a person.
    pub(super) fn signers(&self, person: &str) -> Vec<SignedBy> {
        let Some(person) = self.people.get(person) else { return Vec::new() };
        let keys = person.keys.iter().map(|id| SignedBy::Key { id: id.clone() });
        let logins = person.logins.iter().map(|login| SignedBy::Identity {
            identity: login.subject.clone(),
            issuer: Some(login.issuer.clone()),
            claims: Vec::new(),
        });
        keys.chain(logins).collect()
    }

    /// Names that two persons share: then nobody can tell them apart.
    pub(super) fn shared(&self) -> Option<String> {
        let mut seen = BTreeSet::new();
        for person in self.people.values() {
            let logins = person.logins.iter().map(|login| format!("{} ({})", login.subject, login.issuer));
            let own: BTreeSet<String> = logins.chain(person.keys.iter().map(|key| format!("key {key}"))).collect();
            if let Some(twice) = own.iter().find(|name| seen.contains(*name)) {
                return Some(twice.clone());
            }
            seen.extend(own);
        }
        None
    }
}

impl Person {
    fn is(&self, by: &SignedBy) -> bool {
        match by {
            SignedBy::Key { id } => self.keys.contains(id),
            SignedBy::Identity { identity, issuer: Some(issuer), .. } => {
                self.logins.iter().any(|login| login.subject == *identity && login.issuer == *issuer)
            }
            SignedBy::Identity { issuer: None, .. } | SignedBy::Authority { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_authored::<People>("policy-people-v1", "https://proofmark.dev/policy-people/v1");
    }
}
