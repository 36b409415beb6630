//! What holds of every input, however it came about: for the fuzzer, and for the properties of the normal suite.

mod artifacts;
mod documents;
mod evidence;

pub(crate) use artifacts::{archive, artifact};
pub(crate) use documents::{bom, eval, glob, lock, policy};
pub(crate) use evidence::{bundle, chain, envelope, manifest};
