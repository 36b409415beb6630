//! Memory against rollback: how far the history of an artifact was known to go.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Lock;
use crate::digest::Digest;

/// The newest links of a chain of promotions, as they were seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Head {
    /// The manifest of the artifact.
    #[cfg_attr(test, schemars(with = "String"))]
    pub subject: Digest,
    /// Where it is pulled from; a chain belongs to one such place.
    pub resource: String,
    /// The digests of the statements that no other follows. Sorted.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub links: BTreeSet<Digest>,
}

impl Head {
    /// Whether it is about this artifact in this place.
    pub fn is_of(&self, subject: Digest, resource: &str) -> bool {
        self.subject == subject && self.resource == resource
    }

    /// Replaces what was known of the same chain. Says whether that is news.
    pub fn remember(self, heads: &mut Vec<Self>) -> bool {
        if heads.contains(&self) {
            return false;
        }
        heads.retain(|known| !known.is_of(self.subject, &self.resource));
        heads.push(self);
        heads.sort();
        true
    }
}

impl Lock {
    /// The links that were there when the lock was written.
    pub fn remembered(&self, subject: Digest, resource: &str) -> BTreeSet<Digest> {
        let known = self.heads.iter().filter(|head| head.is_of(subject, resource));
        known.flat_map(|head| head.links.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_heads_of_a_chain_replace_older_ones_and_no_others() {
        let head = |resource: &str, link: &str| Head {
            subject: Digest::of("a"),
            resource: resource.to_owned(),
            links: [Digest::of(link)].into(),
        };
        let mut heads = Vec::new();
        assert!(head("x", "1").remember(&mut heads) && head("y", "2").remember(&mut heads));
        assert!(!head("y", "2").remember(&mut heads));
        assert!(head("x", "3").remember(&mut heads));
        assert_eq!(heads, [head("x", "3"), head("y", "2")]);
    }
}
