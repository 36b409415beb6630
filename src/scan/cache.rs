//! What came of candidates in earlier scans, so that a sweep goes on where it stopped and reads only what is new.
//!
//! An entry is named by everything that its content depends on: the rules, the limits, and the path, mode and digest of
//! each file. Whoever can write to the folder decides what scans say, so it is to be as well kept as the reports.

use std::fmt::Write as _;
use std::path::Path;

use super::Part;
use crate::analyze::Engine;
use crate::artifact::Candidate;
use crate::digest::Digest;
use crate::finding::GapReason;
use crate::source::{self, Kept, Tree};

/// The name of the format; its last part changes with what an entry holds.
const FORMAT: &str = "proofmark-cache/v1";
/// Bytes of an entry, at most.
const MAX_ENTRY: u64 = 64 << 20;

/// A folder of earlier outcomes.
#[derive(Debug)]
pub struct Cache {
    kept: Kept,
    /// Over everything that all entries depend on.
    basis: Digest,
}

impl Cache {
    /// Opens a cache for the rules and limits of `engine`; the folder is made where it is not there.
    pub fn open(folder: &Path, engine: &Engine) -> Result<Self, source::Error> {
        let kept = Kept::open(folder, FORMAT, MAX_ENTRY)?;
        let disabled: Vec<&str> = engine.disabled().collect();
        let limits = serde_json::to_string(&engine.limits).unwrap_or_default();
        let documents = engine.documents.is_some();
        let basis = Digest::of(format!("{FORMAT}\n{}\n{}\n{documents}\n{limits}", engine.digest(), disabled.join(",")));
        Ok(Self { kept, basis })
    }

    /// The name of what comes of a candidate; nothing where not all of it can be read.
    pub(super) fn key(&self, engine: &Engine, source: usize, tree: &Tree, candidate: &Candidate) -> Option<Digest> {
        let mut text = format!("{}\n{source}\n{}\n{}\n", self.basis, candidate.root, candidate.shape as u8);
        for entry in &candidate.entries {
            let file = tree.read(entry, &engine.limits).ok()?;
            let (mode, path) = (entry.mode, entry.path.as_str().escape_default());
            let _ = writeln!(text, "{} {} {} {path}", file.digest, mode.executable, mode.writers as u8);
        }
        Some(Digest::of(text))
    }

    /// What came of it before.
    pub(super) fn get(&self, key: Digest) -> Option<Part> {
        serde_json::from_str(&self.kept.get(key)?).ok()
    }

    /// Keeps what came of it, unless that may be otherwise on another day.
    pub(super) fn put(&self, key: Digest, part: &Part) {
        let passing = |reason| matches!(reason, GapReason::TooComplex | GapReason::Internal | GapReason::Unreadable);
        if part.gaps.iter().any(|gap| passing(gap.reason)) {
            return;
        }
        if let Ok(part) = serde_json::to_string(part) {
            self.kept.put(key, &part);
        }
    }
}
