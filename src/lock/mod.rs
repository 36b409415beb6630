//! What was agreed to, and what has changed since: every tool, prompt, resource, instruction, skill, card and package
//! by the digest of its canonical form.
//!
//! A [`Lock`] is made of captures ([`pin`]), written to a file that people read and commit ([`Lock::write`]), and
//! compared with another ([`compare`]). It holds what a model is told, not only digests of it, so that a review of the
//! lock is a review of the prompt; and the findings of its day, so that what is wrong only now can be told.

mod artifact;
mod canonical;
mod change;
mod compare;
mod difference;
mod error;
mod file;
mod head;
mod listing;
mod pin;
mod schema;
mod version;

pub use change::{Change, ChangeClass, Comparison, Subject};
pub use compare::compare;
pub use difference::{Line, Sign};
pub use error::Error;
pub use head::Head;
pub use pin::{Item, ItemKind, Known, Lock, Origin, Pinned, SCHEMA, Spot, pin};
pub use schema::{Direction, SchemaChange};
pub use version::{Bump, Step};
