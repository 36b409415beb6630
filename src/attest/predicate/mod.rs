//! What statements say: one file per predicate, each after its published specification.
//!
//! Consumers ignore members that they do not know (in-toto attestation, parsing rules), so what is ours stands in
//! members that start with `proofmark_` beside the standard ones.

mod approval;
mod bom;
mod document;
mod provenance;
mod summary;
mod test_result;

use serde::Serialize;

pub use approval::{Approval, Decision};
pub use bom::Bom;
pub use document::{Document, Kind};
pub use provenance::{BuildDefinition, BuildMetadata, Builder, Provenance, RunDetails};
pub use summary::{Policy, Summary, SummaryResult, Verifier};
pub use test_result::{Counts, Report, ScanDetail, ScannedArtifact, TestOutcome, TestResult, Unread, Waived};

/// Something a statement may say.
pub trait Predicate: Serialize {
    /// The URI that names its form.
    fn predicate_type(&self) -> &str;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each predicate of ours, the name of its schema, and the schema itself.
    fn schemas() -> Vec<(&'static str, serde_json::Value)> {
        fn schema<T: schemars::JsonSchema>() -> serde_json::Value {
            let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
            settings.into_generator().into_root_schema_for::<T>().into()
        }
        vec![
            ("predicate-approval-v1", schema::<Approval>()),
            ("predicate-provenance-v1", schema::<Provenance>()),
            ("predicate-test-result-v0.1", schema::<TestResult>()),
            ("predicate-verification-summary-v1", schema::<Summary>()),
        ]
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads what it compares")]
    fn the_published_schemas_of_predicates_are_current() {
        for (name, schema) in schemas() {
            let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&path, &expected).unwrap();
            }
            let current = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(current == expected, "{path} is stale; run `BLESS=1 cargo test --lib schema`");
        }
    }
}
