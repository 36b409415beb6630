//! What the `bom` commands answer, one file per answer.

mod audit;
mod changes;
mod deps;
mod faults;
mod score;

use std::io;

use serde::Serialize;

use super::encode;

pub use super::sarif::changes_sarif;
pub use audit::{audit_json, audit_text};
pub use changes::{Changes, changes_json, changes_text};
pub use deps::{deps_dot, deps_json, deps_mermaid, deps_text};
pub use faults::{Checked, faults_json, faults_text};
pub use score::{score_json, score_text};

/// Indented JSON and a line feed, safe to print.
pub fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    encode::pretty(value, &mut out)?;
    Ok(out)
}
