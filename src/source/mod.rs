//! Where bytes come from: a source becomes a tree of files, within limits.

mod error;
mod limits;
mod local;
mod tree;
mod walk;

pub use error::Error;
pub use limits::Limits;
pub use local::{read_bytes, read_folder, read_small, write_atomic};
pub use tree::{Entry, Skipped, Tree};
pub use walk::{Options, fetch};
