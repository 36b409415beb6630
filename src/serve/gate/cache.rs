//! What scans said of payloads before: a registry asks up to three times about one registration.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::Denial;
use crate::digest::Digest;

/// The outcomes of the last scans, by all that they depend on.
#[derive(Debug)]
pub(super) struct Cache {
    most: usize,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    outcomes: BTreeMap<Digest, Result<(), Denial>>,
    /// The oldest first.
    order: VecDeque<Digest>,
}

impl Cache {
    /// Keeps the last `most` outcomes.
    pub(super) fn new(most: usize) -> Self {
        Self { most, known: Mutex::default() }
    }

    /// What a scan said, if one did.
    pub(super) fn get(&self, key: Digest) -> Option<Result<(), Denial>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).outcomes.get(&key).cloned()
    }

    pub(super) fn put(&self, key: Digest, outcome: Result<(), Denial>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if self.most == 0 || known.outcomes.insert(key, outcome).is_some() {
            return;
        }
        known.order.push_back(key);
        while known.order.len() > self.most {
            if let Some(oldest) = known.order.pop_front() {
                known.outcomes.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_outcomes_are_forgotten() {
        let cache = Cache::new(2);
        let keys = ["a", "b", "c"].map(Digest::of);
        for key in keys {
            cache.put(key, Ok(()));
            cache.put(key, Ok(()));
        }
        assert_eq!(keys.map(|key| cache.get(key)), [None, Some(Ok(())), Some(Ok(()))]);
        assert_eq!(cache.known.lock().unwrap().order.len(), 2);
    }
}
