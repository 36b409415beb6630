//! The decision about one registration. Pure but for the store that evidence is looked up in: no HTTP, no clock.

use jiff::Timestamp;

use super::cache::Cache;
use super::{Denial, Grounds, Registration, Trust, payload};
use crate::digest::Digest;
use crate::finding::GapReason;
use crate::serve::Scanner;

/// Outcomes of scans that are kept.
const MAX_KNOWN: usize = 10_000;

/// Decides whether something may be registered.
pub struct Decider {
    scanner: Scanner,
    trust: Option<Trust>,
    cache: Cache,
}

/// What was decided, and on what grounds.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The evidence that a yes rests on, beside the scan.
    pub answer: Result<Option<Grounds>, Denial>,
    /// Of the texts that were scanned.
    pub payload: Digest,
    /// Whether the scan was one of before.
    pub known: bool,
}

impl Decider {
    /// Without anybody to trust, the scan of the payload decides alone.
    pub fn new(scanner: Scanner, trust: Option<Trust>) -> Self {
        Self { scanner, trust, cache: Cache::new(MAX_KNOWN) }
    }

    pub const fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    /// Decides. The same question has the same answer until evidence is added, withdrawn or too old: scans are
    /// remembered, evidence is verified each time.
    pub fn decide(&self, registration: &Registration, now: Timestamp) -> Decision {
        let files = payload::files(registration);
        let payload = Digest::of_tree(files.iter().map(|file| (file.path.as_str(), false, Digest::of(&file.bytes))));
        let key = Digest::of(format!("{}\n{payload}", self.scanner.basis()));
        let before = self.cache.get(key);
        let known = before.is_some();
        let scanned = before.unwrap_or_else(|| {
            let outcome = self.scanner.files("registration", files);
            let scanned = Denial::scan(&self.scanner, &outcome);
            // What failed for want of time may succeed the next time.
            let passing = |reason| matches!(reason, GapReason::TooComplex | GapReason::Internal);
            if !outcome.gaps.iter().any(|gap| passing(gap.reason)) {
                self.cache.put(key, scanned.clone());
            }
            scanned
        });
        Decision { answer: scanned.and_then(|()| self.evidence(registration, now)), payload, known }
    }

    fn evidence(&self, registration: &Registration, now: Timestamp) -> Result<Option<Grounds>, Denial> {
        let pointer = registration.pointer()?;
        self.trust.as_ref().map_or(Ok(None), |trust| trust.judge(pointer.as_ref(), now))
    }
}
