//! Bills of materials: inventories written down, one file per format, and documents of others read, checked, compared and
//! merged.
//!
//! Commands on documents work on a [`View`], one picture of elements and their needs, or on [`cyclonedx::Bom`], whose
//! types keep the fields that they do not name. Formats are told apart by what a document says, never by the name of its
//! file.

pub mod advisory;
pub mod cyclonedx;
pub mod deps;
pub mod diff;
mod error;
mod file;
mod format;
pub mod manifest;
pub mod merge;
pub mod range;
pub mod score;
pub mod spdx3;
mod text;
pub mod validate;
pub mod vex;
mod view;

pub use error::Error;
pub use file::{BomFile, Dialect};
pub use format::{Format, Options, Written, write};
pub use view::{Element, Need, View};
