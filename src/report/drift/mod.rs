//! What `proofmark diff` answers, one file per format.

mod json;
mod text;

pub use json::drift_json;
pub use text::drift_text;

use crate::finding::Gap;
use crate::lock::Comparison;

/// Everything that a format may show.
#[derive(Debug)]
pub struct Drift<'a> {
    /// What was compared with, as the user named it.
    pub old: &'a str,
    pub comparison: &'a Comparison,
    /// What could not be read, on either side. Sorted.
    pub gaps: &'a [Gap],
    /// How many artifacts there are now.
    pub artifacts: usize,
}

impl Drift<'_> {
    /// `same`, `drift` or `incomplete`; "could not tell" beats "no" beats "yes".
    const fn verdict(&self) -> &'static str {
        match (self.gaps.is_empty(), self.comparison.changes.is_empty()) {
            (false, _) => "incomplete",
            (true, false) => "drift",
            (true, true) => "same",
        }
    }
}
