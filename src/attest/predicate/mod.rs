//! What statements say: one file per predicate, each after its published specification.
//!
//! Consumers ignore members that they do not know (in-toto attestation, parsing rules), so what is ours stands in
//! members that start with `proofmark_` beside the standard ones.

mod approval;
mod bom;
mod document;
mod evaluation;
mod provenance;
mod summary;
mod test_result;

use serde::Serialize;

pub use approval::{Approval, Decision};
pub use bom::Bom;
pub use document::{Document, Kind};
pub use provenance::{BuildDefinition, BuildMetadata, Builder, Provenance, RunDetails};
pub use summary::{Policy, Summary, SummaryResult, Verifier};
pub use test_result::{Counts, Found, Report, ScanDetail, ScannedArtifact, TestOutcome, TestResult, Unread, Waived};

/// Something a statement may say.
pub trait Predicate: Serialize {
    /// The URI that names its form.
    fn predicate_type(&self) -> &str;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::published::assert_part;

    #[test]
    fn the_published_schemas_of_predicates_are_current() {
        assert_part::<Approval>("predicate-approval-v1");
        assert_part::<Provenance>("predicate-provenance-v1");
        assert_part::<TestResult>("predicate-test-result-v0.1");
        assert_part::<Summary>("predicate-verification-summary-v1");
    }
}
