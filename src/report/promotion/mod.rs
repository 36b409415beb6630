//! Histories and decisions about promotions, for people and for programs.

mod audit;
mod check;
mod list;
mod status;

pub use audit::{Audited, Finding, audit_json, audit_text};
pub use check::{check_json, check_text};
pub use list::{Listed, list_json, list_text};
pub use status::{Status, status_json, status_text};
