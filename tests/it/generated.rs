//! Files that are made from the code are current.

use crate::harness::{assert_current, proofmark};

#[test]
fn the_compiled_rules_are_current() {
    let blob = proofmark::analyze::compiled().unwrap_or_else(|error| panic!("{error}"));
    assert_current("rules/compiled.bin", &blob);
    assert!(blob.len() < 3 << 20, "start-up grows with the blob: {} bytes", blob.len());
}

#[test]
fn the_catalogue_of_rules_is_current() {
    let run = proofmark(["rules", "list", "--format", "markdown"]);
    assert_current("rules/README.md", run.out.as_bytes());
}
