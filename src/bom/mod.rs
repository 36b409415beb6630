//! Bills of materials as documents: what formats there are, how they are read, checked, compared, merged and written.
//!
//! Every command works on a [`View`], one picture of elements and their needs, or on [`cyclonedx::Bom`], whose types keep
//! the fields that they do not name. Formats are told apart by what a document says, never by the name of its file.

pub mod cyclonedx;
pub mod deps;
pub mod diff;
mod error;
mod file;
pub mod merge;
mod purl;
pub mod range;
pub mod spdx3;
pub mod validate;
mod view;

pub use error::Error;
pub use file::{BomFile, Dialect};
pub use purl::Purl;
pub use view::{Element, Need, View};
