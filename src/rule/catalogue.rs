//! All rules of a run, by name.

use std::collections::BTreeMap;

use super::{MetaError, RuleId, RuleMeta};

/// The metadata of every rule that may fire.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    rules: BTreeMap<RuleId, RuleMeta>,
}

/// Why a set of rules was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Meta(#[from] MetaError),
    #[error("two rules have the name `{0}`")]
    Duplicate(RuleId),
}

impl Catalogue {
    pub fn add(&mut self, meta: RuleMeta) -> Result<(), Error> {
        match self.rules.entry(meta.id.clone()) {
            std::collections::btree_map::Entry::Occupied(_) => Err(Error::Duplicate(meta.id)),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(meta);
                Ok(())
            }
        }
    }

    pub fn get(&self, id: &str) -> Option<&RuleMeta> {
        self.rules.get(id)
    }

    /// In the order of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RuleMeta> {
        self.rules.values()
    }

    pub fn len(&self) -> usize {
        self.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The known name nearest to a mistyped one.
    pub fn nearest(&self, id: &str) -> Option<&RuleId> {
        let distance = |known: &&RuleId| strsim::damerau_levenshtein(known.as_str(), id);
        self.rules.keys().min_by_key(distance).filter(|known| distance(known) <= id.len() / 2)
    }
}
