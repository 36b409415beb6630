//! Where bytes come from: a source becomes a tree of files, within limits.

pub mod archive;
mod capture;
pub mod clients;
mod documents;
mod error;
mod git;
mod kept;
mod limits;
mod local;
pub mod mcp;
mod mcp_registry;
mod oci;
mod package;
mod permissions;
mod provenance;
mod reference;
pub mod sandbox;
mod saved;
mod tree;
mod walk;
mod web;

pub use capture::{Capture, World, fetch};
pub use documents::{Documents, answer_pdf};
pub use error::Error;
pub use git::{Changes, Hooks, Listing, Own, State};
pub use kept::Kept;
pub use limits::Limits;
pub use local::{read_bytes, read_folder, read_small, write_atomic};
use package::npm_registries;
pub use provenance::{Integrity, Provenance, SourceKind};
pub use reference::{GitRef, PackageRef, RegistryRef, SourceRef, without_credentials};
pub use saved::save;
pub use tree::{Entry, File, Skipped, Tree};
pub use walk::{Options, list, list_flat};
